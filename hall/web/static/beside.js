// What stands beside the visitor (撤销、挂起、重呼提示): the countdown of an undo, who stepped aside, when a recall is due.
import { seen, sinceRecall, undoLeft } from "./acting.js";
import { now } from "./time.js";
import { say } from "./words.js";

/** The recall is marked this long after a call, or once the hall has called again by itself. */
const ARM_MS = 20_000;

/** Of a ring of 100, what is left for each ms of an undo's usual time. */
const RING_MS = 8000;

const undo = document.getElementById("undo");
const ring = document.getElementById("undo-ring");
const count = document.getElementById("undo-count");
const what = document.getElementById("undo-what");
const recall = document.querySelector('.other[data-act="recall"]');
const held = document.getElementById("held");
const list = document.getElementById("held-list");
const row = document.getElementById("held-row");

/** Show for how long the last act can still be taken back; the button is gone afterwards. */
export function undoing() {
  const left = undoLeft();
  // A button that has the focus does not vanish from under it; it says that its time is over.
  undo.hidden = left <= 0 && document.activeElement !== undo;
  if (left <= 0) undo.setAttribute("aria-disabled", "true");
  if (undo.hidden) return;
  const text = String(Math.max(0, Math.ceil(left / 1000)));
  if (count.textContent !== text) count.textContent = text;
  ring.setAttribute("stroke-dashoffset", String(100 - Math.min(100, Math.max(0, left * 100 / RING_MS))));
  const act = seen().undo ? say(`undo.${seen().undo}`) : "";
  if (what.textContent !== act) what.textContent = act;
  if (undo.dataset.what !== act) { undo.dataset.what = act; undo.title = act; }
}

/** Mark the recall gently while a called visitor has not come. */
export function armed() {
  const { stage, calledAt, calls } = seen();
  const due = Number(calls) > 1 || now() - Number(calledAt) >= ARM_MS;
  recall.classList.toggle("armed", stage === "called" && due && sinceRecall() >= ARM_MS);
}

/** Return the ticket of the held visitor at a place of the list, counted from 1, or undefined. */
export const heldTicket = (place) => list.children[place - 1]?.firstElementChild.dataset.ticket;

/** List who stepped aside; a row is one visitor for as long as she is held, so that the focus stays on hers. */
export function whoIsHeld(root) {
  const wanted = [...root.querySelector("#held-now").children].map((one) => one.dataset);
  const rows = new Map([...list.children].map((one) => [one.firstElementChild.dataset.ticket, one]));
  for (const [ticket, one] of rows) if (!wanted.some((held) => held.ticket === ticket)) one.remove();
  wanted.forEach((one, place) => {
    const here = rows.get(one.ticket) ?? row.content.firstElementChild.cloneNode(true);
    fill(here.firstElementChild, one, place + 1);
    if (list.children[place] !== here) list.insertBefore(here, list.children[place] ?? null);
  });
  document.getElementById("held-total").textContent = String(wanted.length);
  held.hidden = wanted.length === 0;
}

function fill(button, one, place) {
  button.dataset.ticket = one.ticket;
  const digit = button.querySelector("kbd");
  digit.textContent = String(place);
  digit.hidden = place > 9;
  button.querySelector(".held-number").textContent = one.number;
  button.title = one.service;
  const time = button.querySelector("time");
  time.dataset.since = one.heldAt;
  time.dataset.lateAfter = one.lateAfter;
}
