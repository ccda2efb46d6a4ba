"""Hear lines of text (标准输入), each the name of a key or of an act: for scripts, tests and pads with a driver."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from inputs.device import CHUNK, Stop
from pad.keynames import canonical


class Lines:
    """Hold the standard input; its end is the end of the program."""

    def __init__(self, stop: Stop, fd: int | None = None) -> None:
        self._stop = stop
        self._given = fd

    def pressed(self) -> Iterator[str]:
        """Give each line's key by its one name, or the act as it is written."""
        fd = sys.stdin.fileno() if self._given is None else self._given
        rest = b""
        while not self._stop.wait(fd):
            found = os.read(fd, CHUNK)
            *whole, rest = (rest + found).split(b"\n")
            for line in whole:
                word = line.decode("utf-8", "replace").strip()
                yield canonical(word) if word.isupper() else word
            if not found:
                return
