"""Understand what the printer says back (打印机状态): bytes in, answers out; no socket, no clock.

A printer sends four kinds of answers down one line, whenever it likes, cut anywhere. `StatusParser` takes them
apart; `State` says in one word whether a slip would come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class RealTime:
    """Hold the answer to one DLE EOT (实时状态), `0xx1xx10`; which of the four only the asker knows."""

    byte: int


@dataclass(frozen=True)
class PaperSensor:
    """Hold the answer to GS r 1 (纸传感器), `0xx0xxxx`."""

    byte: int

    @property
    def ended(self) -> bool:
        """Say whether the paper is out (缺纸)."""
        return bool(self.byte & 0x0C)


@dataclass(frozen=True)
class Automatic:
    """Hold four bytes a printer sends by itself when something changes (ASB 自动状态)."""

    four: bytes


@dataclass(frozen=True)
class Completed:
    """Hold the sign that everything before this process id is printed (打印完成), `37 22 d1..d4 00`."""

    process_id: bytes


@dataclass(frozen=True)
class Cleared:
    """Hold the sign that the printer threw away what it still held (缓存已清), `37 25 00`."""


@dataclass(frozen=True)
class Noise:
    """Hold a byte that is no answer: flow control, line noise, a printer of another kind."""

    byte: int


Answer = RealTime | PaperSensor | Automatic | Completed | Cleared | Noise


class StatusParser:
    """Take the printer's bytes apart (状态解析), however they are cut up on the way."""

    def __init__(self) -> None:
        """Start with nothing half heard."""
        self._block = bytearray()
        self._automatic = bytearray()

    def feed(self, heard: bytes) -> list[Answer]:
        """Take in bytes and give the answers that are complete now, in the order they were completed."""
        return [answer for byte in heard for answer in self._hear(byte)]

    def _hear(self, byte: int) -> list[Answer]:
        """Put one byte where it belongs: a `37 …` block, an ASB under way, or an answer of one byte."""
        if self._block:
            return self._in_block(byte)
        if byte == 0x37:
            self._block.append(byte)
            return []
        if byte & 0x93 == 0x12:
            return [RealTime(byte)]
        if byte & 0x93 == 0x10:
            # A new first byte: what was begun before it will not be finished any more.
            lost: list[Answer] = [Noise(old) for old in self._automatic]
            self._automatic = bytearray([byte])
            return lost
        if byte & 0x90:
            return [Noise(byte)]
        return self._in_automatic(byte)

    def _in_automatic(self, byte: int) -> list[Answer]:
        """Take a byte without mark: it belongs to an ASB under way, else it is the answer to GS r."""
        if not self._automatic:
            return [PaperSensor(byte)]
        self._automatic.append(byte)
        if len(self._automatic) < 4:
            return []
        four, self._automatic = bytes(self._automatic), bytearray()
        return [Automatic(four)]

    def _in_block(self, byte: int) -> list[Answer]:
        """Take a byte of a `37 …` block; what does not fit the pattern is given back as noise."""
        self._block.append(byte)
        block = bytes(self._block)
        if block == b"\x37\x25\x00":
            self._block.clear()
            return [Cleared()]
        if block[:2] == b"\x37\x22" and len(block) == 7 and byte == 0:
            self._block.clear()
            return [Completed(block[2:6])]
        fits = block in (b"\x37\x22", b"\x37\x25") or (
            block[:2] == b"\x37\x22" and 2 < len(block) < 7 and 0x20 <= byte <= 0x7E)
        if fits:
            return []
        self._block.clear()
        # The last byte may itself begin an answer; only what came before it is surely spoilt.
        return [*(Noise(old) for old in block[:-1]), *self._hear(byte)]


class Cause(StrEnum):
    """Name why no slip would come out (故障原因), the most telling first."""

    OFF = "off"
    PAPER_END = "paper_end"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    FAULT = "fault"
    OFFLINE = "offline"
    UNSTEADY = "unsteady"


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
        told = (
            (Cause.COVER_OPEN, self.offline & 0x04),
            (Cause.PAPER_END, self.offline & 0x20 or self.paper & 0x60),
            (Cause.CUTTER, self.error & 0x08),
            (Cause.FAULT, self.error & 0x20 or self.offline & 0x40),
            (Cause.OFFLINE, self.printer & 0x08),
        )
        return next((cause for cause, bits in told if bits), None)

    @property
    def near_end(self) -> bool:
        """Say whether the roll is nearly used up (纸将尽)."""
        return bool(self.paper & 0x0C)
