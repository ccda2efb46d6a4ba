"""Take a stream of ESC/POS apart into commands (指令拆解), however it is cut up on the way; no paper, no socket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Name what a command does to this printer (指令种类)."""

    RESET = "reset"
    RASTER = "raster"
    ROWS = "rows"
    STORE = "store"
    FEED = "feed"
    CUT = "cut"
    TEXT = "text"
    PROCESS_ID = "process_id"
    SENSOR = "sensor"
    AUTOMATIC = "automatic"
    NAME = "name"
    QR = "qr"
    STYLE = "style"
    STATUS = "status"
    CLEAR = "clear"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


#: Commands a printer obeys the moment it hears them, whatever waits before them.
REAL_TIME = frozenset({Kind.STATUS, Kind.CLEAR})
#: Two bytes after which a printer may wake up inside a picture.
INTRUDERS = re.compile(b"\x10[\x04\x05\x14]")
#: The real-time commands this printer obeys inside a picture, and how long the longest is.
WAKING = re.compile(b"\x10\x04[\x01-\x04]|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
LONGEST = 10
#: Lengths of ESC and FS commands this printer knows and does not act on (emphasis, code pages, character sizes …).
_ESC = {0x32: 2, 0x24: 4, 0x5C: 4, 0x63: 4, 0x70: 5} | dict.fromkeys(b"!-34EGJMRTUVadt{", 3)
_FS = {0x26: 2, 0x2E: 2, 0x21: 3, 0x2D: 3, 0x43: 3, 0x53: 4}
_GS_FOUR = frozenset(b"LWP$\\")
_GS_THREE = frozenset(b"!BHafhIrbwk")
#: `GS V` with these modes has a fourth byte, the feed before the cut.
_CUT_AND_FEED = frozenset({65, 66, 97, 98, 103, 104})
_DLE_DC4 = {1: 5, 2: 5, 7: 5, 8: 10}


@dataclass(frozen=True)
class Command:
    """Hold one command (指令): what it is and all its bytes; of dots also how many bytes a row of them has."""

    kind: Kind
    raw: bytes
    row_bytes: int = 0


class Hearing:
    """Listen to the line (听): bytes in, whole commands out; a picture comes row by row, as it is printed.

    Like many printers it looks for real-time commands in a picture too, and obeys them although they are dots.
    """

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._heard = bytearray()
        self._row = bytearray()
        self._row_bytes = 1
        self._left = 0
        self._before = b""
        #: Places in pictures that were taken for a real-time command, or might be.
        self.intruders = 0

    def feed(self, heard: bytes) -> list[Command]:
        """Take in bytes and give the commands that are whole now."""
        commands: list[Command] = []
        while True:
            if self._left:
                part, heard = heard[:self._left], heard[self._left:]
                commands += self._dots(part)
                if not heard:
                    return commands
            self._heard += heard
            heard = b""
            command = self._command()
            if command is None:
                return commands
            commands.append(command)
            if self._left:
                heard = bytes(self._heard)
                self._heard.clear()

    def forget(self) -> None:
        """Forget what is half heard: the printer was cleared, or switched off."""
        self._heard.clear()
        self._row.clear()
        self._left = 0

    def _command(self) -> Command | None:
        """Take the whole command at the front; the head of a picture says how much follows it."""
        length = _length(self._heard) if self._heard else None
        if length is None or length > len(self._heard):
            return None
        raw = bytes(self._heard[:length])
        del self._heard[:length]
        kind = _kind(raw)
        if kind is Kind.RASTER:
            self._row_bytes = max(1, int.from_bytes(raw[4:6], "little"))
            self._left = self._row_bytes * int.from_bytes(raw[6:8], "little")
            self._before = b""
        return Command(kind, raw)

    def _dots(self, part: bytes) -> list[Command]:
        """Take dots of a picture: the rows that are whole, and what wakes the printer up in the middle of it."""
        self._left -= len(part)
        seen, self._before = self._before + part, (self._before + part)[-(LONGEST - 1):]
        old = len(seen) - len(part)
        self.intruders += sum(1 for found in INTRUDERS.finditer(seen) if found.end() > old)
        woken = [found.group() for found in WAKING.finditer(seen) if found.end() > old]
        commands = [Command(_kind(raw), raw) for raw in woken]
        self._row += part
        whole = len(self._row) // self._row_bytes * self._row_bytes
        if whole:
            commands.append(Command(Kind.ROWS, bytes(self._row[:whole]), self._row_bytes))
            del self._row[:whole]
        return commands


def _length(heard: bytearray) -> int | None:
    """Say how long the command at the front is; None while too little of it is heard to know."""
    first = heard[0]
    if first not in (0x10, 0x1B, 0x1C, 0x1D):
        return _text_length(heard)
    if len(heard) < 2:
        return None
    second = heard[1]
    if first == 0x1B:
        return 2 if second == 0x40 else _ESC.get(second, 2)
    if first == 0x1C:
        return _FS.get(second, 2)
    if first == 0x10:
        return _dle_length(heard)
    return _gs_length(heard)


def _text_length(heard: bytearray) -> int:
    """Say how many plain bytes stand at the front: up to a line feed or the next command.

    The second byte of a Chinese character is never below 0x40, so it is none of those.
    """
    for at, byte in enumerate(heard):
        if byte == 0x0A:
            return at + 1 if at == 0 else at
        if byte in (0x10, 0x1B, 0x1C, 0x1D):
            return at
    return len(heard)


def _dle_length(heard: bytearray) -> int | None:
    """Say how long a DLE command is."""
    if heard[1] in (0x04, 0x05):
        return 3
    if heard[1] != 0x14:
        return 2
    return _DLE_DC4.get(heard[2], 3) if len(heard) > 2 else None


def _gs_length(heard: bytearray) -> int | None:
    """Say how long a GS command is, of a picture its head; `GS (` carries its own length."""
    second, known = heard[1], len(heard)
    if second == 0x76:
        return 8
    if second == 0x28:
        return 5 + int.from_bytes(heard[3:5], "little") if known >= 5 else None
    if second == 0x38:
        return 7 + int.from_bytes(heard[3:7], "little") if known >= 7 else None
    if second == 0x56:
        return (4 if heard[2] in _CUT_AND_FEED else 3) if known >= 3 else None
    if second in _GS_FOUR:
        return 4
    return 3 if second in _GS_THREE else 2


def _kind(raw: bytes) -> Kind:
    """Say what a whole command does."""
    for start, kind in _STARTS:
        if raw.startswith(start):
            return kind
    if raw[0] in (0x10, 0x1B, 0x1C, 0x1D):
        return Kind.IGNORED if len(raw) > 2 else Kind.UNKNOWN
    return Kind.FEED if raw == b"\n" else Kind.TEXT


_STARTS = (
    (b"\x10\x04", Kind.STATUS), (b"\x10\x14\x08", Kind.CLEAR), (b"\x1b@", Kind.RESET), (b"\x1dv0", Kind.RASTER),
    (b"\x1dV", Kind.CUT), (b"\x1bd", Kind.FEED), (b"\x1bJ", Kind.FEED), (b"\x1d(H", Kind.PROCESS_ID),
    (b"\x1d(L", Kind.STORE), (b"\x1d8L", Kind.STORE), (b"\x1dr", Kind.SENSOR), (b"\x1da", Kind.AUTOMATIC),
    (b"\x1dI", Kind.NAME), (b"\x1d(k", Kind.QR), (b"\x1ba", Kind.STYLE), (b"\x1d!", Kind.STYLE), (b"\x1dB", Kind.STYLE),
    (b"\x1bE", Kind.STYLE), (b"\x1b2", Kind.IGNORED), (b"\x1c&", Kind.IGNORED), (b"\x1c.", Kind.IGNORED),
)
