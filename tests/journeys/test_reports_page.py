"""A manager reads the reports of a hall whose recorder runs beside it: by keyboard, in both languages, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import Running, eventually
from tests.journeys.test_how_pages_look import arrived, no_fault

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(hall: Running) -> str:
    """Let one visitor be served and another wait; returns the service's name in Chinese."""
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    window = service["windows"][0]
    hall.post(f"/windows/{window}/open", "clerk")
    for _ in range(2):
        hall.post("/tickets", "kiosk", {"service": service["id"]})
    for act in ("call-next", "start", "finish"):
        hall.post(f"/windows/{window}/{act}", "clerk")
    return str(service["name"]["zh"])


def shows(page: Page, row: str, taken: str) -> None:
    """Look again until the recorder, which is a step behind, has told the ledger."""
    cell = page.get_by_role("row", name=row).get_by_role("cell").first

    def told() -> bool:
        page.reload()
        return bool(cell.count()) and cell.inner_text() == taken

    eventually(told, "what the recorder wrote")


def test_a_manager_asks_for_the_month_by_service_with_the_keyboard(hall: Running, page: Page, served: str) -> None:
    arrived(page, hall, "manager", "/manage/reports")
    shows(page, "全厅合计", "2")
    page.get_by_role("radio", name="日").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.get_by_role("combobox", name="按").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**span=month**by=service**")
    expect(page.get_by_role("row", name=served).get_by_role("cell").first).to_have_text("2")
    no_fault(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    assert served in Path(download.value.path()).read_text("utf-8-sig")


def test_the_page_is_printed_as_a_table_without_its_buttons(hall: Running, page: Page, served: str) -> None:
    arrived(page, hall, "manager", "/manage/reports?lang=en")
    shows(page, "Whole centre", "2")
    no_fault(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Day of")).to_be_visible()
    for name in ("Show", "Print"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    no_fault(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing stands outside the paper"


def test_every_view_of_a_report_is_read_and_a_workbook_taken_along_with_the_keyboard(
    hall: Running, page: Page, served: str
) -> None:
    arrived(page, hall, "manager", "/manage/reports")
    shows(page, "全厅合计", "2")
    for view in ("走势", "热力图", "设备"):
        page.get_by_role("link", name=view).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name=view)).to_have_attribute("aria-current", "page")
        no_fault(page)
        if view == "走势":
            expect(page.get_by_role("img", name="每半小时取号与").locator("svg")).to_be_visible()
            page.emulate_media(media="print")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing outside the paper"
            page.emulate_media(media="screen")
        if view == "热力图":
            expect(page.get_by_role("row", name=served).get_by_text("2", exact=True)).to_be_visible()
    page.get_by_role("button", name="导出 Excel").press("Enter")
    fetch = page.get_by_role("link", name="下载文件")
    expect(fetch).to_be_visible()
    no_fault(page)
    with page.expect_download() as download:
        fetch.press("Enter")
    assert download.value.suggested_filename.endswith("日报.xlsx")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")


def test_a_manager_sees_how_the_estimates_came_true(hall: Running, page: Page, served: str) -> None:
    arrived(page, hall, "manager", "/manage/reports/estimate")
    eventually(lambda: bool(page.reload()) and page.get_by_role("row", name=served).count() == 1, "the first estimate")
    expect(page.get_by_role("row", name=served).get_by_role("cell").first).to_have_text("1")
    no_fault(page)
    page.goto(f"{hall.url}/manage/reports/estimate?lang=en")
    expect(page.get_by_role("heading", name="Day of")).to_be_visible()
    no_fault(page)
