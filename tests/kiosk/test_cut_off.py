"""The network is cut while people stand at the kiosk: they get numbers all the same, each heard of once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall.rules.leases import COUNT, LEASED_FROM
from kiosk.leases import Leases
from kiosk.paper_roll.faults import Fault
from tests.api import Api, refused, said
from tests.builders import moment, wait_until
from tests.kiosk.desk import Desk, Door, Hardware

pytestmark = pytest.mark.slow

FIRST = f"A{LEASED_FROM + 1}"


@pytest.fixture
def desk(hardware: Hardware, api: Api, tmp_path: Path) -> Iterator[Desk]:
    """Put a kiosk beside the printer that has heard the hall, and has its lease."""
    door = Door(api)
    made = Desk(hardware, door, tmp_path)
    hears(made)
    yield made
    made.parts.stop()
    door.close()


def hears(desk: Desk) -> None:
    """Let the kiosk hear the hall, and the hall the kiosk."""
    desk.parts.kiosk.following.start()
    wait_until(lambda: desk.parts.kiosk.following.hall_state == "here", "the hall")
    desk.parts.heartbeat.beat()


def cut(desk: Desk) -> None:
    """Cut the network."""
    desk.door.close()
    wait_until(lambda: desk.parts.kiosk.following.hall_state == "away", "the kiosk knows that it is alone")


def mend(desk: Desk) -> None:
    """Mend it, and let the kiosk tell what it has to tell."""
    desk.door.open()
    wait_until(lambda: desk.parts.kiosk.following.hall_state == "here", "the hall is back")
    desk.settle()
    wait_until(lambda: desk.parts.kiosk.leases.pending == 0, "all is told")


def leases(desk: Desk) -> Leases:
    return desk.parts.kiosk.leases


def takes(desk: Desk, service: str = "tax", **known: Any) -> dict[str, Any]:
    """Somebody takes a number at the kiosk."""
    answer = desk.touch(service=service, **known)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def issued(api: Api) -> list[str]:
    """List the numbers of which the hall has heard."""
    return [event["number"] for event in api.events() if event["type"] == "issued"]


def test_people_on_both_sides_of_the_cut_are_called_in_the_order_of_their_moments(desk: Desk, api: Api) -> None:
    api.opens()
    before = takes(desk)["number"]
    cut(desk)
    order = [before]
    for minute in range(10, 20):
        api.at(f"9:{minute}")
        order.append(takes(desk)["number"] if minute % 2 else api.takes("tax")["number"])
    api.at("9:30")
    mend(desk)
    called = []
    while ticket := api.calls():
        called.append(said(api.get(f"/tickets/{ticket}"))["number"])
        said(api.act("east/1", "finish"))
    assert called == order
    assert len(set(called)) == 11
    assert [one for one in called if int(one[1:]) > LEASED_FROM] == [f"A{LEASED_FROM + n}" for n in range(1, 6)]
    assert len(desk.hardware.slips()) == 6, "no paper without a number, no number without paper"


def test_the_hall_hears_of_each_number_once_whatever_breaks(desk: Desk, api: Api) -> None:
    cut(desk)
    numbers = [takes(desk)["number"] for _ in range(3)]
    desk.door.loses_answers = True
    desk.door.open()
    desk.settle()
    desk.door.close()
    desk.door.loses_answers = False
    assert leases(desk).pending > 0, "it has not heard that it was heard"
    mend(desk)
    assert sorted(issued(api)) == numbers


def test_a_kiosk_that_is_killed_while_it_is_cut_off_goes_on_where_it_was(desk: Desk, api: Api) -> None:
    cut(desk)
    first = takes(desk)["number"]
    desk.parts.stop()
    desk.switch_on()
    assert leases(desk).pending == 1
    desk.door.open()
    hears(desk)
    cut(desk)
    second = takes(desk)["number"]
    assert (first, second) == (FIRST, f"A{LEASED_FROM + 2}")
    mend(desk)
    assert sorted(issued(api)) == [first, second]


def test_a_number_that_the_hall_made_and_nobody_heard_of_is_given_back(desk: Desk, api: Api) -> None:
    """The network broke between the hall's act and its answer: she has one number, and no phantom is called."""
    api.opens()
    desk.door.loses_answers = True
    desk.parts.kiosk.following.stop()
    she = takes(desk)
    assert she["number"] == FIRST
    assert issued(api) == ["A001"]
    desk.door.loses_answers = False
    desk.settle()
    assert api.calls() == she["id"]
    said(api.act("east/1", "finish"))
    assert api.calls() is None


def test_a_slip_that_does_not_come_out_is_no_number(desk: Desk, api: Api) -> None:
    cut(desk)
    desk.hardware.has(Fault.PAPER_OUT)
    assert desk.touch(service="tax").status_code == 503
    assert desk.hardware.slips() == []
    mend(desk)
    assert issued(api) == []


def test_her_touch_twice_is_one_number(desk: Desk, api: Api) -> None:
    cut(desk)
    key = "the-same-touch-1"
    first, again = desk.touch(key, service="tax").get_json(), desk.touch(key, service="tax").get_json()
    assert first["number"] == again["number"] == FIRST
    mend(desk)
    assert issued(api) == [FIRST]
    assert len(desk.hardware.slips()) == 1


def test_what_only_the_hall_can_know_waits_for_the_hall(desk: Desk) -> None:
    cut(desk)
    refused(desk.touch(appointment="ABCD1234"), 503, "HALL_OUT_OF_REACH")
    refused(desk.touch(service="licences"), 503, "HALL_OUT_OF_REACH")
    refused(desk.touch(service="papers"), 503, "HALL_OUT_OF_REACH")
    assert leases(desk).can_give("tax")
    assert not leases(desk).can_give("licences")


def test_when_the_lease_is_used_up_it_says_that_the_hall_is_out_of_reach(desk: Desk, api: Api) -> None:
    cut(desk)
    body = {"service": "tax"}
    touches = desk.parts.kiosk.touches
    for n in range(COUNT):
        ticket = leases(desk).give(body, maybe_made=False)
        assert ticket and ticket["number"] == f"A{LEASED_FROM + 1 + n}"
        touches.asked(f"key-{n:04d}", body)
        touches.taken(f"key-{n:04d}", ticket)
        touches.printed(ticket["id"], 1, "failed", 0)
    refused(desk.touch(service="tax"), 503, "HALL_OUT_OF_REACH")
    assert takes(desk, "deeds")["number"] == f"B{LEASED_FROM + 1}", "another series has numbers of its own"


def test_after_the_day_s_end_a_lease_is_over(desk: Desk, api: Api) -> None:
    cut(desk)
    api.at("22:01")
    refused(desk.touch(service="tax"), 503, "HALL_OUT_OF_REACH")


def test_the_same_number_is_printed_again_while_it_is_cut_off(desk: Desk, api: Api) -> None:
    cut(desk)
    she = takes(desk)
    again = desk.touch(path=f"/tickets/{she['id']}/reprint").get_json()
    assert (again["number"], again["copy"]) == (she["number"], 2)
    mend(desk)
    assert said(api.get(f"/tickets/{she['id']}"))["copy"] == 2
    assert moment("9:05") == said(api.get(f"/tickets/{she['id']}"))["issued_at"]


def test_a_manager_far_away_lets_the_pages_begin_anew(desk: Desk, api: Api) -> None:
    mark = desk.client.get("/state").get_json()["mark"]
    desk.parts.heartbeat.beat()
    assert desk.client.get("/state").get_json()["mark"] == mark
    said(api.post("/kiosks/kiosk-1/restart-page", role="manager"))
    desk.parts.heartbeat.beat()
    assert desk.client.get("/state").get_json()["mark"] != mark
