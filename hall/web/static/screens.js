// The manager's list of all screens (屏幕一览): how each is, and what can be done with it.
import { connected, follow, refresh } from "./live.js";
import { send } from "./sending.js";
import { keepTime } from "./time.js";
import { say } from "./words.js";

/** What screens say of themselves is no event, so this page asks for its picture. */
const LOOK_MS = 2000;

/** What can sound; the same as in hall/display/pairing.py. */
const SOUNDING = ["board", "sign"];

const line = document.getElementById("say");
const sheet = document.getElementById("sheet");
const form = document.getElementById("form");
const ending = document.getElementById("ending");
const fields = form.elements;
let subject = "";

function tell(text, kind = "plain") {
  line.textContent = text;
  line.dataset.kind = kind;
}

async function press(path, body, done) {
  tell(say("screens.sending"));
  const answer = await send(`/screens/${path}`, body, () => tell(say("screens.again"), "warn"));
  const told = await answer?.json().catch(() => null);
  if (answer?.ok) tell(say(done, { name: told.assigned?.name ?? "" }), "good");
  else tell(told?.title ?? say("screens.lost"), "warn");
  refresh();
  return Boolean(answer?.ok);
}

/** Offer the places of the chosen kind, and rows only where there are any. */
function offerPlaces(chosen) {
  for (const one of form.querySelectorAll("[data-place-of]")) {
    const on = one.dataset.placeOf === fields.kind.value;
    one.hidden = !on;
    for (const input of one.querySelectorAll("select, input")) input.disabled = !on;
    const select = one.querySelector("select[name=place]");
    if (on && select && chosen) select.value = chosen;
  }
  document.getElementById("sounding").hidden = !SOUNDING.includes(fields.kind.value);
}

function open(title, given) {
  form.reset();
  document.getElementById("sheet-title").textContent = say(title, given);
  document.getElementById("code-row").hidden = Boolean(subject);
  fields.code.required = !subject;
  fields.code.value = given.code ?? "";
  for (const name of ["name", "kind", "language", "layout", "diagonal_inches", "farthest_seat_metres"]) {
    if (given[name]) fields[name].value = given[name];
  }
  fields.sound.checked = given.sound ?? false;
  fields.volume.value = given.volume ?? 100;
  fields.flash.checked = given.flash ?? true;
  offerPlaces(given.place);
  document.getElementById("form-say").textContent = "";
  sheet.showModal();
  (subject || given.code ? fields.name : fields.code).focus();
}

/** An entry of config/screens.toml fills in what is known of it. */
function prefill() {
  const entry = fields.entry.selectedOptions[0]?.dataset.entry;
  if (!entry) return;
  const known = JSON.parse(entry);
  fields.name.value = known.name;
  fields.kind.value = known.kind;
  fields.diagonal_inches.value = known.diagonal_inches;
  fields.farthest_seat_metres.value = known.farthest_seat_metres;
  fields.layout.value = known.layout;
  offerPlaces(known.place);
}

function wanted() {
  const place = form.querySelector(`[data-place-of="${fields.kind.value}"] select[name=place]`);
  return {
    ...(subject ? {} : { code: fields.code.value }),
    name: fields.name.value.trim(),
    kind: fields.kind.value,
    place: place?.value ?? "",
    language: fields.language.value,
    layout: fields.kind.value === "board" ? fields.layout.value : "list",
    sound: fields.sound.checked && SOUNDING.includes(fields.kind.value),
    volume: fields.volume.value === "" ? 100 : Number(fields.volume.value),
    flash: fields.flash.checked,
    diagonal_inches: Number(fields.diagonal_inches.value) || 0,
    farthest_seat_metres: Number(fields.farthest_seat_metres.value) || 0,
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const save = document.getElementById("save");
  if (save.disabled) return;
  save.disabled = true;
  const done = await press(subject ? `${subject}/assign` : "pair", wanted(), subject ? "screens.assigned" : "screens.paired");
  save.disabled = false;
  document.getElementById("form-say").textContent = done ? "" : line.textContent;
  if (done) sheet.close();
});
fields.kind.addEventListener("change", () => offerPlaces());
fields.entry.addEventListener("change", prefill);
for (const one of document.querySelectorAll("[data-close]")) one.addEventListener("click", () => one.closest("dialog").close());

document.getElementById("end-now").addEventListener("click", async () => {
  ending.close();
  await press(`${subject}/revoke`, {}, "screens.revoked");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const { act, screen, code } = button.dataset;
  subject = screen ?? "";
  const row = button.closest("[data-assigned]");
  const assigned = row ? JSON.parse(row.dataset.assigned) : {};
  if (act === "pair") open("screens.pair_title", { code });
  else if (act === "assign") open("screens.assign_title", assigned);
  else if (act === "revoke") {
    document.getElementById("ending-title").textContent = say("screens.revoke_ask", assigned);
    ending.showModal();
  } else press(`${screen}/${act}`, {}, `screens.${act}_sent`);
});

follow(() => {});
keepTime(document.getElementById("clock"), document.body.dataset.zone);
setInterval(() => { if (connected()) refresh(); }, LOOK_MS);
