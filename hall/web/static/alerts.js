// What is wrong (告警) on the manager's page: each line has one press that mends it, and one that says who takes care.
import { refresh } from "./live.js";
import { send } from "./sending.js";
import { say } from "./words.js";

/** What was said stands for so long; what it tells of is in the picture by then. */
const SAID_MS = 6000;

const line = document.getElementById("alerts-say");
let silence = 0;

function tell(text, kind = "plain") {
  clearTimeout(silence);
  line.textContent = text;
  line.dataset.kind = kind;
  silence = setTimeout(() => { line.textContent = ""; }, SAID_MS);
}

async function press(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const { path, body } = button.dataset;
  const title = button.textContent;
  const answer = await send(path, JSON.parse(body), () => {});
  button.removeAttribute("aria-disabled");
  if (!answer) return tell(say("alert.unanswered"), "warn");
  if (!answer.ok) return tell(say("alert.failed", { title: (await answer.json()).title }), "warn");
  tell(say("alert.done", { title }));
  refresh();
}

// The picture is drawn anew every second, so the presses are heard on the place that holds it.
document.getElementById("picture").addEventListener("click", (event) => {
  const button = event.target.closest("button[data-path]");
  if (button) press(button);
});
