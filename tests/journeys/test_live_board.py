"""The managers' live board in a browser: a morning under full load, a night, everything broken, on every screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from hall.directory import Centre
from hall.reports.live import LoadView
from tests.journeys import loads
from tests.journeys.axe import no_fault
from tests.journeys.glass import Glass, full_hall, hung
from tests.pages.making import LANGUAGES, REAL

pytestmark = pytest.mark.browser

SIZES = [(1366, 768), (1920, 1080), (3840, 2160)]
#: Parts that scroll in their own place on a manager's screen; a wall has none, for nobody scrolls it.
PANES = ".agencies, .devices, .voices, .alerts-place, .wrong-list"
PARTS = ("alerts", "tiles", "windows", "agencies", "devices", "voices")


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[Glass]:
    """Lend one page for all of it."""
    with hung(browser, reduced_motion="reduce") as glass:
        yield glass


def broken(hall: Centre) -> LoadView:
    """Return a morning under full load on which everything is broken at once."""
    return loads.busy(hall, wrong=loads.everything(hall))


def seen_alerts(shown: Glass) -> list[str]:
    """Return the alerts that are whole within their place, without scrolling it."""
    found: list[str] = shown.page.evaluate("""() => {
      const places = [...document.querySelectorAll(".alerts-place, .wrong-list")];
      const bottom = Math.min(...places.map((one) => one.getBoundingClientRect().bottom));
      return [...document.querySelectorAll(".wrong-one")]
        .filter((one) => one.getBoundingClientRect().bottom <= bottom + 1).map((one) => one.id);
    }""")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("template", ["manage", "manage_wall"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_board_fits_every_screen_with_all_its_windows(
    shown: Glass, size: tuple[int, int], template: str
) -> None:
    hall = loads.long_names(full_hall())
    views = {
        "everything broken": broken(hall), "a night": loads.night(hall),
        "short of windows": loads.busy(hall, wrong=loads.short_of_windows(hall)),
    }
    shown.size(*size)
    for what, view in views.items():
        for language in LANGUAGES:
            shown.show_load(view, language, template, hall)
            assert shown.outside(panes=PANES) == [], (what, language)
            root = shown.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
            assert root == list(size), (what, language)
            last = shown.page.locator(".cell").last.bounding_box()
            assert shown.page.locator(".cell").count() == 128 and last and last["y"] + last["height"] <= size[1]
            assert len(seen_alerts(shown)) >= min(3, len(view.wrong.alarms)), (what, language)
            # Three lines of a cell can be read: the window and its sign, the number, since when.
            assert last["height"] >= 36, (what, language, last)


def test_nothing_of_a_wall_is_cut_off_and_there_is_nothing_to_press(shown: Glass) -> None:
    shown.size(1920, 1080)
    for view in (broken(REAL), loads.busy(REAL)):
        shown.show_load(view, "en", "manage_wall", REAL)
        last = shown.page.locator("tbody tr:visible").last.bounding_box()
        bottom = shown.page.evaluate("document.getElementById('agencies').getBoundingClientRect().bottom")
        assert last and last["y"] + last["height"] <= bottom
        pressed = "main :is(button, input, form, .alerts-place a):visible, header :is(a, button)"
        assert shown.page.locator(pressed).count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("template", ["manage", "manage_wall"])
def test_everybody_can_read_it(shown: Glass, template: str) -> None:
    shown.size(1366, 768)
    shown.show_load(broken(REAL), "zh-CN", template, REAL)
    no_fault(shown.page)


def test_keys_lead_to_its_parts_and_are_told(shown: Glass) -> None:
    shown.size(1366, 768)
    page = shown.page
    shown.show_load(loads.busy(REAL), "en")
    for number, part in enumerate(PARTS, 1):
        page.keyboard.press(str(number))
        assert page.evaluate("document.activeElement.id") == part
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys dd")).to_have_text([
        "Alerts", "Six figures", "Windows", "Agencies", "Devices", "Voice", "TV wallboard", "Show this list",
    ])
    no_fault(page, "the keys", "aria-dialog-name", "button-name", "dlitem", "definition-list")
    # While the list is open, a key is none of the page's.
    page.keyboard.press("3")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Control+2")
    assert page.evaluate("document.activeElement.id") != "tiles"


def test_the_tab_key_comes_to_the_skip_links_first_and_to_the_parts_in_their_order(shown: Glass) -> None:
    shown.size(1366, 768)
    page = shown.page
    shown.show_load(broken(REAL), "en")
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    expect(page.locator(".skip").first).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "windows"
    order = []
    while "voices" not in order[-1:] and len(order) < 20:
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    presses = [one for one in order if one.startswith("restart-")]
    assert order == ["agencies", "devices", "Screens", *presses, "voices"]
    assert 0 < len(presses) < 5, "only kiosks that are not well and can hear it"


def test_a_length_is_told_alike_by_the_server_and_by_the_page(shown: Glass) -> None:
    view, told = loads.busy(REAL), "() => [...document.querySelectorAll('time')].map((one) => one.textContent)"
    for language in LANGUAGES:
        shown.page.route("**/*.js", lambda route: route.abort())
        shown.show_load(view, language)
        plain = shown.page.evaluate(told)
        shown.page.unroute("**/*.js")
        shown.show_load(view, language)
        expect(shown.page.locator("#clock")).not_to_be_empty()
        # Watches that count seconds may have gone on by one.
        pairs = zip(plain, shown.page.evaluate(told), strict=True)
        assert [pair for pair in pairs if pair[0] != pair[1] and ":" not in pair[0]] == []
