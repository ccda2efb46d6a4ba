// The page of groups (团队接待): book one, or cancel one; the list is drawn anew by the hall.
import { send } from "./sending.js";
import { say } from "./words.js";

const form = document.getElementById("book");
const line = document.getElementById("say");

function tell(text) {
  line.textContent = text;
  line.dataset.kind = "warn";
}

async function press(path, body, button) {
  button.disabled = true;
  const answer = await send(path, body, () => {});
  if (answer?.ok) return location.reload();
  button.disabled = false;
  if (!answer) return tell(say("group_visit.unanswered"));
  tell(say("group_visit.failed", { title: (await answer.json()).title }));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { persons, ...given } = Object.fromEntries(new FormData(form));
  if (given.ends <= given.begins) {
    form.elements.ends.focus();
    return tell(say("group_visit.wrong_times"));
  }
  press("/group-visits", { ...given, persons: Number(persons) }, form.querySelector("[type=submit]"));
});

document.querySelector("main").addEventListener("click", (event) => {
  const button = event.target.closest("[data-cancel]");
  if (button) press(`/group-visits/${button.closest(".group").dataset.visit}/cancel`, {}, button);
});
