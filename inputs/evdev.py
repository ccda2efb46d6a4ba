"""Hear the keys of a Linux input device (按键事件): /dev/input/event*, whichever program has the focus.

The events are so simple that a library, which would have to be compiled, is not worth its weight: two longs of time,
a type, a code and a value (struct input_event of linux/input.h).
"""

from __future__ import annotations

import fcntl
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

EVENT: Final = struct.Struct("@llHHi")
EV_SYN, EV_KEY = 0x00, 0x01
#: The kernel lost events: what is held down is not known any more.
SYN_DROPPED = 3
#: Values of a key's event; a key that is held repeats itself with 2.
UP, DOWN, REPEAT = 0, 1, 2
#: _IOW('E', 0x90, int): from now on the device's events come here and nowhere else.
EVIOCGRAB = 0x40044590


class Change(NamedTuple):
    """Hold one change of a key: its number in linux/input-event-codes.h, and UP, DOWN or REPEAT."""

    code: int
    value: int


class Changes:
    """Turn the bytes of one opening into changes of keys; None says that the kernel lost some."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, found: bytes) -> Iterator[Change | None]:
        """Take bytes, cut anywhere, and give the changes that are whole."""
        whole = self._rest + found
        end = len(whole) - len(whole) % EVENT.size
        self._rest = whole[end:]
        for _, _, kind, code, value in EVENT.iter_unpack(whole[:end]):
            if kind == EV_KEY:
                yield Change(code, value)
            elif kind == EV_SYN and code == SYN_DROPPED:
                yield None


def grab(fd: int) -> None:
    """Take the device whole (独占): what is pressed there reaches no other program. Raises OSError."""
    fcntl.ioctl(fd, EVIOCGRAB, 1)
