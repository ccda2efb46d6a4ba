"""Hold the paper (纸): the strip that is being printed, the slips that were cut off, the roll that gets shorter."""

from __future__ import annotations

import io
from collections import deque
from dataclasses import dataclass

from PIL import Image

#: Slips kept to be looked at; a demo that runs for days must not fill the memory.
KEPT = 200
#: Dots of a line of plain text, and of the line feed of an untold printer.
LINE_DOTS = 30
#: Black is 1 on the wire and 0 in Pillow.
_INVERTED = bytes(byte ^ 0xFF for byte in range(256))


@dataclass(frozen=True)
class CutOff:
    """Hold one slip that was cut off (一张号票): its count, when, its picture as PNG, the bytes that made it."""

    n: int
    at: int
    png: bytes
    raw: bytes
    width: int
    height: int


class Paper:
    """Hold strip and roll (纸带): rows are added at the end, a cut makes a slip of them."""

    def __init__(self, width: int, roll_mm: int, dots_per_mm: int) -> None:
        """Put in a new roll."""
        self.width = width
        self.roll_mm = roll_mm
        self._dots_per_mm = dots_per_mm
        self._used = 0
        self._cut = 0
        self._rows = bytearray()
        self._raw = bytearray()
        self.slips: deque[CutOff] = deque(maxlen=KEPT)

    @property
    def left_mm(self) -> int:
        """Say how much paper is left, in mm."""
        return max(0, self.roll_mm - self._used // self._dots_per_mm)

    def new_roll(self) -> None:
        """Put in a new roll (换纸)."""
        self._used = 0

    def note(self, raw: bytes) -> None:
        """Remember the bytes that make this slip, for whoever wants to look at them."""
        self._raw += raw

    def rows(self, data: bytes, row_bytes: int) -> None:
        """Print rows of dots, black is 1; a row wider than the head loses its right end, as on a real one."""
        wide = self.width // 8
        for at in range(0, len(data), row_bytes):
            self._rows += data[at:at + row_bytes][:wide].ljust(wide, b"\0")
        self._used += len(data) // row_bytes

    def feed(self, dots: int) -> None:
        """Run on white paper."""
        self._rows += bytes(self.width // 8 * dots)
        self._used += dots

    def cut(self, at: int) -> CutOff | None:
        """Cut what is printed off (切纸) and lay it on the pile; nothing printed, nothing cut."""
        height = len(self._rows) // (self.width // 8)
        raw = bytes(self._raw)
        self._raw.clear()
        if not height:
            return None
        self._cut += 1
        slip = CutOff(self._cut, at, self._png(height), raw, self.width, height)
        self._rows.clear()
        self.slips.append(slip)
        return slip

    def _png(self, height: int) -> bytes:
        """Turn the rows into a picture, black ink on white."""
        dots = bytes(self._rows).translate(_INVERTED)
        written = io.BytesIO()
        Image.frombytes("1", (self.width, height), dots).save(written, "PNG")
        return written.getvalue()
