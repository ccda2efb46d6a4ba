// Who she is: a number is typed here and nowhere shown but for its last signs; the kiosk turns it into a handle at once.
import { take } from "./taking.js";

const form = document.getElementById("who-form");
// Milliseconds until a number is told again to a kiosk that has not heard the hall's key yet.
const AGAIN_MS = 1000;
// Signs in a group, as they are read aloud: 139 1234 5678, and place, birthday, rest of a card.
const GROUPS = { phone: [3, 4, 4], id: [6, 8, 4] };
const SEEN = 2;
if (form) {
  const field = document.getElementById("who");
  const says = document.getElementById("who-says");
  const enter = document.getElementById("who-enter");
  const eye = document.getElementById("who-show");
  const { kind, service, appointment, desk, needs, agent, next } = form.dataset;
  const length = Number(form.dataset.length);
  const begins = new RegExp(form.dataset.beginning);
  const hint = says.textContent;
  let typed = "";
  let person = "";
  let asked = 0;
  let card = "";

  function shown() {
    const whole = eye.getAttribute("aria-pressed") === "true";
    const signs = [...typed].map((sign, at) => (whole || at >= typed.length - SEEN ? sign : "*"));
    return GROUPS[kind].map((count) => signs.splice(0, count).join("")).filter(Boolean).join(" ");
  }

  // `aloud` is what is said of it besides: the sign itself only while all can be seen.
  function tell(text, state, aloud = "") {
    says.textContent = text;
    says.dataset.state = state;
    dispatchEvent(new CustomEvent("found", { detail: `${aloud}${text}` }));
  }

  function good(handle) {
    person = handle;
    enter.disabled = false;
    if (form.querySelector(".pad").contains(document.activeElement)) enter.focus();
    tell(says.dataset.good, "good");
  }

  async function check() {
    const mine = ++asked;
    const answer = await fetch("/persons", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ kind, number: typed }),
    }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (mine !== asked) return;
    if (answer?.ok) { good(told.person); return; }
    tell(told?.title ?? "", "wrong");
    if (answer?.status === 503) setTimeout(() => { if (mine === asked) check(); }, AGAIN_MS);
  }

  function set(text, aloud = "") {
    typed = text;
    person = "";
    asked += 1;
    enter.disabled = true;
    field.value = shown();
    const left = length - typed.length;
    if (!typed) tell(hint, "");
    else if (!begins.test(typed)) tell(says.dataset.beginning, "wrong", aloud);
    else if (left) tell(left === 1 ? says.dataset.leftOne : says.dataset.left.replace("{n}", left), "", aloud);
    else check();
  }

  // An X stands at the end of a card's number and nowhere else.
  function press(sign) {
    if (typed.length >= length || (sign === "X" && (kind !== "id" || typed.length !== length - 1))) return;
    set(typed + sign, eye.getAttribute("aria-pressed") === "true" ? `${sign} ` : "");
  }

  form.addEventListener("click", (event) => {
    const { key, act } = event.target.closest("button")?.dataset ?? {};
    if (key) press(key);
    if (act === "delete") set(typed.slice(0, -1));
    if (act === "clear") set("");
  });
  eye.addEventListener("click", () => {
    eye.setAttribute("aria-pressed", String(eye.getAttribute("aria-pressed") !== "true"));
    field.value = shown();
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (/^[0-9Xx]$/.test(event.key)) press(event.key.toUpperCase());
    else if (event.key === "Backspace") set(typed.slice(0, -1));
    else return;
    event.preventDefault();
    field.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!person) return;
    if (next) {
      location.replace(`${next}${next.includes("?") ? "&" : "?"}agent=${encodeURIComponent(person)}`);
      return;
    }
    const wish = { service, person, needs: needs ? needs.split(".") : [] };
    if (appointment) wish.appointment = appointment;
    if (agent) wish.agent = agent;
    take(wish, undefined, desk === "desk");
  });
  // A reader that types: its burst is her number if it looks like one; an appointment's code is none of hers.
  addEventListener("scanned", (event) => {
    const number = event.detail.trim().toUpperCase();
    const whole = number.length === length && /^[0-9]+X?$/.test(number);
    if (whole) event.preventDefault();
    set(whole ? number : "");
  });
  // A reader whose number the kiosk has heard already: here only its mask is known, and the number is taken at once.
  addEventListener("card-read", ({ detail }) => {
    if (detail.kind !== kind || detail.person === card) return;
    card = detail.person;
    set("");
    field.value = detail.mask;
    good(detail.person);
    form.requestSubmit();
  });
  addEventListener("pagehide", () => { typed = ""; field.value = ""; });
}
