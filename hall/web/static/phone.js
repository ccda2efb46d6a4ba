// The visitor's page (手机查号): the fragment is fetched every five seconds, so it works behind any network.
import { say } from "./words.js";

const EVERY_MS = 5000;
const place = document.getElementById("picture");
const note = document.getElementById("fresh");
const leave = document.getElementById("leave");
let called = place.firstElementChild.dataset.call;

async function update() {
  try {
    const answer = await fetch(`${location.pathname}?fragment=1`, { cache: "no-store", credentials: "same-origin" });
    // Yesterday's number and a wrong one are told by a page of their own.
    if (answer.status === 404 || answer.status === 410) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.text());
    note.textContent = say("phone.fresh");
    note.classList.remove("phone-old");
  } catch {
    note.textContent = say("phone.old");
    note.classList.add("phone-old");
  }
}

function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  // What has not changed is left alone, so that it is not read out again.
  if (next && next.outerHTML !== place.firstElementChild.outerHTML) place.replaceChildren(next);
  const picture = place.firstElementChild;
  leave.hidden = picture.dataset.cancel !== "yes";
  if (picture.dataset.call && picture.dataset.call !== called) navigator.vibrate?.([300, 150, 300, 150, 600]);
  called = picture.dataset.call;
}

setInterval(() => { if (!document.hidden) update(); }, EVERY_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) update(); });
