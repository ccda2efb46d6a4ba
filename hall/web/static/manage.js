// The manager's page (大厅管理): the load as it is now, and the keys that lead to its parts.
import { follow } from "./live.js";
import { keepTime } from "./time.js";

const help = document.getElementById("keys");

/** Go where a key leads: a part of the picture is looked at, a page is opened, the list of keys is shown. */
function go(place) {
  if (place.id === "ask-keys") return help.showModal();
  const href = place.getAttribute("href");
  if (!href.startsWith("#")) return place.click();
  const part = document.getElementById(href.slice(1));
  part.focus();
  part.scrollIntoView({ block: "nearest" });
}

function press(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  if (target.closest("input, select, textarea, dialog")) return;
  const place = document.querySelector(`[data-key="${CSS.escape(key.toLowerCase())}"]`);
  if (!place) return;
  event.preventDefault();
  go(place);
}

follow(() => {});
keepTime(document.getElementById("clock"), document.body.dataset.zone);
if (help) {
  addEventListener("keydown", press);
  document.getElementById("ask-keys").addEventListener("click", () => help.showModal());
  for (const skip of document.querySelectorAll(".skip")) {
    skip.addEventListener("click", (event) => { event.preventDefault(); go(skip); });
  }
}
