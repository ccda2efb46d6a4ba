// The visitor's page (手机查号): the fragment is fetched every four seconds, so it works behind any network.
import { CONNECTING_MS, showAge, stateAfter } from "./age.js";

/** One round is over before the page says that it is old. */
const EVERY_MS = 4000;
const place = document.getElementById("picture");
const leave = document.getElementById("leave");
let called = place.firstElementChild.dataset.call;
let heardAt = performance.now();

async function update() {
  const given = new AbortController();
  // An answer that hangs would take the place of all that follow.
  const ending = setTimeout(() => given.abort(), EVERY_MS);
  try {
    const how = { cache: "no-store", credentials: "same-origin", signal: given.signal };
    const answer = await fetch(`${location.pathname}?fragment=1`, how);
    // Yesterday's number and a wrong one are told by a page of their own.
    if (answer.status === 404 || answer.status === 410) return location.reload();
    if (answer.ok) show(await answer.text());
  } catch { /* The header tells how old the picture is. */ }
  return clearTimeout(ending);
}

function show(html) {
  heardAt = performance.now();
  const next = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  // What has not changed is left alone, so that it is not read out again.
  if (next && next.outerHTML !== place.firstElementChild.outerHTML) place.replaceChildren(next);
  const picture = place.firstElementChild;
  leave.hidden = picture.dataset.cancel !== "yes";
  if (picture.dataset.call && picture.dataset.call !== called) navigator.vibrate?.([300, 150, 300, 150, 600]);
  called = picture.dataset.call;
  age();
}

function age() {
  const silent = performance.now() - heardAt;
  showAge(stateAfter(silent), silent);
}

/** Nothing was asked while the phone was in a pocket: that is no fault, but the picture is not of now. */
function woken() {
  heardAt = Math.max(heardAt, performance.now() - CONNECTING_MS);
  age();
  update();
}

age();
setInterval(age, 500);
setInterval(() => { if (!document.hidden) update(); }, EVERY_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) woken(); });
