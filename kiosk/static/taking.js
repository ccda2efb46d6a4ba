// One touch, one number: the first tap makes the key, further taps while it prints do nothing.
const curtain = document.getElementById("printing");
const gone = document.getElementById("gone");
let busy = false;

function newKey() {
  const signs = crypto.getRandomValues(new Uint8Array(16));
  return [...signs].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function post(path, key, body) {
  return fetch(path, {
    method: "POST",
    headers: {
      "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": key,
      "Accept-Language": document.documentElement.lang,
    },
    body: JSON.stringify(body),
  });
}

// What the pages after a touch are asked besides, `asks`, goes with her also by way of trouble.
async function touch(path, body, then, { key = newKey(), prints = true, asks = "" } = {}) {
  if (busy) return;
  busy = true;
  curtain.hidden = !prints;
  dispatchEvent(new Event("busy"));
  try {
    let answer = await post(path, key, body);
    if (answer.status === 409 && (await answer.clone().json()).code === "TOUCH_EXPIRED") {
      key = newKey();
      answer = await post(path, key, body);
    }
    location.replace((answer.ok ? then(await answer.json()) : `/trouble/${encodeURIComponent(key)}`) + asks);
  } catch {
    busy = false;
    curtain.hidden = true;
    if (gone) gone.hidden = false;
  }
}

const done = ({ id }) => `/done/${encodeURIComponent(id)}`;

// What help she said she needs, on this page or one before.
function needed() {
  return [...document.querySelectorAll("[data-need][aria-pressed='true']")].map((button) => button.dataset.need);
}

export function take(body, key, desk = false) {
  const needs = body.needs ?? needed();
  const asks = [desk && "desk", body.agent && `agent=${encodeURIComponent(body.agent)}`].filter(Boolean).join("&");
  touch("/tickets", needs.length ? { ...body, needs } : body, done, { key, asks: asks && `?${asks}` });
}

function chooseNeed(button) {
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  document.cookie = `needs=${needed().join(".")}; path=/; samesite=strict`;
}

// She has the slip: the hall need not wait for an answer; the page goes home whatever the kiosk says.
async function have(ticket, href) {
  await post(`/tickets/${encodeURIComponent(ticket)}/have`, newKey(), {}).catch(() => {});
  location.assign(href);
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button, a");
  if (!pressed) return;
  const { take: service, guide, reprint, cancel, have: held, body, key, need, opens, desk } = pressed.dataset;
  if (service) take({ service }, undefined, desk !== undefined);
  else if (guide) touch(`/services/${guide}/slip`, {}, ({ printed }) => `/services/${guide}?slip=${printed}`);
  else if (reprint) touch(`/tickets/${encodeURIComponent(reprint)}/reprint`, {}, done, { key, asks: location.search });
  else if (cancel) touch(`/tickets/${encodeURIComponent(cancel)}/cancel`, {}, () => `/cancelled/${encodeURIComponent(cancel)}`, { key, prints: false });
  else if (held) {
    event.preventDefault();
    have(held, pressed.href);
  } else if (body) take({ needs: [], ...JSON.parse(body) }, key, new URLSearchParams(location.search).has("desk"));
  else if (need) chooseNeed(pressed);
  else if (opens) document.getElementById(opens).showModal();
  else if ("closes" in pressed.dataset) pressed.closest("dialog").close();
});

// A page that the browser kept from before must not stay behind its curtain.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
