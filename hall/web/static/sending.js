// Send one press of a person to the hall (一次按键): one key of its own, one answer, however often it had to be sent.

/** An answer that takes longer than this is asked for again with the same key, which changes nothing twice. */
const ANSWER_MS = 3000;
const TRIES = 4;
const BETWEEN_MS = 700;

// The hall's own network is plain http, where browsers offer no randomUUID.
const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

/** Post a body to a path of the API and return the answer, or null when none came; `retrying` runs before each repeat. */
export async function send(path, body, retrying) {
  const asked = {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": key(),
      "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      "Accept-Language": document.documentElement.lang,
    },
    body: JSON.stringify(body),
  };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const answer = await fetch(`/api/v1${path}`, { ...asked, signal: AbortSignal.timeout(ANSWER_MS) });
      if (answer.status < 502) return answer;
    } catch { /* no answer came: whether the act happened is known by asking again with the same key */ }
    if (attempt === TRIES) break;
    retrying();
    await new Promise((wake) => setTimeout(wake, BETWEEN_MS));
  }
  return null;
}
