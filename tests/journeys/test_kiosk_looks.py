"""Look at every page of the kiosk, also those of a moment, as three visitors do: with usual eyes, old ones, weak ones.

With HALL_PICTURES=/some/folder every page is kept as a picture, and all of a look together on a contact sheet.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from PIL import Image
from playwright.sync_api import Page, expect

from tests.builders import PATIENCE_SECONDS
from tests.journeys.axe import no_fault
from tests.journeys.running import Running
from tests.journeys.test_at_the_kiosk import FINE, LOOK, PATHS, choose, has

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: What each visitor chose for her eyes: type size and paper.
LOOKS = {"normal": ("standard", "auto"), "elder": ("largest", "auto"), "contrast": ("standard", "contrast")}
SCREEN = {"width": 1080, "height": 1920}
#: Width of a page on a contact sheet, and pages in its row.
SHEET_WIDTH, SHEET_ROW = 270, 8
TOUCH = {"service": "company-setup", "needs": ["wheelchair"]}


@pytest.fixture(scope="module")
def moments(hall: Running) -> dict[str, str]:
    """Bring about what is shown for a moment only: a number, one in doubt, one given back, a printer without paper."""
    kiosk, paths = hall.kiosk_url, {}

    def touch(key: str, path: str = "/tickets", **body: object) -> str:
        answer = requests.post(kiosk + path, json=body, headers={"Idempotency-Key": key}, timeout=PATIENCE_SECONDS)
        return str(answer.json().get("id", ""))

    paths["done"] = f"/done/{touch('look-at-done', **TOUCH)}"
    paths["desk"] = f"{paths['done']}?desk"
    back = touch("look-at-cancel", **TOUCH)
    touch("give-it-back", f"/tickets/{back}/cancel")
    paths["cancelled"] = f"/cancelled/{back}"
    paths["guide-doubt"] = "/services/metrology?slip=unverified"
    for name, fault in (("doubt", "wrong_process_id"), ("paper-out", "paper_out")):
        has(hall, fault)
        made = touch(f"look-at-{name}", **TOUCH)
        paths[name] = f"/done/{made}" if made else f"/trouble/look-at-{name}"
    has(hall, "none")
    touch("look-at-no-code", appointment="ACDF2345")
    paths["no-code"] = "/trouble/look-at-no-code"
    return paths


#: What lies over a page for a moment, and how it is called up.
OVER: dict[str, tuple[str, str]] = {
    "idle": ("/services/company-setup", "document.getElementById('idle').showModal()"),
    "give-back": ("done", "document.getElementById('cancel').showModal()"),
    "printing": ("/services/company-setup", "document.getElementById('printing').hidden = false"),
    "gone": ("/", "document.getElementById('gone').hidden = false"),
    "no-code-scanned": ("/", "document.getElementById('notice').hidden = false"),
}


@pytest.fixture
def album() -> Iterator[Callable[[Page, str, str], None]]:
    """Lend an album that keeps pictures where somebody wants to look at them."""
    folder = os.environ.get("HALL_PICTURES")
    kept: dict[str, list[Path]] = {}

    def keep(page: Page, look: str, name: str) -> None:
        if folder:
            path = Path(folder) / f"kiosk-{look}-{name}.png"
            page.screenshot(path=path)
            kept.setdefault(look, []).append(path)

    yield keep
    for look, paths in kept.items():
        sheet(paths).save(Path(folder or "") / f"kiosk-{look}.png", optimize=True)


def sheet(paths: list[Path]) -> Image.Image:
    """Put pictures together on one."""
    height = SHEET_WIDTH * SCREEN["height"] // SCREEN["width"]
    rows = -(-len(paths) // SHEET_ROW)
    made = Image.new("RGB", (SHEET_ROW * (SHEET_WIDTH + 8), rows * (height + 8)), "#808080")
    for at, path in enumerate(paths):
        small = Image.open(path).convert("RGB").resize((SHEET_WIDTH, height), Image.Resampling.LANCZOS)
        made.paste(small, (at % SHEET_ROW * (SHEET_WIDTH + 8) + 4, at // SHEET_ROW * (height + 8) + 4))
    return made


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_a_moment_fits_is_within_reach_and_passes_axe(
        hall: Running, page: Page, moments: dict[str, str], look: str, language: str,
        album: Callable[[Page, str, str], None]) -> None:
    kiosk, (size, paper) = hall.kiosk_url, LOOKS[look]
    page.set_viewport_size({"width": SCREEN["width"], "height": SCREEN["height"]})
    # Pages of a moment go home by themselves; here time stands still.
    page.clock.install()
    choose(page, kiosk, lang=language, size=size, paper=paper)
    shown = {name: (path, "") for name, path in moments.items()}
    shown |= {name: (moments.get(path, path), call) for name, (path, call) in OVER.items()}
    if os.environ.get("HALL_PICTURES"):
        shown = {re.sub(r"\W+", "-", path.strip("/")) or "home": (path, "") for path in PATHS} | shown
    for name, (path, call) in shown.items():
        page.goto(kiosk + path)
        page.wait_for_selector("body.ready", state="attached")
        if call:
            page.evaluate(call)
        album(page, f"{look}-{language}", name)
        assert page.evaluate(LOOK, True) == FINE, name
        no_fault(page, name)


def test_a_slip_that_is_printed_once_more_still_leads_to_the_desk_and_to_the_next_principal(
        hall: Running, page: Page, moments: dict[str, str]) -> None:
    phone = {"kind": "phone", "number": "13912345678"}
    agent = requests.post(f"{hall.kiosk_url}/persons", json=phone, timeout=PATIENCE_SECONDS)
    page.goto(f"{hall.kiosk_url}{moments['doubt']}?desk&agent={agent.json()['person']}")
    page.get_by_role("button", name="没有出来，补打").click()
    expect(page.locator("main")).to_contain_text(re.compile("请先到咨询台出示证件.*再替一位", re.DOTALL))
