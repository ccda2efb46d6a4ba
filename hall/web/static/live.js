// Keep one picture right (实时画面): whole pictures come over Socket.IO and are morphed in; how old the picture is
// stands in the header; after every fault the page finds back by itself, without a reload.
import { CONNECTING_MS, showAge, STALE_MS, stateAfter } from "./age.js";
import { dial } from "./line.js";
import { setNow, tick } from "./time.js";

/** A line that is silent this long is cut and dialled again: a cable may have been pulled at the other end. */
const SILENT_MS = 6000;
const REDIAL_MS = 3000;

let heardAt = performance.now();
let redialledAt = 0;
let asOf = -1;
let first = true;
let lived = false;
let refused = false;

const body = document.body;
const place = document.getElementById("picture");

const socket = dial(body.dataset.namespace, JSON.parse(body.dataset.auth));

/** Say whether the server can be reached now, and has sent the picture of this connection. */
export const connected = () => socket.connected && !first && performance.now() - heardAt < CONNECTING_MS;

/** Say how the line stands: live, connecting (for the first time), lost, or refused. */
export const lineState = () => connected() ? "live" : refused ? "refused"
  : !lived && performance.now() - heardAt < STALE_MS ? "connecting" : "lost";

/** Ask for a whole picture now. */
export const refresh = () => socket.emit("refresh");

/** Tell the server something about what this page did. */
export const tell = (event, data) => socket.connected && socket.emit(event, data);

/** Ask the server something; null when no answer came in time. */
export const ask = (event, data, ms) => socket.connected
  ? socket.timeout(ms).emitWithAck(event, data).catch(() => null) : Promise.resolve(null);

/** Return the number of the last event that this picture knows. */
export const pictureNumber = () => asOf;

/** Follow the pictures: `painted(root)` runs after each, the one in the page included; `changed(state)` with the link. */
export function follow(painted, changed = () => {}) {
  const paint = () => {
    const root = place.firstElementChild;
    asOf = Number(root.dataset.asOf);
    setNow(Number(root.dataset.now));
    painted(root);
    tick();
  };
  paint();
  // The first picture may be delivered just before `connect`, so the mark is set when a connection ends.
  socket.on("connect", () => { refused = false; age(changed); });
  socket.on("view", (view) => {
    heard();
    // A new system counts from 1 again, so the first picture after a connect always replaces what is here.
    if (!first && view.as_of < asOf) return;
    first = false;
    lived = true;
    window.Idiomorph.morph(place, view.html, { morphStyle: "innerHTML", restoreFocus: false });
    paint();
    age(changed);
  });
  socket.on("beat", () => { heard(); age(changed); });
  socket.on("disconnect", () => { first = true; again(); });
  socket.on("connect_error", (error) => { refused = /NOT_ALLOWED|SIGN_IN|UNKNOWN/.test(error.message); again(); });
  setInterval(() => { redial(); age(changed); }, 500);
}

function heard() {
  heardAt = performance.now();
}

/** A server that closed or refused us politely ends Socket.IO's own tries; the page never gives up. */
function again() {
  if (!socket.active) setTimeout(() => { if (!socket.active) socket.connect(); }, refused ? 3000 : 500);
}

function redial() {
  const at = performance.now();
  if (at - heardAt < SILENT_MS || at - redialledAt < REDIAL_MS || !socket.io.engine) return;
  if (socket.io.engine.readyState !== "open") return;
  redialledAt = at;
  socket.io.engine.close();
}

function age(changed) {
  const silent = performance.now() - heardAt;
  const heard = stateAfter(silent);
  const state = refused ? "refused" : heard === "live" && first ? "connecting" : heard;
  showAge(state, silent);
  changed(state);
}
