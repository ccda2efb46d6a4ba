"""Screens of a running hall follow what clerks and managers do, and each of them is right."""

from __future__ import annotations

from typing import Any

import pytest
import socketio
from playwright.sync_api import Page, expect

from tests.journeys.running import Running, eventually

pytestmark = pytest.mark.browser

WINDOW = "east/1"


@pytest.fixture
def service(hall: Running) -> dict[str, Any]:
    """Return a service that window 1 serves."""
    return next(one for one in hall.get("/services")["services"] if one["mode"] == "queue" and WINDOW in one["windows"])


def press(hall: Running, act: str, **body: Any) -> None:
    """Press at window 1."""
    answer = hall.post(f"/windows/{WINDOW}/{act}", "clerk", body)
    assert answer.status_code == 200, answer.text


def test_a_sign_follows_its_window_and_the_wall_says_what_was_taken_back(
    hall: Running, page: Page, service: dict[str, Any]
) -> None:
    wall = page.context.new_page()
    wall.goto(f"{hall.url}/board/{service['area']}")
    tones: list[str] = []
    page.on("request", lambda asked: tones.append(asked.url) if "/voice/tones/window" in asked.url else None)
    page.goto(f"{hall.url}/sign/{WINDOW}?sound=1")
    page.keyboard.press("Space")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    sign = page.locator("#sign")
    expect(sign).to_have_attribute("data-state", "closed")
    press(hall, "open")
    expect(sign).to_have_attribute("data-state", "idle")
    number = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()["number"]
    press(hall, "call-next")
    expect(page.locator(".sign-light")).to_have_text(number)
    eventually(lambda: tones, "the tone for those who cannot see the sign")
    first = sign.get_attribute("data-call")
    press(hall, "recall")
    expect(sign).not_to_have_attribute("data-call", first or "")
    press(hall, "undo")
    expect(sign).to_have_attribute("data-state", "idle")
    expect(wall.locator(".call-wait .call-number")).to_have_text(number)
    press(hall, "call-next")
    expect(wall.locator(".call-wait")).to_have_count(0)
    expect(wall.locator(".call-number").first).to_have_text(number)
    press(hall, "start")
    expect(sign).to_have_attribute("data-state", "serving")
    press(hall, "finish")
    press(hall, "pause", reason="lunch")
    expect(page.locator(".sign-hint")).to_contain_text("用餐")


def test_a_stopped_hall_is_big_on_every_screen_and_goes_again(
    hall: Running, page: Page, service: dict[str, Any]
) -> None:
    pages = [page, page.context.new_page(), page.context.new_page()]
    paths = (f"/board/{service['area']}", f"/overview/{service['hall']}", f"/queue/{service['area']}")
    for one, path in zip(pages, paths, strict=True):
        one.goto(hall.url + path)
        expect(one.locator("#link")).to_have_attribute("data-state", "live")
    hall.post("/centre/stop", "manager", {"reason": "消防演练"})
    for one in pages:
        expect(one.locator("#picture")).to_contain_text("消防演练")
    assert hall.post("/centre/resume", "manager").status_code == 200
    for one in pages:
        expect(one.locator("#picture")).not_to_contain_text("消防演练")


def test_a_led_controller_watches_a_window_by_its_name(hall: Running, service: dict[str, Any]) -> None:
    pictures: list[dict[str, Any]] = []
    client = socketio.Client()
    client.on("view", pictures.append, namespace="/display")
    client.connect(hall.url, namespaces=["/display"], auth={"window": WINDOW}, transports=["websocket"])
    try:
        eventually(lambda: pictures, "the first picture")
        press(hall, "open")
        hall.post("/tickets", "kiosk", {"service": service["id"]})
        press(hall, "call-next")
        said = eventually(lambda: pictures[-1]["json"]["led"].endswith("办理") and pictures[-1]["json"], "the call")
        assert said["window"] == WINDOW and said["state"] == "called"
    finally:
        client.disconnect()
