"""A TV is unpacked, shows a code, is given its place, shows calls, and is let go: through real pages (屏幕配对)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.running import Running, eventually
from tests.journeys.test_how_pages_look import OUTSIDE, arrived, no_fault

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: What a TV does without: a browser that keeps nothing of the sites it shows.
REFUSES = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"


@pytest.fixture
def tv(browser: Browser) -> Iterator[Page]:
    """Switch a TV on: a browser of its own, on which nobody presses anything."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    yield context.new_page()
    context.close()


def code_of(tv: Page) -> str:
    """Read the code off a TV."""
    expect(tv.locator("#code > span").last).not_to_be_empty()
    return "".join(tv.locator("#code > span").all_inner_texts())


def called(hall: Running, area: str) -> str:
    """Let a window call somebody of an area and return her number."""
    for service in hall.get("/services")["services"]:
        ticket = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()
        if ticket.get("area") == area:
            window = service["windows"][0]
            hall.post(f"/windows/{window}/open", "clerk")
            return str(hall.post(f"/windows/{window}/call-next", "clerk").json()["ticket"]["number"])
    raise AssertionError(f"no service has its visitors in {area}")


def test_a_tv_from_its_box_to_its_place_and_back(hall: Running, tv: Page, page: Page) -> None:
    tv.goto(f"{hall.url}/screen")
    code = code_of(tv)
    assert tv.evaluate(OUTSIDE) == [[], 0, 0]
    no_fault(tv)

    arrived(page, hall, "manager", "/manage/screens")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    no_fault(page)
    page.get_by_role("button", name="配对新屏幕").click()
    page.locator("[name=code]").press_sequentially(code.lower())
    page.locator("[name=entry]").select_option("east-a-1")
    page.locator("[name=name]").fill("东厅甲区大屏")
    no_fault(page)
    page.locator("[name=name]").press("Enter")
    tv.wait_for_url(f"{hall.url}/board/east-a?lang=both&rows=*")
    expect(tv.locator("#link")).to_have_attribute("data-state", "live")
    row = page.locator(".row", has_text="东厅甲区大屏")
    expect(row.locator(".good-tag")).to_have_text("正常")
    expect(row).to_contain_text("1920×1080")

    number = called(hall, "east-a")
    expect(tv.locator(".call-number").first).to_have_text(number)
    tv.reload()
    expect(tv.locator(".call-number").first).to_have_text(number)
    row.get_by_role("button", name="测试").click()
    expect(tv.locator("#test-call")).to_contain_text("测试呼叫")
    no_fault(tv)
    expect(row.locator(".state")).to_contain_text("测试已显示")
    assert hall.get("/alerts")["alerts"] == []

    row.get_by_role("button", name="更改").click()
    page.locator("[data-place-of=board] select[name=place]").select_option("west-a")
    page.locator("#save").click()
    tv.wait_for_url(f"{hall.url}/board/west-a?*")
    row.get_by_role("button", name="取消配对").click()
    page.locator("#end-now").click()
    tv.wait_for_url(f"{hall.url}/screen")
    assert code_of(tv) != code
    expect(page.locator("#say")).to_contain_text("已取消配对")
    expect(page.locator(".code-chip")).to_have_count(1)


def test_a_tv_whose_browser_keeps_nothing_says_so_and_works_until_it_is_switched_off(hall: Running, tv: Page) -> None:
    tv.add_init_script(REFUSES)
    tv.goto(f"{hall.url}/screen")
    expect(tv.locator("#keeps-nothing")).to_be_visible()
    body = {"code": code_of(tv), "name": "旧电视", "kind": "board", "place": "east-b"}
    assert hall.post("/screens/pair", "manager", body).status_code == 201
    tv.wait_for_url(f"{hall.url}/board/east-b?lang=both")
    tv.reload()
    expect(tv.locator("#link")).to_have_attribute("data-state", "live")
    eventually(lambda: "旧电视" in [one["assigned"]["name"] for one in hall.get("/screens")["screens"]], "its report")


def test_a_visitor_s_phone_is_no_screen_and_a_tv_that_strays_there_finds_back(
    hall: Running, tv: Page, page: Page
) -> None:
    number = called(hall, "west-a")
    page.goto(f"{hall.url}/queue/west-a")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    expect(page.locator(".queue-number").first).to_have_text(number)
    tv.goto(f"{hall.url}/screen")
    code = code_of(tv)
    eventually(lambda: code in [one["code"] for one in hall.get("/screens")["waiting"]], "the report of the TV")
    assert not [one for one in hall.get("/screens")["waiting"] if one["report"]["page"].startswith("/queue")]
    assert page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('hall.screen'))") == []
    body = {"code": code, "name": "走失的电视", "kind": "board", "place": "west-a"}
    assert hall.post("/screens/pair", "manager", body).status_code == 201
    tv.wait_for_url(f"{hall.url}/board/west-a?lang=both")
    tv.goto(f"{hall.url}/queue/west-a")
    tv.wait_for_url(f"{hall.url}/board/west-a?lang=both")


def test_a_tv_that_shows_where_to_look_is_heard_like_any_other(hall: Running, tv: Page) -> None:
    tv.goto(f"{hall.url}/screen")
    body = {"code": code_of(tv), "name": "入口电视", "kind": "queue", "place": ""}
    assert hall.post("/screens/pair", "manager", body).status_code == 201
    tv.wait_for_url(f"{hall.url}/queue?lang=both")

    def pages() -> list[str]:
        return [one["report"]["page"] for one in hall.get("/screens")["screens"] if one["assigned"]["kind"] == "queue"]

    eventually(lambda: pages() == ["/queue?lang=both"], "its report from there")
