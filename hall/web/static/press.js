// One press of the clerk (一次按键): one act, one key of its own, one answer, however often it had to be sent.
import { pictureNumber, refresh } from "./live.js";
import { send } from "./sending.js";
import { say } from "./words.js";

/** The new picture comes by itself; after this long without one the page asks. */
const PICTURE_MS = 400;

/** Acts that are about the visitor whom the clerk sees. */
const ABOUT_VISITOR = ["recall", "start", "finish", "finish-and-call-next", "no-show", "transfer", "hold"];

/** Acts on what the clerk sees at her window; a refusal of one of them means that the picture was not the newest. */
const ABOUT_PICTURE = [...ABOUT_VISITOR, "open", "call-next", "pause", "close"];
const STALE = ["STALE", "WINDOW_BUSY", "WINDOW_EMPTY", "WINDOW_NOT_OPEN", "NOT_POSSIBLE"];

let onItsWay = false;

/** Say whether a press is still on its way. */
export const pressing = () => onItsWay;

/** Send one press and return what to say about it: text, kind, and the refusal's code and data if there was one. */
export async function press(name, seen, more, retrying) {
  onItsWay = true;
  try {
    const about = ABOUT_VISITOR.includes(name) && seen.ticket ? { ticket: seen.ticket } : {};
    const answer = await send(`/windows/${document.body.dataset.window}/${name}`, { ...about, ...more }, retrying);
    if (!answer) return { text: say("press.unanswered"), kind: "warn" };
    return answer.ok ? done(name, seen, await answer.json()) : await refused(name, answer);
  } finally {
    onItsWay = false;
  }
}

function done(name, seen, answer) {
  setTimeout(() => { if (pictureNumber() < answer.as_of) refresh(); }, PICTURE_MS);
  const number = answer.ticket?.number;
  if (!number && (name === "call-next" || name === "finish-and-call-next")) return nobody(name, Number(seen.waiting));
  return { text: say(`press.${name}`, { number: number ?? seen.number }), kind: "good" };
}

/** Nobody could be called; that nobody waits is said only where it is so. */
function nobody(name, waiting) {
  const finished = name === "finish-and-call-next";
  const words = `press.${finished ? "finished_nobody" : "nobody"}${waiting ? "_yet" : ""}`;
  return { text: say(words), kind: finished ? "good" : "plain", nobody: !waiting };
}

async function refused(name, answer) {
  const problem = await answer.json().catch(() => ({}));
  const { code } = problem;
  refresh();
  if (code === "TOO_EARLY") return { code, wait_ms: problem.wait_ms ?? 0 };
  if (code === "HALL_STOPPED") return { code, text: say("press.stopped", problem), kind: "warn" };
  if (code === "STALE" || (STALE.includes(code) && ABOUT_PICTURE.includes(name))) {
    return { code, text: say("press.stale"), kind: "warn" };
  }
  if (answer.status === 401 || answer.status === 403) return { code, text: say("press.sign_in"), kind: "warn" };
  const title = problem.title ?? String(answer.status);
  return { code: code ?? "OTHER", text: say("press.failed", { title }), kind: "warn" };
}
