// The appointment's code: from the pad, a keyboard, or a scanner that types and presses Enter.
import { take } from "./taking.js";

const form = document.getElementById("code-form");
if (form) {
  const field = document.getElementById("code");
  const enter = document.getElementById("code-enter");
  const shortest = Number(field.dataset.length);

  const set = (code) => {
    field.value = code.toUpperCase().replace(/[^0-9A-Z]/g, "").slice(0, field.maxLength);
    enter.disabled = field.value.length < shortest;
  };
  field.addEventListener("input", () => set(field.value));
  document.getElementById("pad").addEventListener("click", (event) => {
    const { key } = event.target.closest("button")?.dataset ?? {};
    if (key) set(field.value + key);
  });
  form.addEventListener("click", (event) => {
    const { act } = event.target.closest("button")?.dataset ?? {};
    if (act === "delete") set(field.value.slice(0, -1));
    if (act === "clear") set("");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.length >= shortest) take({ appointment: field.value });
  });
  // A scanner types wherever the focus is; let it be the field.
  addEventListener("keydown", (event) => {
    if (/^[0-9A-Za-z]$/.test(event.key) && !event.ctrlKey && !event.metaKey) field.focus();
  });
}
