"""The main job, end to end: a number from the kiosk to paper, to a window, to the wall."""

from __future__ import annotations

import io

import pytest
import requests
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from hall.display.board import key_of
from tests.builders import PATIENCE_SECONDS
from tests.journeys.running import Running, eventually
from tests.journeys.signing_in import at_the_console, signed_in_by_hand

pytestmark = pytest.mark.browser
WALL = {"width": 1920, "height": 1080}


def test_a_visitor_touches_twice_gets_one_slip_is_called_painted_and_served(hall: Running, page: Page) -> None:
    slips = len(hall.slips())
    page.set_viewport_size({"width": 1080, "height": 1920})
    page.goto(hall.kiosk_url)
    page.locator(".tile .face").first.click()
    take = page.locator("#take")
    service = take.get_attribute("data-take")
    take.dblclick()
    page.wait_for_selector(".done")
    printed = eventually(lambda: hall.slips()[: len(hall.slips()) - slips], "a slip on the roll")
    assert len(printed) == 1

    issued = [event for event in hall.events() if event["type"] == "issued"][-1]
    assert issued["service"] == service
    expect(page.locator(".done")).to_contain_text(issued["number"])

    paper = requests.get(hall.printer_url + printed[0]["png"], timeout=PATIENCE_SECONDS)
    picture = Image.open(io.BytesIO(paper.content))
    code = zxingcpp.read_barcode(picture)
    assert code is not None and code.text == f"{hall.url}/t/{issued['ticket']}"
    phone = requests.get(code.text, headers={"Accept": "text/html"}, timeout=PATIENCE_SECONDS)
    assert phone.status_code == 200 and issued["number"] in phone.text

    wall = page.context.browser.new_page(viewport=WALL)  # type: ignore[union-attr]
    wall.goto(f"{hall.url}/board/{issued['area']}")
    manager = page.context.browser.new_page(viewport=WALL)  # type: ignore[union-attr]
    signed_in_by_hand(manager, hall, "manager", "/manage")

    window = next(one for one in hall.get("/services")["services"] if one["id"] == service)["windows"][0]
    primary = at_the_console(page, hall, window)
    expect(primary).to_have_attribute("data-act", "open")
    page.keyboard.press("Space")
    expect(primary).to_have_attribute("data-act", "call-next")
    page.keyboard.press("Space")
    expect(page.locator("#number")).to_have_text(issued["number"])

    row = wall.locator(f'[data-call="{key_of(issued["ticket"])}"]')
    expect(row).to_contain_text(issued["number"])
    expect(row).to_be_visible()
    hall_id, _, number = window.partition("/")
    cell = manager.locator(f"#w-{hall_id}-{number}")
    expect(cell).to_contain_text(issued["number"])

    expect(primary).to_have_attribute("data-act", "start")
    page.keyboard.press("Space")
    expect(primary).to_have_attribute("data-act", "finish-and-call-next")
    page.keyboard.press("Space")
    expect(primary).to_have_attribute("data-act", "call-next")
    expect(row).to_have_count(0)
    wall.close()
    manager.close()

    story = [event["type"] for event in hall.events() if event.get("ticket") == issued["ticket"]]
    assert story == ["issued", "confirmed", "called", "started", "finished"]


def test_five_presses_of_the_space_bar_in_a_moment_call_one_visitor(hall: Running, page: Page) -> None:
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    for _ in range(6):
        assert hall.post("/tickets", "kiosk", {"service": service["id"]}).status_code == 201
    window = service["windows"][0]
    hall.post(f"/windows/{window}/open", "clerk")
    expect(at_the_console(page, hall, window)).to_have_attribute("data-act", "call-next")
    before = hall.events()[-1]["seq"]
    for _ in range(5):
        page.keyboard.press("Space", delay=0)
    expect(page.locator("#number")).to_be_visible()
    called = [event for event in hall.events(before) if event["type"] == "called"]
    assert len(called) == 1
    state = hall.get(f"/windows/{window}", "clerk")
    assert state["visitor"]["id"] == called[0]["ticket"]
    hall.post(f"/windows/{window}/finish", "clerk")
    hall.post(f"/windows/{window}/close", "clerk")


@pytest.mark.parametrize(("fault", "cause"), [("off", "off"), ("paper_out", "paper_end"), ("cover_open", "cover_open")])
def test_a_printer_that_cannot_print_gives_a_clear_page_and_no_number(
    hall: Running, page: Page, fault: str, cause: str
) -> None:
    before, slips = hall.events()[-1]["seq"] if hall.events() else 0, len(hall.slips())
    hall.fault(fault)
    try:
        page.goto(hall.kiosk_url)
        page.locator(".tile .face").first.click()
        service = page.locator("#take").get_attribute("data-take")
        answer = requests.post(
            f"{hall.kiosk_url}/tickets",
            json={"service": service},
            headers={"Idempotency-Key": f"fault-{fault}-1"},
            timeout=PATIENCE_SECONDS,
        )
        assert (answer.status_code, answer.json()["code"]) == (503, "PRINTER_NOT_READY")
        assert answer.json()["cause"] == cause
        page.locator("#take").click()
        page.wait_for_selector("[data-key], .trouble")
        assert [event for event in hall.events(before) if event["type"] == "issued"] == []
    finally:
        hall.fault("none")
    assert len(hall.slips()) == slips
    answer = requests.post(
        f"{hall.kiosk_url}/tickets",
        json={"service": service},
        headers={"Idempotency-Key": f"well-{fault}-2"},
        timeout=PATIENCE_SECONDS,
    )
    assert answer.status_code == 201 and answer.json()["printed"] == "confirmed"
