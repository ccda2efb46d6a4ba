"""Know how many people had come by this time of day on the same weekdays before (往常同期), from the ledger."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from gevent import get_hub

from hall.store.ledger.arrivals import Arrivals
from hall.store.ledger.asking import LedgerAway

log = logging.getLogger("hall.reports")
#: Weeks that are looked back on: long enough to even out a rainy day, short enough to be the same season.
WEEKS = 4
#: Seconds after which it is asked anew: within a minute a few people come.
FRESH_SECONDS = 60.0


@dataclass(frozen=True)
class Usual:
    """Hold what is usual by now: the same weekdays that are known, and the arrivals of all of them by service."""

    days: int = 0
    came: Mapping[str, int] = field(default_factory=dict)

    def of(self, services: Iterable[str]) -> float | None:
        """Return how many usually have come for these services, None where no such day is known."""
        return sum(self.came.get(one, 0) for one in services) / self.days if self.days else None

    @property
    def everybody(self) -> float | None:
        """Return how many usually have come, None where no such day is known."""
        return self.of(self.came)


def moments(local: datetime) -> dict[str, int]:
    """Return the same moment of the same weekday in the weeks before, in ms since 1970, by the day."""
    before = (local - timedelta(weeks=week) for week in range(1, WEEKS + 1))
    return {f"{one:%Y-%m-%d}": int(one.timestamp() * 1000) for one in before}


def usual_of(found: Mapping[str, Counter[str]]) -> Usual:
    """Return what is usual by what was counted on each day."""
    return Usual(len(found), sum(found.values(), Counter()))


class Weekdays:
    """Hold what is usual by now. No picture waits for the ledger: what was known a minute ago does until it answers."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._known = Usual()
        self._asked_at = -FRESH_SECONDS
        self._asking = False

    def usual(self, local: datetime) -> Usual:
        """Return what is known, and ask for what is usual at a local moment where that is a while ago."""
        if monotonic() - self._asked_at >= FRESH_SECONDS and not self._asking:
            self._asked_at, self._asking = monotonic(), True
            # SQL would stop every other greenlet of this process while it works: it does so in a thread of its own.
            get_hub().threadpool.spawn(self.ask, local)
        return self._known

    def ask(self, local: datetime) -> None:
        """Ask the ledger now; without one nothing is usual."""
        try:
            self._known = usual_of(self._arrivals.of_days(moments(local)))
        except LedgerAway as fault:
            log.warning("what is usual on this weekday is not known: %s", fault)
            self._known = Usual()
        finally:
            self._asking = False
