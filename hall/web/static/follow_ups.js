// The list of low ratings (差评整改): one press notes that somebody called back, or how it was settled.
import { send } from "./sending.js";
import { say } from "./words.js";

const line = document.getElementById("say");

function tell(text) {
  line.textContent = text;
  line.dataset.kind = "warn";
}

document.querySelector("main").addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button || button.disabled) return;
  const { ticket, turn } = button.closest(".follow").dataset;
  const { act, outcome } = button.dataset;
  button.disabled = true;
  const answer = await send(`/follow-ups/${ticket}/${turn}/${act}`, outcome ? { outcome } : {}, () => {});
  if (answer?.ok) return location.reload();
  button.disabled = false;
  tell(answer ? say("follow_up.failed", { title: (await answer.json()).title }) : say("follow_up.unanswered"));
});
