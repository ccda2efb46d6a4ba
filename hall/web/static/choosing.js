// Choose a service by typing (选择事项): Chinese, pinyin initials or English; the list is in the page, nothing is asked.

const field = document.getElementById("service");
const list = document.getElementById("services");
const none = document.getElementById("services-none");
const options = [...list.querySelectorAll("[data-service]")];
let active = null;
let chosen = null;

/** Return the chosen service's element, or null. */
export const choice = () => chosen;

/** Offer the list: `changed(how)` runs when a service was chosen, or no longer is. */
export function offer(changed) {
  field.addEventListener("input", () => { choose(null); filter(); changed("typing"); });
  field.addEventListener("keydown", (event) => {
    // While an input method is composing, its keys are its own.
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active && !event.repeat) { choose(active); changed("enter"); }
    }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-service]");
    if (option) { choose(option); changed("click"); }
  });
  // A click leaves the focus in the field, which is where the list is steered from.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  filter();
}

/** Begin anew, with every service in the list. */
export function again() {
  field.value = "";
  choose(null);
  filter();
}

function filter() {
  const pieces = field.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  const found = options.filter((option) => pieces.every((piece) => option.dataset.search.includes(piece)));
  // A word that begins with what was typed stands before one that holds it.
  const begins = (option) => pieces.every((piece) => option.dataset.search.includes(`|${piece}`));
  found.sort((one, other) => begins(other) - begins(one));
  for (const option of options) option.hidden = true;
  for (const option of found) {
    option.hidden = false;
    list.append(option);
  }
  none.hidden = found.length > 0;
  list.scrollTop = 0;
  point(pieces.length ? found[0] ?? null : null);
}

function step(by) {
  const shown = [...list.querySelectorAll("[data-service]:not([hidden])")];
  if (!shown.length) return;
  const at = shown.indexOf(active);
  point(shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length]);
  active.scrollIntoView({ block: "nearest" });
}

function point(option) {
  active?.classList.remove("service-active");
  active = option;
  active?.classList.add("service-active");
  if (active) field.setAttribute("aria-activedescendant", active.id);
  else field.removeAttribute("aria-activedescendant");
}

function choose(option) {
  chosen?.setAttribute("aria-selected", "false");
  chosen = option;
  chosen?.setAttribute("aria-selected", "true");
  if (chosen) point(chosen);
}
