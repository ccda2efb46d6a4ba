// Read the page aloud: by a recorded clip where the hall has one, else by a voice of this machine; silent without.
const button = document.getElementById("speech");
const words = document.getElementById("speaking").dataset;
const REPEAT = new Set(["*", "F2"]);
const VOICES_MS = 1500;
let clip;
let on = document.cookie.split("; ").includes("speech=on");

const language = () => document.documentElement.lang.slice(0, 2);
const voice = () => globalThis.speechSynthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(language()));
const clipOfPage = () => document.body.dataset.clip;
const can = () => Boolean(voice() || clipOfPage());
const volume = () => Number(document.body.dataset.volume ?? 100) / 100;

export const speaks = () => on && can();

export function hush() {
  clip?.pause();
  globalThis.speechSynthesis?.cancel();
}

// Say a text; `then` is called when it is over, also when it could not be said.
export function say(text, then = () => {}) {
  hush();
  const by = voice();
  if (!on || !by || !text) { then(); return; }
  const said = new SpeechSynthesisUtterance(text.replaceAll("–", words.to));
  Object.assign(said, { voice: by, lang: by.lang, rate: 0.95, volume: volume(), onend: then, onerror: then });
  speechSynthesis.speak(said);
}

// The words of an element as they are seen, block by block; `data-spoken` says it otherwise: A 0 1 2.
function text(element) {
  if (!element?.checkVisibility()) return "";
  const spoken = element.querySelector("[data-spoken]");
  const seen = spoken ? element.innerText.replace(spoken.innerText, spoken.dataset.spoken) : element.innerText;
  return seen.split("\n").map((line) => line.trim()).filter(Boolean).join(words.stop);
}

export function page(before = "") {
  const done = () => dispatchEvent(new Event("spoken"));
  const question = document.querySelector("dialog[open]");
  if (!question && clipOfPage() && on) {
    hush();
    clip = new Audio(clipOfPage());
    clip.volume = volume();
    clip.addEventListener("ended", done);
    clip.play().catch(done);
    return;
  }
  const parts = question ? [question]
    : document.querySelectorAll("#banners, .info, .controls h1, .controls .no-number, .controls .told, .controls .who-says");
  say([before, ...[...parts].map(text)].filter(Boolean).join(words.stop), done);
}

function label(element) {
  const named = element.getAttribute("aria-label") ?? (element.innerText.trim() || element.labels?.[0]?.innerText || "");
  const chosen = element.getAttribute("aria-pressed") === "true" || element.hasAttribute("aria-current");
  const state = chosen ? words.chosen : element.matches("[data-need]") ? words.unchosen : "";
  return [named.replaceAll("\n", words.stop), [...(element.value ?? "")].join(" "), state].filter(Boolean).join(words.stop);
}

function turn(to) {
  on = to;
  document.cookie = `speech=${on ? "on" : "off"}; path=/; samesite=strict`;
  show();
}

// Say on the page whether it can be read aloud, and whether it is.
function show() {
  const hint = document.getElementById("speech-hint");
  if (hint) hint.hidden = !can();
  if (!button) return;
  button.classList.toggle("mute", !can());
  button.setAttribute("aria-disabled", String(!can()));
  button.setAttribute("aria-pressed", String(on && can()));
  button.querySelector("span").textContent = can() ? words.name : words.none;
  dispatchEvent(new Event("tiles-changed"));
}

button?.addEventListener("click", () => {
  if (!can()) return;
  turn(!on);
  if (on) page(); else hush();
});
addEventListener("by-keys", () => {
  if (on || !can()) return;
  turn(true);
  page(words.intro);
});
addEventListener("keydown", (event) => {
  if (!REPEAT.has(event.key) || !can()) return;
  event.preventDefault();
  const before = on ? "" : words.intro;
  turn(true);
  page(before);
});
// What a group of choices is about is said to whoever comes into it.
function group(element, from) {
  const all = element.closest("fieldset, [role='group']");
  return all && !all.contains(from) ? all.getAttribute("aria-label") ?? all.querySelector("legend").textContent.trim() : "";
}

addEventListener("focusin", (event) => {
  if (!on || !event.target.matches?.(":focus-visible")) return;
  say([group(event.target, event.relatedTarget), label(event.target)].filter(Boolean).join(words.stop));
});
addEventListener("click", (event) => {
  const chosen = event.target.closest?.("[data-need], #who-show");
  if (on && chosen) setTimeout(() => say(label(chosen)));
  if (on && event.target.closest?.("[data-opens]")) setTimeout(page);
});
addEventListener("typed", (event) => { if (on) say([...event.detail].at(-1) ?? words.empty); });
addEventListener("found", (event) => { if (on) say(event.detail); });
addEventListener("page-turned", () => { if (on) page(); });
addEventListener("pagehide", hush);

// Voices come late in some browsers; a machine that has none is known by then.
let begun = false;
function begin() {
  if (begun) return;
  begun = true;
  show();
  if (speaks()) page(); else dispatchEvent(new Event("spoken"));
}
globalThis.speechSynthesis?.addEventListener("voiceschanged", () => { if (begun) show(); else if (can()) begin(); });
if (can()) queueMicrotask(begin);
setTimeout(begin, VOICES_MS);
