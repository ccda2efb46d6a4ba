// Show the hall's wall clock.
const clock = document.getElementById("clock");
if (clock) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: clock.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const show = () => {
    const now = Object.fromEntries(parts.formatToParts(new Date()).map((part) => [part.type, part.value]));
    clock.querySelector("b").textContent = `${now.hour}:${now.minute}`;
    clock.querySelector("span").textContent = `${now.year}-${now.month}-${now.day}`;
  };
  show();
  setInterval(show, 5000);
}
