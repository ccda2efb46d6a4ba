// Follow the printer: ask once a second, lay new slips on top, show the fault that acts.
const LOOK_EVERY_MS = 1000;
const roll = document.getElementById("roll");
const lamp = document.getElementById("lamp");
const switches = [...document.querySelectorAll("#switches button")];
let newest = -1;

const post = (path, body) => fetch(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
}).then((answer) => answer.json()).then(show).catch(() => {});

function show(state) {
  lamp.dataset.fault = state.fault;
  for (const button of switches) {
    const acts = button.dataset.fault === state.fault;
    button.setAttribute("aria-pressed", String(acts));
    if (acts) document.getElementById("lamp-words").textContent = button.dataset.words;
  }
  document.getElementById("paper").value = state.paper_left_mm;
  document.getElementById("paper-words").textContent = `${(state.paper_left_mm / 1000).toFixed(1)} m`;
  document.getElementById("count").textContent = state.slips;
}

function laid(slip, fresh) {
  const item = document.createElement("li");
  item.className = fresh ? "slip fresh" : "slip";
  item.id = `slip-${slip.n}`;
  const figure = document.createElement("figure");
  const sheet = document.createElement("span");
  sheet.className = "sheet";
  const picture = document.createElement("img");
  picture.src = slip.png;
  picture.width = slip.width;
  picture.height = slip.height;
  picture.alt = `第 ${slip.n} 张号票 Slip ${slip.n}`;
  sheet.append(picture);
  const caption = document.createElement("figcaption");
  const when = document.createElement("time");
  when.textContent = `第 ${slip.n} 张 · ${new Date(slip.at).toLocaleTimeString("zh-CN")}`;
  const bytes = document.createElement("a");
  bytes.href = slip.bytes;
  bytes.textContent = `${Math.round(slip.byte_count / 1024)} KB ESC/POS`;
  caption.append(when, bytes);
  figure.append(sheet, caption);
  item.append(figure);
  return item;
}

async function look() {
  try {
    const state = await (await fetch("/state")).json();
    show(state);
    if (state.slips !== newest) {
      const slips = await (await fetch("/slips")).json();
      const first = newest < 0;
      const known = new Set([...roll.children].map((item) => item.id));
      const kept = new Set(slips.map((slip) => `slip-${slip.n}`));
      for (const slip of [...slips].reverse()) {
        if (!known.has(`slip-${slip.n}`)) roll.prepend(laid(slip, !first));
      }
      for (const item of [...roll.children]) if (!kept.has(item.id)) item.remove();
      newest = state.slips;
      document.getElementById("empty").hidden = slips.length > 0;
    }
  } catch { /* The printer program is away: the next look finds it again. */ }
  setTimeout(look, LOOK_EVERY_MS);
}

for (const button of switches) {
  button.addEventListener("click", () => post("/fault", {
    fault: button.dataset.fault, at: Number(button.dataset.at ?? 0),
  }));
}
document.getElementById("new-roll").addEventListener("click", () => post("/roll", {}));
look();
