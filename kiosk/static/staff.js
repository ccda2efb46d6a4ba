// The way to the staff menu: hold the mark at the head, or press F10; behind it is a PIN.
import { typing } from "./typing.js";

const HOLD_MS = 2500;
const mark = document.getElementById("mark");
let held = 0;

const open = () => location.assign("/staff");
mark?.addEventListener("pointerdown", () => { held = setTimeout(open, HOLD_MS); });
for (const end of ["pointerup", "pointerleave", "pointercancel"]) mark?.addEventListener(end, () => clearTimeout(held));
addEventListener("keydown", (event) => {
  if (event.key !== "F10") return;
  event.preventDefault();
  open();
});

const form = document.getElementById("pin-form");
if (form) typing(form, document.getElementById("pin"), () => {});
