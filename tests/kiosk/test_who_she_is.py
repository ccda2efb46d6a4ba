"""A service that gives one number a person asks who she is at the kiosk, and nobody keeps her number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.persons import HANDLE_SECONDS, HANDLES_KEPT
from tests.api import Api, refused, said
from tests.builders import wait_until
from tests.kiosk.desk import Desk, Door, Hardware

PHONE, CARD = "13912345678", "11010519491231002X"


@pytest.fixture
def strict_desk(hardware: Hardware, strict: Api, tmp_path: Path) -> Iterator[Desk]:
    """Put a kiosk beside the printer, and a hall behind it that insists on knowing who she is."""
    door = Door(strict)
    made = Desk(hardware, door, tmp_path)
    made.parts.heartbeat.beat()
    made.parts.kiosk.following.start()
    wait_until(lambda: made.client.get("/state").get_json()["hall"] == "here", "the services")
    yield made
    made.parts.stop()
    door.close()


def types(desk: Desk, number: str, kind: str = "phone") -> str:
    """She types her number; the page gets a handle."""
    told = said(desk.client.post("/persons", json={"kind": kind, "number": number}), 201)
    handle: str = told["person"]
    return handle


def written(desk: Desk) -> str:
    """Read all that the kiosk has written down."""
    return "".join(path.read_text("utf-8") for path in desk.folder.iterdir() if path.is_file())


def test_her_phone_is_a_digest_and_a_mask_wherever_it_is_written_down(strict_desk: Desk, strict: Api) -> None:
    told = said(strict_desk.touch(service="licences", person=types(strict_desk, PHONE)), 201)
    assert said(strict.get(f"/tickets/{told['id']}", role="guide"))["mask"] == "139******78"
    asked = json.loads(next(strict_desk.folder.glob("journal-*.jsonl")).read_text("utf-8").splitlines()[0])
    assert asked["body"]["person"].keys() == {"kind", "digest", "mask"}
    assert PHONE not in written(strict_desk)


def test_a_guide_and_another_kiosk_know_her_again(strict_desk: Desk, strict: Api) -> None:
    said(strict_desk.touch(service="licences", person=types(strict_desk, PHONE)), 201)
    refused(strict.post("/tickets", {"service": "licences", "phone": PHONE}, role="guide"), 409, "ALREADY_WAITING")
    refused(strict.post("/tickets", {"service": "licences", "phone": PHONE}, role="kiosk"), 409, "ALREADY_WAITING")


def test_who_has_a_number_already_is_shown_it(strict_desk: Desk) -> None:
    said(strict_desk.touch(service="licences", person=types(strict_desk, PHONE)), 201)
    refused(strict_desk.touch("second-touch", service="licences", person=types(strict_desk, PHONE)), 409,
            "ALREADY_WAITING")
    page = strict_desk.client.get("/trouble/second-touch").get_data(as_text=True)
    assert "您已经有这项业务的号" in page and "L001" in page and "正在排队" in page


@pytest.mark.parametrize(("kind", "number", "words"), [
    ("phone", "12912345678", "13到19开头"), ("phone", "1391234567", "11位"), ("phone", "1391234567a", "11位"),
    ("id", "01010519491231002X", "不以0开头"), ("id", "110105194912310021", "好像有一位按错了"),
    ("id", "110105194913310020", "出生日期"), ("id", "1101051949123100", "18位"),
])
def test_a_slip_of_the_finger_is_told_kindly(strict_desk: Desk, kind: str, number: str, words: str) -> None:
    answer = strict_desk.client.post("/persons", json={"kind": kind, "number": number})
    assert words in refused(answer, 422, "NUMBER_WRONG")["title"]


@pytest.mark.parametrize("how", ["she left", "too long ago"])
def test_who_has_left_is_forgotten_and_the_next_one_is_asked_anew(strict_desk: Desk, how: str) -> None:
    handle = types(strict_desk, PHONE)
    if how == "she left":
        strict_desk.client.get("/start")
    else:
        strict_desk.door.api.clock.now += int(HANDLE_SECONDS * 1000)
    refused(strict_desk.touch("late-touch", service="licences", person=handle), 409, "PERSON_FORGOTTEN")
    assert strict_desk.client.get("/trouble/late-touch").location == "/services/licences/who"
    assert strict_desk.client.get("/trouble/late-touch?desk").location == "/services/licences/who?desk="
    assert strict_desk.hall_heard() == []


def test_a_hall_that_wants_to_know_who_she_is_leads_to_the_page_that_asks(strict_desk: Desk) -> None:
    refused(strict_desk.touch("one-touch", service="licences"), 409, "PERSON_NEEDED")
    assert strict_desk.client.get("/trouble/one-touch").location == "/services/licences/who"
    page = strict_desk.client.get("/services/licences/who").get_data(as_text=True)
    assert "请输入手机号" in page
    booked = strict_desk.client.get("/services/licences/who?code=ACDF2345").get_data(as_text=True)
    assert 'data-appointment="ACDF2345"' in booked and "签到取号" in booked
    assert strict_desk.client.get("/services/tax/who").location == "/services/tax"


def test_a_card_that_is_read_takes_the_number_and_never_reaches_the_page(strict_desk: Desk) -> None:
    persons = strict_desk.parts.kiosk.persons
    persons.read("id", CARD)
    strict_desk.client.get("/services/licences/who")
    assert strict_desk.client.get("/state").get_json()["read"] is None, "a card of before is not hers"
    persons.read("id", CARD)
    state = strict_desk.client.get("/state")
    read: Any = state.get_json()["read"]
    assert read["mask"] == "110*************2X" and CARD not in state.get_data(as_text=True)
    assert persons.find(read["person"])


def test_a_card_of_who_acts_for_others_that_is_left_on_the_reader_is_not_her_principal_s(strict_desk: Desk) -> None:
    persons = strict_desk.parts.kiosk.persons
    agent = persons.know("id", CARD)
    strict_desk.client.get(f"/services/licences/who?agent={agent.handle}")
    for _ in range(HANDLES_KEPT):
        persons.read("id", CARD)
    assert strict_desk.client.get("/state").get_json()["read"] is None and persons.waits
    assert persons.find(agent.handle), "however often her card is read, she is not forgotten for it"
    strict_desk.client.get("/services/licences/who")
    persons.read("id", CARD)
    assert strict_desk.client.get("/state").get_json()["read"], "she may also come for herself"


def test_another_kind_of_number_than_the_service_asks_for_is_no_answer(strict_desk: Desk) -> None:
    refused(strict_desk.touch(service="licences", person=types(strict_desk, CARD, "id")), 409, "PERSON_NEEDED")


def test_her_touch_twice_is_one_number(strict_desk: Desk) -> None:
    handle = types(strict_desk, PHONE)
    first, again = (strict_desk.touch("one-touch", service="licences", person=handle).get_json() for _ in range(2))
    assert first["number"] == again["number"] == "L001"
    assert len(strict_desk.hardware.slips()) == 1


def test_who_acts_for_others_says_so_and_takes_numbers_for_three(strict_desk: Desk, strict: Api) -> None:
    page = strict_desk.client.get("/services/licences").get_data(as_text=True)
    assert "替别人办" in page and 'href="/services/licences/who?agent="' in page
    assert "替别人办" not in strict_desk.client.get("/services/tax").get_data(as_text=True)
    assert "请输入您自己的手机号" in strict_desk.client.get("/services/licences/who?agent=").get_data(as_text=True)
    agent = types(strict_desk, PHONE)
    page = strict_desk.client.get(f"/services/licences/who?agent={agent}").get_data(as_text=True)
    assert "请输入委托人的手机号" in page and "代办人：139******78" in page and PHONE not in page
    for last in "123":
        principal = types(strict_desk, f"1380000000{last}")
        told = said(strict_desk.touch(service="licences", person=principal, agent=agent), 201)
        done = strict_desk.client.get(f"/done/{told['id']}?agent={agent}").get_data(as_text=True)
        assert f'href="/services/licences/who?agent={agent}"' in done and "再替一位" in done
        assert said(strict.get(f"/tickets/{told['id']}", role="guide"))["agent"] == "139******78"
    fourth = {"service": "licences", "person": types(strict_desk, "13800000004"), "agent": agent}
    refused(strict_desk.touch("fourth-touch", **fourth), 409, "AGENT_LIMIT")
    for language, words in (("zh", "最多同时替3个人取号"), ("en", "numbers for 3 others at once")):
        strict_desk.client.get(f"/choose?lang={language}&to=/")
        assert words in strict_desk.client.get("/trouble/fourth-touch").get_data(as_text=True)
    assert "1380000000" not in written(strict_desk) and len(strict_desk.hardware.slips()) == 3


def test_an_agent_who_has_left_is_asked_again(strict_desk: Desk) -> None:
    agent = types(strict_desk, PHONE)
    strict_desk.client.get("/start")
    page = strict_desk.client.get(f"/services/licences/who?agent={agent}").get_data(as_text=True)
    assert "请输入您自己的手机号" in page
    left = strict_desk.touch("late-touch", service="licences", person=types(strict_desk, "13800000001"), agent=agent)
    refused(left, 409, "PERSON_FORGOTTEN")
    assert strict_desk.client.get("/trouble/late-touch").location == "/services/licences/who?agent="


def test_nobody_but_a_kiosk_may_say_who_somebody_is_by_a_digest(strict: Api) -> None:
    person = {"kind": "phone", "digest": "0" * 32, "mask": "139******78"}
    body = {"service": "licences", "person": person}
    refused(strict.post("/tickets", body, role="guide"), 403, "NOT_ALLOWED")


def test_before_the_hall_has_told_the_key_nobody_is_asked_in_vain(desk: Desk) -> None:
    answer = desk.client.post("/persons", json={"kind": "phone", "number": PHONE})
    refused(answer, 503, "HALL_OUT_OF_REACH")
    desk.parts.heartbeat.beat()
    assert types(desk, PHONE)
