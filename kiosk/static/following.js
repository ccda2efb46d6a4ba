// Keep the page true: new counts every few seconds, a word when the hall is away, and back by itself.
const COUNTS_MS = 3000;
const STATE_MS = 300;
const { needsHall: needs } = document.body.dataset;
const gone = document.getElementById("gone");
let hall = document.body.dataset.hall;
let scans = Number(document.body.dataset.scans);
let missed = 0;

async function state() {
  try {
    const told = await (await fetch("/state")).json();
    if (missed >= 3) { location.reload(); return; }
    missed = 0;
    if (told.mark !== document.body.dataset.mark) { location.replace("/start"); return; }
    if (told.read) dispatchEvent(new CustomEvent("card-read", { detail: told.read }));
    if (needs === "back" && told.hall !== "away") { location.replace("/"); return; }
    if (told.scans !== scans) {
      scans = told.scans;
      if (told.code !== null) dispatchEvent(new CustomEvent("scan", { detail: told.code }));
    }
    if (told.hall !== hall) {
      hall = told.hall;
      document.body.dataset.hall = hall;
      await refresh();
    }
  } catch {
    // The program on this machine is away itself; it is started again by its supervisor.
    missed += 1;
    if (missed >= 3 && gone) gone.hidden = false;
  }
  setTimeout(state, STATE_MS);
}

// Bring `from` to what `to` says, keeping the elements: a finger or the focus may be on them.
function morph(from, to) {
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) return;
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value && name !== "hidden" && name !== "style") from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && name !== "hidden" && name !== "style") from.removeAttribute(name);
  }
  const wanted = [...to.childNodes];
  wanted.forEach((child, at) => {
    const here = from.childNodes[at];
    if (here && here.nodeName === child.nodeName) morph(here, child);
    else if (here) here.replaceWith(child.cloneNode(true));
    else from.append(child.cloneNode(true));
  });
  while (from.childNodes.length > wanted.length) from.lastChild.remove();
}

// Bring the living parts of this page to what the page at `path` says.
export async function refresh(path = location.href) {
  const answer = await fetch(path, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const element of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(element.id);
    if (now) morph(element, now);
  }
  dispatchEvent(new Event("tiles-changed"));
}

async function counts() {
  try { await refresh(); } catch { /* `state` notices and says so. */ }
  setTimeout(counts, COUNTS_MS);
}

setTimeout(state, STATE_MS);
if (needs === "yes") setTimeout(counts, COUNTS_MS);
