// Leave no visitor's page behind: ask after a while without a touch, then wipe everything; a taken number goes home.
import { speaks } from "./speaking.js";

const WARN_SECONDS = 10;
// A voice that never says that it has ended must not keep her number on the screen.
const SPEECH_SECONDS = 60;
const dialog = document.getElementById("idle");
const idleSeconds = Number(document.body.dataset.idle);
const home = document.querySelector("[data-home-after]");
let left = 0;
let timer = 0;
let busy = false;

const leave = () => location.replace("/start");

function count(seconds, words, element, then) {
  clearInterval(timer);
  left = seconds;
  const show = () => { element.textContent = words.replace("{n}", left); };
  show();
  timer = setInterval(() => {
    left -= 1;
    if (left <= 0) { clearInterval(timer); then(); } else show();
  }, 1000);
}

function warn() {
  if (busy) return;
  const words = dialog.querySelector("[data-words]");
  dialog.showModal();
  count(WARN_SECONDS, words.dataset.words, words, leave);
}

function begin() {
  clearTimeout(timer);
  clearInterval(timer);
  if (dialog.open) dialog.close();
  timer = setTimeout(warn, idleSeconds * 1000);
}

if (home) {
  const words = document.getElementById("countdown");
  const again = () => { if (!busy) count(Number(home.dataset.homeAfter), words.dataset.words, words, leave); };
  if (speaks()) timer = setTimeout(again, SPEECH_SECONDS * 1000); else again();
  // Whoever still touches or listens is still here: the seconds begin anew.
  for (const still of ["pointerdown", "keydown", "spoken"]) addEventListener(still, again);
} else if (idleSeconds > 0) {
  for (const touched of ["pointerdown", "keydown", "spoken"]) addEventListener(touched, begin);
  dialog.addEventListener("close", begin);
  dialog.querySelector("button").addEventListener("click", begin);
  begin();
}
addEventListener("busy", () => { busy = true; clearTimeout(timer); clearInterval(timer); });
