// Every page by three keys (back, on, choose) or a keyboard: the arrows go round all that can be touched, Enter chooses.
const ON = new Set(["ArrowRight", "ArrowDown"]);
const BACK = new Set(["ArrowLeft", "ArrowUp"]);
const TOUCHED = "a[href], button:not(:disabled), input";

// What can be touched now, in its order: of the open question, or of the page with its lower half first.
function ring() {
  const question = document.querySelector("dialog[open]");
  const seen = (element) => element.checkVisibility();
  return [...(question ?? document.querySelector("main")).querySelectorAll(TOUCHED)].filter(seen);
}

export function step(by) {
  const all = ring();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const first = all.find((element) => "first" in element.dataset) ?? all[0];
  (at < 0 ? first : all[(at + by + all.length) % all.length]).focus();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (ON.has(event.key) || BACK.has(event.key)) {
    event.preventDefault();
    step(ON.has(event.key) ? 1 : -1);
    dispatchEvent(new Event("by-keys"));
  } else if (event.key === " " && document.activeElement instanceof HTMLAnchorElement) {
    event.preventDefault();
    document.activeElement.click();
  }
});
