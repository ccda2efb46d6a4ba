"""A kiosk goes on saying how it is, whatever goes wrong with one beat."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.leases import Leases
from tests.builders import wait_until
from tests.kiosk.desk import Desk


def test_a_disk_that_was_full_for_a_moment_does_not_silence_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[int] = []

    def full(*_: Any) -> None:
        beats.append(1)
        raise OSError("no space left on device")

    monkeypatch.setattr(Leases, "heard", full)
    monkeypatch.setattr("kiosk.heartbeat.BEAT_SECONDS", 0.01)
    desk.parts.heartbeat.start()
    wait_until(lambda: len(beats) > 2, "further beats")
    desk.parts.heartbeat.stop()


def test_a_lease_that_is_the_same_is_not_written_again(desk: Desk) -> None:
    """A disk of flash wears out by writing; an hour later the two clocks are compared on paper anew."""
    kept = desk.folder / "lease.json"
    desk.parts.heartbeat.beat()
    first = kept.stat().st_ino
    for minutes, new in ((1, False), (59, True), (1, False)):
        desk.door.api.clock.now += minutes * 60_000
        desk.parts.heartbeat.beat()
        assert (kept.stat().st_ino != first) is new
        first = kept.stat().st_ino
