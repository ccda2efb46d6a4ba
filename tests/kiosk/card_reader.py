"""Be an ID-card reader on a serial line (身份证阅读器): real frames over a pseudo-terminal, and faults when asked."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import threading
import tty
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from kiosk.sam import DONE, FIND, FOUND, HEAD, NO_CARD, READ, SELECT, STATUS, frame
from tests.builders import PATIENCE_SECONDS

#: A number that nobody has: its region is not given out; its check character is right.
NUMBER = "990101199003076214"
#: Another such number, of which the same is shown.
ALIKE = "990101198504010614"


class Fault(StrEnum):
    """Name what a reader can do wrong."""

    NONE = "none"
    BAD_CHECK = "bad checksum"
    HALF_FRAME = "half a frame"
    WRONG_LENGTH = "wrong length"
    LONG_LENGTH = "a length that never comes"
    GARBAGE = "garbage before a frame"
    DRIBBLE = "a byte at a time"
    MUTE = "mute"
    CANNOT_READ = "cannot read the card"
    SHORT_TEXT = "a text that is too short"
    NO_NUMBER = "a card of another kind"


def card(number: str = NUMBER) -> bytes:
    """Give what a card tells: lengths, text of 256 bytes, photograph of 1,024."""
    parts = (("测试", 30), ("2", 2), ("01", 4), ("19900307", 16), ("某市某路1号", 70), (number, 36),
             ("某市公安局", 30), ("20200101", 16), ("20400101", 16), ("", 36))
    text = b"".join(part.ljust(size // 2).encode("utf-16-le") for part, size in parts)
    return len(text).to_bytes(2, "big") + (1024).to_bytes(2, "big") + text + bytes(range(256)) * 4


class Reader:
    """Stand on the desk: plugged in at `path`, with a card on it or not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fault = Fault.NONE
        #: The number of the card that lies there; a card is found once, until it is taken away and put there again.
        self.lies_there: str | None = None
        self.asked: list[bytes] = []
        #: What happens while it reads.
        self.goes_home: Callable[[], None] = lambda: None
        self._end = -1
        self.plug_in()

    def plug_in(self) -> None:
        """Plug it in; the system gives it another device each time, and udev the same name."""
        self._end, self._device = pty.openpty()
        tty.setraw(self._device)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._device))
        self._woken, self._wake = os.pipe()
        self._answering = threading.Thread(target=self._answer, daemon=True)
        self._answering.start()

    def pull_out(self) -> None:
        """Pull it out."""
        if self._end < 0:
            return
        self.path.unlink()
        os.write(self._wake, b"!")
        self._answering.join(timeout=PATIENCE_SECONDS)
        for end in (self._end, self._device, self._woken, self._wake):
            os.close(end)
        self._end = -1

    def _answer(self) -> None:
        heard = b""
        while True:
            if self._woken in select.select([self._end, self._woken], [], [])[0]:
                return
            with contextlib.suppress(OSError):
                heard += os.read(self._end, 4096)
            whole = len(HEAD) + 2 + 3
            while len(heard) >= whole:
                command, heard = heard[len(HEAD) + 2:whole - 1], heard[whole:]
                self.asked.append(command)
                self._say(self._spoiled(command))

    def _spoiled(self, command: bytes) -> list[bytes]:
        """Give the pieces in which it answers, with its fault: those of the frame in the long answer alone."""
        answer = frame(self._content(command))
        if self.fault is Fault.MUTE:
            return []
        if self.fault is Fault.GARBAGE:
            return [b"\x00\xff\xaa\xaa\x96" + HEAD[:4] + answer]
        if self.fault is Fault.DRIBBLE:
            return [answer[at:at + 1] for at in range(len(answer))]
        if command == READ:
            self.goes_home()
            spoiled = {
                Fault.BAD_CHECK: answer[:-1] + bytes([answer[-1] ^ 1]), Fault.HALF_FRAME: answer[:700],
                Fault.WRONG_LENGTH: HEAD + (1000).to_bytes(2, "big") + answer[7:],
                Fault.LONG_LENGTH: HEAD + b"\x0f\xff" + answer[7:],
            }
            return [spoiled.get(self.fault, answer)]
        return [answer]

    def _content(self, command: bytes) -> bytes:
        if command == FIND:
            return FOUND + bytes(4) if self.lies_there else NO_CARD
        if command == SELECT:
            return DONE + bytes(8)
        if command != READ:
            return DONE if command == STATUS else b"\x00\x00\x21"
        told, self.lies_there = card(self.lies_there or ""), None
        return {Fault.CANNOT_READ: b"\x00\x00\x41", Fault.SHORT_TEXT: DONE + bytes(4) + told[4:100],
                Fault.NO_NUMBER: DONE + card("ABC123456789012")}.get(self.fault, DONE + told)

    def _say(self, pieces: list[bytes]) -> None:
        for piece in pieces:
            with contextlib.suppress(OSError):
                os.write(self._end, piece)
