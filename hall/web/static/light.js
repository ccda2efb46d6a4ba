// Light on walls and signs (亮光): what is new stands on yellow, and never changes so often that it could harm
// anybody: at most three changes in three seconds, whatever comes.
import { now } from "./time.js";

/** A call is new this long; the same as FRESH_MS in hall/display/board.py. */
export const FRESH_MS = 15000;

/** The least time between two changes of light. */
const CALM_MS = 1000;

/** Two pixels aside every three minutes, in four steps; the same as in hall/display/look.py. */
const SHIFT_MS = 180000;
const SHIFTS = 4;

/** Say whether an element shows a call that is still new. */
export const isFresh = (one) => one.dataset.state === "called" && now() - Number(one.dataset.calledAt) < FRESH_MS;

/**
 * Keep the light of places: `set(lit)` gives which of them should be lit. Places stay as they are until the last change
 * is a second old, while what stands in them may change at once: a call is on the wall at the moment it comes.
 */
export function placesOfLight(className) {
  let lit = [];
  let changedAt = -Infinity;
  let waiting = 0;
  let elements = () => [];

  const apply = () => elements().forEach((one, place) => one.classList.toggle(className, Boolean(lit[place])));

  function settle() {
    const wanted = elements().map(isFresh);
    const same = wanted.length === lit.length && wanted.every((one, place) => one === lit[place]);
    const rest = changedAt + CALM_MS - performance.now();
    if (!same && rest <= 0) {
      if (wanted.some((one, place) => one !== Boolean(lit[place]))) changedAt = performance.now();
      lit = wanted;
    } else if (!same && !waiting) {
      waiting = setTimeout(() => { waiting = 0; settle(); }, rest);
    }
    apply();
  }

  return { settle, of: (found) => { elements = found; } };
}

/** Let the picture step aside now and then, so that it does not burn in. */
export function stepAside() {
  const step = () => { document.body.dataset.shift = String(Math.floor(now() / SHIFT_MS) % SHIFTS); };
  step();
  setInterval(step, SHIFT_MS / 12);
}
