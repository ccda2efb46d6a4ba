// A scanner is a very fast keyboard: what comes in one burst and ends with Enter is a code, on whatever page it is read.
import { take } from "./taking.js";

// Milliseconds between two signs, at most; nobody types eight letters like that.
const GAP_MS = 50;
const SHORTEST = 8;
const NOTICE_MS = 6000;
const code = new RegExp(`^${document.body.dataset.code}$`);
const notice = document.getElementById("notice");
let burst = "";
let last = 0;
let before = "";

// A code alone, after a prefix, or at the end of an address: ~ACDF2345, https://hall.example/a/ACDF2345, ?code=ACDF2345.
function codeIn(text) {
  return text.toUpperCase().split(/[^0-9A-Z]+/).findLast((part) => code.test(part));
}

function scanned(text) {
  const found = codeIn(text);
  if (found) { take({ appointment: found }); return; }
  notice.hidden = false;
  setTimeout(() => { notice.hidden = true; }, NOTICE_MS);
}

addEventListener("keydown", (event) => {
  const field = document.activeElement instanceof HTMLInputElement ? document.activeElement : null;
  if (field?.type === "password") return;
  const late = event.timeStamp - last > GAP_MS;
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    if (late) { burst = ""; before = field?.value ?? ""; }
    burst += event.key;
    last = event.timeStamp;
  } else if (event.key === "Enter") {
    if (burst.length >= SHORTEST && !late) {
      // Not the Enter of somebody who chooses; and what the scanner typed into a field was not meant for it.
      event.preventDefault();
      event.stopImmediatePropagation();
      if (field && !field.form?.matches("#code-form, #who-form")) {
        field.value = before;
        field.dispatchEvent(new Event("input"));
      }
      // A page may want it for itself.
      if (dispatchEvent(new CustomEvent("scanned", { detail: burst, cancelable: true }))) scanned(burst);
    }
    burst = "";
  }
}, { capture: true });

// A scanner that the kiosk's program holds alone: as if it had typed its code here. "" is a label that was no code.
addEventListener("scan", ({ detail }) => {
  const field = document.activeElement;
  if (!detail && field?.type !== "password") scanned(detail);
  for (const key of detail ? [...detail, "Enter"] : []) {
    (field ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
});
