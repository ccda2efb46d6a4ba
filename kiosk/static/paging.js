// Show as many tiles as fit, and turn pages: nothing is scrolled at a kiosk, in any size of screen or type.
const list = document.getElementById("paged");
const pager = document.getElementById("pager");
const section = list?.parentElement;
// Tiles grow at most this much beyond what their words need, so that a short page stays a list.
const STRETCH = 1.25;
let page = 0;

function arrange(again = false) {
  const tiles = [...list.children];
  if (!tiles.length) return;
  for (const tile of tiles) tile.hidden = false;
  list.style.gridAutoRows = "min-content";
  list.classList.add("measuring");
  const tallest = Math.ceil(Math.max(...tiles.map((tile) => tile.getBoundingClientRect().height)));
  list.classList.remove("measuring");
  const style = getComputedStyle(list);
  const gap = parseFloat(style.rowGap) || 0;
  const columns = style.gridTemplateColumns.split(" ").length;
  const head = section.querySelector(".list-head");
  const room = section.clientHeight - head.offsetHeight - parseFloat(getComputedStyle(head).marginBottom);
  const rows = Math.max(1, Math.floor((room + gap) / (tallest + gap)));
  const pages = Math.ceil(tiles.length / (rows * columns));
  if (pager && pager.hidden !== pages < 2 && !again) {
    // The pager needs room of its own: measure once more with it, or without.
    pager.hidden = pages < 2;
    arrange(true);
    return;
  }
  page = Math.min(page, pages - 1);
  const shown = Math.ceil(Math.min(tiles.length, rows * columns) / columns);
  const height = Math.min((room - gap * (shown - 1)) / shown, tallest * STRETCH);
  list.style.gridAutoRows = `${Math.floor(height)}px`;
  tiles.forEach((tile, at) => { tile.hidden = Math.floor(at / (rows * columns)) !== page; });
  turned(pages);
}

function turned(pages) {
  if (!pager) return;
  pager.hidden = pages < 2;
  pager.querySelector("output").textContent = pager.dataset.words.replace("{n}", page + 1).replace("{of}", pages);
  for (const button of pager.querySelectorAll("button")) {
    const to = page + Number(button.dataset.turn);
    button.disabled = to < 0 || to >= pages;
  }
}

if (list) {
  pager?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) { page += Number(button.dataset.turn); arrange(); }
  });
  new ResizeObserver(() => arrange()).observe(section);
  document.fonts?.ready.then(() => arrange());
  addEventListener("tiles-changed", () => arrange());
  arrange();
  list.classList.add("ready");
}
