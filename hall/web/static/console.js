// The clerk's console (窗口操作台): the keys, the sheets, and what the page says about each press.
import { connected, follow, refresh } from "./live.js";
import { press, pressing } from "./press.js";
import { keepTime } from "./time.js";
import { say } from "./words.js";

/** Nobody has seen what a press did sooner than this: a second press until then is the first one's echo. */
const ECHO_MS = 300;

const KEYS = { KeyR: "recall", KeyM: "no-show", KeyF: "finish", KeyP: "pause" };
const primary = document.getElementById("primary");
const primaryWords = document.getElementById("primary-words");
const pauseSheet = document.getElementById("pause-sheet");
const earlySheet = document.getElementById("early-sheet");
const line = document.getElementById("say");
let picture = document.getElementById("console");
let pressedAt = -ECHO_MS;
let ignored = false;

/** Say something beside the button, quietly; the same words are said again to a screen reader. */
function tell(text, kind = "plain") {
  line.textContent = "";
  line.dataset.kind = kind;
  line.dataset.said = text;
  requestAnimationFrame(() => { if (line.dataset.said === text) line.textContent = text; });
}

/** Say that a press did nothing, beside what the press before it did. */
function tellEcho() {
  const before = line.dataset.said && line.dataset.kind === "good" ? `${line.dataset.said} · ` : "";
  ignored = true;
  line.textContent = before + say("press.busy");
}

const echo = () => performance.now() - pressedAt < ECHO_MS;
const act = (name) => say(`act.${name}`);
const acts = () => picture.dataset.acts.split(" ");

function reach() {
  const ready = connected();
  primary.setAttribute("aria-disabled", String(!ready || pressing() || echo()));
  primary.classList.toggle("primary-offline", !ready);
  // The button says its next step only once a press would do it.
  if (ready && echo()) return;
  const name = picture.dataset.stage === "paused" ? "open_again" : picture.dataset.primary;
  const text = ready ? act(name) : say("press.offline");
  if (primaryWords.textContent !== text) primaryWords.textContent = text;
  primary.dataset.act = picture.dataset.primary;
  for (const button of document.querySelectorAll(".other")) {
    const needed = button.dataset.act === "pause" ? "close" : button.dataset.act;
    button.setAttribute("aria-disabled", String(!ready || !acts().includes(needed)));
  }
}

/** Do one act if it is possible now; `more` goes into its body. */
async function doAct(name, more = {}) {
  if (pressing() || echo()) return tellEcho();
  if (!connected()) return tell(say("press.offline"), "warn");
  if (name !== picture.dataset.primary && !acts().includes(name)) {
    return tell(say("press.not_now", { act: act(name) }), "soft");
  }
  const seen = { ticket: picture.dataset.ticket, number: picture.dataset.number };
  pressedAt = performance.now();
  ignored = false;
  line.dataset.said = "";
  setTimeout(reach, ECHO_MS);
  document.body.classList.add("pressing");
  const answer = await press(name, seen, more, () => tell(say("press.retrying"), "warn"));
  document.body.classList.remove("pressing");
  if (answer.code === "TOO_EARLY") askEarly(answer);
  else tell(ignored ? `${answer.text} · ${say("press.busy")}` : answer.text, answer.kind);
  reach();
}

function askEarly(answer) {
  document.getElementById("early-ask").textContent = say("early.ask", { n: Math.ceil(answer.wait_ms / 1000) });
  earlySheet.dataset.ticket = picture.dataset.ticket;
  // An answer to a question is no echo of the press that led to it.
  pressedAt = -ECHO_MS;
  earlySheet.showModal();
}

function choose(name) {
  if (name !== "pause") return doAct(name);
  if (pressing() || !connected() || !acts().includes("close")) return doAct("pause");
  // A paused window can still be closed for the day.
  pauseSheet.querySelector(".sheet-choices").hidden = !acts().includes("pause");
  pauseSheet.showModal();
}

/** Leave keys to what has the focus: a field, a sheet, a button other than the primary one. */
function taken(event) {
  if (document.querySelector("dialog[open]")) return true;
  const spot = event.target.closest("input, textarea, select, a, button, summary, [contenteditable]");
  if (!spot || spot === primary) return false;
  return spot.matches("input, textarea, select, [contenteditable]") || ["Space", "Enter", "NumpadEnter"].includes(event.code);
}

document.addEventListener("keydown", (event) => {
  const go = ["Space", "Enter", "NumpadEnter"].includes(event.code);
  if (event.ctrlKey || event.altKey || event.metaKey || !(go || event.code in KEYS) || taken(event)) return;
  event.preventDefault();
  // A key that is held down is one press.
  if (event.repeat) return;
  choose(go ? picture.dataset.primary : KEYS[event.code]);
});
document.addEventListener("keyup", (event) => {
  // Some browsers click a focused button when the space bar comes up; the press was counted when it went down.
  if (event.code === "Space" && event.target === primary) event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  // A click leaves the focus where it is, so the space bar stays the next step.
  if (event.target.closest(".primary, .other")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button === primary) choose(picture.dataset.primary);
  else if (button.matches(".other")) choose(button.dataset.act);
  else if (button.matches("[data-dismiss]")) button.closest("dialog").close();
  else if (button.dataset.reason) pause(button.dataset.reason);
  else if (button.matches("[data-close-window]")) { pauseSheet.close(); doAct("close"); }
  else if (button.matches("[data-early]")) missEarly();
});

function missEarly() {
  earlySheet.close();
  // The visitor of the question may have gone meanwhile; the act would then be about another one.
  if (earlySheet.dataset.ticket !== picture.dataset.ticket) return tell(say("press.stale"), "warn");
  doAct("no-show", { early: true });
}

function pause(reason) {
  pauseSheet.close();
  doAct("pause", { reason });
}

pauseSheet.addEventListener("keydown", (event) => {
  const choice = pauseSheet.querySelector(`[data-digit="${event.key}"]`);
  if (choice && !event.repeat && acts().includes("pause")) pause(choice.dataset.reason);
});

follow((root) => {
  picture = root;
  if (earlySheet.open && earlySheet.dataset.ticket !== root.dataset.ticket) earlySheet.close();
  reach();
}, reach);
keepTime(null, "");
window.addEventListener("focus", () => connected() && refresh());
