"""The one command a newcomer types."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import requests

from hall.processes import Child
from hall.rules.discipline import Standing
from tests.journeys.running import Running, eventually

pytestmark = pytest.mark.slow


def test_the_morning_goes_through_the_public_doors_and_the_hall_goes_on_where_it_stopped(folder: Path) -> None:
    environment = {"HALL_DATA": str(folder)}
    with Child("hall", "demo", "--port", "0", "--speed", "200", environment=environment) as demo:
        hall = Running(demo.ready())
        eventually(lambda: hall.get("/load")["windows"]["serving"] >= 20, "twenty windows at work")
        eventually(lambda: {"finished", "started"} <= {one["type"] for one in hall.events()}, "visitors served")
        eventually(hall.slips, "a slip on the paper roll")
        eventually(
            lambda: {one["standing"] for one in hall.events() if one["type"] == "issued"} == set(Standing),
            "walk-ins, priorities and appointments",
        )
        longest = max(one["estimate"]["low"] for one in hall.get("/services")["services"] if one["estimate"])
        assert longest <= 300, "waits are told at the pace of people who are two hundred times faster"
        actors = {one["actor"] for one in hall.events()}
        assert actors <= {"kiosk:demo", "kiosk:east-entrance-1", "guide:demo", "clerk:demo", "visitor"}
    with Child("hall", "demo", "--quiet", "--port", "0", environment=environment) as demo:
        again = Running(demo.ready())
        events = again.events()
        assert len(events) > 100
        assert [one["seq"] for one in events] == list(range(1, len(events) + 1))


def test_a_web_process_that_is_killed_comes_back_at_its_address(hall: Running) -> None:
    os.killpg(hall.program("serve"), signal.SIGKILL)
    service = next(one["id"] for one in _until_up(hall) if one["mode"] == "queue")
    assert hall.press_until_answered("/tickets", "kiosk", {"service": service}).status_code == 201


def _until_up(hall: Running) -> list[dict[str, object]]:
    def ask() -> list[dict[str, object]]:
        try:
            found: list[dict[str, object]] = hall.get("/services")["services"]
            return found
        except requests.RequestException:
            return []

    return eventually(ask, "the hall answers again")
