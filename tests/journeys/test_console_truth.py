"""What the console says is so: about the line, about who waits, about whose press it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.running import Running
from tests.journeys.signing_in import at_the_console, signed_in
from tests.journeys.test_console_acts import last, press, since
from tests.journeys.test_console_states import CROWDED, Line

pytestmark = pytest.mark.browser
#: The space bar goes down, as fast as a script can press it.
SPACE = 'document.body.dispatchEvent(new KeyboardEvent("keydown", {code: "Space", bubbles: true, cancelable: true}))'


@pytest.fixture
def service(hall: Running) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    return found


@pytest.fixture
def window(hall: Running, service: dict[str, Any]) -> Iterator[str]:
    """Lend an open window for which nobody waits."""
    here: str = service["windows"][0]
    hall.post(f"/windows/{here}/open", "clerk")
    while hall.post(f"/windows/{here}/call-next", "clerk").json()["ticket"]:
        hall.post(f"/windows/{here}/finish", "clerk")
    yield here
    hall.post(f"/windows/{here}/close", "clerk", {"visitor": "send_back"})


def take(hall: Running, service: dict[str, Any]) -> dict[str, Any]:
    ticket: dict[str, Any] = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()
    return ticket


def _until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for something that the browser tells about while it is waited for."""
    for _ in range(500):
        if holds():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it did not happen")


def test_until_its_first_connection_a_console_is_connecting_and_not_lost(
    hall: Running, page: Page, window: str
) -> None:
    line = Line(page)
    line.cut()
    signed_in(page, hall, "clerk", f"/window/{window}")
    primary, say = page.locator("#primary"), page.locator("#say")
    expect(primary).to_contain_text("正在连接")
    page.keyboard.press("Space")
    expect(say).to_contain_text("正在连接")
    expect(say).not_to_have_attribute("data-kind", "warn")
    line.mend()
    expect(primary).to_contain_text("叫下一位")
    expect(say).to_be_empty()
    line.cut()
    expect(primary).to_contain_text("连接中断")
    page.keyboard.press("Space")
    expect(say).to_have_attribute("data-kind", "warn")
    line.mend()
    expect(primary).to_contain_text("叫下一位")
    expect(say).to_be_empty()


def test_nobody_waits_is_said_only_until_somebody_does(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    at_the_console(page, hall, window)
    press(page, "Space")
    expect(page.locator("#say")).to_have_text("没有人等候")
    take(hall, service)
    expect(page.locator("#coming .next")).to_have_count(1)
    expect(page.locator("#say")).to_be_empty()
    assert "没有人等候" not in page.locator("main").inner_text()


def test_who_put_her_turn_off_waits_and_comes_into_the_picture_by_herself(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    """Time alone lets her in, and that is no event: nothing is pushed, so the page itself looks."""
    one = take(hall, service)
    assert hall.post(f"/tickets/{one['id']}/defer", "kiosk", {"minutes": 10}).status_code == 200
    at_the_console(page, hall, window)
    expect(page.locator(".empty-words")).to_have_text("暂时没有可叫的号")
    press(page, "Space")
    expect(page.locator("#say")).to_have_text("暂时没有可叫的号")
    assert "没有人等候" not in page.locator("main").inner_text()
    asked: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(frame)))
    page.reload()
    _until(page, lambda: any("refresh" in str(frame) for frame in asked))
    hall.post(f"/tickets/{one['id']}/cancel", "guide")


def test_five_presses_in_a_third_of_a_second_call_once(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    take(hall, service)
    take(hall, service)
    primary = at_the_console(page, hall, window)
    start = last(hall)
    page.evaluate(f"() => {{ for (const at of [0, 60, 120, 180, 240]) setTimeout(() => {SPACE}, at); }}")
    expect(page.locator("#say")).to_contain_text("没有生效")
    expect(primary).to_have_attribute("data-act", "start")
    assert since(hall, start) == ["called"]


def test_two_tabs_that_press_at_once_call_one_visitor_and_one_of_them_says_so(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    take(hall, service)
    take(hall, service)
    at_the_console(page, hall, window)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#primary")).to_have_attribute("aria-disabled", "false")
    # Both answers come at the same moment, so that neither tab knows of the other's press.
    waiting: list[Route] = []
    page.context.route("**/call-next", lambda route: waiting.append(route))
    start = last(hall)
    for tab in (page, other):
        tab.keyboard.press("Space")
    _until(page, lambda: len(waiting) == 2)
    for route in waiting:
        route.continue_()
    expect(page.locator("#number")).to_be_visible()
    expect(other.locator("#number")).to_be_visible()
    says = [tab.locator("#say") for tab in (page, other)]
    for say in says:
        expect(say).not_to_be_empty()
    assert sorted("画面刚刚变化" in say.inner_text() for say in says) == [False, True]
    assert since(hall, start) == ["called"]
    other.close()


def test_a_press_on_a_picture_that_changed_this_moment_does_nothing_and_says_so(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    """Somebody else's act put another step under the finger that was already on its way."""
    take(hall, service)
    at_the_console(page, hall, window)
    page.evaluate(f"""() => new MutationObserver(() => {SPACE})
      .observe(document.getElementById("console"), {{ attributeFilter: ["data-primary"] }})""")
    start = last(hall)
    hall.post(f"/windows/{window}/call-next", "clerk")
    expect(page.locator("#say")).to_contain_text("画面刚刚变化")
    expect(page.locator("#primary")).to_have_attribute("aria-disabled", "false")
    assert since(hall, start) == ["called"]
    press(page, "Space")
    expect(page.locator("#console")).to_have_attribute("data-stage", "serving")


def test_the_hall_s_own_recall_and_another_one_s_undo_come_into_the_picture(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    take(hall, service)
    at_the_console(page, hall, window)
    hall.post(f"/windows/{window}/call-next", "clerk")
    expect(page.locator("#number")).to_be_visible()
    hall.post(f"/windows/{window}/undo", "clerk")
    expect(page.locator("#number")).to_have_count(0)
    expect(page.locator("#coming .next")).to_have_count(1)
    hall.post(f"/windows/{window}/call-next", "clerk")
    # The policy's twenty seconds.
    expect(page.locator(".stage")).to_contain_text("第 2 次呼叫")
    expect(page.locator('.other[data-act="recall"]')).to_have_class(re.compile("armed"))


def test_the_mini_window_is_the_same_console_and_fits(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    take(hall, service)
    at_the_console(page, hall, window)
    with page.expect_popup() as opened:
        page.locator("#mini").click()
    mini = opened.value
    expect(mini.locator("#primary")).to_have_attribute("aria-disabled", "false")
    assert mini.evaluate("[innerWidth, innerHeight]") == [380, 560]
    assert mini.evaluate(CROWDED) == []
    mini.keyboard.press("Space")
    expect(page.locator("#number")).to_be_visible()
    mini.close()


def test_a_sheet_is_closed_and_the_day_ended_by_keys_alone(hall: Running, page: Page, window: str) -> None:
    at_the_console(page, hall, window)
    press(page, "p", "0")
    expect(page.locator("#console")).to_have_attribute("data-stage", "closed")
