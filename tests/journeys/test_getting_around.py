"""A manager gets around her pages by keyboard alone, on a desk's screen and on a phone, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from hall.web.people import Role
from hall.web.places import Place, places
from tests.journeys.axe import no_fault
from tests.journeys.running import Running
from tests.journeys.test_how_pages_look import arrived

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOWN, FOLDED = places(Role.MANAGER)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, and see that the focus can be seen."""
    page.locator(".managers-top").evaluate("() => document.activeElement.blur()")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def go(page: Page, place: Place) -> None:
    """Go to a place as somebody without a mouse does."""
    if place in FOLDED:
        tab_to(page, ".places summary")
        page.keyboard.press("Enter")
    tab_to(page, f'.places a[href="{place.path}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{place.path}")


def test_every_managers_page_is_reached_from_the_live_board_by_keyboard(hall: Running, page: Page) -> None:
    arrived(page, hall, "manager", "/manage")
    for place in (*SHOWN[1:], *FOLDED):
        go(page, place)
        expect(page.locator("h1")).to_have_count(1)
        if place.word == "wall":
            break
        expect(page.locator(".places [aria-current]")).to_have_attribute("href", place.path)
        for width in (390, 1366):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (place.path, width)
        no_fault(page, place.path)
        go(page, SHOWN[0])


def test_escape_and_a_press_beside_it_close_a_menu(hall: Running, page: Page) -> None:
    arrived(page, hall, "manager", "/manage/plan")
    menu, head = page.locator(".places .menu"), page.locator(".places summary")
    head.press("Enter")
    page.keyboard.press("Tab")
    no_fault(page)
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(head).to_be_focused()
    head.press("Enter")
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_without_javascript_the_menu_opens_and_leads_on(hall: Running, page: Page, browser: Browser) -> None:
    arrived(page, hall, "manager", "/manage")
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{hall.url}/manage/plan")
    plain.locator(".places summary").click()
    plain.locator('.places a[href="/manage/screens"]').click()
    expect(plain.locator(".places [aria-current]")).to_have_attribute("href", "/manage/screens")
    context.close()
