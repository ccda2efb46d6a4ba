"""Say every few seconds how this kiosk is (心跳); hear the hall's clock, the numbers for a cut, the key of digests."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from kiosk.beside import Beside
from kiosk.following import Following
from kiosk.hall_line import HallAway, HallLine, HallSaysNo
from kiosk.leases import Leases
from kiosk.persons import Persons
from kiosk.touches import Touches

log = logging.getLogger(__name__)

#: Seconds between two; the hall takes a kiosk for silent after thirty.
BEAT_SECONDS = 5.0
#: Seconds until the next one while nobody has heard this kiosk: without the hall's word it can ask nobody who she is.
BEAT_UNHEARD_SECONDS = 1.0


class Heartbeat(Beside):
    """Beat for as long as the program runs (心跳)."""

    def __init__(self, hall: HallLine, following: Following, touches: Touches, leases: Leases,
                 persons: Persons, restart_pages: Callable[[], None]) -> None:
        """Beat not yet; `start` begins."""
        self._hall, self._following, self._touches = hall, following, touches
        self._leases, self._persons = leases, persons
        self._restart_pages, self._restarts = restart_pages, -1
        self._stop = threading.Event()
        super().__init__("heartbeat", self._stop)

    def beat(self) -> bool:
        """Say once how this kiosk is, and take over what the hall answers; say whether it was heard."""
        seen = self._following.printer
        body = {
            "state": seen.cause.value if seen.cause else "ok",
            "paper": "near_end" if seen.paper_low else "ok",
            "paper_mm": self._touches.used_mm,
            "version": _version(),
            "pending": self._leases.pending,
        }
        try:
            told = self._hall.heartbeat(body)
        except (HallAway, HallSaysNo) as fault:
            log.debug("nobody hears this kiosk: %s", fault)
            return False
        self._persons.learn(told["persons_key"])
        self._leases.heard(told)
        # How often its page was asked to begin anew before this program ran is no reason to do it now.
        if self._restarts not in (-1, told["restarts"]):
            self._restart_pages()
        self._restarts = told["restarts"]
        return True

    def _run(self) -> None:
        while not self._stop.is_set():
            heard = True
            try:
                heard = self.beat()
            except Exception:
                # One beat that cannot be done, with a full disk for instance, must not make this kiosk silent for good.
                log.exception("a heartbeat failed")
            self._stop.wait(BEAT_SECONDS if heard else BEAT_UNHEARD_SECONDS)


def _version() -> str:
    try:
        return version("hall")
    except PackageNotFoundError:
        return "unknown"
