"""A manager asks what if and plans tomorrow in a real browser: by keyboard, in both languages, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import no_fault
from tests.journeys.running import Running
from tests.journeys.test_how_pages_look import arrived

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def worked(hall: Running) -> str:
    """Let some be served today; returns the day."""
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    window = service["windows"][0]
    hall.post(f"/windows/{window}/open", "clerk")
    for _ in range(3):
        hall.post("/tickets", "kiosk", {"service": service["id"]})
    for _ in range(2):
        for act in ("call-next", "start", "finish"):
            hall.post(f"/windows/{window}/{act}", "clerk")
    return str(window)


def test_a_manager_asks_with_the_keyboard_and_is_answered_on_the_same_page(
    hall: Running, page: Page, worked: str
) -> None:
    arrived(page, hall, "manager", "/manage/what-if")
    no_fault(page)
    page.evaluate("document.querySelector('[name=day]').value = document.querySelector('[name=day]').max")
    page.get_by_role("button", name="现场优先").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("预约提前量")).to_have_value("30")
    expect(page.locator("#sentence")).to_contain_text("提前30分钟")
    page.get_by_label("协办延后").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#compared")).to_be_visible()
    expect(page.get_by_role("heading", name="谁等得更久")).to_be_visible()
    expect(page.get_by_label("预约提前量")).to_have_value("30")
    no_fault(page)
    for width in (1366, 800):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_a_new_hall_says_what_it_still_lacks_for_a_plan(hall: Running, page: Page, worked: str) -> None:
    arrived(page, hall, "manager", "/manage/plan?lang=en")
    expect(page.locator("#table")).to_contain_text("nothing to plan from")
    no_fault(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
