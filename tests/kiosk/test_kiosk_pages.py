"""The pages of a kiosk with the real hall behind it, without a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk import following
from kiosk.paper_roll.faults import Fault
from tests.builders import wait_until
from tests.kiosk.desk import Desk


@pytest.fixture
def pages(desk: Desk) -> Iterator[Desk]:
    """Let the kiosk follow the hall, as it does when it runs."""
    desk.parts.start()
    wait_until(lambda: desk.parts.kiosk.following.known is not None, "the hall")
    yield desk
    desk.parts.kiosk.following.stop()


def shown(desk: Desk, path: str) -> str:
    """Give a page."""
    answer = desk.client.get(path, headers={"Accept": "text/html"})
    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
    return answer.get_data(as_text=True)


def test_every_page_is_there_in_both_languages(pages: Desk) -> None:
    for language, word in (("zh", "纳税申报"), ("en", "Tax return")):
        pages.client.get(f"/choose?lang={language}&to=/agencies")
        for path in ("/", "/agencies/taxes", "/services/tax"):
            assert word in shown(pages, path), path
    assert "/agencies/traffic" in shown(pages, "/agencies?hall=west")


def test_a_direct_service_names_its_windows_and_offers_no_number(pages: Desk) -> None:
    page = shown(pages, "/services/papers")
    assert "东厅3、4号窗口" in page and "data-take" not in page


def test_the_done_page_says_number_place_and_code_for_the_phone(pages: Desk) -> None:
    told = pages.touch(service="tax").get_json()
    page = shown(pages, f"/done/{told['id']}")
    assert "A001" in page and "请到东厅" in page and "优先服务请到咨询台出示证件" in page
    assert pages.client.get(f"/done/{told['id']}/qr.svg").status_code == (200 if told["track_url"] else 404)


def test_a_printer_fault_is_said_in_words_and_on_every_page(pages: Desk) -> None:
    pages.hardware.has(Fault.PAPER_OUT)
    pages.touch(key="one-touch", service="tax")
    assert "打印纸用完了" in shown(pages, "/trouble/one-touch") and "没有为您取号" in shown(pages, "/trouble/one-touch")
    pages.client.get("/printer")
    assert "打印纸用完了" in shown(pages, "/")


def test_a_refusal_of_the_hall_is_said_in_words(pages: Desk) -> None:
    pages.touch(key="one-touch", appointment="ACDF2345")
    assert "没有找到这个预约码" in shown(pages, "/trouble/one-touch")


def test_the_pages_wait_for_the_hall_and_are_right_again_when_it_is_back(
        pages: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "AWAY_SECONDS", 0.3)
    monkeypatch.setattr(following, "ASK_SECONDS", 0.1)
    pages.door.close()
    pages.parts.kiosk.following.ask_now()
    wait_until(lambda: pages.client.get("/state").get_json()["hall"] == "away", "noticing the outage")
    answer = pages.client.get("/")
    assert answer.status_code == 503 and "恢复后会自动回到首页" in answer.get_data(as_text=True)
    pages.door.open()
    wait_until(lambda: "纳税申报" in shown(pages, "/"), "coming back")


def test_what_she_chose_is_wiped_for_the_next_visitor(pages: Desk) -> None:
    pages.client.get("/choose?lang=en&size=largest&paper=care")
    assert 'data-size="largest"' in shown(pages, "/") and 'data-paper="care"' in shown(pages, "/")
    pages.client.get("/start")
    assert 'data-size="standard"' in shown(pages, "/") and 'lang="zh-CN"' in shown(pages, "/")


def test_nobody_is_led_off_this_machine(pages: Desk) -> None:
    for path in ("https://example.org/", "//example.org", "/\\example.org"):
        assert pages.client.get("/choose", query_string={"lang": "en", "to": path}).location == "/"


def test_a_page_from_elsewhere_under_another_name_is_refused(pages: Desk) -> None:
    assert pages.client.get("/", headers={"Host": "evil.example"}).status_code == 421


def test_an_unknown_page_says_so(pages: Desk) -> None:
    assert pages.client.get("/services/none", headers={"Accept": "text/html"}).status_code == 404
    assert pages.client.get("/nowhere", headers={"Accept": "application/json"}).get_json()["code"] == "NOT_FOUND"
