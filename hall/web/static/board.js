// The wall of an area (综合屏): as many rows as can be read, further ones on calm pages, new calls on yellow for 15 s.
import { placesOfLight, stepAside } from "./light.js";
import { follow, pictureNumber, tell } from "./live.js";
import { keepTime, now } from "./time.js";
import { say } from "./words.js";

/** A page of rows stays this long: each is read in less than a second. */
const PAGE_MS = 7000;

/** Reports of calls that come close together go as one: a thousand screens must not flood the hall. */
const REPORT_MS = 400;

/** A page that a new call interrupts sooner than this has not been read and is shown again. */
const READ_MS = 3000;

/** An idle wall's bulletin stays this long; the same as BULLETIN_MS in hall/display/board.py. */
const BULLETIN_MS = 12000;

/** A stopped hall's sign, and the newest call of a wall that shows it big, take the room of so many rows more. */
const HALT_ROWS = 2;
const BIG_ROWS = 1;

let page = 0;
/** The page that comes after the first one: a new call interrupts the turning, and it goes on where it was. */
let resume = 1;
let newest = 0;
let turnedAt = performance.now();
let live = false;
const told = new Set();
const light = placesOfLight("call-fresh");
let reportedAt = -REPORT_MS;
let reportLater = 0;

/** The lines that stand now: one of a call that was taken back is over when its time is. */
const lines = () => [...document.querySelectorAll("#calls > .call")].filter((one) => !isOver(one));
const isOver = (one) => one.dataset.until && now() >= Number(one.dataset.until);

function perPage() {
  const rows = Number(getComputedStyle(document.body).getPropertyValue("--rows")) || 6;
  const halt = document.getElementById("halt") ? HALT_ROWS : 0;
  const big = document.body.dataset.layout === "big" ? BIG_ROWS : 0;
  return Math.max(1, rows - halt - big);
}

const pages = () => Math.max(1, Math.ceil(lines().length / perPage()));

/** Show one page and hide the others. */
function turnTo(wanted) {
  const size = perPage();
  page = wanted < pages() ? wanted : 0;
  for (const one of document.querySelectorAll("#calls > .call")) one.hidden = true;
  lines().forEach((one, index) => { one.hidden = Math.floor(index / size) !== page; });
  document.getElementById("pages").textContent = pages() > 1 ? say("board.page", { page: page + 1, pages: pages() }) : "";
  light.settle();
}

/** Go on to the next page when this one had its time. */
function turn() {
  if (performance.now() - turnedAt < PAGE_MS) return turnTo(page);
  turnedAt = performance.now();
  turnTo(page === 0 ? resume : page + 1);
  resume = page + 1 < pages() ? page + 1 : 1;
}

/** What happened last stands on the first page, so that one is shown at once. */
function welcome() {
  const latest = Math.max(0, ...lines().map((one) => Number(one.dataset.at)));
  if (latest === newest) return;
  if (latest > newest) {
    if (page > 0 && performance.now() - turnedAt < READ_MS) resume = page;
    page = 0;
    turnedAt = performance.now();
  }
  newest = latest;
}

/** An idle wall shows its bulletins one after the other. */
function bulletins() {
  const all = [...document.querySelectorAll("[data-bulletin]")];
  const shown = Math.floor(now() / BULLETIN_MS) % all.length;
  all.forEach((one, place) => { one.hidden = place !== shown; });
}

/** Name one announcement of a call: a number that goes back and is called anew counts its calls from one again. */
const announced = (row) => `${row.dataset.call} ${row.dataset.calledAt}`;

/** Tell the server once which calls have been seen here: a visitor's time to walk counts from then. */
function report() {
  if (performance.now() - reportedAt < REPORT_MS) {
    clearTimeout(reportLater);
    reportLater = setTimeout(report, REPORT_MS);
    return;
  }
  const seen = lines().filter((row) => !row.hidden && row.dataset.state === "called");
  const fresh = seen.filter((row) => !told.has(announced(row)));
  if (!fresh.length) return;
  if (!tell("shown", { as_of: pictureNumber(), calls: fresh.map((row) => row.dataset.call) })) return;
  reportedAt = performance.now();
  for (const row of fresh) told.add(announced(row));
}

function painted() {
  welcome();
  turnTo(page);
  bulletins();
  // The frame after next has been on the wall when its callback runs.
  requestAnimationFrame(() => requestAnimationFrame(report));
}

/** What was told just before the line broke may not have been heard: it is told again. */
function linked(state) {
  if (live && state !== "live") told.clear();
  live = state === "live";
}

light.of(() => lines().filter((one) => !one.hidden));
follow(painted, linked);
keepTime(document.getElementById("clock"), document.body.dataset.zone);
stepAside();
addEventListener("resize", () => turnTo(page));
setInterval(() => {
  turn();
  bulletins();
  report();
}, 1000);
