// The voice of an area (语音播报): this screen asks for its turn, says what it is given, and falls silent in time for
// another one to take over. What is said, and when, is decided by hall/display/announcing.py; here it only is played.
import { ask, connected } from "./live.js";
import { openSound, wantedVolume } from "./sounding.js";
import { now } from "./time.js";

/** An answer that takes longer than this is none. */
const ANSWER_MS = 2000;

/** While it speaks the screen goes on asking, so that it keeps the word. */
const KEEP_MS = 1200;

/** When nobody answers, when nothing can be heard: the next try. */
const AGAIN_MS = 500;

/** It stops this long before another screen may begin. */
const SAFE_MS = 500;

/** The border's light for those who do not hear: three soft waves of a second each (voice.css). */
const PULSE_MS = 3000;

const data = document.body.dataset;
const bar = document.getElementById("voice-bar");
const speaker = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

let player = null;
let ended = "";
let failed = [];
/** Clips for which a sentence was put off once already; what fails again is broken, and is left out. */
const putOff = new Set();
let silentAt = 0;
let wake = () => {};

const pause = (ms) => new Promise((done) => { wake = done; setTimeout(done, ms); });

/** Ask for the turn; what has ended and what has failed is told with it, and told again until somebody has heard it. */
async function turn() {
  const at = performance.now();
  const told = { speaker, ended, failed };
  const answer = await ask("speak", told, ANSWER_MS);
  if (!answer) return null;
  // The sound may have died while the answer was on its way.
  if (player.running) data.voice = answer.word ? "leader" : "on";
  if (ended === told.ended) ended = "";
  failed = failed.slice(told.failed.length);
  if (answer.word) silentAt = at + answer.speaks_ms - SAFE_MS;
  return answer;
}

/** Ask whether a sentence may begin. An answer that was lost or says nothing is asked for again for as long as this screen
 * has the word: the hall may have heard that it begins, and then nobody else would say it. */
async function mayBegin(id) {
  while (player.running && performance.now() < silentAt) {
    const answer = await ask("begin", { speaker, turn: id }, ANSWER_MS);
    if (answer?.go !== undefined) return answer.go;
    await pause(AGAIN_MS);
  }
  return false;
}

/** Say one sentence. It is put off once for a clip that fails, for a number without one of its digits is another's; the
 * hall gives again what nobody began. A clip that fails again is left out, and whatever happens the next one is asked for. */
async function speak(given) {
  const urls = given.clips.map((one) => one.url);
  const sentence = await player.ready(urls);
  const late = sentence.failed.filter((url) => !putOff.has(url));
  for (const url of urls) if (!sentence.failed.includes(url)) putOff.delete(url);
  for (const url of late) putOff.add(url);
  if (late.length) return;
  failed.push(...sentence.failed);
  if (!player.running || !await mayBegin(given.turn)) return;
  const keep = setInterval(turn, KEEP_MS);
  await player.play(sentence.clips, () => performance.now() < silentAt);
  clearInterval(keep);
  ended = given.turn;
}

/** Take turns for as long as the page is open. A page that cannot be heard never asks for the word. */
async function takeTurns() {
  for (;;) {
    if (!player.running || !connected()) {
      await pause(AGAIN_MS);
      continue;
    }
    const answer = await turn();
    if (answer?.turn) await speak(answer);
    else await pause(answer?.again_ms ?? AGAIN_MS);
  }
}

/** Load every clip once, in the background, so that no call waits for one. */
async function loadAll() {
  const answer = await fetch("/voice/clips").catch(() => null);
  if (!answer?.ok) return;
  for (const url of (await answer.json()).clips) {
    await fetch(url).then((clip) => clip.arrayBuffer()).catch(() => null);
  }
}

function startVoice(volume) {
  player = openSound(volume, bar);
  takeTurns();
  loadAll();
}

/** Name each announcement: a number that goes back and is called anew counts its calls from one again. */
const calls = () => [...document.querySelectorAll("#calls > .call[data-state=called]")]
  .map((row) => `${row.dataset.call} ${row.dataset.calledAt}`);

/** Take notices down whose time is over, and let the border shine when somebody is called. */
function watch() {
  const picture = document.getElementById("picture");
  const seen = new Set(calls());
  const light = document.createElement("div");
  light.className = "voice-light";
  light.hidden = true;
  document.body.append(light);
  const takeDown = () => {
    const notice = document.getElementById("spoken");
    if (notice) notice.hidden = Number(notice.dataset.until) <= now();
  };
  new MutationObserver(() => {
    takeDown();
    const fresh = calls().filter((one) => !seen.has(one));
    for (const one of fresh) seen.add(one);
    if (fresh.length) wake();
    // Light that already shines is not begun anew: it never changes faster than its own slow waves.
    if (!fresh.length || !light.hidden) return;
    light.hidden = false;
    setTimeout(() => { light.hidden = true; }, PULSE_MS);
  }).observe(picture, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-as-of", "data-called-at"] });
  setInterval(takeDown, 1000);
  takeDown();
}

if (bar) watch();
if (bar && wantedVolume() > 0) startVoice(wantedVolume());
