// How a page dials the hall (线路): over a web socket alone, and after a fault again within a second. Pages of several
// parts share one line, and the part that opens it first says how it dials: so all of them say the same.

/** Open one part of the page's line. */
export const dial = (namespace, auth) => window.io(namespace, {
  auth,
  transports: ["websocket"],
  reconnectionDelay: 300,
  reconnectionDelayMax: 1000,
  randomizationFactor: 0.2,
  timeout: 3000,
});
