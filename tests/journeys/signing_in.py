"""Sign people in: by hand, as the story of the first sign-in does, or with a session that their browser has already."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.running import Running


def signed_in_by_hand(page: Page, hall: Running, role: str, path: str) -> None:
    """Sign in as a person does, and arrive at a page."""
    page.goto(f"{hall.url}/sign-in?next={path}")
    page.locator("input[name=token]").fill(hall.tokens[role])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")


def signed_in(page: Page, hall: Running, role: str, path: str) -> Page:
    """Arrive at a page as somebody who signed in before."""
    said = {"token": hall.tokens[role], "next": path}
    assert page.request.post(f"{hall.url}/sign-in", form=said, max_redirects=0).status == 303
    page.goto(hall.url + path)
    return page


def at_the_console(page: Page, hall: Running, window: str, language: str = "") -> Locator:
    """Sit down at a window and wait until the console is connected; return its one primary button."""
    signed_in(page, hall, "clerk", f"/window/{window}" + (f"?lang={language}" if language else ""))
    primary = page.locator("#primary")
    expect(primary).to_have_attribute("aria-disabled", "false")
    return primary
