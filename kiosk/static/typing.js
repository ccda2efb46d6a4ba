// Buttons that type: a form's keys write into its field; a keyboard or a scanner writes there wherever the focus is.
export function typing(form, field, changed) {
  const set = (text) => {
    field.value = text.slice(0, field.maxLength);
    changed(field.value);
    dispatchEvent(new CustomEvent("typed", { detail: field.value }));
  };
  field.addEventListener("input", () => set(field.value));
  form.addEventListener("click", (event) => {
    const { key, act } = event.target.closest("button")?.dataset ?? {};
    if (key) set(field.value + key);
    if (act === "delete") set(field.value.slice(0, -1));
    if (act === "clear") set("");
  });
  addEventListener("keydown", (event) => {
    const types = /^[0-9A-Za-z]$/.test(event.key) || (event.key === "Backspace" && field.value);
    if (types && document.activeElement !== field && !event.ctrlKey && !event.metaKey) field.focus();
  });
  return set;
}
