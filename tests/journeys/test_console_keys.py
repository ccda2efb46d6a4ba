"""The clerk's keys: one press one act, a second press nothing, and never a word lost about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import Running, eventually
from tests.journeys.signing_in import at_the_console

pytestmark = pytest.mark.browser


@pytest.fixture
def window(hall: Running) -> Iterator[str]:
    """Lend an open window with three people waiting for it, and close it afterwards."""
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    here: str = service["windows"][0]
    for _ in range(3):
        hall.post("/tickets", "kiosk", {"service": service["id"]})
    hall.post(f"/windows/{here}/open", "clerk")
    yield here
    hall.post(f"/windows/{here}/finish", "clerk")
    hall.post(f"/windows/{here}/close", "clerk")


def calls(hall: Running, after: int) -> list[str]:
    own = [event for event in hall.events(after) if "window" in event and event.get("reason") != "automatic"]
    return [event["type"] for event in own]


def test_a_whole_visit_by_keys(hall: Running, page: Page, window: str) -> None:
    primary = at_the_console(page, hall, window)
    start = hall.events()[-1]["seq"]
    page.keyboard.press("Enter")
    expect(primary).to_have_attribute("data-act", "start")
    page.keyboard.press("r")
    expect(page.locator(".stage")).to_contain_text("第 2 次呼叫")
    expect(primary).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Space")
    expect(primary).to_have_attribute("data-act", "finish-and-call-next")
    page.keyboard.press("f")
    expect(primary).to_have_attribute("data-act", "call-next")
    page.keyboard.press("p")
    page.keyboard.press("2")
    expect(page.locator("#console")).to_contain_text("用餐")
    expect(primary).to_have_attribute("data-act", "open")
    page.keyboard.press("Space")
    expect(primary).to_have_attribute("data-act", "call-next")
    assert calls(hall, start) == ["called", "recalled", "started", "finished", "window_paused", "window_opened"]


def test_a_second_press_in_a_moment_does_nothing_and_is_told(hall: Running, page: Page, window: str) -> None:
    page.clock.install()
    primary = at_the_console(page, hall, window)
    # A moment is a third of a second: the page's time stands still meanwhile, so that a slow machine is in time.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    start = hall.events()[-1]["seq"]
    page.keyboard.press("Space")
    expect(page.locator("#number")).to_be_visible()
    page.keyboard.press("Space")
    say = page.locator("#say")
    assert eventually(lambda: page.clock.run_for(10) or "没有生效" in say.inner_text(), "that it did nothing")
    page.clock.resume()
    expect(primary).to_have_attribute("data-act", "start")
    assert calls(hall, start) == ["called"]


def test_a_key_that_is_held_down_is_one_press(hall: Running, page: Page, window: str) -> None:
    primary = at_the_console(page, hall, window)
    start = hall.events()[-1]["seq"]
    for _ in range(20):
        page.keyboard.down("Space")
        page.wait_for_timeout(30)
    page.keyboard.up("Space")
    expect(primary).to_have_attribute("data-act", "start")
    assert calls(hall, start) == ["called"]


def test_a_no_show_too_early_is_asked_about_first(hall: Running, page: Page, window: str) -> None:
    primary = at_the_console(page, hall, window)
    page.keyboard.press("Space")
    expect(primary).to_have_attribute("data-act", "start")
    start = hall.events()[-1]["seq"]
    page.keyboard.press("m")
    expect(page.locator("#early-sheet")).to_be_visible()
    expect(page.locator("#early-ask")).to_contain_text("秒")
    page.keyboard.press("Enter")
    expect(page.locator("#early-sheet")).to_be_hidden()
    assert calls(hall, start) == []
    expect(primary).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("m")
    page.locator("[data-early]").click()
    expect(primary).to_have_attribute("data-act", "call-next")
    assert calls(hall, start) == ["no_show"]


def test_a_press_about_a_visitor_who_has_gone_changes_nothing(hall: Running, page: Page, window: str) -> None:
    """The picture is kept from the page, so that it still shows the visitor of before."""
    primary = at_the_console(page, hall, window)
    page.keyboard.press("Space")
    expect(primary).to_have_attribute("data-act", "start")
    page.evaluate("window.Idiomorph.morph = () => undefined")
    hall.post(f"/windows/{window}/finish-and-call-next", "clerk")
    start = hall.events()[-1]["seq"]
    page.keyboard.press("Space")
    expect(page.locator("#say")).to_contain_text("画面刚刚变化")
    assert calls(hall, start) == []


def test_the_space_bar_on_another_button_presses_that_button(hall: Running, page: Page, window: str) -> None:
    at_the_console(page, hall, window)
    start = hall.events()[-1]["seq"]
    page.locator('[data-act="pause"]').focus()
    page.keyboard.press("Space")
    expect(page.locator("#pause-sheet")).to_be_visible()
    page.keyboard.press("Escape")
    assert calls(hall, start) == []


def test_a_push_never_moves_the_focus(hall: Running, page: Page, window: str) -> None:
    at_the_console(page, hall, window)
    page.locator('[data-act="finish"]').focus()
    hall.post(f"/windows/{window}/call-next", "clerk")
    expect(page.locator("#number")).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.act") == "finish"


def test_a_lost_answer_is_asked_for_again_with_the_same_key(hall: Running, page: Page, window: str) -> None:
    primary = at_the_console(page, hall, window)
    start = hall.events()[-1]["seq"]
    lost: list[str] = []

    def lose_the_first(route: object) -> None:
        request = route.request  # type: ignore[attr-defined]
        lost.append(request.headers["idempotency-key"])
        if len(lost) == 1:
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/call-next", lose_the_first)
    page.keyboard.press("Space")
    expect(page.locator("#say")).to_contain_text("已呼叫")
    expect(primary).to_have_attribute("data-act", "start")
    assert len(lost) == 2
    assert lost[0] == lost[1] and calls(hall, start) == ["called"]
