// The wall of an area (综合屏): as many rows as can be read, further ones on calm pages, new calls on yellow for 15 s.
import { follow, pictureNumber, tell } from "./live.js";
import { keepTime, now } from "./time.js";
import { say } from "./words.js";

/** A call is new this long; the same as FRESH_MS in hall/display/board.py. */
const FRESH_MS = 15000;

/** A page of rows stays this long: each is read in less than a second. */
const PAGE_MS = 7000;

/** Reports of calls that come close together go as one: a thousand screens must not flood the hall. */
const REPORT_MS = 400;

/** A page that a new call interrupts sooner than this has not been read and is shown again. */
const READ_MS = 3000;

let page = 0;
/** The page that comes after the first one: a new call interrupts the turning, and it goes on where it was. */
let resume = 1;
let newest = "";
let turnedAt = performance.now();
const told = new Set();
let reportedAt = -REPORT_MS;
let reportLater = 0;

const rows = () => [...document.querySelectorAll("#calls > .call")];
const perPage = () => Number(getComputedStyle(document.body).getPropertyValue("--rows")) || 6;

/** Take the yellow from rows that are new no longer, between two pictures. */
function settle() {
  for (const row of rows()) {
    const fresh = row.dataset.state === "called" && now() - Number(row.dataset.calledAt) < FRESH_MS;
    row.classList.toggle("call-fresh", fresh);
  }
}

const pages = () => Math.max(1, Math.ceil(rows().length / perPage()));

/** Show one page and hide the others. */
function turnTo(wanted) {
  const size = perPage();
  page = wanted < pages() ? wanted : 0;
  rows().forEach((row, index) => { row.hidden = Math.floor(index / size) !== page; });
  document.getElementById("pages").textContent = pages() > 1 ? say("board.page", { page: page + 1, pages: pages() }) : "";
}

/** Go on to the next page when this one had its time. */
function turn() {
  if (performance.now() - turnedAt < PAGE_MS) return turnTo(page);
  turnedAt = performance.now();
  turnTo(page === 0 ? resume : page + 1);
  resume = page + 1 < pages() ? page + 1 : 1;
}

/** A new call stands on the first page, so that one is shown at once. */
function welcome() {
  const first = rows()[0];
  const call = first ? `${first.dataset.call} ${first.dataset.calls}` : "";
  if (call === newest) return;
  newest = call;
  if (page > 0 && performance.now() - turnedAt < READ_MS) resume = page;
  page = 0;
  turnedAt = performance.now();
}

/** Tell the server once which calls have been seen here: a visitor's time to walk counts from then. */
function report() {
  if (performance.now() - reportedAt < REPORT_MS) {
    clearTimeout(reportLater);
    reportLater = setTimeout(report, REPORT_MS);
    return;
  }
  const seen = rows().filter((row) => !row.hidden && row.dataset.state === "called");
  const fresh = seen.filter((row) => !told.has(`${row.dataset.call} ${row.dataset.calls}`));
  if (!fresh.length) return;
  if (!tell("shown", { as_of: pictureNumber(), calls: fresh.map((row) => row.dataset.call) })) return;
  reportedAt = performance.now();
  for (const row of fresh) told.add(`${row.dataset.call} ${row.dataset.calls}`);
}

function painted() {
  settle();
  welcome();
  turnTo(page);
  // The frame after next has been on the wall when its callback runs.
  requestAnimationFrame(() => requestAnimationFrame(report));
}

follow(painted);
keepTime(document.getElementById("clock"), document.body.dataset.zone);
addEventListener("resize", () => turnTo(page));
setInterval(() => {
  settle();
  turn();
  report();
}, 1000);
