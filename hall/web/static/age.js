// How old a picture is (画面新旧), told alike on every page: in its header, and after a minute by how it looks.
import { say } from "./words.js";

/** After these milliseconds without a word from the hall the page says so, more and more plainly. */
export const CONNECTING_MS = 5000;
export const STALE_MS = 15000;
const DIM_MS = 60000;
const FALLBACK_MS = 300000;

/** Say how a picture stands that was right so many milliseconds ago. */
export const stateAfter = (silent) => silent < CONNECTING_MS ? "live" : silent < STALE_MS ? "connecting" : "stale";

/** Show how a picture stands and how long nothing was heard of it. */
export function showAge(state, silent) {
  document.body.dataset.age = silent >= FALLBACK_MS ? "fallback" : silent >= DIM_MS ? "dim" : "fresh";
  const fallback = document.getElementById("fallback");
  if (fallback) fallback.hidden = silent < FALLBACK_MS;
  const link = document.getElementById("link");
  if (link) tell(link, state, Math.floor(silent / 1000));
}

function tell(link, state, seconds) {
  const words = document.getElementById("link-words");
  const counted = seconds < 120 ? say("live.stale_seconds", { n: seconds })
    : say("live.stale_minutes", { n: Math.floor(seconds / 60) });
  link.dataset.state = state;
  // A reader of the screen hears once that the picture is old; the counting is for the eye.
  const text = { live: say("live.live"), connecting: say("live.connecting"), refused: say("live.refused"),
    stale: say("live.stale") }[state];
  if (words.textContent !== text) words.textContent = text;
  document.getElementById("link-count").textContent = state === "stale" ? counted : "";
}
