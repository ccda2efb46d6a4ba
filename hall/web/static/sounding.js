// Play clips one after the other without a gap (播放): Web Audio where there is any, else one audio element after another.
// A clip that fails is left out and reported; a sound card that stands still is noticed; nothing waits for ever.

/** A clip that is not loaded and read within this time is left out of its sentence. */
const READY_MS = 2500;

/** Clips kept ready to be played; each takes about a third of a megabyte. */
const KEPT = 150;

/** Sound begins this long after it is scheduled, so that its first piece is not cut. */
const LEAD_SECONDS = 0.05;

/** A clock of sound that stands still this long while it should run means that nothing is heard. */
const STANDSTILL_MS = 2000;
const LOOK_MS = 200;

/** Sound that died is tried again so often. */
const REVIVE_MS = 3000;

const Context = window.AudioContext ?? window.webkitAudioContext;

const late = (ms) => new Promise((_, fail) => setTimeout(() => fail(new Error("late")), ms));

/** Play through Web Audio: decoded clips, scheduled back to back on the clock of the sound card. */
class Scheduled {
  constructor(volume, changed) {
    this.context = new Context();
    this.gain = this.context.createGain();
    this.gain.gain.value = volume;
    this.gain.connect(this.context.destination);
    this.changed = changed;
    this.kept = new Map();
    this.nodes = [];
    this.dead = false;
    this.movedAt = performance.now();
    this.moment = this.context.currentTime;
    this.triedAt = 0;
    this.context.onstatechange = () => {
      // Only a clock that moves brings dead sound back to life.
      if (!this.dead) this.movedAt = performance.now();
      changed();
    };
    setInterval(() => this.watch(), LOOK_MS);
  }

  get running() { return this.context.state === "running" && !this.dead; }

  /** Notice a sound card that stands still, whether it should play now or not, and that it goes again. */
  watch() {
    const at = performance.now();
    const moves = this.context.currentTime > this.moment;
    if (moves) [this.moment, this.movedAt] = [this.context.currentTime, at];
    // A sound that was never allowed to begin is no dead one: it waits for a touch.
    const should = this.moment > 0 || this.context.state === "running";
    const dead = should && at - this.movedAt > STANDSTILL_MS;
    const turned = dead !== this.dead;
    // Known before it is tried again: what a try brings about is no sign of life.
    this.dead = dead;
    if (dead && at - this.triedAt > REVIVE_MS) {
      this.triedAt = at;
      this.context.resume().catch(() => { /* the next try comes */ });
    }
    if (turned) this.changed();
  }

  open() { return this.context.resume(); }

  async load(url) {
    const known = this.kept.get(url);
    // A clip that was just used is the last one to be let go.
    if (known) this.kept.delete(url);
    const clip = known ?? await this.read(url);
    this.kept.set(url, clip);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    return clip;
  }

  async read(url) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(READY_MS) });
    if (!answer.ok) throw new Error(String(answer.status));
    return this.context.decodeAudioData(await answer.arrayBuffer());
  }

  /** Play loaded clips; resolves when the last one has ended, rejects when the sound stands still. */
  play(clips, goOn) {
    let at = this.context.currentTime + LEAD_SECONDS;
    this.nodes = clips.map((clip) => {
      const node = this.context.createBufferSource();
      node.buffer = clip;
      node.connect(this.gain);
      node.start(at);
      at += clip.duration;
      return node;
    });
    return this.until(at, goOn);
  }

  until(end, goOn) {
    return new Promise((done, fail) => {
      const look = setInterval(() => {
        const now = this.context.currentTime;
        if (now < end && !this.dead && goOn()) return;
        clearInterval(look);
        if (now < end) this.stop();
        if (this.dead) fail(new Error("standstill")); else done();
      }, LOOK_MS);
    });
  }

  stop() {
    for (const node of this.nodes) {
      try { node.stop(); } catch { /* it has ended, or never began */ }
    }
    this.nodes = [];
  }
}

/** Play through audio elements, where a browser has nothing better: small gaps, the same words. */
class OneByOne {
  constructor(volume, changed) {
    this.volume = volume;
    this.changed = changed;
    this.running = false;
  }

  /** Whether a page may make a sound is only known by trying. */
  async open() {
    const silent = new Audio("/static/voice/tones/chime.ogg");
    silent.volume = 0;
    await silent.play();
    silent.pause();
    this.running = true;
    this.changed();
  }

  load(url) {
    return new Promise((done, fail) => {
      const audio = new Audio(url);
      audio.preload = "auto";
      audio.volume = this.volume;
      audio.oncanplaythrough = () => done(audio);
      audio.onerror = () => fail(new Error("unreadable"));
    });
  }

  async play(clips, goOn) {
    for (const audio of clips) {
      if (!goOn()) return;
      const ended = new Promise((done) => { audio.onended = done; audio.onerror = done; });
      audio.currentTime = 0;
      try {
        await audio.play();
        await Promise.race([ended, late((audio.duration || 3) * 1000 + STANDSTILL_MS)]);
      } catch { audio.pause(); }
    }
  }

  stop() { /* it stops after the clip of now, when it is not to go on */ }
}

/** Play sentences, and know whether anything can be heard. */
export class Player {
  constructor(volume, changed) {
    try {
      this.way = Context ? new Scheduled(volume, changed) : new OneByOne(volume, changed);
    } catch {
      this.way = new OneByOne(volume, changed);
    }
  }

  get running() { return this.way.running; }

  /** Try to be heard; without a touch or a key a browser may refuse. */
  async open() {
    try { await Promise.race([this.way.open(), late(READY_MS)]); } catch { /* the bar asks for a touch */ }
    return this.running;
  }

  /** Make clips ready; those that fail are named and left out. */
  async ready(urls) {
    const failed = [];
    const tried = await Promise.all(urls.map(async (url) => {
      try {
        return await Promise.race([this.way.load(url), late(READY_MS)]);
      } catch {
        failed.push(url);
        return null;
      }
    }));
    return { clips: tried.filter(Boolean), failed };
  }

  /** Play clips that are ready, for as long as `goOn()` says so; returns whether they could be heard. */
  async play(clips, goOn = () => true) {
    try {
      await this.way.play(clips, goOn);
      return true;
    } catch {
      this.way.stop();
      return false;
    }
  }
}

/** How loud the address of this page wants it, from 0 to 1; 0 where it is to be silent. */
export function wantedVolume() {
  const asked = new URLSearchParams(location.search);
  if (asked.get("sound") !== "1") return 0;
  return Math.min(100, Math.max(0, Number(asked.get("volume") ?? 100) || 0)) / 100;
}

/**
 * Open the sound of this page. For as long as nothing can be heard its bar says so, its screen tells the hall
 * (`data-voice` of the body), and every touch and key tries again.
 */
export function openSound(volume, bar) {
  const { dataset } = document.body;
  const show = () => {
    bar.hidden = player.running;
    if (!player.running) dataset.voice = "blocked";
    else if (dataset.voice !== "leader") dataset.voice = "on";
  };
  const player = new Player(volume, show);
  const open = () => player.open().then(show);
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => { if (!player.running) open(); });
  show();
  open();
  return player;
}

/** Play the tone at a window (窗口提示音), for those who cannot see its sign; true when it was heard. */
export async function windowTone(player) {
  if (!player.running && !await player.open()) return false;
  const { clips } = await player.ready(["/static/voice/tones/window.ogg"]);
  return clips.length > 0 && player.play(clips);
}

let own;

/** Play the tone with which a test call sounds, as loud as this page is. */
export const testTone = () => windowTone(own ??= new Player(wantedVolume(), () => {}));
