// The sign over a window (窗口屏): a called number flashes for 15 s, slower than once a second, and then stands still.
import { placesOfLight, stepAside } from "./light.js";
import { follow } from "./live.js";
import { keepTime } from "./time.js";

const light = placesOfLight("sign-fresh");
const tone = document.getElementById("tone");

function painted() {
  light.settle();
  // Whoever sounds the tone watches this; the same call again, louder or not, is another text.
  const call = document.getElementById("sign").dataset.call;
  if (tone.dataset.call !== call) tone.dataset.call = call;
}

light.of(() => [...document.querySelectorAll("#sign")]);
follow(painted);
keepTime(document.getElementById("clock"), document.body.dataset.zone);
stepAside();
setInterval(() => light.settle(), 1000);
