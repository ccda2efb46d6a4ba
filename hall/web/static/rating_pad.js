// The rating pad at a window (评价器): one touch of a face is one rating; a second touch of it is the same.
import { follow } from "./live.js";
import { send } from "./sending.js";
import { say } from "./words.js";

/** So long the thanks stand, in ms. */
const THANKS_MS = 4000;
const line = document.getElementById("said");
let wiping = 0;

function tell(text, kind = "plain") {
  line.textContent = text;
  line.dataset.kind = kind;
  clearTimeout(wiping);
  wiping = setTimeout(() => { line.textContent = ""; }, THANKS_MS);
}

document.getElementById("picture").addEventListener("click", async (event) => {
  const face = event.target.closest("[data-level]");
  const pad = document.getElementById("pad");
  if (!face || pad.dataset.sent === pad.dataset.ticket) return;
  pad.dataset.sent = pad.dataset.ticket;
  const body = { level: Number(face.dataset.level), turn: Number(pad.dataset.turn) };
  const answer = await send(`/tickets/${pad.dataset.ticket}/rating`, body, () => {});
  // Rated on her phone meanwhile is rated too.
  if (answer?.ok || answer?.status === 409) return tell(say("rating.pad_thanks"));
  delete pad.dataset.sent;
  tell(say("rating.pad_failed"), "warn");
});
follow(() => {});
