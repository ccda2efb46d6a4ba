"""Count who is helped without a number (免取号登记): who goes online, who is shown the windows.

It is told to the hall in the background, so that nobody waits for it. While the hall is away such a count is lost: it
promises nothing to anybody, and the journal is for numbers alone.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from queue import Empty, Full, Queue

from kiosk.beside import Beside
from kiosk.hall_line import HallAway, HallLine, HallSaysNo

log = logging.getLogger(__name__)

#: Counts that wait to be told at most: more only pile up while nobody hears them.
WAITING = 20
#: A count that got no answer is told once more under its key, which counts it once however often it was heard.
TRIES = 2
#: Counts that are known to have been added: more than one visitor makes.
REMEMBERED = 100
#: Seconds until the thread looks whether it is to stop.
LOOK_SECONDS = 0.5


class Counting(Beside):
    """Tell the hall whom it helped (登记)."""

    def __init__(self, hall: HallLine) -> None:
        """Tell nothing yet; `start` begins."""
        self._hall = hall
        self._untold: Queue[tuple[str, str, str]] = Queue(WAITING)
        self._added: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        self._stop = threading.Event()
        super().__init__("counting", self._stop)

    def add(self, entry: str, service: str, key: str) -> None:
        """Count once under a key; the same key again counts nothing, and is not even told."""
        count = (entry, service, key)
        if count in self._added:
            return
        self._added[count] = None
        if len(self._added) > REMEMBERED:
            self._added.popitem(last=False)
        try:
            self._untold.put_nowait(count)
        except Full:
            log.info("%s of %s is not counted: the hall is away", entry, service)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                entry, service, key = self._untold.get(timeout=LOOK_SECONDS)
            except Empty:
                continue
            self._tell(entry, service, key)

    def _tell(self, entry: str, service: str, key: str) -> None:
        for _ in range(TRIES):
            try:
                return self._hall.count(entry, service, key)
            except HallSaysNo as no:
                log.warning("%s of %s is not counted: %s", entry, service, no.code)
                return None
            except HallAway as fault:
                log.info("%s of %s is not heard: %s", entry, service, fault)
        return None
