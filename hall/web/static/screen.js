// The line of a screen to the hall (屏幕线路), on every page that hangs on a wall: it says every few seconds how the screen
// is, and hears which page it is to show, whether to load it anew, and whether a test call is wanted. It runs before the
// page's own script, so that the page watches with the token that this screen was given.
import { dial } from "./line.js";

/** Between two reports; a token that was taken away ends with the next one, within five seconds. */
const EVERY_MS = 3000;

/** A report that is not answered in this time is lost; after so many of them the line is dialled again. */
const ANSWER_MS = 2500;
const LOST = 3;

/** A test call stands on the screen this long. */
const TEST_MS = 12000;

/** A PC that drives several screens opens /screen?slot=2 on its second one: each has a secret of its own. */
const asked = new URLSearchParams(location.search);
const slot = /^[0-9]{1,2}$/.test(asked.get("slot") ?? "") ? asked.get("slot") : "";
const NAME = `hall.screen${slot}`;

/** Whether this browser keeps what it is told; if not, the tab remembers it until it is closed. */
export let keeps = true;

const hex = () => [...crypto.getRandomValues(new Uint8Array(24))].map((one) => one.toString(16).padStart(2, "0")).join("");

function recall() {
  let text = null;
  try {
    text = localStorage.getItem(NAME);
    if (!phone) localStorage.setItem(NAME, text ?? "{}");
  } catch { keeps = false; }
  if (!keeps && window.name.startsWith(NAME)) text = window.name.slice(NAME.length);
  let found = {};
  try { found = JSON.parse(text ?? "{}"); } catch { /* whoever wrote that, it was not this page */ }
  return /^[0-9a-f]{48}$/.test(found.secret ?? "") ? found : phone ? { paired: false } : keep({ secret: hex(), paired: false });
}

function keep(what) {
  const text = JSON.stringify(what);
  try { localStorage.setItem(NAME, text); } catch { keeps = false; }
  if (!keeps) window.name = NAME + text;
  return what;
}

const data = document.body.dataset;
/** A page that any phone may open is a screen only where this browser has been paired as one. */
const phone = data.phone === "yes";
let mine = recall();
const silent = phone && !mine.paired;
let version = "";
let tested = "";
let first = true;
let reloadSeen = "";
let lost = 0;
let leaving = false;
const followers = [];

const pairing = data.pairing === "yes";
if (mine.paired && data.auth) data.auth = JSON.stringify({ ...JSON.parse(data.auth), token: mine.secret });

const socket = silent ? null : dial("/screen");

/** Call `heard(answer)` with each answer of the hall, and with null for a report that was lost. */
export const follow = (heard) => followers.push(heard);

/** Ask again at once; when a code has run out. */
export const ask = () => report();

function here() {
  const wanted = new URLSearchParams(location.search);
  wanted.delete("slot");
  const query = wanted.toString();
  return location.pathname + (query ? `?${query}` : "");
}

function state() {
  const picture = document.getElementById("picture")?.firstElementChild;
  const ratio = window.devicePixelRatio || 1;
  return {
    secret: mine.secret,
    wants_code: pairing,
    page: here().slice(0, 200),
    as_of: Number(picture?.dataset.asOf ?? -1),
    link: document.getElementById("link")?.dataset.state ?? "",
    sound: data.voice ?? "off",
    width: Math.round(innerWidth * ratio),
    height: Math.round(innerHeight * ratio),
    ratio,
    clock: Date.now(),
    version,
    tested,
  };
}

function report() {
  if (!socket?.connected || leaving) return;
  socket.timeout(ANSWER_MS).emit("report", state(), (fault, answer) => {
    const told = !fault && "paired" in (answer ?? {});
    lost = told ? 0 : lost + 1;
    for (const heard of followers) heard(told ? answer : null);
    if (told) obey(answer);
    else if (lost >= LOST) redial();
  });
}

/** A line on which nobody answers is cut and dialled again: a cable may have been pulled at the other end. */
function redial() {
  lost = 0;
  socket.io.engine?.close();
}

function obey(answer) {
  version ||= answer.version;
  if (answer.paired !== mine.paired) return change(answer);
  if (!answer.paired) return undefined;
  if (answer.page !== here()) return go(answer.page);
  const wished = !first;
  first = false;
  if (wished && answer.reload !== reloadSeen) return go(answer.page);
  reloadSeen = answer.reload;
  const test = answer.test ?? { id: "" };
  // What was wished while a page was loading is shown by the next one; a screen that is new here has missed nothing.
  if (test.id !== (mine.test ?? test.id)) show(test);
  if (test.id !== mine.test) mine = keep({ ...mine, test: test.id });
  return undefined;
}

/** Somebody has paired this screen, or has taken its token away: then it forgets it and shows a code again. */
function change(answer) {
  mine = keep(answer.paired ? { ...mine, paired: true } : { secret: hex(), paired: false });
  go(answer.paired ? answer.page : "/screen");
}

/** Open a page, but only one that can be had now: a screen must not end on a browser's own page of faults. */
async function go(page) {
  if (leaving) return;
  leaving = true;
  const target = slot ? `${page}${page.includes("?") ? "&" : "?"}slot=${slot}` : page;
  try {
    const answer = await fetch(target, { signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.ok) return location.replace(target);
  } catch { /* the hall is away: the next report tries again */ }
  leaving = false;
  return undefined;
}

/** Show a test call, plainly marked as one, over whatever stands here; it sounds where this screen may sound. */
function show(test) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "/static/pairing.css";
  document.head.append(sheet);
  const box = document.createElement("div");
  box.className = "test-call";
  box.id = "test-call";
  box.setAttribute("role", "alert");
  for (const [title, words] of test.lines) {
    const line = document.createElement("p");
    const head = document.createElement("b");
    head.textContent = title;
    line.append(head, words);
    box.append(line);
  }
  sheet.addEventListener("load", () => {
    document.getElementById("test-call")?.remove();
    document.body.append(box);
    requestAnimationFrame(() => requestAnimationFrame(() => { tested = test.id; report(); }));
    if (data.voice === "on" || data.voice === "leader") import("./sounding.js").then((sound) => sound.testTone());
    setTimeout(() => box.remove(), TEST_MS);
  });
}

if (socket) {
  socket.on("connect", report);
  socket.on("disconnect", () => { if (!socket.active) setTimeout(() => socket.connect(), EVERY_MS); });
  setInterval(report, EVERY_MS);
}
