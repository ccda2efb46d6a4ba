"""Hold a device that may be pulled out and put back (设备插拔), and the wish to stop."""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Callable, Iterator
from pathlib import Path

#: Seconds until a device that is away is looked for again: a plug is pushed in by hand, nobody notices a second.
LOOK_AGAIN_SECONDS = 1.0
#: Bytes taken from a device at once.
CHUNK = 4096
#: What the system says of a device that is not plugged in.
AWAY = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO})


class DeviceFault(Exception):
    """A device is there and cannot be used; waiting does not help."""


class Stop:
    """Hold the wish to stop: it wakes whoever waits for a key; a signal may set it."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def set(self) -> None:
        """Wish it."""
        os.write(self._writing, b".")

    def wait(self, fd: int | None = None, seconds: float | None = None) -> bool:
        """Wait for bytes at `fd`, or for so many seconds; True when it is time to stop."""
        ready, _, _ = select.select([self._reading] if fd is None else [self._reading, fd], [], [], seconds)
        return self._reading in ready


class Device:
    """Hold a device by its path, whether it is plugged in or not."""

    def __init__(self, path: Path, stop: Stop, tell: Callable[[bool], None]) -> None:
        self.path = path
        self._stop = stop
        self._tell = tell
        self._there = True

    def openings(self, prepare: Callable[[int], None], flags: int = os.O_RDONLY) -> Iterator[Iterator[bytes]]:
        """Open it, again and again; each opening gives its bytes until the device is gone or it is time to stop.

        `prepare` gets the open device before anything is read. Raises DeviceFault when it may not be used.
        """
        while not self._stop.wait(seconds=0):
            fd = self._open(flags)
            if fd is not None:
                try:
                    prepare(fd)
                    self._say(True)
                    yield self._bytes(fd)
                except OSError as fault:
                    if fault.errno not in AWAY:
                        raise DeviceFault(f"{self.path}: {fault.strerror}") from fault
                finally:
                    os.close(fd)
            if self._stop.wait(seconds=0):
                return
            self._say(False)
            self._stop.wait(seconds=LOOK_AGAIN_SECONDS)

    def _open(self, flags: int) -> int | None:
        try:
            return os.open(self.path, flags | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as fault:
            if fault.errno in AWAY:
                return None
            raise DeviceFault(f"{self.path}: {fault.strerror}; who may read it: deploy/") from fault

    def _bytes(self, fd: int) -> Iterator[bytes]:
        while not self._stop.wait(fd):
            try:
                found = os.read(fd, CHUNK)
            except OSError as fault:
                if fault.errno not in AWAY:
                    raise DeviceFault(f"{self.path}: {fault.strerror}") from fault
                return
            if not found:
                return
            yield found

    def _say(self, there: bool) -> None:
        """Say it once: that it went away, that it is there again."""
        if there != self._there:
            self._there = there
            self._tell(there)
