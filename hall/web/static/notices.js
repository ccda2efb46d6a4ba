// The page of notices (通知播报): one press speaks a notice in the chosen areas.
import { send } from "./sending.js";
import { say } from "./words.js";

const line = document.getElementById("say");
const where = document.getElementById("where");

function tell(text, kind = "plain") {
  line.textContent = text;
  line.dataset.kind = kind;
}

async function give(item, minutes) {
  const areas = [...where.querySelectorAll("[name=area]:checked")].map((one) => one.value);
  if (minutes && !areas.length) return tell(say("notices.no_area"), "warn");
  // What is taken down is taken down everywhere.
  const body = { notice: item.dataset.notice, minutes, ...(minutes ? { areas } : {}) };
  const answer = await send("/notices", body, () => {});
  if (!answer) return tell(say("notices.unanswered"), "warn");
  if (!answer.ok) return tell(say("notices.failed", { title: (await answer.json()).title }), "warn");
  for (const part of item.querySelectorAll(".notice-up, [data-down]")) part.hidden = minutes === 0;
  tell(say(minutes ? "notices.given" : "notices.taken_down"));
}

document.querySelector(".notices").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const minutes = Number(where.elements.minutes.value) || 2;
  give(button.closest(".notice"), "down" in button.dataset ? 0 : Math.min(600, Math.max(1, Math.round(minutes))));
});
where.addEventListener("submit", (event) => event.preventDefault());
