"""A visitor rates on her phone, a manager calls her back and settles it, a guide books a group: with the keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import no_fault
from tests.journeys.running import Running
from tests.journeys.test_how_pages_look import OUTSIDE, arrived

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
HAN = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture(scope="module")
def visitors(hall: Running) -> list[str]:
    """Let two visitors be served; returns their tickets."""
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    window = service["windows"][0]
    hall.post(f"/windows/{window}/open", "clerk")
    found = []
    for _ in range(2):
        found.append(hall.post("/tickets", "kiosk", {"service": service["id"]}).json()["id"])
        for act in ("call-next", "start", "finish"):
            hall.post(f"/windows/{window}/{act}", "clerk")
    return found


def test_a_visitor_rates_on_her_phone_with_the_keyboard(hall: Running, page: Page, visitors: list[str]) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{hall.url}/t/{visitors[0]}")
    no_fault(page, "phone")
    page.get_by_role("link", name="不满意", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**level=2")
    no_fault(page, "ticks")
    found, sideways, _ = page.evaluate(OUTSIDE)
    assert sideways == 0 and [one for one in found if int(one.split()[-2]) > PHONE["width"] + 1] == []
    page.get_by_role("checkbox", name="等得太久").focus()
    page.keyboard.press("Space")
    page.get_by_label("回访电话").fill("139 0000 0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="谢谢您的评价")).to_be_visible()
    no_fault(page, "thanks")
    page.goto(f"{hall.url}/t/{visitors[0]}/rating?lang=en")
    expect(page.get_by_role("heading", name="Thank you for rating")).to_be_visible()
    page.get_by_role("link", name="Rate once more").click()
    page.wait_for_url("**again=1**")
    no_fault(page, "again")


def test_a_phone_without_javascript_rates_too(hall: Running, page: Page, visitors: list[str]) -> None:
    context = page.context.browser.new_context(java_script_enabled=False, locale="en-GB", viewport=PHONE)  # type: ignore[union-attr,arg-type]
    plain = context.new_page()
    plain.goto(f"{hall.url}/t/{visitors[1]}")
    plain.get_by_role("link", name="Very good").click()
    plain.get_by_role("checkbox", name="Friendly").check()
    plain.get_by_role("button", name="Send").click()
    expect(plain.get_by_role("heading", name="Thank you for rating")).to_be_visible()
    context.close()
    rated = [one for one in hall.events() if one["type"] == "rated" and one["ticket"] == visitors[1]]
    assert [(one["level"], one["reasons"]) for one in rated] == [(5, "friendly")]


def test_the_pad_at_a_window_asks_when_she_is_done_and_one_touch_is_enough(hall: Running, page: Page) -> None:
    page.set_viewport_size({"width": 1024, "height": 600})
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    window = service["windows"][0]
    arrived(page, hall, "rating_pad", f"/rate/{window}")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    no_fault(page, "nobody")
    she = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()["id"]
    for act in ("call-next", "finish"):
        hall.post(f"/windows/{window}/{act}", "clerk")
    happy = page.get_by_role("button", name="非常满意")
    expect(happy).to_be_visible()
    no_fault(page, "asked")
    assert page.evaluate(OUTSIDE) == [[], 0, 0]
    happy.press("Enter")
    expect(page.locator("#said")).to_have_text("谢谢您的评价")
    expect(page.get_by_role("heading", name="欢迎您评价我们的服务")).to_be_visible()
    rated = [one for one in hall.events() if one["type"] == "rated" and one["ticket"] == she]
    assert [(one["level"], one["actor"]) for one in rated] == [(5, "rating_pad:demo")]


def test_a_manager_calls_back_and_settles(hall: Running, page: Page, visitors: list[str]) -> None:
    arrived(page, hall, "manager", "/manage/follow-ups")
    line = page.locator(f".follow[data-ticket='{visitors[0]}']")
    expect(line.get_by_role("link", name="139 0000 0000")).to_be_visible()
    no_fault(page, "list")
    with page.expect_navigation():
        line.get_by_role("button", name="已回访").press("Enter")
    expect(line.get_by_text("demo")).to_be_visible()
    line.locator("summary").press("Enter")
    no_fault(page, "outcomes")
    with page.expect_navigation():
        line.get_by_role("button", name="问题已解决").press("Enter")
    expect(page.get_by_text("没有待处理的差评")).to_be_visible()
    expect(page.get_by_text("139 0000 0000")).to_have_count(0)


def test_a_guide_books_a_group_and_a_manager_cancels_it(hall: Running, page: Page) -> None:
    arrived(page, hall, "guide", "/manage/group-visits?lang=en")
    page.goto(f"{hall.url}/manage/group-visits?lang=en")
    assert set(HAN.findall(page.evaluate("document.body.innerText + document.title"))) <= {"中文"}
    no_fault(page, "empty")
    for name, value in (("unit", "School No. 1"), ("persons", "32"), ("day", "2036-01-08"), ("begins", "10:30"),
                        ("ends", "10:00"), ("contact", "Desk")):
        page.locator(f"[name={name}]").fill(value)
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_have_text("It has to end after it begins")
    page.locator("[name=ends]").fill("11:00")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.context.clear_cookies()
    arrived(page, hall, "manager", "/manage/group-visits")
    line = page.locator(".group", has_text="School No. 1")
    expect(line).to_contain_text("32 人")
    with page.expect_navigation():
        line.get_by_role("button", name="取消接待").press("Enter")
    expect(line).to_contain_text("已取消")
    no_fault(page, "cancelled")


@pytest.mark.parametrize("size", ["standard", "large", "huge"])
def test_all_five_faces_are_on_the_phone_in_every_type(
    hall: Running, page: Page, visitors: list[str], size: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for address in (f"/t/{visitors[0]}", f"/t/{visitors[0]}/rating?again=1&turn=1", f"/t/{visitors[1]}?lang=en"):
        page.goto(f"{hall.url}{address}")
        page.evaluate("size => localStorage.setItem('hall.type', size)", size)
        page.reload()
        # Whoever is not satisfied at all would find no face for it, were the last one beyond the edge.
        rights = [one.bounding_box() for one in page.locator(".face").all()]
        assert len(rights) == 5 and all(one and one["x"] >= 0 and one["x"] + one["width"] <= 320 for one in rights)
