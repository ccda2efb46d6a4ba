"""A manager sees what is wrong, asks a window to open with one press, and its clerk opens it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import no_fault
from tests.journeys.running import Running
from tests.journeys.signing_in import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_window_is_asked_from_the_alert_and_opens(hall: Running, browser: Browser, page: Page) -> None:
    signed_in(page, hall, "manager", "/manage")
    expect(page.locator("#wrong")).to_contain_text("一切正常")
    services = (one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    service = next(one for one in services if len(one["windows"]) > 1)
    hall.post(f"/windows/{service['windows'][0]}/open", "clerk")
    for _ in range(12):
        assert hall.post("/tickets", "guide", {"service": service["id"]}).status_code == 201
    hall.post(f"/windows/{service['windows'][0]}/call-next", "clerk")

    alert = page.locator(".wrong-one")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text(f"{service['name']['zh']}：11 人等候")
    expect(alert).to_contain_text("建议增开")
    no_fault(page, "/manage")
    asked = hall.get("/advice")["advice"][0]["window"]

    # By keyboard: the press that mends it, then the one that says who takes care.
    alert.locator(".wrong-do").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#alerts-say")).to_have_text("已办：请开窗")
    expect(page.locator("#wrong-done")).to_contain_text("已请")
    alert.locator(".wrong-quiet").focus()
    page.keyboard.press("Enter")
    expect(alert).to_contain_text("demo处理中")

    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    console = signed_in(context.new_page(), hall, "clerk", f"/window/{asked}")
    expect(console.locator(".asked")).to_contain_text("demo请您开窗办理")
    no_fault(console, "the console")
    console.wait_for_selector("#link[data-state=live]")
    console.keyboard.press("Space")
    expect(console.locator(".asked")).to_have_count(0)
    expect(page.locator("#wrong-done")).to_have_count(0)
    context.close()
