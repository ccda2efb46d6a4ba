// Type size and paper (字体、视力保护色), before the first paint: what a reader chose stays in her browser.
(() => {
  const root = document.documentElement;
  const kept = (name) => {
    try { return localStorage.getItem(`hall.${name}`); } catch { return null; }
  };
  const set = (name, value) => {
    root.dataset[name] = value;
    for (const button of document.querySelectorAll(`[data-choose-${name}]`)) {
      button.setAttribute("aria-pressed", String(button.getAttribute(`data-choose-${name}`) === value));
    }
  };
  for (const name of ["type", "paper"]) set(name, kept(name) ?? root.dataset[name]);
  document.addEventListener("DOMContentLoaded", () => {
    for (const name of ["type", "paper"]) set(name, root.dataset[name]);
  });
  document.addEventListener("click", (event) => {
    for (const name of ["type", "paper"]) {
      const button = event.target.closest(`[data-choose-${name}]`);
      if (!button) continue;
      const value = button.getAttribute(`data-choose-${name}`);
      set(name, value);
      // A browser that keeps nothing still shows the choice until the page is left.
      try { localStorage.setItem(`hall.${name}`, value); } catch { /* the choice lasts as long as the page */ }
    }
  });
})();
