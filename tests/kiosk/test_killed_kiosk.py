"""Killed at any step of its journal and started again, a kiosk loses no number, prints none twice and hides none."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
import requests

from kiosk.journal import Step
from kiosk.paper_roll.faults import Fault
from tests.api import Api
from tests.builders import PATIENCE_SECONDS, wait_until
from tests.kiosk.desk import Door, Hardware
from tests.kiosk.mortal import Death, live

pytestmark = [pytest.mark.slow, pytest.mark.crash]

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.kiosk.mortal"])


class Lives:
    """Hold the lives of one kiosk: it is started, dies, and is started again with what its journal says."""

    def __init__(self, hardware: Hardware, door: Door, folder: Path) -> None:
        self.hardware, self.door, self.folder = hardware, door, folder
        self._process: ForkServerProcess | None = None

    def start(self, death: Death | None = None) -> None:
        """Start it; with a death it will not end well."""
        here, there = CONTEXT.Pipe(duplex=False)
        self._process = CONTEXT.Process(target=live, args=(
            self.door.url, self.door.api.token("kiosk"), self.hardware.wire.port, self.folder, there, death))
        self._process.start()
        assert here.poll(60), "the kiosk is ready"
        self.url = here.recv()

    def touch(self, key: str, path: str = "/tickets", **wish: str) -> dict[str, str] | None:
        """Touch; a kiosk that dies meanwhile answers nothing."""
        try:
            named = {"Idempotency-Key": key}
            return requests.post(f"{self.url}{path}", json=wish, headers=named, timeout=PATIENCE_SECONDS).json()
        except requests.ConnectionError:
            return None

    def has_died(self) -> None:
        """Wait until it is dead, by a kill."""
        assert self._process
        self._process.join(30)
        assert self._process.exitcode == -9

    def stop(self) -> None:
        """Stop it in order."""
        if self._process and self._process.is_alive():
            self._process.terminate()
            self._process.join(30)

    def states(self) -> dict[str, str]:
        """Give every ticket that was made, with its state in the hall."""
        made = [event["ticket"] for event in self.door.api.events() if event["type"] == "issued"]
        return {ticket: self.door.api.get(f"/tickets/{ticket}").get_json()["state"] for ticket in made}

    def slips(self) -> int:
        """Count the whole slips."""
        wait_until(self.hardware.machine.idle, "printing")
        return sum(slip.height > 600 for slip in self.hardware.machine.slips())


@pytest.fixture
def lives(hardware: Hardware, api: Api, tmp_path: Path) -> Iterator[Lives]:
    """Put a mortal kiosk beside the printer."""
    door = Door(api)
    made = Lives(hardware, door, tmp_path)
    yield made
    made.stop()
    door.close()


def settled(lives: Lives) -> bool:
    """Say whether the hall knows what became of every number."""
    return all(state in ("waiting", "cancelled") for state in lives.states().values())


BEFORE_THE_SLIP = (Step.ASKED, Step.TAKEN)
DEATHS = [Death(step, when) for step in (Step.ASKED, Step.TAKEN, Step.SENT, Step.PRINTED, Step.REPORTED)
          for when in ("before", "torn", "after")]


def said(death: Death) -> str:
    """Name a death for the list of tests."""
    return f"{death.when} {death.step} {death.nth}"


@pytest.mark.parametrize("death", DEATHS, ids=said)
def test_a_number_whose_kiosk_died_has_its_paper_or_is_given_back(lives: Lives, death: Death) -> None:
    lives.start(death)
    assert lives.touch("one-touch", service="tax") is None
    lives.has_died()
    lives.start()
    wait_until(lambda: settled(lives), "the hall knows what became of it")
    slips, states = lives.slips(), list(lives.states().values())
    assert len(states) <= 1 and slips <= 1
    if "waiting" not in states:
        assert slips == 0, "nothing was sent, so nobody has a number in her hand"
    printed_late = death.step in (Step.PRINTED, Step.REPORTED)
    assert not printed_late or (states, slips) == (["waiting"], 1)
    again = lives.touch("one-touch", service="tax")
    assert again
    if states == ["waiting"]:
        assert again["id"] in lives.states() and lives.slips() == slips, "the same touch prints nothing again"
    elif states == ["cancelled"]:
        assert again["code"] == "TOUCH_EXPIRED"
    else:
        # Nothing had happened: her touch comes first, or its number was made and given back behind her just now.
        assert again.get("printed") == "confirmed" or again["code"] == "TOUCH_EXPIRED"
    out = lives.slips()
    fresh = lives.touch("new-touch", service="tax")
    assert fresh and fresh["printed"] == "confirmed" and lives.slips() == out + 1


@pytest.mark.parametrize("death", [
    Death(step, when, nth) for step, nth in ((Step.ANSWERED, 1), (Step.SENT, 2), (Step.PRINTED, 2), (Step.REPORTED, 1))
    for when in ("before", "after")], ids=said)
def test_a_kiosk_that_died_while_it_printed_a_copy_leaves_one_number_that_waits(lives: Lives, death: Death) -> None:
    lives.hardware.has(Fault.HANG_UP, at=20_000)
    lives.start(death)
    told = lives.touch("one-touch", service="tax")
    assert told and told["printed"] == "unverified"
    lives.hardware.has(Fault.NONE)
    lives.touch("one-more", f"/tickets/{told['id']}/reprint")
    lives.has_died()
    lives.start()
    wait_until(lambda: settled(lives), "the hall knows what became of it")
    slips = lives.slips()
    assert lives.states() == {told["id"]: "waiting"} and slips <= 1
    fresh = lives.touch("new-touch", service="tax")
    assert fresh and fresh["printed"] == "confirmed" and lives.slips() == slips + 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kiosk_that_died_while_it_cleared_its_printer_is_well_afterwards(lives: Lives, when: str) -> None:
    lives.hardware.has(Fault.PAPER_OUT, at=20_000)
    lives.start(Death(Step.TRUSTED, when))
    lives.touch("one-touch", service="tax")
    lives.has_died()
    lives.hardware.has(Fault.NONE)
    lives.start()
    wait_until(lambda: settled(lives), "the hall knows what became of it")
    fresh = lives.touch("new-touch", service="tax")
    assert fresh and fresh["printed"] == "confirmed" and lives.slips() == 1
    assert list(lives.states().values()) == ["waiting", "waiting"]
