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
