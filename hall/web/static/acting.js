// Act at the window (操作): what may be done now, one act at a time, and what the page says about each press.
import { connected, lineState } from "./live.js";
import { press, pressing } from "./press.js";
import { now } from "./time.js";
import { say } from "./words.js";

/** Nobody has seen what a press did sooner than this: a second press until then is the first one's echo. */
const ECHO_MS = 300;

/** A picture that changes this long after a press is the press's own; any other came as a surprise. */
const OWN_MS = 1500;

const primary = document.getElementById("primary");
const primaryWords = document.getElementById("primary-words");
const line = document.getElementById("say");
let picture = document.getElementById("console");
let pressedAt = -OWN_MS;
let surprisedAt = -ECHO_MS;
let shown = "";
let recalledAt = -Infinity;
let ignored = false;
let holds = null;
let done = "";

/** Return what the newest picture says about the window. */
export const seen = () => picture.dataset;

/** Look at a new picture: where somebody else's act put another step under the clerk's finger, she has not seen it yet. */
export function look(root) {
  picture = root;
  const before = shown;
  shown = `${root.dataset.primary} ${root.dataset.ticket}`;
  if (!before || shown === before || pressing() || performance.now() - pressedAt < OWN_MS) return;
  surprisedAt = performance.now();
  setTimeout(reach, ECHO_MS);
}

/** Say whether an act is among the possible ones; a pause is asked about wherever a window can be closed. */
export const may = (name) => name === "undo" ? undoLeft() > 0 && acts().includes(name) : acts().includes(name);

/** Return for how many more ms the last act can be taken back. */
export const undoLeft = () => Number(picture.dataset.undoUntil) - now();

/** Return how long ago, in ms, this page recalled somebody. */
export const sinceRecall = () => performance.now() - recalledAt;

const acts = () => picture.dataset.acts.split(" ");
const echo = () => performance.now() - pressedAt < ECHO_MS;
const surprised = () => performance.now() - surprisedAt < ECHO_MS;

/**
 * Say something beside the button, quietly; the same words are said again to a screen reader. They stay until the next
 * ones, or only for as long as `while_` says that they are true.
 */
export function tell(text, kind = "plain", while_ = null) {
  holds = while_;
  done = kind === "good" ? text : "";
  line.textContent = "";
  line.dataset.kind = kind;
  line.dataset.said = text;
  requestAnimationFrame(() => { if (line.dataset.said === text) line.textContent = text; });
}

/** Say that a press did nothing, beside what the press before it did. */
function tellEcho() {
  const text = done ? `${done} · ${say("press.busy")}` : say("press.busy");
  ignored = true;
  holds = null;
  // Also what is about to be said is not said over this.
  line.dataset.said = text;
  line.textContent = text;
}

/** Let an answer to a question be no echo of the press that led to it. */
export function noEcho() {
  pressedAt = -OWN_MS;
  surprisedAt = -ECHO_MS;
}

/** Say why nothing can be pressed now; the line is empty again as soon as something can. */
function tellAway() {
  const away = lineState();
  tell(say(`press.${away}`), away === "connecting" ? "plain" : "warn", () => !connected());
}

/** Show on the buttons what a press would do now. */
export function reach() {
  const ready = connected();
  const does = ready && picture.dataset.primary;
  if (holds && !holds()) tell("");
  primary.setAttribute("aria-disabled", String(!does || pressing() || echo() || surprised()));
  primary.classList.toggle("primary-offline", !does);
  // The button says its next step only once a press would do it.
  if (ready && echo()) return;
  const text = say(ready ? picture.dataset.words : `act.${lineState()}`);
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
  if (!connected()) return tellAway(), null;
  if (surprised()) return tell(say("press.stale"), "warn"), null;
  if (!name || (name !== picture.dataset.primary && !may(name))) return tell(whyNot(name), "soft"), null;
  const { ticket, number, waiting } = picture.dataset;
  pressedAt = performance.now();
  if (name === "recall") recalledAt = pressedAt;
  ignored = false;
  done = "";
  line.dataset.said = "";
  setTimeout(reach, ECHO_MS);
  document.body.classList.add("pressing");
  const answer = await press(name, { ticket, number, waiting }, more, () => tell(say("press.retrying"), "warn"));
  document.body.classList.remove("pressing");
  const said = ignored ? `${answer.text} · ${say("press.busy")}` : answer.text;
  // Nobody waits only until somebody does.
  if (answer.text) tell(said, answer.kind, answer.nobody ? () => picture.dataset.waiting === "0" : null);
  reach();
  return answer;
}
