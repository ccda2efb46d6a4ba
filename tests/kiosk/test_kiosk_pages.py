"""The pages of a kiosk with the real hall behind it, without a browser."""

from __future__ import annotations

import re

import pytest

from kiosk.paper_roll.faults import Fault
from tests.api import refused, said
from tests.builders import moment, wait_until
from tests.kiosk.desk import Desk

pytestmark = pytest.mark.slow


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


def test_the_papers_to_choose_from_are_told_apart_by_their_names(pages: Desk) -> None:
    for language, names in (("zh", "自动,普通,护眼,高对比"), ("en", "Auto,Normal,Eye care,Contrast")):
        pages.client.get(f"/choose?lang={language}&to=/")
        assert re.findall(r'<a class="choice paper-[^>]*>([^<]*)</a>', shown(pages, "/")) == names.split(",")


def test_a_matter_is_found_by_its_initials_and_a_choice_of_language_keeps_the_query(pages: Desk) -> None:
    page = shown(pages, "/search?q=nssb")
    assert "纳税申报" in page and "找到1项业务" in page
    assert "to=/search%3Fq%3Dnssb" in page
    assert "没有找到" in shown(pages, "/search?q=zzzz")


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


def test_who_is_too_early_for_her_appointment_is_told_when_to_come_and_may_walk_in_now(pages: Desk) -> None:
    api = pages.door.api
    code = said(api.post("/appointments", {"service": "tax", "slot_at": moment("10:30")}), 201)["code"]
    pages.touch(key="early-touch", appointment=code)
    page = shown(pages, "/trouble/early-touch")
    # The story's day is none of the kiosk's own, so the day is told with each moment.
    assert re.search(r"预约时间[-0-9]+ 10:30，[-0-9]+ 10:00起可以签到", page)
    assert "现在取号" in page and 'href="/services/tax"' in page
    pages.client.get("/choose?lang=en&to=/")
    assert re.search(r"Your slot is [-0-9]+ 10:30; check in from [-0-9]+ 10:00", shown(pages, "/trouble/early-touch"))


def test_the_pages_stay_while_the_hall_is_away_and_offer_no_number(
        pages: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.parts.kiosk.leases, "can_give", lambda service: False)
    pages.door.close()
    wait_until(lambda: pages.client.get("/state").get_json()["hall"] == "away", "noticing the outage")
    for path in ("/", "/agencies/taxes", "/services/tax"):
        page = shown(pages, path)
        assert "纳税申报" in page and "暂时联系不上叫号系统" in page and "data-take" not in page, path
    pages.door.open()
    wait_until(lambda: "data-take" in shown(pages, "/services/tax"), "coming back")


def test_a_kiosk_with_numbers_of_its_own_goes_on_giving_them_while_the_hall_is_away(
        pages: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.parts.kiosk.leases, "can_give", lambda service: service == "tax")
    pages.door.close()
    wait_until(lambda: pages.client.get("/state").get_json()["hall"] == "away", "noticing the outage")
    page = shown(pages, "/services/tax")
    assert "data-take" in page and "仍可取号" in page and "等候人数暂不显示" in page


def test_a_kiosk_that_never_heard_the_hall_waits_for_it(desk: Desk) -> None:
    answer = desk.client.get("/")
    assert answer.status_code == 503 and "恢复后会自动回到首页" in answer.get_data(as_text=True)


def test_a_stopped_hall_is_said_on_every_page(pages: Desk) -> None:
    pages.door.api.post("/centre/stop", {"reason": "台风"}, role="manager")
    pages.parts.kiosk.following.ask_now()
    wait_until(lambda: pages.client.get("/state").get_json()["hall"] == "stopped", "hearing that the hall is stopped")
    assert "全厅暂停取号：台风" in shown(pages, "/") and "data-take" not in shown(pages, "/services/tax")


def test_what_help_she_needs_goes_with_her_number_to_the_hall(pages: Desk) -> None:
    told = pages.touch(service="tax", needs=["wheelchair", "hearing"]).get_json()
    assert told["needs"] == ["hearing", "wheelchair"]
    assert "已告诉工作人员：听不清、坐轮椅" in shown(pages, f"/done/{told['id']}")
    assert pages.touch(service="tax", needs=["money"]).status_code == 422


def test_who_needs_priority_has_a_number_at_once_and_is_sent_to_the_desk(pages: Desk) -> None:
    told = pages.touch(service="tax").get_json()
    assert told["standing"] == "walk_in"
    assert "请先到咨询台出示证件" in shown(pages, f"/done/{told['id']}?desk")


def test_a_number_taken_by_mistake_is_given_back_without_staff(pages: Desk) -> None:
    told = pages.touch(service="tax").get_json()
    assert "取错了，退号" in shown(pages, f"/done/{told['id']}")
    assert pages.touch(path=f"/tickets/{told['id']}/cancel").get_json()["state"] == "cancelled"
    assert f"{told['number']} 已经退掉" in shown(pages, f"/cancelled/{told['id']}")
    assert pages.hall_says(told["id"]) == "cancelled"
    assert pages.touch(path="/tickets/somebody-elses/cancel").status_code == 404


def test_what_she_chose_is_wiped_for_the_next_visitor(pages: Desk) -> None:
    pages.client.get("/choose?lang=en&size=largest&paper=care")
    assert 'data-size="largest"' in shown(pages, "/") and 'data-paper="care"' in shown(pages, "/")
    pages.client.get("/start")
    assert 'data-size="standard"' in shown(pages, "/") and 'lang="zh-CN"' in shown(pages, "/")


def test_nobody_is_led_off_this_machine(pages: Desk) -> None:
    for path in ("https://example.org/", "//example.org", "/\\example.org"):
        assert pages.client.get("/choose", query_string={"lang": "en", "to": path}).location == "/"


def test_a_page_from_elsewhere_under_another_name_is_refused(pages: Desk) -> None:
    answer = pages.client.get("/", headers={"Host": "evil.example"})
    assert refused(answer, 421, "MISDIRECTED_REQUEST")["title"] == "这是取号机，不接受其他地址的访问"


def test_an_unknown_page_says_so(pages: Desk) -> None:
    assert pages.client.get("/services/none", headers={"Accept": "text/html"}).status_code == 404
    assert pages.client.get("/nowhere", headers={"Accept": "application/json"}).get_json()["code"] == "NOT_FOUND"


def test_a_wrong_method_is_a_problem_like_all_others(pages: Desk) -> None:
    for language, title in (("zh-CN", "不能这样访问"), ("en", "This address is not used in this way")):
        answer = pages.client.get("/tickets", headers={"Accept-Language": language})
        assert refused(answer, 405, "METHOD_NOT_ALLOWED")["title"] == title
        assert "POST" in answer.headers["Allow"]
    refused(pages.client.post("/printer"), 405, "METHOD_NOT_ALLOWED")
    browser = pages.client.get("/tickets", headers={"Accept": "text/html"})
    assert (browser.status_code, browser.mimetype) == (405, "text/html") and "没有这一页" in browser.text
