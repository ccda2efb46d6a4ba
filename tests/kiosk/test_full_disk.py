"""The kiosk's disk is full for a while: its pages follow the hall all the same; with room again all is as before."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk import following
from kiosk.journal import Journal, Step
from kiosk.paper_roll.faults import Fault
from kiosk.state import Cause
from tests.builders import wait_until
from tests.kiosk.desk import Desk


class Disk:
    """Be the disk that the journal is written on."""

    def __init__(self) -> None:
        self.full = False
        self.refused: list[Step] = []
        self._write = Journal.write

    def write(self, journal: Journal, step: Step, **data: Any) -> dict[str, Any]:
        """Write, where there is room."""
        if self.full:
            self.refused.append(step)
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._write(journal, step, **data)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """Lend a disk that can be filled, to a kiosk that looks often."""
    lent = Disk()
    monkeypatch.setattr(Journal, "write", lambda journal, step, **data: lent.write(journal, step, **data))
    for name in ("LOOK_SECONDS", "ASK_SECONDS", "ASK_AWAY_SECONDS", "PULSE_SECONDS"):
        monkeypatch.setattr(following, name, 0.02)
    return lent


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count how often the kiosk asks the hall for its services, once it follows it."""
    yield follows(desk, monkeypatch)
    desk.parts.kiosk.following.stop()


def follows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the kiosk begin to follow the hall; the list gets longer with each question for the services."""
    counted: list[int] = []
    hall = desk.parts.kiosk.following._hall
    services = hall.services

    def counts() -> dict[str, Any]:
        counted.append(1)
        return services()

    monkeypatch.setattr(hall, "services", counts)
    desk.parts.kiosk.following.start()
    wait_until(lambda: desk.parts.kiosk.following.known is not None, "the hall")
    return counted


def health(desk: Desk) -> int:
    return desk.client.get("/healthz").status_code


def seen(desk: Desk) -> Cause | None:
    return desk.parts.kiosk.following.printer.cause


def hears_on(desk: Desk, asked: list[int]) -> None:
    """Wait until the kiosk has asked the hall again, and again."""
    before = len(asked)
    wait_until(lambda: len(asked) > before + 2, "further questions to the hall")
    assert desk.client.get("/state").get_json()["hall"] == "here" and health(desk) == 200


def test_new_paper_while_the_disk_is_full_leaves_the_pages_with_the_hall(
    desk: Desk, disk: Disk, asked: list[int]
) -> None:
    desk.touch(service="tax")
    assert desk.parts.kiosk.touches.used_mm > 0
    desk.hardware.has(Fault.PAPER_OUT)
    wait_until(lambda: seen(desk) is Cause.PAPER_END, "a look at the empty roll")
    disk.full = True
    desk.hardware.has(Fault.NONE)
    wait_until(lambda: disk.refused.count(Step.NEW_ROLL) > 1, "tries to write the new roll down")
    hears_on(desk, asked)
    assert seen(desk) is None, "the printer is well, whatever can be written"
    assert desk.client.get("/printer").get_json()["state"] == "ready"
    disk.full = False
    wait_until(lambda: desk.parts.kiosk.touches.used_mm == 0, "the new roll in the journal")
    assert desk.touch(service="tax").status_code == 201


def test_a_printer_that_is_trusted_again_while_the_disk_is_full_is_looked_at_further(
    desk: Desk, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.parts.kiosk.touches.sent("a-ticket", 1)
    desk.crash()
    desk.switch_on()
    assert desk.parts.printer.doubtful, "the slip was on its way when the kiosk lost its power"
    disk.full = True
    asked = follows(desk, monkeypatch)
    wait_until(lambda: Step.TRUSTED in disk.refused, "a try to write down that it is trusted")
    hears_on(desk, asked)
    disk.full = False
    wait_until(lambda: seen(desk) is None, "a printer that is well")
    assert desk.touch(service="tax").status_code == 201
    desk.parts.kiosk.following.stop()


def test_a_touch_while_the_disk_is_full_gets_no_number_and_is_told_why(desk: Desk, disk: Disk) -> None:
    disk.full = True
    answer = desk.touch("touch-on-full-disk", service="tax")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "PRINTER_NOT_READY")
    assert "本机存储已满" in desk.client.get("/trouble/touch-on-full-disk").get_data(as_text=True)
    assert not [event for event in desk.door.api.events() if event["type"] == "issued"]
    disk.full = False
    assert desk.touch(service="tax").get_json()["number"] == "A001"


@pytest.mark.parametrize("part", ["_ask", "look"])
def test_a_fault_that_nobody_foresaw_ends_no_following(
    desk: Desk, disk: Disk, asked: list[int], monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    failed: list[int] = []

    def fails(*_: Any) -> None:
        failed.append(1)
        raise RuntimeError("nobody thought of this")

    with monkeypatch.context() as broken:
        broken.setattr(following.Following, part, fails)
        wait_until(lambda: len(failed) > 2, "further rounds")
    hears_on(desk, asked)


def test_a_fault_that_nobody_foresaw_ends_no_pulse(
    desk: Desk, disk: Disk, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[int] = []

    def fails() -> None:
        failed.append(1)
        raise RuntimeError("nobody thought of this")

    with monkeypatch.context() as broken:
        broken.setattr(desk.parts.kiosk.following._hall, "ready", fails)
        wait_until(lambda: len(failed) > 2, "further questions")
    hears_on(desk, asked)


# whoever supervises the kiosk


def test_a_kiosk_that_follows_nobody_is_not_well(desk: Desk, disk: Disk, asked: list[int]) -> None:
    assert health(desk) == 200
    desk.parts.kiosk.following.stop()
    answer = desk.client.get("/healthz")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "FOLLOWS_NOBODY")


def test_a_kiosk_whose_follower_hangs_is_not_well_until_it_goes_on(
    desk: Desk, disk: Disk, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, goes_on = threading.Event(), threading.Event()

    def waits(*_: Any) -> None:
        hangs.set()
        goes_on.wait(30)

    monkeypatch.setattr(following, "STILL_SECONDS", 0.5)
    with monkeypatch.context() as broken:
        broken.setattr(following.Following, "look", waits)
        assert hangs.wait(30)
        wait_until(lambda: health(desk) == 503, "a kiosk that says that it is not well")
    goes_on.set()
    wait_until(lambda: health(desk) == 200, "a kiosk that is well again")


def test_a_hall_that_is_away_for_long_is_no_fault_of_the_kiosk(desk: Desk, disk: Disk, asked: list[int]) -> None:
    desk.door.close()
    try:
        wait_until(lambda: desk.client.get("/state").get_json()["hall"] == "away", "the word that it is away")
        assert health(desk) == 200
    finally:
        desk.door.open()
