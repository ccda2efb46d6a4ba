// One press of the clerk (一次按键): one act, one key of its own, one answer, however often it had to be sent.
import { pictureNumber, refresh } from "./live.js";
import { say } from "./words.js";

/** An answer that takes longer than this is asked for again with the same key, which changes nothing twice. */
const ANSWER_MS = 3000;
const TRIES = 4;
const BETWEEN_MS = 700;

/** The new picture comes by itself; after this long without one the page asks. */
const PICTURE_MS = 400;

/** Acts that are about the visitor whom the clerk sees. */
const ABOUT_VISITOR = ["recall", "start", "finish", "finish-and-call-next", "no-show"];

let onItsWay = false;

/** Say whether a press is still on its way. */
export const pressing = () => onItsWay;

/** Send one press and return what to say about it: text, kind, and the refusal's code and data if there was one. */
export async function press(name, seen, more, retrying) {
  onItsWay = true;
  try {
    const about = ABOUT_VISITOR.includes(name) && seen.ticket ? { ticket: seen.ticket } : {};
    const answer = await send(name, JSON.stringify({ ...about, ...more }), retrying);
    if (!answer) return { text: say("press.lost"), kind: "warn" };
    return answer.ok ? done(name, seen, await answer.json()) : await refused(name, answer);
  } finally {
    onItsWay = false;
  }
}

// The hall's own network is plain http, where browsers offer no randomUUID.
const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

async function send(name, body, retrying) {
  const asked = {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": key(),
      "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      "Accept-Language": document.documentElement.lang,
    },
    body,
  };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const path = `/api/v1/windows/${document.body.dataset.window}/${name}`;
      const answer = await fetch(path, { ...asked, signal: AbortSignal.timeout(ANSWER_MS) });
      if (answer.status < 502) return answer;
    } catch { /* no answer came: whether the act happened is known by asking again with the same key */ }
    retrying();
    await new Promise((wake) => setTimeout(wake, BETWEEN_MS));
  }
  return null;
}

function done(name, seen, answer) {
  setTimeout(() => { if (pictureNumber() < answer.as_of) refresh(); }, PICTURE_MS);
  const number = answer.ticket?.number;
  if (name === "call-next" && !number) return { text: say("press.nobody"), kind: "plain" };
  if (name === "finish-and-call-next" && !number) return { text: say("press.finished_nobody"), kind: "good" };
  return { text: say(`press.${name}`, { number: number ?? seen.number }), kind: "good" };
}

async function refused(name, answer) {
  const problem = await answer.json().catch(() => ({}));
  refresh();
  if (problem.code === "TOO_EARLY") return { code: problem.code, wait_ms: problem.wait_ms ?? 0 };
  if (["STALE", "WINDOW_BUSY", "WINDOW_EMPTY", "WINDOW_NOT_OPEN", "NOT_POSSIBLE"].includes(problem.code)) {
    return { code: problem.code, text: say("press.stale"), kind: "warn" };
  }
  if (answer.status === 401 || answer.status === 403) return { text: say("press.sign_in"), kind: "warn" };
  const title = problem.title ?? String(answer.status);
  return { text: say("press.failed", { title }), kind: "warn" };
}
