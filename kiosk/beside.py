"""Do one thing beside the pages (后台线程) for as long as the kiosk's program runs: hear a device, tell the hall."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import Protocol

#: Seconds in which it ends when it is told to; a thread that hangs in a device holds up nobody longer.
ENDING_SECONDS = 5


class Told(Protocol):
    """Tell the thread that it is to end: an event, or what also wakes it where it waits for a device."""

    def set(self) -> None:
        """Tell it."""


class Beside(ABC):
    """Run `_run` in a thread of its own, which ends soon after `stop` was told."""

    def __init__(self, name: str, stop: Told) -> None:
        """Do nothing yet; `start` begins."""
        self._told = stop
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait a little for it."""
        self._told.set()
        if self._thread.is_alive():
            self._thread.join(timeout=ENDING_SECONDS)

    @abstractmethod
    def _run(self) -> None:
        """Work until told to stop."""
