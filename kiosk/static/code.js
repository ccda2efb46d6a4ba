// The appointment's code: from the pad, a keyboard, or a scanner.
import { take } from "./taking.js";
import { typing } from "./typing.js";

const form = document.getElementById("code-form");
if (form) {
  const field = document.getElementById("code");
  const enter = document.getElementById("code-enter");
  const shortest = Number(field.dataset.length);
  typing(form, field, (typed) => {
    field.value = typed.toUpperCase().replace(/[^0-9A-Z]/g, "");
    enter.disabled = field.value.length < shortest;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.length >= shortest) take({ appointment: field.value });
  });
}
