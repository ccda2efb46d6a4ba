// A whole hall at a glance (全厅总屏): new calls stand on yellow for 15 s.
import { placesOfLight, stepAside } from "./light.js";
import { follow } from "./live.js";
import { keepTime } from "./time.js";

const light = placesOfLight("glance-fresh");

light.of(() => [...document.querySelectorAll(".glance-call")]);
follow(() => light.settle());
keepTime(document.getElementById("clock"), document.body.dataset.zone);
stepAside();
setInterval(() => light.settle(), 1000);
