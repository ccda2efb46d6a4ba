"""A screen says how old its picture is, and is right again within two seconds after the server is back."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from hall.display.board import key_of
from hall.processes import Child
from tests.journeys.running import Running, eventually

pytestmark = pytest.mark.browser
AREA = "east-a"


def seconds(link: Locator) -> int:
    """Read how old the picture is said to be."""
    expect(link).to_contain_text(re.compile(r"\d+ 秒"))
    found = re.search(r"(\d+) 秒", link.inner_text())
    assert found
    return int(found[1])


def test_a_picture_grows_old_in_four_steps(hall: Running, page: Page) -> None:
    page.route_web_socket("**/socket.io/**", lambda socket: None)
    page.clock.install()
    page.goto(f"{hall.url}/board/{AREA}")
    link = page.locator("#link")
    page.clock.run_for(6_000)
    expect(link).to_have_attribute("data-state", "connecting")
    page.clock.run_for(12_000)
    expect(link).to_have_attribute("data-state", "stale")
    # The page's clock goes on by itself too, so that it is at least as old as was let pass.
    before = seconds(link)
    assert before >= 18
    page.clock.run_for(3_000)
    assert seconds(link) >= before + 3
    page.clock.run_for(40_000)
    expect(page.locator("body")).to_have_attribute("data-age", "dim")
    expect(page.locator("#fallback")).to_be_hidden()
    page.clock.run_for(240_000)
    expect(page.locator("#fallback")).to_contain_text("请听广播或到咨询台")


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

    def told(times: int) -> bool:
        # Asking the page for something lets its reports be heard.
        return bool(page.title()) and len([one for one in reports if mine in one]) == times

    eventually(lambda: told(1), "the call is told")
    hall.post(f"/windows/{window}/recall", "clerk")
    expect(page.locator(f'[data-call="{key_of(ticket["id"])}"]')).to_have_attribute("data-calls", "2")
    eventually(lambda: told(2), "the second call is told, and the first one only once")
    hall.post(f"/windows/{window}/undo", "clerk")
    hall.post(f"/windows/{window}/call-next", "clerk")
    expect(page.locator(f'[data-call="{mine}"]')).to_have_attribute("data-calls", "1")
    eventually(lambda: told(3), "a call anew is told anew")
    hall.post(f"/windows/{window}/finish", "clerk")


@pytest.mark.crash
def test_a_screen_is_right_again_when_the_server_is_back_and_asks_every_second(folder: Path, page: Page) -> None:
    place = {"HALL_DATA": str(folder), "HALL_ALWAYS_OPEN": "1"}
    with Child("hall", "serve", "--port", "0", environment=place) as first:
        url = first.ready()["url"]
        page.goto(f"{url}/board/{AREA}")
        expect(page.locator("#link")).to_have_attribute("data-state", "live")
        page.evaluate("document.body.dataset.mark = 'not reloaded'")
    expect(page.locator("#link")).not_to_have_attribute("data-state", "live")
    tried: list[float] = []
    page.on("websocket", lambda _: tried.append(time.monotonic()))
    eventually(lambda: page.title() and len(tried) >= 3, "it tries again and again")
    port = str(urlsplit(url).port)
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
