// The words of this page's script, from the catalogue of its language; no script has words of its own.
const block = document.getElementById("words");
const sentences = block ? JSON.parse(block.textContent) : {};

export const say = (key, data = {}) =>
  (sentences[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(data[name] ?? ""));

/** Say how long something lasts, as `duration()` of the server's `language.py` does. */
export function duration(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  if (minutes < 1) return say("duration.below_minute");
  if (minutes < 60) return say("duration.minutes", { n: minutes });
  return say("duration.hours", { h: Math.floor(minutes / 60), n: minutes % 60 });
}

/** The same where there is little room: as the managers' page draws it for a reader without scripts. */
export function brief(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  if (minutes < 60) return say("duration.brief_minutes", { n: minutes });
  return say("duration.brief_hours", { h: Math.floor(minutes / 60), n: minutes % 60 });
}

/** And where there is hardly any: in a cell as wide as a number. */
export function tiny(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  return minutes < 100 ? say("duration.tiny_minutes", { n: minutes }) : say("duration.tiny_hours", { h: Math.floor(minutes / 60) });
}
