// The page that every TV opens (屏幕配对): a code for an administrator, and nothing to press.
import { ask, follow, keeps } from "./screen.js";
import { keepTime, setNow } from "./time.js";

const boxes = [...document.querySelectorAll("#code > span")];
const left = document.getElementById("left");
const lamp = document.getElementById("lamp");
const fill = (name, on) => { document.getElementById(name).hidden = !on; };

let until = 0;
let whole = 1;

function paint(answer) {
  lamp.dataset.state = answer ? "live" : "connecting";
  fill("away", !answer);
  fill("keeps-nothing", !keeps);
  if (!answer || answer.paired) return;
  const code = answer.code ?? "";
  fill("full", !code);
  if (code && code !== boxes.map((one) => one.textContent).join("")) whole = answer.code_ms;
  boxes.forEach((one, index) => { one.textContent = code[index] ?? ""; });
  document.getElementById("code").setAttribute("aria-label", [...code].join(" "));
  until = performance.now() + (answer.code_ms ?? 0);
}

/** The code's time runs out as a bar gets shorter; the next code comes by itself. */
function run() {
  const rest = Math.max(0, until - performance.now());
  left.value = rest / whole;
  if (!rest && until) ask();
}

document.getElementById("address").textContent = `${location.host}/manage/screens`;
follow(paint);
setNow(Date.now());
keepTime(document.getElementById("clock"), document.body.dataset.zone);
setInterval(run, 1000);
