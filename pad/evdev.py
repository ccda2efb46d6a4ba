"""Hear a keyboard or a number pad of Linux (小键盘): /dev/input/event*, whichever program has the focus.

The events are so simple that a library, which would have to be compiled, is not worth its weight: two longs of time,
a type, a code and a value (struct input_event of linux/input.h).
"""

from __future__ import annotations

import fcntl
import struct
from collections.abc import Iterator
from typing import Final

from pad.device import Device
from pad.keynames import HELD, name_of

EVENT: Final = struct.Struct("@llHHi")
EV_SYN, EV_KEY = 0x00, 0x01
#: The kernel lost events: what is held down is not known any more.
SYN_DROPPED = 3
#: Values of a key's event; a key that is held repeats itself with 2.
UP, DOWN, REPEAT = 0, 1, 2
#: _IOW('E', 0x90, int): from now on the device's events come here and nowhere else.
EVIOCGRAB = 0x40044590


class Decoder:
    """Turn the bytes of one opening into keys that went down; `together` has to be held, and nothing else."""

    def __init__(self, together: frozenset[str]) -> None:
        self._together = together
        self._held: set[int] = set()
        self._rest = b""

    def feed(self, found: bytes) -> Iterator[str]:
        """Take bytes, give the names of keys that went down; a key that repeats itself is not one."""
        whole = self._rest + found
        end = len(whole) - len(whole) % EVENT.size
        self._rest = whole[end:]
        for _, _, kind, code, value in EVENT.iter_unpack(whole[:end]):
            if kind == EV_SYN and code == SYN_DROPPED:
                self._held.clear()
            elif kind == EV_KEY and code in HELD:
                (self._held.discard if value == UP else self._held.add)(code)
            elif kind == EV_KEY and value == DOWN and {HELD[one] for one in self._held} == self._together:
                yield name_of(code)


class Keyboard:
    """Hold a keyboard: the clerk's own, where keys need what `together` says, or a pad that is grabbed whole."""

    def __init__(self, device: Device, together: frozenset[str], grab: bool) -> None:
        self._device = device
        self._together = together
        self._grab = grab

    def pressed(self) -> Iterator[str]:
        """Give the names of the keys that go down."""
        for opening in self._device.openings(self._take):
            decoder = Decoder(self._together)
            for found in opening:
                yield from decoder.feed(found)

    def _take(self, fd: int) -> None:
        if self._grab:
            fcntl.ioctl(fd, EVIOCGRAB, 1)
