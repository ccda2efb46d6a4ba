"""Take apart what the printer says back (打印机应答): bytes in, answers out; no socket, no clock.

A printer sends its answers down one line, whenever it likes, cut anywhere, a real-time answer even in the middle of
another one. `kiosk.state` says what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass


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
class Named:
    """Hold what the printer says of itself (`GS I`: maker, model, its own characters), `5F … 00`."""

    words: str


@dataclass(frozen=True)
class Noise:
    """Hold a byte that is no answer: flow control, line noise, a printer of another kind."""

    byte: int


Answer = RealTime | PaperSensor | Automatic | Completed | Cleared | Named | Noise

#: How a block begins: 37 for what is done, 5F for a name; and the longest name a printer has.
_DONE, _NAME, _LONGEST_NAME = 0x37, 0x5F, 80
_VISIBLE = range(0x20, 0x7F)


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
        """Put one byte where it belongs: a block, an ASB under way, or an answer of one byte."""
        if is_real_time(byte) and not (byte in _VISIBLE and self._block.startswith(b"_")):
            return [RealTime(byte)]
        if self._block:
            return self._in_block(byte)
        if byte in (_DONE, _NAME):
            self._block.append(byte)
            return []
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
        """Take a byte of a block; what does not fit the pattern is given back as noise."""
        self._block.append(byte)
        block = bytes(self._block)
        answer = _whole(block)
        if answer is None and _fits(block):
            return []
        self._block.clear()
        # The last byte may itself begin an answer; only what came before it is surely spoilt.
        return [answer] if answer else [*(Noise(old) for old in block[:-1]), *self._hear(byte)]


def is_real_time(byte: int) -> bool:
    """Say whether this byte is an answer to DLE EOT; no process id of ours has one in it, a name may."""
    return byte & 0x93 == 0x12


def _whole(block: bytes) -> Answer | None:
    """Read a block that is whole."""
    if block == b"\x37\x25\x00":
        return Cleared()
    if block[:2] == b"\x37\x22" and len(block) == 7 and block[-1] == 0:
        return Completed(block[2:6])
    if block[0] == _NAME and block[-1] == 0:
        return Named(block[1:-1].decode("ascii").strip())
    return None


def _fits(block: bytes) -> bool:
    """Say whether a block may still become whole."""
    visible = block[-1] in _VISIBLE
    if block[0] == _NAME:
        return visible and len(block) <= _LONGEST_NAME
    return block in (b"\x37\x22", b"\x37\x25") or (block[:2] == b"\x37\x22" and 2 < len(block) < 7 and visible)
