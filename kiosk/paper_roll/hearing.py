"""Take a stream of ESC/POS apart into commands (指令拆解), however it is cut up on the way; no paper, no socket."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Name what a command does to this printer (指令种类)."""

    RESET = "reset"
    RASTER = "raster"
    STORE = "store"
    FEED = "feed"
    CUT = "cut"
    TEXT = "text"
    PROCESS_ID = "process_id"
    SENSOR = "sensor"
    AUTOMATIC = "automatic"
    STATUS = "status"
    CLEAR = "clear"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


#: Commands a printer obeys the moment it hears them, whatever waits before them.
REAL_TIME = frozenset({Kind.STATUS, Kind.CLEAR})
#: Two bytes after which a printer may wake up inside a picture.
INTRUDERS = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
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
    """Hold one command (指令): what it is and all its bytes."""

    kind: Kind
    raw: bytes

    @property
    def row_bytes(self) -> int:
        """Say how many bytes one row of a raster picture has."""
        return int.from_bytes(self.raw[4:6], "little")

    @property
    def data(self) -> bytes:
        """Give the dots of a raster picture (GS v 0), as far as they came."""
        return self.raw[8:]

    @property
    def intruders(self) -> int:
        """Count the places in the data a printer might take for a real-time command."""
        return sum(self.data.count(pair) for pair in INTRUDERS) if self.kind is Kind.RASTER else 0


class Hearing:
    """Listen to the line (听): bytes in, whole commands out."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._heard = bytearray()

    def feed(self, heard: bytes) -> list[Command]:
        """Take in bytes and give the commands that are whole now."""
        self._heard += heard
        commands = []
        while self._heard and (length := _length(self._heard)) is not None and length <= len(self._heard):
            raw = bytes(self._heard[:length])
            del self._heard[:length]
            commands.append(Command(_kind(raw), raw))
        return commands

    def abandon(self) -> Command | None:
        """Give up what is half heard because the line broke; half a picture is still half a picture on the paper."""
        raw = bytes(self._heard)
        self._heard.clear()
        return Command(_kind(raw), raw) if len(raw) > 8 and raw[:3] == b"\x1dv0" else None


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
    """Say how many plain bytes stand at the front: up to a line feed or the next command."""
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
    """Say how long a GS command is; pictures and `GS (` carry their own length."""
    second, known = heard[1], len(heard)
    if second == 0x76:
        if known < 8:
            return None
        return 8 + int.from_bytes(heard[4:6], "little") * int.from_bytes(heard[6:8], "little")
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
    (b"\x1b2", Kind.IGNORED), (b"\x1c&", Kind.IGNORED), (b"\x1c.", Kind.IGNORED),
)
