"""Hear a code scanner (扫码器) that this program holds alone, and hand its codes to the page.

A scanner is a very fast keyboard. Grabbed, its keys reach nothing else: no Chinese input method that swallows
letters, no field that a finger happens to have chosen. The page learns the code with its next question `GET /state` and
treats it as if the scanner had typed it there (static/scanner.js).
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inputs.device import Device, DeviceFault, Stop
from inputs.evdev import DOWN, UP, Changes, grab
from kiosk.beside import Beside

log = logging.getLogger(__name__)

#: What a code is made of; anything else on the label, such as an address before it or a prefix, stands apart from it.
CODE = re.compile(r"[0-9A-Z]{8,24}")
_APART = re.compile(r"[^0-9A-Z]+")
#: Seconds a code waits for a page: it asks three times a second; what nobody took is not for the next visitor.
FRESH_SECONDS = 3.0
#: Signs of the longest label that is read: an address with a code at its end.
LONGEST = 512
#: Seconds until a scanner that may not be read is tried again: just plugged in, its file is root's for a moment.
REFUSED_SECONDS = 2.0
#: The keys of a US keyboard, which a scanner plays: number of the first key in a row, the row, the row with shift.
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"), (16, "qwertyuiop[]", "QWERTYUIOP{}"), (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"), (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."), (98, "/", "/"), (55, "*", "*"),
)
_SIGNS = {first + at: signs for first, *rows in _ROWS for at, signs in enumerate(zip(*rows, strict=True))}
_SHIFT = frozenset({42, 54})
_ENTER = frozenset({28, 96})


def code_in(text: str) -> str:
    """Find the code in what was scanned: the last part that can be one; "" when there is none."""
    return next((part for part in reversed(_APART.split(text.upper())) if CODE.fullmatch(part)), "")


class Labels:
    """Turn the bytes of one opening into what was scanned (标签内容), a text for each Enter."""

    def __init__(self) -> None:
        self._changes = Changes()
        self._held: set[int] = set()
        self._text = ""
        self._lost = False

    def feed(self, found: bytes) -> Iterator[str]:
        """Take bytes, cut anywhere; a label of which the kernel lost a part is none."""
        for change in self._changes.feed(found):
            if change is None:
                self._held.clear()
                self._lost = True
            elif change.code in _SHIFT:
                (self._held.discard if change.value == UP else self._held.add)(change.code)
            elif change.value != DOWN:
                continue
            elif change.code in _ENTER:
                if self._text and not self._lost:
                    yield self._text
                self._text, self._lost = "", False
            elif change.code in _SIGNS:
                self._text = (self._text + _SIGNS[change.code][bool(self._held)])[-LONGEST:]


@dataclass(frozen=True)
class Scan:
    """Hold how often was scanned so far, and the last code while it is fresh: "" was no code, None is nothing new."""

    count: int
    code: str | None


class Scans:
    """Keep the last scan for the page (最近扫码), for a moment."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """Know of no scan."""
        self._steady = steady
        self._changing = threading.Lock()
        self._count, self._code, self._at = 0, "", 0.0

    def heard(self, text: str) -> None:
        """Take in what was scanned; of what is no code nothing is kept."""
        with self._changing:
            self._count, self._code, self._at = self._count + 1, code_in(text), self._steady()

    @property
    def latest(self) -> Scan:
        """Give the last scan; a page that saw this count before knows it already."""
        with self._changing:
            fresh = self._count > 0 and self._steady() - self._at < FRESH_SECONDS
            if not fresh:
                self._code = ""
            return Scan(self._count, self._code if fresh else None)


class Scanner(Beside):
    """Hold the scanner (扫码器) for as long as the program runs, plugged in or not."""

    def __init__(self, path: Path, scans: Scans) -> None:
        """Listen not yet; `start` begins."""
        self._path, self._scans, self._stop = path, scans, Stop()
        super().__init__("scanner", self._stop)

    def _run(self) -> None:
        """Listen until stopped: a scanner that cannot be read must not cost the kiosk anything else."""
        device = Device(self._path, self._stop, self._tell)
        while not self._stop.wait(seconds=0):
            try:
                for opening in device.openings(grab):
                    labels = Labels()
                    for found in opening:
                        for text in labels.feed(found):
                            self._scans.heard(text)
            except DeviceFault as fault:
                log.warning("the scanner cannot be read: %s", fault)
                self._stop.wait(seconds=REFUSED_SECONDS)

    def _tell(self, there: bool) -> None:
        log.warning("the scanner %s is %s", self._path, "there again" if there else "away")
