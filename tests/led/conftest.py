"""Lend a bus whose other end the test reads, byte by byte, as bars do."""

from __future__ import annotations

import os
import select
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import wait_until


class Pair:
    """Hold a serial line that can be pulled out: a name in a folder, and the far end at which bars listen."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bus"
        self._received = bytearray()
        self._far = -1
        self._near = -1
        self.plug_in()

    def plug_in(self) -> None:
        """Put the plug in: the far end hears what is written from now on."""
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self.path.symlink_to(os.ttyname(self._near))
        self._received.clear()
        told, self._end = os.pipe()
        self._listener = threading.Thread(target=self._listen, args=(self._far, told), daemon=True)
        self._listener.start()

    def pull_out(self) -> None:
        """Pull the plug: the name is gone, and whoever holds the line finds that it hangs."""
        self.path.unlink()
        # A far end at which somebody still reads is not pulled yet.
        os.close(self._end)
        self._listener.join()
        os.close(self._near)
        os.close(self._far)

    def _listen(self, fd: int, told: int) -> None:
        while select.select([fd, told], [], [])[0] == [fd]:
            self._received += os.read(fd, 4096)
        os.close(told)

    def frames(self) -> list[tuple[int, str]]:
        """Return every whole frame as a bar reads it; a wrong sum or length fails."""
        data, found = bytes(self._received), []
        while len(data) >= 3 and len(data) >= 4 + data[2]:
            begin, address, length = data[:3]
            text, total = data[3 : 3 + length], data[3 + length]
            assert begin == 0x02 and total == sum(data[1 : 3 + length]) % 256, data.hex(" ")
            found.append((address, text.decode("gb2312")))
            data = data[4 + length :]
        return found

    def shows(self, address: int, text: str) -> None:
        """Wait until a bar shows a text now."""
        def newest() -> str | None:
            return next((said for at, said in reversed(self.frames()) if at == address), None)

        wait_until(lambda: newest() == text, f"{text} on bar {address} of {self.frames()}")


@pytest.fixture
def pair(folder: Path) -> Iterator[Pair]:
    """Lend a bus that is plugged in."""
    yield Pair(folder)
