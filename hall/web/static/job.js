// Long work (后台任务) on any page that has one: ask how far it is and morph it in, until it is over.

/** A bar that moves this often is alive, and the hall has other things to do. */
const LOOK_MS = 700;
/** How long to wait after an answer that did not come. */
const AWAY_MS = 3000;

async function look() {
  const shown = document.getElementById("job");
  if (!shown?.dataset.look) return;
  let wait = LOOK_MS;
  try {
    const answer = await fetch(shown.dataset.look, { signal: AbortSignal.timeout(AWAY_MS) });
    if (answer.ok) {
      // Whoever waits at the button that vanishes goes on from the one that takes its place.
      const waited = shown.contains(document.activeElement);
      Idiomorph.morph(shown, await answer.text(), { ignoreActiveValue: true });
      if (waited) (document.getElementById("job-fetch") ?? document.activeElement).focus();
    } else if (answer.status < 500) return;
  } catch { wait = AWAY_MS; }
  setTimeout(look, wait);
}

setTimeout(look, LOOK_MS);
