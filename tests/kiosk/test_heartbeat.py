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
