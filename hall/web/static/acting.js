// Act at the window (操作): what may be done now, one act at a time, and what the page says about each press.
import { connected } from "./live.js";
import { press, pressing } from "./press.js";
import { now } from "./time.js";
import { say } from "./words.js";

/** Nobody has seen what a press did sooner than this: a second press until then is the first one's echo. */
const ECHO_MS = 300;

const primary = document.getElementById("primary");
const primaryWords = document.getElementById("primary-words");
const line = document.getElementById("say");
let picture = document.getElementById("console");
let pressedAt = -ECHO_MS;
let recalledAt = -Infinity;
let ignored = false;

/** Return what the newest picture says about the window. */
export const seen = () => picture.dataset;
export const look = (root) => { picture = root; };

/** Say whether an act is among the possible ones; a pause is asked about wherever a window can be closed. */
export const may = (name) => name === "undo" ? undoLeft() > 0 && acts().includes(name) : acts().includes(name);

/** Return for how many more ms the last act can be taken back. */
export const undoLeft = () => Number(picture.dataset.undoUntil) - now();

/** Return how long ago, in ms, this page recalled somebody. */
export const sinceRecall = () => performance.now() - recalledAt;

const acts = () => picture.dataset.acts.split(" ");
const echo = () => performance.now() - pressedAt < ECHO_MS;

/** Say something beside the button, quietly; the same words are said again to a screen reader. */
export function tell(text, kind = "plain") {
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

/** Let an answer to a question be no echo of the press that led to it. */
export function noEcho() {
  pressedAt = -ECHO_MS;
}

/** Show on the buttons what a press would do now. */
export function reach() {
  const ready = connected();
  const does = ready && picture.dataset.primary;
  primary.setAttribute("aria-disabled", String(!does || pressing() || echo()));
  primary.classList.toggle("primary-offline", !does);
  // The button says its next step only once a press would do it.
  if (ready && echo()) return;
  const text = ready ? say(picture.dataset.words) : say("press.offline");
  if (primaryWords.textContent !== text) primaryWords.textContent = text;
  primary.dataset.act = picture.dataset.primary;
  for (const button of document.querySelectorAll(".other, .held-row")) {
    const needed = button.dataset.act === "pause" ? "close" : button.dataset.act;
    button.setAttribute("aria-disabled", String(!ready || !may(needed)));
  }
}

/** Say why an act is not possible now. */
function whyNot(name) {
  if (picture.dataset.stopped && (!name || name === "call-this")) return say("press.stopped", { reason: picture.dataset.stopped });
  if (name === "undo") return say("press.undo_past");
  return say("press.not_now", { act: say(`act.${name}`) });
}

/** Do one act if it is possible now; `more` goes into its body. Return the answer, null where nothing was sent. */
export async function doAct(name, more = {}) {
  if (pressing() || echo()) return tellEcho(), null;
  if (!connected()) return tell(say("press.offline"), "warn"), null;
  if (!name || (name !== picture.dataset.primary && !may(name))) return tell(whyNot(name), "soft"), null;
  const { ticket, number } = picture.dataset;
  pressedAt = performance.now();
  if (name === "recall") recalledAt = pressedAt;
  ignored = false;
  line.dataset.said = "";
  setTimeout(reach, ECHO_MS);
  document.body.classList.add("pressing");
  const answer = await press(name, { ticket, number }, more, () => tell(say("press.retrying"), "warn"));
  document.body.classList.remove("pressing");
  if (answer.text) tell(ignored ? `${answer.text} · ${say("press.busy")}` : answer.text, answer.kind);
  reach();
  return answer;
}
