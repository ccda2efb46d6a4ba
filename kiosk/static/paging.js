// Show as much as fits, and turn pages: nothing is scrolled at a kiosk, in any size of screen or type.
const paged = new Map();

// Let a pager turn `box` to page `at` of `pages`; a list of one page has none.
function turned(box, pager, pages) {
  if (!pager) return;
  const at = paged.get(box);
  pager.querySelector("output").textContent = pager.dataset.words.replace("{n}", at + 1).replace("{of}", pages);
  for (const button of pager.querySelectorAll("button")) {
    const to = at + Number(button.dataset.turn);
    button.disabled = to < 0 || to >= pages;
  }
}

// Measure with or without a pager, which needs room of its own: without it if that is enough.
function withRoom(box, pager, measure) {
  if (pager) pager.hidden = true;
  let pages = measure();
  if (pages > 1 && pager) {
    pager.hidden = false;
    pages = measure();
  }
  paged.set(box, Math.min(paged.get(box) ?? 0, pages - 1));
  return pages;
}

// Tiles of one height in rows and columns. They grow at most this much beyond what their words need.
const STRETCH = 1.2;
function grid(box, pager) {
  const tiles = [...box.children];
  if (!tiles.length) { if (pager) pager.hidden = true; return; }
  let each = 1;
  const pages = withRoom(box, pager, () => {
    for (const tile of tiles) tile.hidden = false;
    box.style.gridAutoRows = "min-content";
    box.classList.add("measuring");
    const tallest = Math.ceil(Math.max(...tiles.map((tile) => tile.getBoundingClientRect().height)));
    box.classList.remove("measuring");
    const style = getComputedStyle(box);
    const gap = parseFloat(style.rowGap) || 0;
    const columns = style.gridTemplateColumns.split(" ").length;
    // The height of a row of none, so that the tiles themselves do not hold the room open.
    for (const tile of tiles) tile.hidden = true;
    const room = box.clientHeight;
    const rows = Math.max(1, Math.floor((room + gap) / (tallest + gap)));
    const shown = Math.ceil(Math.min(tiles.length, rows * columns) / columns);
    box.style.gridAutoRows = `${Math.floor(Math.min((room - gap * (shown - 1)) / shown, tallest * STRETCH))}px`;
    each = rows * columns;
    return Math.ceil(tiles.length / each);
  });
  tiles.forEach((tile, at) => { tile.hidden = Math.floor(at / each) !== paged.get(box); });
  turned(box, pager, pages);
}

// Cards of any height beneath one another: as many on a page as fit.
function cards(box, pager) {
  const all = [...box.children];
  const pageOf = new Map();
  const pages = withRoom(box, pager, () => {
    for (const card of all) card.hidden = false;
    const gap = parseFloat(getComputedStyle(box).rowGap) || 0;
    const heights = all.map((card) => card.getBoundingClientRect().height);
    for (const card of all) card.hidden = true;
    // Unrounded like the heights: half a pixel more would let the last card run out of its box.
    const room = box.getBoundingClientRect().height + 1;
    let page = 0;
    let used = 0;
    all.forEach((card, at) => {
      if (used && used + gap + heights[at] > room) { page += 1; used = 0; }
      used += (used ? gap : 0) + heights[at];
      pageOf.set(card, page);
    });
    return page + 1;
  });
  for (const card of all) card.hidden = pageOf.get(card) !== paged.get(box);
  turned(box, pager, pages);
}

for (const [id, pagerId, arrange] of [["paged", "pager", grid], ["cards", "card-pager", cards]]) {
  const box = document.getElementById(id);
  const pager = document.getElementById(pagerId);
  if (!box) continue;
  paged.set(box, 0);
  pager?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    paged.set(box, paged.get(box) + Number(button.dataset.turn));
    arrange(box, pager);
    dispatchEvent(new Event("page-turned"));
  });
  let size = "";
  new ResizeObserver(() => {
    // Its own pager changes the room too: only a new window asks for a new arrangement.
    const now = `${innerWidth}×${innerHeight}`;
    if (now !== size) arrange(box, pager);
    size = now;
  }).observe(document.body);
  document.fonts?.ready.then(() => arrange(box, pager));
  addEventListener("tiles-changed", () => arrange(box, pager));
  addEventListener("fitted", () => arrange(box, pager));
  addEventListener("list-new", () => { paged.set(box, 0); arrange(box, pager); });
  arrange(box, pager);
  box.classList.add("ready");
}
