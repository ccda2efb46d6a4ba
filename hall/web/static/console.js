// The clerk's console (窗口操作台): its keys and buttons; what they do is in `acting.js`, the questions in `sheets.js`.
import { doAct, look, may, reach, seen, tell } from "./acting.js";
import { armed, heldTicket, undoing, whoIsHeld } from "./beside.js";
import { connected, follow, refresh } from "./live.js";
import { askOnward } from "./onward.js";
import { askEarly, askPause, askWhom } from "./sheets.js";
import { keepTime } from "./time.js";
import { say } from "./words.js";

const KEYS = {
  KeyR: "recall", KeyM: "no-show", KeyF: "finish", KeyP: "pause", KeyT: "transfer", KeyH: "hold", KeyG: "call-this", KeyZ: "undo",
};
const GO = ["Space", "Enter", "NumpadEnter"];
/**
 * What time alone changes is no event: who has walked over from the other hall, whose slot is due. The page asks for it
 * this often, and sooner while people wait of whom nobody may be called yet.
 */
const LOOK_MS = 10_000;
const LOOK_SOON_MS = 2000;

/** The small window, in px. */
const MINI = { width: 380, height: 560 };

const primary = document.getElementById("primary");

async function choose(name) {
  if (name === "pause") return askPause();
  // Whatever is not possible says so at once instead of asking first.
  if (name === "transfer" && may(name) && connected()) return askOnward();
  if (name === "call-this" && may(name) && connected()) return askWhom();
  const answer = await doAct(name);
  if (answer?.code === "TOO_EARLY") askEarly(answer);
}

/** Let the visitor back who stands at this place of the list of held ones, counted from 1. */
function letBack(place) {
  const ticket = heldTicket(place);
  if (ticket) return doAct("return", { ticket });
  if (place) tell(say("press.not_held", { n: place }), "soft");
}

/** Leave keys to what has the focus: a field, a sheet, a button other than the primary one. */
function taken(event) {
  if (document.querySelector("dialog[open]")) return true;
  const spot = event.target.closest("input, textarea, select, a, button, summary, [contenteditable]");
  if (!spot || spot === primary) return false;
  return spot.matches("input, textarea, select, [contenteditable]") || GO.includes(event.code);
}

/** Open the same console in a small window of its own, to stand beside another program; one a window of the hall. */
function openMini() {
  const { window: here } = document.body.dataset;
  window.open(location.href, `console-${here}`, `popup,width=${MINI.width},height=${MINI.height}`)?.focus();
}

const digit = (code) => Number(/^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? 0);

document.addEventListener("keydown", (event) => {
  const go = GO.includes(event.code);
  const place = digit(event.code);
  // What a sheet took was meant for the sheet, also when it closed over it.
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (!(go || place || event.code in KEYS) || taken(event)) return;
  event.preventDefault();
  // A key that is held down is one press.
  if (event.repeat) return;
  if (place) letBack(place);
  else choose(go ? seen().primary : KEYS[event.code]);
});
document.addEventListener("keyup", (event) => {
  // Some browsers click a focused button when the space bar comes up; the press was counted when it went down.
  if (event.code === "Space" && event.target === primary) event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  // A click leaves the focus where it is, so the space bar stays the next step.
  if (event.target.closest(".primary, .other, .held-row, #mini")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.id === "mini") openMini();
  else if (button === primary) choose(seen().primary);
  else if (button.matches(".held-row")) doAct("return", { ticket: button.dataset.ticket });
  else if (button.matches(".other")) choose(button.dataset.act);
  else if (button.matches("[data-dismiss]")) button.closest("dialog").close();
});

function beside() {
  undoing();
  armed();
}

let askedAt = performance.now();

function lookAgain() {
  const { stage, waiting, callable } = seen();
  const soon = stage === "free" && Number(waiting) && !Number(callable);
  if (!connected() || document.hidden || performance.now() - askedAt < (soon ? LOOK_SOON_MS : LOOK_MS)) return;
  askedAt = performance.now();
  refresh();
}

follow((root) => {
  look(root);
  whoIsHeld(root);
  beside();
  reach();
}, reach);
keepTime(null, "");
setInterval(beside, 250);
setInterval(lookAgain, 500);
window.addEventListener("focus", () => connected() && refresh());
