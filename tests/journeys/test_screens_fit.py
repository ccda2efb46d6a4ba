"""Every screen on every glass: nothing stands outside, nothing is cut off, everybody can read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from hall.display import board
from tests.journeys import glass
from tests.journeys.glass import Glass, hung
from tests.journeys.test_how_pages_look import no_fault

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WALLS = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]
#: A bar over a window, as config/screens.toml has it.
BAR = (1280, 360)
PHONES = [(360, 640), (390, 844), (1366, 768)]
STATES = ("idle", "called", "serving", "paused", "closed", "stopped")
STOPPED = "空调故障，设备检修"
#: What hangs where: a name, the page, its picture.
SCREENS: list[tuple[str, str, Callable[[], Any]]] = [
    ("a full wall", "board", glass.busy_board),
    ("an idle wall", "board", glass.idle_board),
    ("a wall of a stopped hall", "board", lambda: glass.busy_board(stopped=STOPPED)),
    ("an idle wall of a stopped hall", "board", lambda: glass.idle_board(stopped=STOPPED)),
    ("the east hall", "overview", lambda: glass.an_overview("east")),
    ("the west hall, stopped", "overview", lambda: glass.an_overview("west", stopped=STOPPED)),
    *((f"a sign, {state}", "sign", lambda state=state: glass.a_sign(state)) for state in STATES),
]


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[Glass]:
    """Lend one page for all of it."""
    with hung(browser) as glass:
        yield glass


@pytest.mark.parametrize(("what", "name", "view"), SCREENS, ids=[what for what, _, _ in SCREENS])
def test_a_screen_fits_every_glass(shown: Glass, what: str, name: str, view: Callable[[], Any]) -> None:
    for asked in ("lang=both", "lang=en"):
        fits(shown, what, name, view(), asked)


@pytest.mark.parametrize("asked", ["rows=3", "rows=12&lang=en", "rows=12&layout=big", "rows=5&layout=big&lang=zh"])
def test_a_wall_of_any_number_of_rows_fits_every_glass(shown: Glass, asked: str) -> None:
    for stopped in ("", STOPPED):
        fits(shown, f"a wall, {asked} {stopped}", "board", glass.busy_board(stopped=stopped), asked)


def test_the_last_word_of_an_old_sign_covers_what_stands_at_its_foot(shown: Glass) -> None:
    # Without its script nothing hides the word again.
    shown.show("sign", glass.a_sign("called"), "lite=1")
    shown.page.evaluate("document.getElementById('fallback').hidden = false")
    for size in [*WALLS, BAR]:
        shown.size(*size)
        foot, fallback = (shown.page.locator(one).bounding_box() for one in (".sign-services", "#fallback"))
        assert foot and fallback and fallback["y"] <= foot["y"] + 1, size


@pytest.mark.parametrize(("name", "view"), [("board", glass.busy_board), ("overview", glass.an_overview)])
def test_a_call_can_be_read_at_the_moment_it_comes(shown: Glass, name: str, view: Callable[[], Any]) -> None:
    """Dark letters come at once; yellow that came slowly beneath them would leave them dark on dark."""
    shown.show(name, view())
    moving = "all => all.filter((one) => getComputedStyle(one).transitionDuration !== '0s').map((one) => one.className)"
    assert shown.page.locator("#picture *").evaluate_all(moving) == []


def fits(shown: Glass, what: str, name: str, view: Any, asked: str) -> None:
    """Hang one screen on every glass that it may get."""
    shown.show(name, view, asked)
    for size in [*WALLS, *([BAR] if name == "sign" else [])]:
        shown.size(*size)
        assert shown.outside() == [], f"{what} at {size}"
    if name == "board":
        boxes = shown.page.evaluate(
            "() => [...document.querySelectorAll('.call:not([hidden])')].map((row) => ['.call-number', '.call-arrow',"
            "'.call-where', '.call-end'].map((part) => row.querySelector(part).getBoundingClientRect()))"
        )
        for number, arrow, where, end in boxes:
            assert number["right"] <= arrow["left"] + 1 and arrow["right"] <= where["left"] + 1
            assert where["right"] <= end["left"] + 1 or not end["width"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_queues_fit_a_phone(shown: Glass, language: str) -> None:
    for name, view in (("queue", glass.a_queue()), ("queue", glass.a_queue(stopped=STOPPED))):
        shown.show(name, view, f"lang={language}")
        for size in PHONES:
            shown.size(*size)
            assert shown.outside(scrolls=True) == []


@pytest.mark.parametrize(("what", "name", "view"), SCREENS, ids=[what for what, _, _ in SCREENS])
def test_a_screen_can_be_read_by_everybody(shown: Glass, what: str, name: str, view: Callable[[], Any]) -> None:
    shown.size(1920, 1080)
    shown.show(name, view(), "lang=both")
    no_fault(shown.page)
    low = shown.page.evaluate(CONTRAST)
    assert low == [], f"{what}: numbers are read from far away, 7 : 1"


def test_the_queues_can_be_read_by_everybody(shown: Glass) -> None:
    shown.size(390, 844)
    shown.show("queue", glass.a_queue(stopped=STOPPED), "lang=zh")
    no_fault(shown.page)


def test_a_lite_page_has_no_script_and_loads_itself_anew(shown: Glass) -> None:
    for name, view in (("board", board.page_of(glass.busy_board(), 6)), ("sign", glass.a_sign("called")),
                       ("overview", glass.an_overview()), ("queue", glass.a_queue())):
        shown.show(name, view, "lite=1")
        assert shown.page.locator("script").count() == 0
        expect(shown.page.locator('meta[http-equiv="refresh"]')).to_have_attribute("content", "5")
        shown.size(1920, 1080)
        assert shown.outside(scrolls=True) == []


#: Numbers whose contrast with the nearest painted ground behind them is below 7 : 1.
CONTRAST = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((one) => one / 255).map((one) =>
      one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const painted = parts(getComputedStyle(at).backgroundColor);
      if (painted.length === 3 || painted[3] > 0) return painted;
    }
    return [255, 255, 255];
  };
  const numbers = ".call-number, .call-where b, .glance-number, .glance-window b, .sign-light, .sign-number b"
    + ", .wall-clock";
  return [...document.querySelectorAll(numbers)].map((one) => {
    const [ink, paper] = [light(parts(getComputedStyle(one).color)), light(ground(one))];
    return [one.className, (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)];
  }).filter(([, ratio]) => ratio < 7);
}"""
