// The centre's time on this page: what the last picture said, plus what has passed here since. The clock of the
// machine under the screen is never asked, for it may be wrong by minutes.
import { brief, duration, tiny } from "./words.js";

/** How a `data-form` tells how long something lasts; any other one is a stopwatch. */
const FORMS = { minutes: duration, brief, tiny };

let said = 0;
let heard = 0;

/** Take the centre's time from a picture that was drawn just now. */
export function setNow(milliseconds) {
  said = milliseconds;
  heard = performance.now();
}

/** Return the centre's time in ms since 1970. */
export const now = () => said + performance.now() - heard;

function stopwatch(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(s).padStart(2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${tail}` : `${m}:${tail}`;
}

/** Write into every `data-since` how long ago that moment is, and mark what lasts longer than its `data-late-after`. */
export function tick() {
  for (const one of document.querySelectorAll("[data-since]")) {
    const since = Number(one.dataset.since);
    const passed = now() - since;
    const text = since ? (FORMS[one.dataset.form] ?? stopwatch)(passed) : "";
    if (one.textContent !== text) one.textContent = text;
    if (one.dataset.lateAfter) one.dataset.late = String(since > 0 && passed > Number(one.dataset.lateAfter));
  }
}

/** Show the wall clock of the centre's zone in an element, and keep all stopwatches going. */
export function keepTime(clock, zone) {
  const format = clock && new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const beat = () => {
    tick();
    if (clock) {
      const text = format.format(now());
      if (clock.textContent !== text) clock.textContent = text;
    }
  };
  beat();
  setInterval(beat, 500);
}
