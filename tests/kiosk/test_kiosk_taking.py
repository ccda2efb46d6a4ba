"""No number without paper, no paper without a number, one paper a touch: with the real hall and real sockets."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hall.rules.slip import Part
from kiosk.hall_line import HallAway, HallLine
from kiosk.job import Job
from kiosk.journal import FolderInUse
from kiosk.paper_roll.faults import Fault
from kiosk.slips import Slips
from tests.builders import wait_until
from tests.kiosk.desk import Desk

CHINESE = re.compile("[\u4e00-\u9fff]")
pytestmark = pytest.mark.slow


def test_a_touch_gives_a_number_that_waits_and_its_paper(desk: Desk) -> None:
    answer = desk.touch(service="tax")
    told = answer.get_json()
    assert (answer.status_code, told["number"], told["printed"], told["copy"]) == (201, "A001", "confirmed", 1)
    assert len(desk.hardware.slips()) == 1
    assert desk.hall_says(told["id"]) == "waiting"


def test_the_answer_is_what_the_hall_said_to_the_paper(desk: Desk) -> None:
    told = desk.touch(key="one-touch", service="tax").get_json()
    assert (told["state"], told["as_of"], told["printed"]) == ("waiting", 2, "confirmed")
    assert desk.hall_heard() == ["issued", "confirmed"]
    assert desk.touch(key="one-touch", service="tax").get_json() == told
    desk.crash()
    desk.switch_on()
    assert desk.touch(key="one-touch", service="tax").get_json() == told, "also after a night without power"


def test_a_double_tap_is_one_ticket_and_one_paper(desk: Desk) -> None:
    with ThreadPoolExecutor(4) as hands:
        answers = list(hands.map(lambda _: desk.touch(key="one-touch", service="tax").get_json(), range(4)))
    assert len({told["id"] for told in answers}) == 1
    assert len(desk.hardware.slips()) == 1


def test_the_same_key_for_another_wish_is_refused(desk: Desk) -> None:
    desk.touch(key="one-touch", service="tax")
    answer = desk.touch(key="one-touch", service="pension")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "REQUEST_REUSED")
    assert answer.get_json()["title"] == "同一次触摸已经用于别的内容，请重新取号"
    assert len(desk.hardware.slips()) == 1


@pytest.mark.parametrize(("key", "body", "status"), [
    ("short", {"service": "tax"}, 400), ("a key with spaces", {"service": "tax"}, 400),
    ("good-key-1", [], 400), ("good-key-1", {}, 422), ("good-key-1", {"service": 1}, 422),
    ("good-key-1", {"service": "tax", "standing": "priority"}, 422), ("good-key-1", {"appointment": "x;"}, 422),
])
def test_bad_input_is_refused_before_anybody_is_asked(desk: Desk, key: str, body: Any, status: int) -> None:
    answer = desk.client.post("/tickets", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code == status and answer.mimetype == "application/problem+json"
    told = answer.get_json()
    assert CHINESE.search(told["title"]) and told["detail"].isascii(), "a sentence for people, a detail for programs"
    headers = {"Idempotency-Key": key, "Accept-Language": "en"}
    assert desk.client.post("/tickets", json=body, headers=headers).get_json()["title"].isascii()
    assert desk.hall_heard() == [] and desk.hardware.slips() == []


@pytest.mark.parametrize(("fault", "cause"), [
    (Fault.OFF, "off"), (Fault.PAPER_OUT, "paper_end"), (Fault.COVER_OPEN, "cover_open"),
    (Fault.CUTTER, "cutter"), (Fault.OFFLINE, "offline"),
])
def test_a_printer_that_is_not_ready_costs_no_number(desk: Desk, fault: Fault, cause: str) -> None:
    desk.hardware.has(fault)
    answer = desk.touch(key="one-touch", service="tax")
    told = answer.get_json()
    assert (answer.status_code, told["code"], told["cause"]) == (503, "PRINTER_NOT_READY", cause)
    assert desk.hall_heard() == []
    desk.hardware.has(Fault.NONE)
    assert desk.touch(key="one-touch", service="tax").get_json()["number"] == "A001"
    assert len(desk.hardware.slips()) == 1


def test_a_hall_out_of_reach_is_told_and_the_same_touch_works_when_it_is_back(desk: Desk) -> None:
    desk.door.close()
    answer = desk.touch(key="one-touch", service="tax")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "HALL_OUT_OF_REACH")
    assert desk.hardware.slips() == []
    desk.door.open()
    assert desk.touch(key="one-touch", service="tax").status_code == 201
    assert len(desk.hardware.slips()) == 1


@pytest.mark.parametrize(("wish", "status", "code"), [
    ({"service": "papers"}, 409, "DIRECT_SERVICE"), ({"service": "no-such"}, 404, "SERVICE_UNKNOWN"),
    ({"appointment": "ACDF2345"}, 404, "APPOINTMENT_UNKNOWN"),
])
def test_the_halls_refusals_are_passed_on(desk: Desk, wish: dict[str, str], status: int, code: str) -> None:
    answer = desk.touch(**wish)
    told = answer.get_json()
    assert (answer.status_code, told["code"], answer.mimetype) == (status, code, "application/problem+json")
    assert told["title"] and desk.hardware.slips() == []


def test_an_appointment_is_checked_in_by_its_code_alone(desk: Desk) -> None:
    api = desk.door.api
    slot = api.get("/slots", query_string={"service": "tax"}).get_json()["slots"][0]["slot_at"]
    code = api.post("/appointments", {"service": "tax", "slot_at": slot}, role="guide").get_json()["code"]
    told = desk.touch(appointment=code.lower()).get_json()
    assert (told["standing"], told["slot_at"]) == ("appointment", slot)


def test_a_ticket_of_another_kiosk_is_not_reprinted(desk: Desk) -> None:
    assert desk.touch(path="/tickets/unknown/reprint").get_json()["code"] == "TICKET_UNKNOWN"


def test_a_report_that_the_hall_did_not_hear_is_told_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise HallAway("the cable is out", maybe_made=True)

    with monkeypatch.context() as outage:
        outage.setattr(HallLine, "printed", away)
        told = desk.touch(service="tax").get_json()
    assert told["printed"] == "confirmed" and desk.hall_says(told["id"]) == "reserved"
    assert told["state"] == "reserved", "nobody has said anything newer"
    desk.settle()
    assert desk.hall_says(told["id"]) == "waiting"


class Died(BaseException):
    """Stand for the moment in which the program was killed."""


def die(*_: Any, **__: Any) -> None:
    """Be killed here."""
    raise Died


def test_killed_after_the_bytes_were_sent_nothing_is_printed_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def die_when_it_is_out(*_: Any) -> None:
        wait_until(lambda: len(desk.hardware.machine.slips()) == 1)
        raise Died

    monkeypatch.setattr(Job, "_confirmation", die_when_it_is_out)
    with pytest.raises(Died):
        desk.touch(key="one-touch", service="tax")
    monkeypatch.undo()
    desk.crash()
    desk.switch_on()
    desk.settle()
    told = desk.touch(key="one-touch", service="tax").get_json()
    assert (told["number"], told["printed"]) == ("A001", "unverified") and desk.hall_says(told["id"]) == "reserved"
    desk.silence()
    assert desk.hall_says(told["id"]) == "waiting" and len(desk.hardware.slips()) == 1


def test_killed_before_the_bytes_were_sent_the_number_is_given_back(
        desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Slips, "__call__", die)
    with pytest.raises(Died):
        desk.touch(key="one-touch", service="tax")
    monkeypatch.undo()
    desk.crash()
    desk.switch_on()
    desk.settle()
    assert desk.hall_heard() == ["issued", "cancelled"]
    assert desk.touch(key="one-touch", service="tax").get_json()["code"] == "TOUCH_EXPIRED"
    assert desk.touch(service="tax").get_json()["number"] == "A002"
    assert len(desk.hardware.slips()) == 1


def test_a_number_made_without_an_answer_is_found_and_given_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = HallLine.take

    def lost(line: HallLine, *asked: Any) -> None:
        real(line, *asked)
        raise HallAway("the answer was lost", maybe_made=True)

    with monkeypatch.context() as outage:
        outage.setattr(HallLine, "take", lost)
        assert desk.touch(service="tax").get_json()["code"] == "HALL_OUT_OF_REACH"
    desk.crash()
    desk.switch_on()
    desk.settle()
    assert desk.hall_heard() == ["issued", "cancelled"] and desk.hardware.slips() == []


def test_a_number_made_without_an_answer_is_hers_when_she_tries_again(
        desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = HallLine.take

    def lost(line: HallLine, *asked: Any) -> None:
        real(line, *asked)
        raise HallAway("the answer was lost", maybe_made=True)

    with monkeypatch.context() as outage:
        outage.setattr(HallLine, "take", lost)
        desk.touch(key="one-touch", service="tax")
    assert desk.touch(key="one-touch", service="tax").get_json()["number"] == "A001"
    desk.settle()
    assert desk.hall_heard() == ["issued", "confirmed"]


def test_two_programs_do_not_share_a_journal(desk: Desk) -> None:
    with pytest.raises(FolderInUse):
        desk.switch_on()


def test_paper_is_counted_and_a_new_roll_is_noticed(desk: Desk) -> None:
    whole = desk.client.get("/printer").get_json()
    assert (whole["state"], whole["cause"], whole["paper_left_mm"]) == ("ready", None, 80_000)
    desk.touch(service="tax")
    assert desk.client.get("/printer").get_json()["paper_left_mm"] < 80_000
    desk.hardware.has(Fault.PAPER_OUT)
    empty = desk.client.get("/printer").get_json()
    assert (empty["state"], empty["cause"]) == ("not_ready", "paper_end")
    desk.hardware.has(Fault.NONE)
    assert desk.client.get("/printer").get_json()["paper_left_mm"] == 80_000


def test_the_slip_names_what_the_hall_calls_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("kiosk.slips.draw", lambda slip, dots: seen.append(slip) or pytest.fail("drawn"))
    with pytest.raises(pytest.fail.Exception):
        desk.touch(service="tax")
    said = {line.part: line.zh for line in seen[0].lines}
    assert (said[Part.HALL], said[Part.SERVICE], said[Part.AGENCY]) == ("东厅", "纳税申报", "税务局")
