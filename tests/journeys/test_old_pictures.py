"""A screen says how old its picture is, and is right again within two seconds after the server is back."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from hall.display.board import key_of
from hall.processes import Child, KeptPort
from hall.web.language import words
from tests.journeys.running import Running, eventually
from tests.journeys.test_how_pages_look import arrived

pytestmark = pytest.mark.browser
AREA = "east-a"
WINDOW = "east/1"
#: What is behind each number that was called.
LIGHT = """() => [...document.querySelectorAll(".call-called, .glance-called, .sign-light, .queue-called")]
  .map((one) => getComputedStyle(one).backgroundColor)"""

#: By how many pixels the page is wider than its screen.
TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"


@dataclass(frozen=True)
class Looked:
    """Hold a page that shows how the hall is: and who opens it."""

    path: str
    role: str = ""
    #: Whoever waits for a number is told at last where to hear of it; staff are told that the picture is old.
    visitors: bool = True
    #: What visitors hold in their hands is small, and English words are longer.
    phone: bool = False


PAGES = [
    Looked(f"/board/{AREA}"),
    Looked(f"/sign/{WINDOW}"),
    Looked("/overview/east"),
    Looked(f"/queue/{AREA}", phone=True),
    Looked("/t/{ticket}", phone=True),
    Looked(f"/window/{WINDOW}", "clerk", visitors=False),
    Looked("/desk", "guide", visitors=False),
    Looked("/manage/wall", "manager", visitors=False),
]


@pytest.fixture
def called(hall: Running) -> Iterator[str]:
    """Call somebody a moment ago; return the id of her ticket."""
    service = next(one for one in hall.get("/services")["services"] if WINDOW in one["windows"])
    hall.post(f"/windows/{WINDOW}/open", "clerk")
    ticket = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()["id"]
    assert hall.post(f"/windows/{WINDOW}/call-next", "clerk").ok
    yield ticket
    hall.post(f"/windows/{WINDOW}/finish", "clerk")


@pytest.mark.parametrize("looked", PAGES, ids=lambda one: one.path)
def test_a_picture_grows_old_in_four_steps(hall: Running, page: Page, called: str, looked: Looked) -> None:
    """The hall falls silent when the page has come; time stands still in it but for what the story lets pass."""
    path, t = looked.path.format(ticket=called), words("en" if looked.phone else "zh-CN")
    if looked.role:
        arrived(page, hall, looked.role, path)
    page.route_web_socket("**/socket.io/**", lambda socket: None)
    page.route("**/*fragment=1", lambda request: None)
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    if looked.phone:
        page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{hall.url}{path}?lang={'en' if looked.phone else 'zh'}")
    link, said, count = page.locator("#link"), page.locator("#link-words"), page.locator("#link-count")
    fallback = page.locator("#fallback")
    assert not faded(page)
    light = page.evaluate(LIGHT)

    page.clock.run_for(6_000)
    expect(link).to_have_attribute("data-state", "connecting")
    expect(said).to_have_text(t("live.connecting"))
    page.clock.run_for(10_000)
    expect(link).to_have_attribute("data-state", "stale")
    expect(said).to_have_text(t("live.stale"))
    expect(count).to_have_text(t("live.stale_seconds", n=16))
    page.clock.run_for(3_000)
    expect(count).to_have_text(t("live.stale_seconds", n=19))
    assert page.evaluate(TOO_WIDE) == 0
    assert not faded(page)

    page.clock.run_for(42_000)
    assert faded(page), "what has been old for a minute looks old"
    assert not set(light) & set(page.evaluate(LIGHT)), "no call of a minute ago looks like a new one"
    expect(fallback).to_be_hidden()
    page.clock.run_for(240_000)
    expect(count).to_have_text(t("live.stale_minutes", n=5))
    if looked.visitors:
        expect(fallback).to_contain_text(t("live.fallback"))
    assert page.evaluate(TOO_WIDE) == 0


def faded(page: Page) -> bool:
    """Say whether all of the picture has faded, or nothing of it."""
    opacity = "all => all.map((one) => Number(getComputedStyle(one).opacity))"
    found = [one < 1 for one in page.locator("[data-ages]").evaluate_all(opacity)]
    assert found and len(set(found)) == 1, found
    return found[0]


def test_a_screen_reports_each_call_once(hall: Running, page: Page) -> None:
    reports: list[list[str]] = []

    def hear(frame: str | bytes) -> None:
        text = frame if isinstance(frame, str) else frame.decode()
        if '"shown"' in text:
            reports.append(json.loads(text[text.index("[") :])[1]["calls"])

    page.on("websocket", lambda socket: _hear(socket, hear))
    page.goto(f"{hall.url}/board/{AREA}")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue" and _area(hall, one))
    window = service["windows"][0]
    hall.post(f"/windows/{window}/open", "clerk")
    ticket = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()
    hall.post(f"/windows/{window}/call-next", "clerk")
    expect(page.locator(f'[data-call="{key_of(ticket["id"])}"]')).to_be_visible()
    expect(page.locator(f'[data-call="{key_of(ticket["id"])}"]')).to_have_class("call call-called call-fresh")
    mine = key_of(ticket["id"])

    def told(call: str) -> int:
        # Asking the page for something lets its reports be heard.
        assert page.title()
        return len([one for one in reports if call in one])

    eventually(lambda: told(mine) == 1, "the call is told")
    hall.post(f"/windows/{window}/recall", "clerk")
    expect(page.locator(f'[data-call="{key_of(ticket["id"])}"]')).to_have_attribute("data-calls", "2")
    eventually(lambda: told(mine) == 2, "the second call is told")
    hall.post(f"/windows/{window}/undo", "clerk")
    hall.post(f"/windows/{window}/call-next", "clerk")
    expect(page.locator(f'[data-call="{mine}"]')).to_have_attribute("data-calls", "1")
    eventually(lambda: told(mine) == 3, "a call anew is told anew")
    hall.post(f"/windows/{window}/finish", "clerk")
    later = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()
    hall.post(f"/windows/{window}/call-next", "clerk")
    eventually(lambda: told(key_of(later["id"])), "what comes after it is told")
    assert told(mine) == 3, "and none of the three a second time"
    hall.post(f"/windows/{window}/finish", "clerk")


@pytest.mark.crash
def test_a_screen_is_right_again_when_the_server_is_back_and_asks_every_second(
    folder: Path, page: Page, kept_port: KeptPort
) -> None:
    place = {"HALL_DATA": str(folder), "HALL_ALWAYS_OPEN": "1"}
    port = str(kept_port.port)
    with Child("hall", "serve", "--port", port, environment=place) as first:
        url = first.ready()["url"]
        page.goto(f"{url}/board/{AREA}")
        expect(page.locator("#link")).to_have_attribute("data-state", "live")
        page.evaluate("document.body.dataset.mark = 'not reloaded'")
    expect(page.locator("#link")).not_to_have_attribute("data-state", "live")
    tried: list[float] = []
    page.on("websocket", lambda _: tried.append(time.monotonic()))
    eventually(lambda: page.title() and len(tried) >= 3, "it tries again and again")
    with Child("hall", "serve", "--port", port, environment=place) as second:
        second.ready()
        expect(page.locator("#link")).to_have_attribute("data-state", "live")
        assert page.evaluate("document.body.dataset.mark") == "not reloaded"


def _hear(socket: WebSocket, listen: object) -> None:
    socket.on("framesent", listen)


def _area(hall: Running, service: dict[str, object]) -> bool:
    ticket = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()
    hall.post(f"/tickets/{ticket['id']}/cancel", "kiosk")
    return bool(ticket["area"] == AREA)
