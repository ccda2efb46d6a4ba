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

async function touch(path, body, key = newKey()) {
  if (busy) return;
  busy = true;
  curtain.hidden = false;
  dispatchEvent(new Event("busy"));
  try {
    let answer = await post(path, key, body);
    if (answer.status === 409 && (await answer.clone().json()).code === "TOUCH_EXPIRED") {
      key = newKey();
      answer = await post(path, key, body);
    }
    if (answer.status === 201) {
      location.replace(`/done/${encodeURIComponent((await answer.json()).id)}`);
    } else {
      location.replace(`/trouble/${encodeURIComponent(key)}`);
    }
  } catch {
    busy = false;
    curtain.hidden = true;
    if (gone) gone.hidden = false;
  }
}

export const take = (body, key) => touch("/tickets", body, key);

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-take], [data-reprint], [data-body]");
  if (!pressed) return;
  event.preventDefault();
  const { take: service, reprint, body, key } = pressed.dataset;
  if (service) take({ service });
  else if (reprint) touch(`/tickets/${encodeURIComponent(reprint)}/reprint`, {}, key);
  else take(JSON.parse(body), key);
});

// A page that the browser kept from before must not stay behind its curtain.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
