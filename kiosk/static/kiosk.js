// The touch pages' scripts; each looks for its own elements and does nothing where there are none.
import "./clock.js";
import "./paging.js";
import "./fitting.js";
import "./following.js";
import "./taking.js";
import "./scanner.js";
import "./code.js";
import "./who.js";
import "./search.js";
import "./keys.js";
import "./speaking.js";
import "./staff.js";
import "./leaving.js";

// A kiosk is no browser: no menus, no dragging of pictures.
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("dragstart", (event) => event.preventDefault());

// Buttons are shown once they do something: a touch is never lost to a page that is still loading.
document.body.classList.add("ready");
