// The questions before an act (对话框): a pause and its reason, who is still at the window, a no-show, a call by number.
import { doAct, may, noEcho, seen, tell } from "./acting.js";
import { connected, lineState } from "./live.js";
import { pressing } from "./press.js";
import { say } from "./words.js";

const one = (id) => document.getElementById(id);
const pauseSheet = one("pause-sheet");
const visitorSheet = one("visitor-sheet");
const earlySheet = one("early-sheet");
const callSheet = one("callthis-sheet");
const callForm = one("callthis");
const callNumber = one("callthis-number");
const callOther = one("callthis-other");
const callLine = one("callthis-say");
const NUMBER = /^[A-Z]{1,2}[0-9]{3,5}$/;

/** Ask for the reason of a pause; a paused window can still be closed for the day, or taken up again. */
export function askPause() {
  if (pressing() || !connected() || !may("close")) return doAct("pause");
  one("pause-choices").hidden = !may("pause");
  pauseSheet.querySelector("[data-open-window]").hidden = !may("open");
  pauseSheet.showModal();
}

/** Pause or close; who is still at the window is asked about first. */
function stop(name, more) {
  pauseSheet.close();
  const { ticket, number, stage } = seen();
  if (!ticket) return doAct(name, more);
  Object.assign(visitorSheet.dataset, { ticket, act: name, more: JSON.stringify(more) });
  one("visitor-title").textContent = say("visitor.title", { number });
  visitorSheet.querySelector('[data-fate="no_show"]').hidden = stage !== "called";
  visitorSheet.showModal();
}

function stopWith(visitor) {
  visitorSheet.close();
  const { ticket, act, more } = visitorSheet.dataset;
  if (gone(ticket)) return;
  doAct(act, { ...JSON.parse(more), visitor });
}

/** Ask whether to miss a visitor before her time is over. */
export function askEarly(answer) {
  one("early-ask").textContent = say("early.ask", { n: Math.ceil(answer.wait_ms / 1000) });
  earlySheet.dataset.ticket = seen().ticket;
  noEcho();
  earlySheet.showModal();
}

function missEarly() {
  earlySheet.close();
  if (!gone(earlySheet.dataset.ticket)) doAct("no-show", { early: true });
}

/** The visitor of a question may have gone meanwhile; the act would then be about another one. */
function gone(ticket) {
  if (ticket === seen().ticket) return false;
  tell(say("press.stale"), "warn");
  return true;
}

/** Ask which number to call out of its order, and why. */
export function askWhom() {
  callForm.reset();
  callOther.hidden = true;
  tellCall("");
  callSheet.showModal();
  callNumber.focus();
}

function tellCall(text) {
  callLine.textContent = text;
  callLine.dataset.kind = "warn";
}

const reason = () => {
  const picked = callForm.querySelector('[name="reason"]:checked')?.value;
  return picked === "other" ? callOther.value.trim() : picked ? say(`callthis.${picked}`) : "";
};

async function callThem() {
  const number = callNumber.value.normalize("NFKC").trim().toUpperCase();
  if (!NUMBER.test(number)) { tellCall(say("callthis.need_number")); return callNumber.focus(); }
  if (!reason()) {
    tellCall(say("callthis.need_reason"));
    return (callOther.hidden ? callForm.querySelector('[name="reason"]') : callOther).focus();
  }
  noEcho();
  const answer = await doAct("call-this", { number, reason: reason() });
  if (answer?.kind === "good") return callSheet.close();
  // The number may be mistyped: the question stays open with what was refused.
  tellCall(answer?.text ?? say(connected() ? "press.busy" : `press.${lineState()}`));
  callNumber.select();
}

callForm.addEventListener("submit", (event) => { event.preventDefault(); callThem(); });
callForm.addEventListener("keydown", (event) => {
  // On a radio button the return key does not submit by itself in every browser.
  if (event.key !== "Enter" || event.repeat || event.isComposing || !event.target.matches("input")) return;
  event.preventDefault();
  callThem();
});
callForm.addEventListener("change", (event) => {
  if (event.target.name !== "reason") return;
  callOther.hidden = event.target.value !== "other";
  tellCall("");
});
for (const sheet of [pauseSheet, visitorSheet]) {
  sheet.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const choice = sheet.querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
    // A reason leads to the next question, where the same key must not answer at once.
    if (choice && choice.checkVisibility()) { event.preventDefault(); choice.click(); }
  });
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("dialog button");
  if (!button) return;
  if (button.dataset.reason) stop("pause", { reason: button.dataset.reason });
  else if (button.matches("[data-close-window]")) stop("close", {});
  else if (button.matches("[data-open-window]")) { pauseSheet.close(); doAct("open"); }
  else if (button.dataset.fate) stopWith(button.dataset.fate);
  else if (button.matches("[data-early]")) missEarly();
});
