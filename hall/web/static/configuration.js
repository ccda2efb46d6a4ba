// The configuration's page (配置): what was looked at is what comes into force, once.
import { send } from "./sending.js";
import { say } from "./words.js";

const go = document.getElementById("go");
const line = document.getElementById("say");

go.addEventListener("click", async () => {
  if (go.getAttribute("aria-disabled") === "true") return;
  go.setAttribute("aria-disabled", "true");
  line.textContent = say("configuration.sending");
  const answer = await send("/centre/configuration", { folder: go.dataset.folder }, () => {});
  if (!answer) {
    line.textContent = say("configuration.lost");
    return;
  }
  const told = await answer.json();
  line.dataset.kind = answer.ok ? "plain" : "warn";
  line.textContent = answer.ok ? say("configuration.done", told) : told.title;
});
