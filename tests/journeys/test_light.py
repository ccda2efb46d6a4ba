"""Light that harms nobody: few changes whatever comes, slow flashes, none for those who asked for none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.glass import ADDRESS, Glass, a_sign

pytestmark = pytest.mark.browser

STEP_MS = 100
#: At most so many changes of light within so many ms.
CHANGES, WITHIN_MS = 3, 3000

#: Ten calls a second for six seconds, three of them begun meanwhile, on a clock of the test's own; returns which of the
#: first five places were lit at each step.
RUSH = """async ([address, step]) => {
  let clock = 0;
  const timers = [];
  performance.now = () => clock;
  window.setTimeout = (act, after) => timers.push({ act, at: clock + after });
  const { placesOfLight } = await import(`${address}/static/light.js`);
  const { setNow, now } = await import(`${address}/static/time.js`);
  setNow(1400000000000);
  const list = document.body.appendChild(document.createElement("ol"));
  const light = placesOfLight("lit");
  light.of(() => [...list.children].slice(0, 5));
  const seen = [];
  for (let n = 0; n < 250; n += 1) {
    if (n < 60) {
      const row = document.createElement("li");
      row.dataset.state = "called";
      row.dataset.calledAt = String(now());
      list.prepend(row);
      light.settle();
    }
    if ([20, 35, 50].includes(n)) {
      list.children[2].dataset.state = "serving";
      light.settle();
    }
    seen.push([...list.children].slice(0, 5).map((one) => Number(one.classList.contains("lit"))).join(""));
    clock += step;
    for (const one of timers.splice(0)) (one.at <= clock ? one.act() : timers.push(one));
    if (n % 10 === 0) light.settle();
  }
  return seen;
}"""


def test_a_rush_of_calls_changes_the_light_three_times_in_three_seconds_at_most(page: Page) -> None:
    Glass(page)
    page.goto(ADDRESS)
    seen: list[str] = page.evaluate(RUSH, [ADDRESS, STEP_MS])
    # A place that is new on the wall has no light to change; what counts is light that goes on or off.
    changes = [n for n in range(1, len(seen)) if seen[n].rstrip("0") != seen[n - 1].rstrip("0")]
    window = WITHIN_MS // STEP_MS
    assert len(changes) > CHANGES
    assert all(sum(start <= one < start + window for one in changes) <= CHANGES for start in changes), changes
    assert seen[15].startswith("1"), "a new call is lit within a second"
    assert seen[-1] == "00000", "nothing is new for ever"


def test_a_called_number_flashes_slower_than_once_a_second_and_not_for_everybody(page: Page) -> None:
    glass = Glass(page)

    def flash(asked: str) -> list[str]:
        glass.show("sign", a_sign("called"), asked)
        found: list[str] = page.locator(".sign-light").evaluate(
            "one => { const style = getComputedStyle(one); return [style.animationName, style.animationDuration]; }"
        )
        return found

    assert flash("lite=1") == ["sign-flash", "1.25s"]
    assert flash("lite=1&flash=off")[0] == "none"
    page.emulate_media(reduced_motion="reduce")
    assert flash("lite=1")[0] == "none"
    glass.show("sign", a_sign("serving"), "lite=1")
    assert page.locator(".sign-light").evaluate("one => getComputedStyle(one).animationName") == "none"
