// The recording guide (录音向导): read, listen, keep, next; what is kept is on the server, so one goes on another day.
import { bufferOf, clipOf, wavOf } from "./wave.js";
import { say } from "./words.js";

/** Nobody reads a sentence for longer than this. */
const LONGEST_MS = 30000;

const at = (id) => document.getElementById(id);
const pieces = JSON.parse(at("list").textContent);
const { voice, language } = document.body.dataset;
const [record, listen, keep] = ["record", "listen", "keep"].map(at);

let here = Math.max(0, pieces.findIndex((one) => !one.done));
let samples = null;
let context = null;
let recorder = null;

const sound = () => (context ??= new AudioContext());

function tell(text, kind = "plain") {
  at("say").textContent = text;
  at("say").dataset.kind = kind;
}

/** Show the sentence of now, the progress, and the whole list. */
function show() {
  const done = pieces.filter((one) => one.done).length;
  at("sentence").textContent = pieces[here].words;
  at("progress").value = done;
  at("counted").textContent = say("recording.progress", { done, all: pieces.length });
  [...at("pieces").children].forEach((item, n) => {
    const button = item.firstElementChild;
    button.dataset.done = pieces[n].done;
    button.setAttribute("aria-current", n === here);
    button.lastElementChild.textContent = say(pieces[n].done ? "recording.done" : "recording.missing");
  });
  listen.disabled = !samples;
  keep.disabled = !samples;
  record.textContent = say(recorder ? "recording.stop" : "recording.record");
  record.dataset.on = Boolean(recorder);
}

function go(to) {
  here = (to + pieces.length) % pieces.length;
  samples = null;
  show();
}

/** Go on to the next sentence that is not recorded yet. */
function next() {
  const order = [...pieces.keys()].map((n) => (here + 1 + n) % pieces.length);
  const open = order.find((n) => !pieces[n].done);
  if (open === undefined) tell(say("recording.all_done"));
  go(open ?? here);
}

async function take(bytes) {
  try {
    samples = await clipOf(bytes, sound());
  } catch {
    samples = null;
  }
  if (!samples) tell(say("recording.unreadable"), "warn");
  return samples;
}

/** Send one clip; what is wrong with it is told. */
async function send(piece, clip) {
  const answer = await fetch(`/recording/${voice}/${language}/${piece.name}`, {
    method: "POST",
    headers: { "Content-Type": "audio/wav", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      "Accept-Language": document.documentElement.lang },
    body: wavOf(clip),
  }).catch(() => null);
  const told = answer ? await answer.json().catch(() => ({})) : {};
  if (!answer?.ok) {
    tell(say("recording.failed", { title: told.title ?? "" }), "warn");
    return false;
  }
  piece.done = true;
  tell(say("recording.kept", { seconds: (told.ms / 1000).toFixed(1) }));
  return true;
}

async function keepThis() {
  if (samples && await send(pieces[here], samples)) next();
}

/** Listen to the microphone until the button is pressed again. */
async function begin() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false } });
  } catch {
    return tell(say("recording.refused"), "warn");
  }
  const heard = [];
  recorder = new MediaRecorder(stream);
  recorder.ondataavailable = (part) => heard.push(part.data);
  recorder.onstop = async () => {
    recorder = null;
    for (const track of stream.getTracks()) track.stop();
    await take(await new Blob(heard).arrayBuffer());
    show();
  };
  meter(stream, recorder);
  recorder.start();
  const mine = recorder;
  setTimeout(() => { if (mine.state === "recording") mine.stop(); }, LONGEST_MS);
  show();
}

function meter(stream, mine) {
  const analyser = sound().createAnalyser();
  sound().createMediaStreamSource(stream).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  const look = () => {
    analyser.getFloatTimeDomainData(wave);
    at("level").value = mine === recorder ? Math.min(1, wave.reduce((most, one) => Math.max(most, Math.abs(one)), 0)) : 0;
    if (mine === recorder) requestAnimationFrame(look);
  };
  look();
}

/** Several files go to the sentences that they are named after; one goes to the sentence of now. */
async function upload(files) {
  if (files.length === 1) {
    await take(await files[0].arrayBuffer());
    return show();
  }
  let done = 0;
  for (const file of files) {
    const piece = pieces.find((one) => one.name === file.name.replace(/\.\w+$/, ""));
    const clip = piece && await take(await file.arrayBuffer());
    if (clip && await send(piece, clip)) done += 1;
  }
  samples = null;
  show();
  tell(say("recording.matched", { done, other: files.length - done }), done < files.length ? "warn" : "plain");
}

function play() {
  const node = sound().createBufferSource();
  node.buffer = bufferOf(samples, sound());
  node.connect(sound().destination);
  node.start();
}

function start() {
  const microphone = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
  record.disabled = !microphone;
  at("no-microphone").hidden = microphone;
  pieces.forEach((piece, n) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(Object.assign(document.createElement("span"), { textContent: piece.words }),
      Object.assign(document.createElement("span"), { className: "small" }));
    button.addEventListener("click", () => go(n));
    at("pieces").append(Object.assign(document.createElement("li"), {}));
    at("pieces").lastElementChild.append(button);
  });
  record.addEventListener("click", () => { if (recorder) recorder.stop(); else begin(); });
  listen.addEventListener("click", play);
  keep.addEventListener("click", keepThis);
  at("skip").addEventListener("click", () => go(here + 1));
  at("back").addEventListener("click", () => go(here - 1));
  at("file").addEventListener("change", (event) => upload([...event.target.files]));
  addEventListener("keydown", (event) => {
    if (event.repeat || event.target.closest("input, select, button, a, summary")) return;
    if (event.key === " " && microphone) { event.preventDefault(); record.click(); }
    if (event.key === "Enter" && samples) keepThis();
  });
  show();
}

if (pieces.length) start();
