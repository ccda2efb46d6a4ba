"""Say in one word whether a slip would come out (打印机状态): from what it answered, or from what it sent by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.status import Automatic


class Cause(StrEnum):
    """Name why no slip would come out (故障原因), the most telling first.

    DISK: the kiosk itself cannot write down what it does, and begins nothing that is not written.
    HELD: it may still hold a slip that nobody confirmed, and cannot be told to throw it away (停用待查).
    """

    OFF = "off"
    PAPER_END = "paper_end"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    FAULT = "fault"
    OFFLINE = "offline"
    UNSTEADY = "unsteady"
    HELD = "held"
    DISK = "disk"


Told = tuple[tuple[Cause, int], ...]


def _first(told: Told) -> Cause | None:
    """Give the first cause whose bits are set."""
    return next((cause for cause, bits in told if bits), None)


@dataclass(frozen=True)
class State:
    """Hold the printer's state at one moment (打印机状态), from its answers to DLE EOT 1–4."""

    printer: int
    offline: int
    error: int
    paper: int

    @property
    def cause(self) -> Cause | None:
        """Say why it could not print, or nothing when it could."""
        told: Told = (
            (Cause.COVER_OPEN, self.offline & 0x04),
            (Cause.PAPER_END, self.offline & 0x20 or self.paper & 0x60),
            (Cause.CUTTER, self.error & 0x08),
            (Cause.FAULT, self.error & 0x20 or self.offline & 0x40),
            (Cause.OFFLINE, self.printer & 0x08),
        )
        return _first(told)

    @property
    def near_end(self) -> bool:
        """Say whether the roll is nearly used up (纸将尽)."""
        return bool(self.paper & 0x0C)


def pushed(answer: Automatic) -> Cause | None:
    """Say why it cannot print, from what it sent by itself (ASB), or nothing when it can."""
    first, second, third, _ = answer.four
    return _first((
        (Cause.COVER_OPEN, first & 0x20),
        (Cause.PAPER_END, third & 0x0C),
        (Cause.CUTTER, second & 0x08),
        (Cause.FAULT, second & 0x60),
        (Cause.OFFLINE, first & 0x08),
    ))
