"""At the guide's desk: find, grant, give, check in and cancel, by the keyboard alone."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import no_fault
from tests.journeys.running import Running
from tests.journeys.signing_in import signed_in

pytestmark = pytest.mark.browser
#: How a desk may stand: nothing sticks out, nothing scrolls.
OUTSIDE = "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"


def at_the_desk(page: Page, hall: Running, path: str = "/desk") -> None:
    """Sit down at the desk as a guide."""
    signed_in(page, hall, "guide", path)
    expect(page.locator("#find")).to_be_focused()
    # Its script has said that it listens; a key before that belongs to the browser alone.
    expect(page.locator("#link")).to_have_attribute("data-state", "live")


def queue_service(hall: Running) -> dict[str, Any]:
    return next(one for one in hall.get("/services")["services"] if one["mode"] == "queue" and one["bookable"])


def takes(hall: Running, **more: Any) -> dict[str, Any]:
    taken: dict[str, Any] = hall.post("/tickets", "kiosk", {"service": queue_service(hall)["id"], **more}).json()
    return taken


def finds(page: Page, text: str) -> None:
    """Type into the find field and press Enter."""
    page.keyboard.press("F2")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def story(hall: Running, ticket: str) -> list[str]:
    return [event["type"] for event in hall.events() if event.get("ticket") == ticket]


def test_a_found_visitor_gets_priority_once_the_document_was_seen(hall: Running, page: Page) -> None:
    one = takes(hall)
    at_the_desk(page, hall)
    finds(page, one["number"].lower())
    expect(page.locator("#inhand")).to_have_attribute("data-ticket", one["id"])
    expect(page.locator(".inhand-qr img")).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('.inhand-qr img').naturalWidth") > 0
    page.locator('[data-act="standing"]').focus()
    page.keyboard.press("Enter")
    sheet = page.locator("#standing-sheet")
    expect(sheet).to_contain_text("已看过证件")
    no_fault(page)
    page.locator('[data-sure="standing"]').click()
    expect(page.locator("#standing-say")).to_have_text("请先选择优先理由")
    page.keyboard.press("Escape")
    expect(sheet).not_to_be_visible()
    assert story(hall, one["id"]) == ["issued"]
    expect(page.locator('[data-act="standing"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.locator('#standing-sheet [value="elderly"]').check()
    page.keyboard.press("Enter")
    expect(page.locator("#find-say")).to_have_text(f"{one['number']} 已转为优先")
    expect(page.locator('[data-act="standing"]')).to_have_attribute("aria-disabled", "true")
    granted = [event for event in hall.events() if event["type"] == "standing_granted"][-1]
    assert (granted["ticket"], granted["reason"], granted["actor"]) == (one["id"], "elderly", "guide:demo")


def test_a_number_is_given_by_the_keyboard_alone(hall: Running, page: Page) -> None:
    service = queue_service(hall)
    at_the_desk(page, hall)
    page.keyboard.press("F4")
    page.keyboard.type(service["matters"][0])
    expect(page.locator(".service-active")).to_have_attribute("data-service", service["id"])
    page.keyboard.press("Enter")
    expect(page.locator("#give-go")).to_be_focused()
    page.locator('[name="needs"][value="wheelchair"]').check()
    page.locator('[name="standing"][value="pregnancy"]').check()
    expect(page.locator("#give-go")).to_contain_text("已看过证件")
    before = hall.events()[-1]["seq"] if hall.events() else 0
    page.locator("#give-go").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#service")).to_be_focused()
    issued = [event for event in hall.events(before) if event["type"] == "issued"]
    assert len(issued) == 1 and (issued[0]["service"], issued[0]["reason"]) == (service["id"], "pregnancy")
    expect(page.locator(".inhand-number")).to_have_text(issued[0]["number"])
    expect(page.locator("#give-say")).to_contain_text(issued[0]["number"])
    expect(page.locator("#inhand")).to_contain_text("轮椅")
    expect(page.locator("#find")).to_have_value(issued[0]["number"])
    expect(page.locator("#find-say")).to_be_empty()
    expect(page.locator("#give-go")).to_have_attribute("aria-disabled", "true")


def test_a_direct_service_gives_no_number_and_says_where_to_go(hall: Running, page: Page) -> None:
    direct = next(one for one in hall.get("/services")["services"] if one["mode"] == "direct")
    at_the_desk(page, hall)
    before = hall.events()[-1]["seq"] if hall.events() else 0
    page.locator("#service").fill(direct["name"]["zh"])
    page.keyboard.press("Enter")
    expect(page.locator("#give-say")).to_contain_text("不用取号")
    page.locator("#give-go").click(force=True)
    assert hall.events(before) == []


def test_who_booked_is_checked_in_by_her_code(hall: Running, page: Page) -> None:
    service = queue_service(hall)
    slots = hall.get(f"/slots?service={service['id']}")["slots"]
    booked = {"service": service["id"], "slot_at": slots[0]["slot_at"]}
    code = hall.post("/appointments", "", booked, key=uuid.uuid4().hex).json()["code"]
    at_the_desk(page, hall)
    finds(page, code.lower())
    expect(page.locator(".hand-check-in")).to_be_visible()
    no_fault(page)
    page.locator(".hand-check-in").click()
    expect(page.locator("#find-say")).to_contain_text("已签到")
    expect(page.locator("#find")).to_be_focused()
    expect(page.locator("#inhand")).to_contain_text("请到")


def test_who_missed_her_call_rejoins_and_another_one_leaves(hall: Running, page: Page) -> None:
    one, service = takes(hall), queue_service(hall)
    window = service["windows"][0]
    hall.post(f"/windows/{window}/open", "clerk")
    hall.post(f"/windows/{window}/call-this", "clerk", {"ticket": one["id"], "reason": "journey"})
    hall.post(f"/windows/{window}/no-show", "clerk", {"early": True})
    hall.post(f"/windows/{window}/close", "clerk")
    at_the_desk(page, hall, f"/desk?q={one['number']}")
    expect(page.locator("#inhand")).to_have_class(re.compile("inhand-missed"))
    page.locator('[data-act="rejoin"]').click()
    expect(page.locator("#find-say")).to_contain_text("已重新排队")
    page.locator('[data-act="reprint"]').click()
    expect(page.locator("#reprint-sheet img")).to_be_visible()
    no_fault(page)
    page.locator('[data-sure="reprint"]').click()
    expect(page.locator("#inhand")).to_contain_text("第 2 份")
    page.locator('[data-act="cancel"]').click()
    no_fault(page)
    page.locator('[data-sure="cancel"]').click()
    expect(page.locator("#inhand")).to_have_class(re.compile("inhand-cancelled"))
    assert story(hall, one["id"])[-3:] == ["rejoined", "reprinted", "cancelled"]


def test_what_may_be_done_with_a_number_has_its_key(hall: Running, page: Page) -> None:
    one = takes(hall)
    at_the_desk(page, hall)
    page.keyboard.press("F6")
    expect(page.locator("#find-say")).to_contain_text("现在不能")
    finds(page, one["number"])
    expect(page.locator("#find-say")).to_contain_text("已找到")
    page.keyboard.press("F7")
    expect(page.locator("#find-say")).to_contain_text("现在不能")
    page.keyboard.press("F6")
    expect(page.locator("#standing-sheet")).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#find-say")).to_have_text(f"{one['number']} 已转为优先")
    page.keyboard.press("F9")
    expect(page.locator("#cancel-sheet")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    page.locator('[data-sure="reprint"]').press("Enter")
    expect(page.locator("#inhand")).to_contain_text("第 2 份")
    assert story(hall, one["id"]) == ["issued", "standing_granted", "reprinted"]


def test_a_wrong_number_leaves_nothing_in_hand(hall: Running, page: Page) -> None:
    one = takes(hall)
    at_the_desk(page, hall, f"/desk?q={one['number']}")
    finds(page, "Z999")
    expect(page.locator("#find-say")).to_contain_text("没有找到")
    expect(page.locator(".inhand-number")).to_have_count(0)
    expect(page.locator('[data-act="cancel"]')).to_have_attribute("aria-disabled", "true")


def test_an_alarm_comes_by_itself_and_leads_to_its_ticket(hall: Running, page: Page) -> None:
    at_the_desk(page, hall)
    page.locator("#service").focus()
    one = takes(hall, printer=True)
    hall.post(f"/tickets/{one['id']}/printed", "kiosk", {"outcome": "unverified"})
    row = page.locator(f'[data-find="{one["number"]}"]')
    expect(row).to_be_visible()
    expect(page.locator("#service")).to_be_focused()
    no_fault(page)
    row.click()
    expect(page.locator("#inhand")).to_have_attribute("data-ticket", one["id"])


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_fits_its_screen_in_both_languages(
    hall: Running, page: Page, size: tuple[int, int], language: str
) -> None:
    one = takes(hall)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    at_the_desk(page, hall)
    page.goto(f"{hall.url}/desk?lang={language}&q={one['number']}")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    expect(page.locator(".inhand-number")).to_have_text(one["number"])
    assert page.evaluate(OUTSIDE) == [0, 0]
    box = page.locator("#give-go").bounding_box()
    assert box and box["y"] + box["height"] < size[1]
    if language == "en":
        read = page.evaluate("document.body.innerText + document.title")
        assert set(re.findall(r"[\u4e00-\u9fff]+", read)) <= {"中文"}


@pytest.mark.parametrize("name", ["normal", "care", "contrast", "dark"])
def test_the_desk_can_be_read_on_every_paper_and_in_every_type(hall: Running, page: Page, name: str) -> None:
    one = takes(hall, needs=["hearing"])
    page.emulate_media(color_scheme="dark" if name == "dark" else "light", reduced_motion="reduce")
    size = "huge" if name == "care" else "large" if name == "contrast" else "normal"
    paper = "auto" if name == "dark" else name
    page.add_init_script(f"localStorage.setItem('hall.paper', '{paper}'); localStorage.setItem('hall.type', '{size}')")
    at_the_desk(page, hall)
    no_fault(page)
    finds(page, one["number"])
    expect(page.locator(".inhand-number")).to_have_text(one["number"])
    page.locator("#service").fill(queue_service(hall)["name"]["zh"])
    page.keyboard.press("Enter")
    page.locator('[name="standing"][value="military"]').check()
    no_fault(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
