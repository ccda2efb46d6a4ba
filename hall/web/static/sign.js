// The sign over a window (窗口屏): a called number flashes for 15 s, slower than once a second, and then stands still.
// With `?sound=1` a tone tells those who cannot see the sign which window it is; a bar says so while it cannot be heard.
import { placesOfLight, stepAside } from "./light.js";
import { follow } from "./live.js";
import { openSound, wantedVolume, windowTone } from "./sounding.js";
import { keepTime } from "./time.js";

const light = placesOfLight("sign-fresh");
const volume = wantedVolume();
const player = volume > 0 ? openSound(volume, document.getElementById("voice-bar")) : null;
/** The call that stands here; of one that stood before the page was opened nobody is told again. */
let known = null;

function painted() {
  light.settle();
  // The same visitor called again is another text.
  const { call } = document.getElementById("sign").dataset;
  if (player && call && known !== null && call !== known) windowTone(player).catch(() => {});
  known = call;
}

light.of(() => [...document.querySelectorAll("#sign")]);
follow(painted);
keepTime(document.getElementById("clock"), document.body.dataset.zone);
stepAside();
setInterval(() => light.settle(), 1000);
