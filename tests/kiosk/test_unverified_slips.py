"""A slip that the printer did not confirm: she is asked, her number keeps its place, nothing is printed twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.paper_roll.faults import Ability, Fault
from tests.kiosk.desk import Desk, Hardware, plugged_in

pytestmark = pytest.mark.slow

#: Bytes after which half of an ordinary slip is on paper.
MIDDLE = 20_000


@contextmanager
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wait less long for a confirmation that surely does not come."""
    with monkeypatch.context() as short:
        short.setattr("kiosk.job.PRINT_SECONDS", 0.3)
        yield


@pytest.fixture
def unverified(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Take a number whose slip is not confirmed; the printer is well again afterwards."""
    desk.hardware.has(Fault.NO_CONFIRMATION)
    with impatient(monkeypatch):
        told: dict[str, str] = desk.touch(key="one-touch", service="tax").get_json()
    desk.hardware.has(Fault.NONE)
    return told


def heard(desk: Desk) -> list[tuple[str, str]]:
    """List what the hall heard, with the outcome of each slip."""
    return [(event["type"], event.get("outcome", "")) for event in desk.door.api.events()]


def test_she_is_asked_and_her_number_keeps_its_place_without_being_called(
        desk: Desk, unverified: dict[str, str]) -> None:
    assert unverified["printed"] == "unverified"
    desk.settle()
    assert desk.hall_says(unverified["id"]) == "reserved" and heard(desk) == [("issued", "")]
    desk.door.api.opens("east/1")
    assert desk.door.api.calls("east/1") is None


def test_she_has_it(desk: Desk, unverified: dict[str, str]) -> None:
    answer = desk.touch(path=f"/tickets/{unverified['id']}/have")
    assert (answer.status_code, answer.get_json()["state"], unverified["state"]) == (201, "waiting", "reserved")
    assert heard(desk) == [("issued", ""), ("confirmed", "confirmed")]
    assert desk.hall_says(unverified["id"]) == "waiting" and len(desk.hardware.slips()) == 1


def test_it_did_not_come_out_and_is_printed_again_as_copy_2(desk: Desk, unverified: dict[str, str]) -> None:
    again = desk.touch(path=f"/tickets/{unverified['id']}/reprint", key="again-0001").get_json()
    assert (again["number"], again["copy"], again["printed"]) == (unverified["number"], 2, "confirmed")
    assert again["state"] == "waiting"
    assert desk.touch(path=f"/tickets/{unverified['id']}/reprint", key="again-0001").get_json()["copy"] == 2
    assert heard(desk) == [("issued", ""), ("reprinted", ""), ("confirmed", "confirmed")]
    assert len(desk.hardware.slips()) == 2


def test_she_says_nothing_for_15_seconds(desk: Desk, unverified: dict[str, str]) -> None:
    desk.silence(14)
    assert desk.hall_says(unverified["id"]) == "reserved"
    desk.silence(1)
    assert heard(desk) == [("issued", ""), ("confirmed", "unverified")]
    assert desk.hall_says(unverified["id"]) == "waiting"
    assert desk.touch(path=f"/tickets/{unverified['id']}/have").status_code == 201, "too late, and no harm"


def test_a_slow_printer_does_not_make_the_hall_wait_longer_than_it_holds_a_number_back(
        desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hall lets a number go after 20 s without a report: what the printing took is taken off the question."""
    def slow(*_: object) -> None:
        desk.now += 6_000

    monkeypatch.setattr("kiosk.job.Job._try_to_clear", slow)
    desk.hardware.has(Fault.NO_CONFIRMATION)
    with impatient(monkeypatch):
        told = desk.touch(service="tax").get_json()
    desk.silence(10)
    assert desk.hall_says(told["id"]) == "reserved"
    desk.silence(1)
    assert desk.hall_says(told["id"]) == "waiting"


def test_the_same_touch_again_is_the_same_number_and_no_second_slip(desk: Desk, unverified: dict[str, str]) -> None:
    assert desk.touch(key="one-touch", service="tax").get_json()["id"] == unverified["id"]
    assert len(desk.hardware.slips()) == 1


def test_without_paper_for_a_copy_she_is_told_that_her_number_stands(desk: Desk, unverified: dict[str, str]) -> None:
    desk.hardware.has(Fault.PAPER_OUT)
    answer = desk.touch(path=f"/tickets/{unverified['id']}/reprint", key="again-0001")
    told = answer.get_json()
    assert (answer.status_code, told["cause"], told["number"]) == (503, "paper_end", unverified["number"])
    assert heard(desk) == [("issued", ""), ("confirmed", "unverified")]
    assert unverified["number"] in desk.client.get("/trouble/again-0001").get_data(as_text=True)


def test_a_paper_end_that_the_printer_tells_by_itself_is_not_waited_for(
        desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.job.PRINT_SECONDS", 3600.0)
    desk.hardware.has(Fault.PAPER_OUT, at=MIDDLE)
    assert desk.touch(service="tax").get_json()["printed"] == "unverified"


def test_what_a_printer_still_holds_is_thrown_away_and_does_not_come_out_after_the_refill(desk: Desk) -> None:
    desk.hardware.has(Fault.PAPER_OUT, at=MIDDLE)
    assert desk.touch(service="tax").get_json()["printed"] == "unverified"
    desk.hardware.has(Fault.NONE)
    assert desk.hardware.slips() == [] and desk.look() is None


def test_half_a_slip_is_cut_off_before_the_next_one(desk: Desk) -> None:
    desk.hardware.has(Fault.PAPER_OUT, at=MIDDLE)
    desk.touch(service="tax")
    desk.hardware.has(Fault.NONE)
    assert desk.touch(service="tax").get_json()["printed"] == "confirmed"
    whole, half = desk.hardware.slips()
    assert half.height < whole.height
    assert desk.touch(service="tax").get_json()["printed"] == "confirmed"
    assert [slip.height for slip in desk.hardware.slips()[:2]] == [whole.height] * 2


@pytest.mark.parametrize("fault", [Fault.CUT_CONNECTION, Fault.HANG_UP])
def test_a_line_that_broke_is_mended_by_clearing_the_printer_first(desk: Desk, fault: Fault) -> None:
    desk.hardware.has(fault, at=MIDDLE)
    assert desk.touch(service="tax").get_json()["printed"] == "unverified"
    desk.hardware.has(Fault.NONE)
    assert desk.touch(service="tax").get_json()["printed"] == "confirmed"
    whole, half = desk.hardware.slips()
    assert whole.height > half.height


class TestAPrinterThatCannotBeCleared:
    """It may hold a slip that comes out at any time, so it is out of use until it was switched off and on."""

    @pytest.fixture
    def hardware(self) -> Iterator[Hardware]:
        with plugged_in(lacks=frozenset({Ability.CLEAR})) as there:
            yield there

    @pytest.fixture
    def held(self, desk: Desk) -> dict[str, str]:
        desk.hardware.has(Fault.PAPER_OUT, at=MIDDLE)
        told: dict[str, str] = desk.touch(service="tax").get_json()
        assert told["printed"] == "unverified"
        return told

    def test_it_is_out_of_use_and_what_it_held_is_the_only_copy(self, desk: Desk, held: dict[str, str]) -> None:
        desk.hardware.has(Fault.NONE)
        assert desk.touch(service="tax").get_json()["cause"] == "held"
        again = desk.touch(path=f"/tickets/{held['id']}/reprint").get_json()
        assert (again["cause"], again["number"]) == ("held", held["number"])
        assert desk.look() == "held" and len(desk.hardware.slips()) == 1
        assert desk.hall_says(held["id"]) == "waiting"

    def test_switched_off_and_on_it_prints_a_test_slip_and_is_used_again(
            self, desk: Desk, held: dict[str, str]) -> None:
        desk.hardware.has(Fault.OFF)
        assert desk.look() == "off"
        desk.hardware.has(Fault.NONE)
        assert desk.look() is None
        test, _half = desk.hardware.slips()
        assert desk.touch(service="tax").get_json()["printed"] == "confirmed"
        assert len(desk.hardware.slips()) == 3 and desk.hardware.slips()[0].height > test.height

    def test_a_restart_of_the_kiosk_does_not_make_it_sound(self, desk: Desk, held: dict[str, str]) -> None:
        desk.hardware.has(Fault.NONE)
        desk.crash()
        desk.switch_on()
        assert desk.touch(service="tax").get_json()["cause"] == "held"

    def test_the_staff_may_say_that_they_switched_it_off_and_on(self, desk: Desk, held: dict[str, str]) -> None:
        desk.hardware.machine.power_cycle()
        desk.hardware.has(Fault.NONE)
        assert desk.look() == "held"
        desk.parts.printer.was_switched_off()
        assert desk.look() is None and desk.touch(service="tax").get_json()["printed"] == "confirmed"

    def test_a_test_slip_that_fails_leaves_it_out_of_use(
            self, desk: Desk, held: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        desk.hardware.has(Fault.OFF)
        assert desk.look() == "off"
        desk.hardware.has(Fault.NO_CONFIRMATION)
        with impatient(monkeypatch):
            assert desk.look() == "held" and desk.look() == "held"
