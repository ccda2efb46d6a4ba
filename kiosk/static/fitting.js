// Make the type of a page a little smaller where its words would not all be seen: large type must not push them off.
const section = document.querySelector("[data-fit]");
const STEP = 0.025;
const SMALLEST = 0.8;
// Share of the type by which the signs of a tight last line hang out of it: nothing is lost by that.
const HANGS = 0.3;

function fit() {
  const root = document.documentElement;
  root.style.removeProperty("--type");
  const chosen = Number(getComputedStyle(root).getPropertyValue("--type"));
  const hangs = HANGS * parseFloat(getComputedStyle(root).fontSize);
  const top = (element) => element.getBoundingClientRect().top;
  // What is hidden has no place, and takes none.
  const spills = (box) => box.scrollHeight > box.clientHeight + hangs || box.scrollWidth > box.clientWidth + 1
    || [...box.children].some((child) => child.checkVisibility() && top(child) < top(box) - 1);
  const full = () => [section, document.querySelector(".controls"), document.querySelector(".lower")].some(spills);
  let share = 1;
  while (full() && share > SMALLEST) {
    share -= STEP;
    root.style.setProperty("--type", (chosen * share).toFixed(3));
  }
  dispatchEvent(new Event("fitted"));
}

if (section) {
  fit();
  addEventListener("resize", fit);
  document.fonts?.ready.then(fit);
}
