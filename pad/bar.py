"""Say it by light (光条文字): a line on the screen, and on a serial LED bar where there is one."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TextIO

#: What a part of a line is joined with; a narrow bar shows the first part alone.
JOINT = " · "
#: Half-width cells of a LED bar: eight full-width characters.
CELLS = 16


class Kind(StrEnum):
    """Name what a line is about; each has a sound of its own, so that nobody needs to look."""

    CALLED = "called"
    DONE = "done"
    NOBODY = "nobody"
    ASK = "ask"
    SOFT = "soft"
    WARN = "warn"


@dataclass(frozen=True)
class Said:
    """Hold one line for the clerk."""

    text: str
    kind: Kind


class Bar(Protocol):
    """Show or sound one line; a bar that is broken says nothing and fails nobody."""

    def say(self, said: Said) -> None:
        """Say it."""


class Bars:
    """Say each line everywhere."""

    def __init__(self, bars: Iterable[Bar]) -> None:
        self._bars = tuple(bars)
        # The word of an act and "one moment" come from two threads.
        self._one_at_a_time = threading.Lock()

    def say(self, said: Said) -> None:
        """Say it."""
        with self._one_at_a_time:
            for bar in self._bars:
                bar.say(said)


class Screen:
    """Write each line to a stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    def say(self, said: Said) -> None:
        """Write it as one line."""
        try:
            print(said.text, file=self._stream, flush=True)
        except (OSError, UnicodeEncodeError):
            # A closed terminal is no reason to stop calling.
            return


class LedBar:
    """Write each line to a LED bar's device (条屏): GB2312, cut to its cells, ended by CR LF."""

    def __init__(self, path: Path, cells: int = CELLS) -> None:
        self._path = path
        self._cells = cells

    def say(self, said: Said) -> None:
        """Write it; the device is opened anew each time, so one that was away is there again."""
        line = fitting(said.text, self._cells).encode("gb2312", "replace") + b"\r\n"
        flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_APPEND
        try:
            fd = os.open(self._path, flags)
            try:
                os.write(fd, line)
            finally:
                os.close(fd)
        except OSError:
            return


def fitting(text: str, cells: int) -> str:
    """Return what of a line fits on a bar: whole if it does, else its first part, else as much of that as fits."""
    shown = text if _width(text) <= cells else text.split(JOINT)[0]
    while _width(shown) > cells:
        shown = shown[:-1]
    return shown


def _width(text: str) -> int:
    """Return the half-width cells of a text; everything beyond ASCII is as wide as two."""
    return sum(1 if letter.isascii() else 2 for letter in text)
