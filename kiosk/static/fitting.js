// Make the type of a page smaller until all of it is seen: large type must not push words off the screen.
const section = document.querySelector("[data-fit]");
const STEP = 0.05;
const SMALLEST = 0.7;

function fit() {
  const root = document.documentElement;
  root.style.removeProperty("--type");
  let type = Number(getComputedStyle(root).getPropertyValue("--type"));
  const full = () => {
    const room = section.getBoundingClientRect();
    const above = [...section.children].some((child) => child.getBoundingClientRect().top < room.top - 1);
    return above || section.scrollHeight > section.clientHeight + 1 || section.scrollWidth > section.clientWidth + 1;
  };
  while (full() && type > SMALLEST) {
    type -= STEP;
    root.style.setProperty("--type", type.toFixed(2));
  }
}

if (section) {
  fit();
  addEventListener("resize", fit);
  document.fonts?.ready.then(fit);
}
