"""Follow the stream of this business day (今天), so that estimates, alerts and the live board know how it has been.

Every web process works it out from the same events, so all tell the same and none asks another. It depends on no
recorder: a hall without a ledger has its day all the same.
"""

from __future__ import annotations

from threading import Lock

from hall.rules.so_far import SoFar
from hall.store.reading import Reading

#: Events taken at once when a process comes up in the middle of a day.
BATCH = 2000


class Today:
    """Hold the day so far; it is read on when somebody asks, from where it stopped."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._lock = Lock()
        self._day = SoFar(began_at=-1)
        self._last = 0
        #: The event of that number, None for the beginning of the stream.
        self._newest: dict[str, str] | None = None

    def since(self, begin: int) -> SoFar:
        """Return the day that began at `begin` (ms since 1970) with everything that has happened in it."""
        with self._lock:
            news = self._news()
            # A stream that tells something else under the newest number is a new queue server: what was is no more.
            if begin != self._day.began_at or news is None:
                self._day, self._last = SoFar(began_at=begin), self._first_after(begin)
                self._newest = next(iter(self._reading.events(self._last - 1, 1)), None) if self._last else None
                news = self._news()
            while news:
                for event in news:
                    self._day.take(event)
                self._newest, self._last = news[-1], int(news[-1]["seq"])
                news = self._reading.events(self._last, BATCH)
            return self._day

    def _news(self) -> list[dict[str, str]] | None:
        """Return events after the newest that is known, None where that one is on the stream no more."""
        if self._newest is None:
            return self._reading.events(self._last, BATCH)
        found = self._reading.events(self._last - 1, BATCH)
        return found[1:] if found[:1] == [self._newest] else None

    def _first_after(self, begin: int) -> int:
        """Return the number of the last event before a moment, by halving: events are numbered without a gap."""
        low, high = 0, self._reading.as_of()
        while low < high:
            middle = (low + high) // 2
            found = self._reading.events(middle, 1)
            if not found or int(found[0]["at"]) >= begin:
                high = middle
            else:
                low = int(found[0]["seq"])
        return low
