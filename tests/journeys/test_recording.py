"""A hall records its own voice: read, listen, keep; or with files, where the browser has no microphone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.display.sounds import tone
from tests.journeys.running import Running
from tests.journeys.test_how_pages_look import arrived, no_fault

pytestmark = pytest.mark.browser


def test_a_sentence_is_recorded_and_files_go_where_their_names_say(hall: Running, page: Page) -> None:
    arrived(page, hall, "manager", "/recording?voice=ours&language=zh")
    expect(page.locator("#sentence")).to_have_text("请 A")
    page.set_input_files("#file", {"name": "anything.wav", "mimeType": "audio/wav", "buffer": tone(ms=900)})
    page.locator("#keep").click()
    expect(page.locator("#counted")).to_contain_text("已录 1 /")
    expect(page.locator("#sentence")).not_to_have_text("请 A")
    page.set_input_files("#file", [
        {"name": f"{name}.wav", "mimeType": "audio/wav", "buffer": tone(ms=400)}
        for name in ("window-east-1", "window-east-2", "holiday")
    ])
    expect(page.locator("#say")).to_have_text("已保留 2 个文件，1 个未能对应")
    page.reload()
    expect(page.locator("#counted")).to_contain_text("已录 3 /")
    no_fault(page)


def test_a_notice_is_given_by_one_press_and_stands_on_the_wall(hall: Running, page: Page) -> None:
    arrived(page, hall, "manager", "/manage/notices")
    no_fault(page)
    page.locator('[data-notice="come-back"] [data-give]').click()
    expect(page.locator("#say")).to_have_text("已播报")
    area = hall.get("/centre", "")["halls"][0]["areas"][0]
    area_id = area["id"] if isinstance(area, dict) else area
    page.goto(f"{hall.url}/board/{area_id}")
    expect(page.locator("#spoken")).to_contain_text("回到休息等待区")
    no_fault(page)
