// The guide's desk (咨询台): find a ticket, act on it, give a number, and watch what goes wrong in the hall.
import { showAge, stateAfter } from "./age.js";
import { again, choice, offer } from "./choosing.js";
import { send } from "./sending.js";
import { say } from "./words.js";

/** The alarms and the card in hand are asked for this often: one round is over before the page says that it is old. */
const EVERY_MS = 3000;
const ANSWER_MS = 4000;

/** The keys of what may be done with the ticket in hand; an appointment has one act alone, at the first of them. */
const KEYS = { F6: "standing", F7: "rejoin", F8: "reprint", F9: "cancel" };

const find = document.getElementById("find");
const card = document.getElementById("card");
const watch = document.getElementById("watch");
const give = document.getElementById("give-form");
const giveGo = document.getElementById("give-go");
let busy = false;
let look = 0;
let heardAt = performance.now();

const hand = () => card.firstElementChild.dataset;
const one = (id) => document.getElementById(id);

/** Say something in a panel's own line; the same words are said again to a screen reader. */
function tell(line, text, kind = "plain") {
  const place = one(`${line}-say`);
  place.textContent = "";
  place.dataset.kind = kind;
  requestAnimationFrame(() => { place.textContent = text; });
}

/** Fetch a part of the page; an answer that says no is returned as it is, none at all as null. */
async function part(path) {
  try {
    const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
    heardAt = performance.now();
    return answer;
  } catch {
    return null;
  }
}

const morph = (place, html) => window.Idiomorph.morph(place, html, { morphStyle: "innerHTML", restoreFocus: true });

function show(html) {
  morph(card, html);
  const acts = hand().acts.split(" ");
  for (const button of document.querySelectorAll("#acts .other")) {
    button.setAttribute("aria-disabled", String(!acts.includes(button.dataset.act)));
  }
  document.querySelector(".hand-check-in").hidden = !acts.includes("check-in");
}

async function lookUp(asked) {
  if (!asked.trim()) return;
  const mine = ++look;
  tell("find", say("deskpress.finding"));
  const answer = await part(`/desk/card?q=${encodeURIComponent(asked)}`);
  if (mine !== look) return;
  if (answer?.ok) {
    show(await answer.text());
    tell("find", say("deskpress.found", { number: hand().title }), "good");
    find.select();
    return;
  }
  // What was in hand before is not what was asked for, and nothing may be done with it by mistake.
  show(one("no-card").innerHTML);
  tell("find", answer?.status === 404 ? say("deskpress.nothing", { asked }) : await why(answer), "warn");
}

/** Show a ticket as it is now; a look of the guide's own that began meanwhile goes before a mere refresh. */
async function showTicket(ticket, mine = ++look) {
  const answer = await part(`/desk/card?ticket=${encodeURIComponent(ticket)}`);
  if (mine === look && answer?.ok) show(await answer.text());
}

/** Say why something was refused, or that nothing was heard. */
async function why(answer) {
  if (!answer) return say("deskpress.lost");
  if (answer.status === 401) return say("deskpress.sign_in");
  const problem = await answer.json().catch(() => ({}));
  return say("deskpress.failed", { title: problem.title ?? String(answer.status) });
}

/** Do one act and say in `line` how it went; what then stands in hand is the ticket of the answer. */
async function press(line, name, path, body) {
  if (busy) return tell(line, say("deskpress.busy"));
  busy = true;
  document.body.classList.add("pressing");
  try {
    const answer = await send(path, body, () => tell(line, say("deskpress.retrying"), "warn"));
    if (!answer?.ok) {
      tell(line, await why(answer), "warn");
      if (hand().ticket) await showTicket(hand().ticket);
      return false;
    }
    const ticket = await answer.json();
    await showTicket(ticket.id);
    tell(line, say(`deskpress.${name}`, { number: ticket.number }), "good");
    return true;
  } finally {
    busy = false;
    document.body.classList.remove("pressing");
  }
}

function choose(act) {
  if (!hand().acts.split(" ").includes(act)) return tell("find", say("deskpress.not_now"));
  if (act === "rejoin") return press("find", act, `/tickets/${hand().ticket}/rejoin`, {});
  if (act === "check-in") return checkIn();
  return ask(act);
}

async function checkIn() {
  await press("find", "check-in", `/appointments/${hand().code}/check-in`, {});
  // The button is gone with the appointment; the focus goes to where the next visitor begins.
  find.focus();
}

/** Ask before an act that cannot be taken back, about the ticket that is in hand now. */
function ask(act) {
  const sheet = one(`${act}-sheet`);
  sheet.dataset.ticket = hand().ticket;
  one(`${act}-title`).textContent = say(`desk.${act}_title`, { number: hand().title });
  for (const pick of sheet.querySelectorAll("input")) pick.checked = false;
  if (act === "standing") one("standing-say").textContent = "";
  if (act === "reprint") {
    const qr = card.querySelector(".inhand-qr img");
    one("sheet-qr").replaceChildren(...(qr ? [qr.cloneNode()] : []));
    one("sheet-qr-none").hidden = Boolean(qr);
  }
  sheet.showModal();
}

function sure(event) {
  const act = event.submitter?.dataset.sure;
  if (!act) return;
  const sheet = one(`${act}-sheet`);
  const reason = sheet.querySelector("input:checked")?.value;
  if (act === "standing" && !reason) {
    event.preventDefault();
    return tell("standing", say("deskpress.choose_reason"), "warn");
  }
  press("find", act, `/tickets/${sheet.dataset.ticket}/${act}`, act === "standing" ? { standing: "priority", reason } : {});
}

/** Return the reason for which a priority would be given, '' for a walk-in. */
const priority = () => give.querySelector('[name="standing"]:checked').value.replace("walk_in", "");

/** Let the button say what a press would give; a direct service gives no number and says where to go. */
function ready(how) {
  const service = choice();
  const direct = service?.dataset.direct ?? "";
  const gives = Boolean(service) && !direct;
  const words = !gives ? "desk.give_go" : priority() ? "desk.give_go_priority" : "desk.give_go_for";
  giveGo.textContent = say(words, { service: service?.dataset.name });
  giveGo.setAttribute("aria-disabled", String(!gives));
  if (how) tell("give", direct, "note");
  if (how === "enter" && gives) giveGo.focus();
}

async function giveNumber() {
  const service = choice();
  if (!service) { tell("give", say("deskpress.choose_service"), "warn"); return one("service").focus(); }
  if (service.dataset.direct) return tell("give", service.dataset.direct, "note");
  const body = { service: service.dataset.service };
  if (priority()) Object.assign(body, { standing: "priority", reason: priority() });
  const needs = [...give.querySelectorAll('[name="needs"]:checked')].map((need) => need.value);
  if (needs.length) body.needs = needs;
  if (await press("give", "given", "/tickets", body)) {
    // What stands in hand is the number just given, and no longer what was looked for.
    find.value = hand().title;
    tell("find", "");
    give.reset();
    again();
    ready();
    one("service").focus();
  }
}

async function refresh() {
  const answer = await part("/desk?fragment=1");
  if (answer?.redirected || answer?.status === 401) return tell("find", say("deskpress.sign_in"), "warn");
  if (answer?.ok) {
    const before = watch.firstElementChild.dataset.newest;
    morph(watch, await answer.text());
    const newest = watch.firstElementChild.dataset.newest;
    if (Number(newest) > Number(before)) tell("watch", say("deskpress.alarm_new"));
  }
  if (hand().ticket && !busy) await showTicket(hand().ticket, look);
}

function age() {
  const silent = performance.now() - heardAt;
  showAge(stateAfter(silent), silent);
}

one("find-form").addEventListener("submit", (event) => { event.preventDefault(); lookUp(find.value); });
give.addEventListener("submit", (event) => { event.preventDefault(); giveNumber(); });
give.addEventListener("change", () => ready());
document.addEventListener("submit", (event) => { if (event.target.closest("dialog")) sure(event); });
document.addEventListener("click", (event) => {
  const spot = event.target.closest("[data-act], [data-dismiss], [data-find]");
  if (!spot) return;
  if (spot.matches("[data-dismiss]")) return spot.closest("dialog").close();
  if (spot.dataset.act) return choose(spot.dataset.act);
  event.preventDefault();
  find.value = spot.dataset.find;
  lookUp(find.value);
});
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.isComposing) return;
  if (event.key in KEYS) {
    event.preventDefault();
    if (!event.repeat) choose(event.key === "F6" && hand().code ? "check-in" : KEYS[event.key]);
    return;
  }
  const field = { F2: find, F4: one("service") }[event.key];
  if (event.key === "Escape" && event.target.matches("#find, #service")) event.target.value = "";
  if (event.key === "Escape" && event.target === one("service")) { again(); ready(); }
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

offer(ready);
age();
setInterval(age, 500);
setInterval(() => { if (!document.hidden) refresh(); }, EVERY_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
