// Send a visitor on (转移): find a service or a window by typing, one after the other on one ticket (一票到底).
import { doAct, noEcho, seen } from "./acting.js";
import { say } from "./words.js";

/** A ticket goes to one place and up to eight services after it. */
const MOST_STEPS = 9;
const ANSWER_MS = 3000;

const one = (id) => document.getElementById(id);
const sheet = one("onward-sheet");
const field = one("onward-field");
const list = one("onward-list");
const line = one("onward-say");
const end = one("onward-end");
const options = [...list.children];
let active = null;
let steps = [];

/** Ask where the visitor at the window goes on to; what is sent is about her, whoever stands there by then. */
export function askOnward() {
  const { ticket, number } = seen();
  sheet.dataset.ticket = ticket;
  one("onward-title").textContent = say("onward.title", { number });
  end.checked = false;
  steps = [];
  again();
  tell("");
  sheet.showModal();
  field.focus();
  countWaiting();
}

function tell(text, kind = "warn") {
  line.dataset.kind = kind;
  line.textContent = text;
}

/** Fill in how many wait where; without an answer the list is as useful, only without numbers. */
async function countWaiting() {
  try {
    const answer = await fetch(`/window/${document.body.dataset.window}/onward`, { signal: AbortSignal.timeout(ANSWER_MS) });
    if (!answer.ok) return;
    const found = await answer.json();
    for (const { dataset, lastElementChild } of options) lastElementChild.textContent = standing(dataset, found);
  } catch { /* the numbers stay as they were */ }
}

function standing({ kind, id }, found) {
  if (kind === "window") return say(`onward.${found.windows[id]}`);
  return found.services[id] ? say("onward.waiting", { n: found.services[id] }) : say("onward.nobody");
}

function again() {
  field.value = "";
  filter();
  show();
}

/** Return how well an option fits what was typed: 3 a whole word, 2 a beginning, 1 inside, 0 not at all. */
function fit(option, pieces) {
  const words = option.dataset.search;
  // Only the first stop can be a window.
  if (steps.length && option.dataset.kind === "window") return 0;
  return Math.min(3, ...pieces.map((piece) => words.includes(`|${piece}|`) ? 3 : words.includes(`|${piece}`) ? 2
    : words.includes(piece) ? 1 : 0));
}

function filter() {
  const pieces = field.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  const fits = new Map(options.map((option) => [option, fit(option, pieces)]));
  const found = options.filter((option) => fits.get(option)).sort((a, b) => fits.get(b) - fits.get(a));
  for (const option of options) option.hidden = !fits.get(option);
  list.append(...found);
  one("onward-none").hidden = found.length > 0;
  list.scrollTop = 0;
  point(pieces.length ? found[0] ?? null : null);
}

function step(by) {
  const shown = [...list.children].filter((option) => !option.hidden);
  if (!shown.length) return;
  const at = shown.indexOf(active);
  point(shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length]);
  active.scrollIntoView({ block: "nearest" });
}

function point(option) {
  active?.setAttribute("aria-selected", "false");
  active = option;
  active?.setAttribute("aria-selected", "true");
  if (active) field.setAttribute("aria-activedescendant", active.id);
  else field.removeAttribute("aria-activedescendant");
  show();
}

const names = (places) => places.map((place) => place.dataset.name).join(say("onward.arrow"));

/** Let the button say what a press would do. */
function show() {
  const places = [...steps, ...(active ? [active] : [])];
  one("onward-go").textContent = places.length ? say("onward.go_to", { places: names(places) }) : say("onward.go");
  one("onward-path").textContent = names(steps);
  one("onward-steps").hidden = steps.length === 0;
  sheet.querySelector("[data-go-onward]").setAttribute("aria-disabled", String(!places.length));
}

function addStep() {
  if (!active) return tell(say("onward.choose"));
  if (steps.length >= MOST_STEPS - 1) return tell(say("onward.full"));
  steps.push(active);
  again();
  tell(say("onward.added"), "plain");
  field.focus();
}

function undoStep() {
  steps.pop();
  filter();
  field.focus();
}

async function go() {
  const [first, ...rest] = [...steps, ...(active ? [active] : [])];
  if (!first) { tell(say("onward.choose")); return field.focus(); }
  const { kind, id } = first.dataset;
  const more = { ticket: sheet.dataset.ticket, [kind]: id };
  if (end.checked) more.end_of_line = true;
  if (rest.length) more.then = rest.map((place) => place.dataset.id);
  noEcho();
  sheet.close();
  await doAct("transfer", more);
}

field.addEventListener("input", () => { tell(""); filter(); });
sheet.addEventListener("keydown", (event) => {
  // While an input method is composing, its keys are its own.
  if (event.isComposing || !event.target.matches("input")) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (!event.repeat) event.shiftKey ? addStep() : go();
  }
});
list.addEventListener("click", (event) => {
  const option = event.target.closest(".onward");
  if (option) point(option);
});
// A click leaves the focus in the field, which is where the list is steered from.
list.addEventListener("mousedown", (event) => event.preventDefault());
sheet.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches("[data-go-onward]")) go();
  else if (button?.matches("[data-add-step]")) addStep();
  else if (button?.matches("[data-undo-step]")) undoStep();
});
