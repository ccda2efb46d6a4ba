// Find while typing: each change asks the page again for its results, the last answer wins.
import { typing } from "./typing.js";

const form = document.getElementById("search-form");
if (form) {
  const field = document.getElementById("query");
  const list = document.getElementById("paged");
  let asked = 0;
  let telling = 0;

  const find = async (query) => {
    const path = query.trim() ? `/search?q=${encodeURIComponent(query)}` : "/search";
    history.replaceState(null, "", path);
    const mine = ++asked;
    const answer = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    const now = fresh.getElementById("paged");
    list.replaceChildren(...now.childNodes);
    list.classList.toggle("chips", now.classList.contains("chips"));
    document.getElementById("found").textContent = fresh.getElementById("found").textContent;
    dispatchEvent(new Event("list-new"));
    clearTimeout(telling);
    telling = setTimeout(() => dispatchEvent(new CustomEvent("found", { detail: document.getElementById("found").textContent })), 900);
  };
  // An input method shows letters before it gives the characters: they are asked for when they are there.
  let composing = false;
  field.addEventListener("compositionstart", () => { composing = true; });
  field.addEventListener("compositionend", () => { composing = false; find(field.value); });
  const set = typing(form, field, (typed) => { if (!composing) find(typed); });
  form.addEventListener("submit", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-query]");
    if (!chip) return;
    event.preventDefault();
    set(chip.dataset.query);
  });
}
