"""Hear a keyboard or a number pad of Linux (小键盘), whichever program has the focus."""

from __future__ import annotations

from collections.abc import Iterator

from inputs.device import Device
from inputs.evdev import DOWN, UP, Changes, grab
from pad.keynames import HELD, name_of


class Decoder:
    """Turn the bytes of one opening into keys that went down; `together` has to be held, and nothing else."""

    def __init__(self, together: frozenset[str]) -> None:
        self._together = together
        self._held: set[int] = set()
        self._changes = Changes()

    def feed(self, found: bytes) -> Iterator[str]:
        """Take bytes, give the names of keys that went down; a key that repeats itself is not one."""
        for change in self._changes.feed(found):
            if change is None:
                self._held.clear()
            elif change.code in HELD:
                (self._held.discard if change.value == UP else self._held.add)(change.code)
            elif change.value == DOWN and {HELD[one] for one in self._held} == self._together:
                yield name_of(change.code)


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
            grab(fd)
