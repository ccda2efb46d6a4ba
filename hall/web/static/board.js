// The wall of an area (综合屏): as many rows as can be read, further ones on calm pages, new calls on yellow for 15 s.
import { follow, pictureNumber, tell } from "./live.js";
import { keepTime, now } from "./time.js";
import { say } from "./words.js";

/** A call is new this long; the same as FRESH_MS in hall/display/board.py. */
const FRESH_MS = 15000;

/** A page of further rows stays this long: eight rows are read twice. */
const PAGE_MS = 10000;

let page = 0;
let turnedAt = performance.now();
const told = new Set();

const rows = () => [...document.querySelectorAll("#calls > .call")];
const perPage = () => Number(getComputedStyle(document.body).getPropertyValue("--rows")) || 6;

/** Take the yellow from rows that are new no longer, between two pictures. */
function settle() {
  for (const row of rows()) {
    const fresh = row.dataset.state === "called" && now() - Number(row.dataset.calledAt) < FRESH_MS;
    row.classList.toggle("call-fresh", fresh);
  }
}

/** Show one page. A new call stands on the first one, so that page stays while there is one. */
function turn() {
  const all = rows();
  const size = perPage();
  const pages = Math.max(1, Math.ceil(all.length / size));
  const fresh = all.some((row) => row.classList.contains("call-fresh"));
  if (fresh || page >= pages) page = 0;
  all.forEach((row, index) => { row.hidden = Math.floor(index / size) !== page; });
  const sign = document.getElementById("pages");
  sign.textContent = pages > 1 ? say("board.page", { page: page + 1, pages }) : "";
}

/** Tell the server once which calls have been seen here: a visitor's time to walk counts from then. */
function report() {
  const seen = rows().filter((row) => !row.hidden && row.dataset.state === "called");
  const fresh = seen.filter((row) => !told.has(`${row.dataset.ticket} ${row.dataset.calls}`));
  if (!fresh.length) return;
  if (!tell("shown", { as_of: pictureNumber(), tickets: fresh.map((row) => row.dataset.ticket) })) return;
  for (const row of fresh) told.add(`${row.dataset.ticket} ${row.dataset.calls}`);
}

function painted() {
  settle();
  turn();
  // The frame after next has been on the wall when its callback runs.
  requestAnimationFrame(() => requestAnimationFrame(report));
}

follow(painted);
keepTime(document.getElementById("clock"), document.body.dataset.zone);
addEventListener("resize", painted);
setInterval(() => {
  settle();
  if (performance.now() - turnedAt >= PAGE_MS) {
    page += 1;
    turnedAt = performance.now();
  }
  turn();
  report();
}, 1000);
