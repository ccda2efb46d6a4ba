"""Count a day while it happens (随时小计): who came, how long people waited, how they rated, for each service.

A busy hall has some thousand visits a day and its live board is drawn every second: so each event moves the counts by
what it changes of its one visit, and nothing is ever added up anew. What is counted is what the ledger counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from hall.rules.measures import PERCENTILES, SHORT_WAIT_MS, place_of
from hall.rules.ratings import SATISFIED_FROM
from hall.rules.ticket import State
from hall.rules.visit import Outcome, Visit


@dataclass(frozen=True)
class Facts:
    """Hold what is counted of one visit; `waits` says that nobody has called it yet and somebody will.

    `done` counts its finished services, each of which may be rated: `levels` are those ratings.
    """

    service: str
    came_at: int
    waiting_ms: int | None
    waits: bool = False
    done: int = 0
    levels: tuple[int, ...] = ()


@dataclass
class Tally:
    """Hold the counts of one service: moments and waits in ms, each in order; what was finished, and how rated."""

    came: list[int] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    uncalled: list[int] = field(default_factory=list)
    done: int = 0
    levels: Counter[int] = field(default_factory=Counter)

    @property
    def called(self) -> int:
        """Count the visitors who were called."""
        return len(self.waits)

    @property
    def short(self) -> int:
        """Count those who were called within fifteen minutes."""
        return bisect_right(self.waits, SHORT_WAIT_MS)

    @property
    def rated(self) -> int:
        """Count the ratings."""
        return self.levels.total()

    @property
    def satisfied(self) -> int:
        """Count the ratings of somebody who was satisfied."""
        return sum(count for level, count in self.levels.items() if level >= SATISFIED_FROM)

    def came_since(self, at: int) -> int:
        """Count who came at a moment or later."""
        return len(self.came) - bisect_left(self.came, at)

    def overdue(self, now: int) -> int:
        """Count who has waited longer than fifteen minutes by now and was not called yet."""
        return bisect_left(self.uncalled, now - SHORT_WAIT_MS)

    def percentiles(self) -> dict[int, int]:
        """Return the percentiles of the waits that reports tell, none where nobody was called."""
        count = len(self.waits)
        return {one: self.waits[place_of(one, count) - 1] for one in PERCENTILES} if count else {}

    def count(self, facts: Facts) -> None:
        """Count one visit."""
        insort(self.came, facts.came_at)
        if facts.waiting_ms is not None:
            insort(self.waits, facts.waiting_ms)
        if facts.waits:
            insort(self.uncalled, facts.came_at)
        self.done += facts.done
        self.levels.update(facts.levels)

    def uncount(self, facts: Facts) -> None:
        """Take one visit out of the counts."""
        del self.came[bisect_left(self.came, facts.came_at)]
        if facts.waiting_ms is not None:
            del self.waits[bisect_left(self.waits, facts.waiting_ms)]
        if facts.waits:
            del self.uncalled[bisect_left(self.uncalled, facts.came_at)]
        self.done -= facts.done
        self.levels.subtract(facts.levels)


class Tallies:
    """Hold the counts of a day by service."""

    def __init__(self) -> None:
        self._services: defaultdict[str, Tally] = defaultdict(Tally)

    @property
    def services(self) -> Mapping[str, Tally]:
        """Return the counts of every service that somebody came for."""
        return self._services

    def of(self, services: Iterable[str]) -> Tally:
        """Return the counts of these services together."""
        found = [self._services[one] for one in services if one in self._services]
        return Tally(
            came=sorted(chain.from_iterable(one.came for one in found)),
            waits=sorted(chain.from_iterable(one.waits for one in found)),
            uncalled=sorted(chain.from_iterable(one.uncalled for one in found)),
            done=sum(one.done for one in found),
            levels=sum((one.levels for one in found), Counter()),
        )

    def move(self, was: Facts | None, now: Facts | None) -> None:
        """Let one visit change."""
        if was == now:
            return
        if was:
            self._services[was.service].uncount(was)
        if now:
            self._services[now.service].count(now)


def facts(visit: Visit | None) -> Facts | None:
    """Return what is counted of a visit; a number whose paper never came out is no visit."""
    if visit is None or visit.outcome == Outcome.PRINT_FAILED:
        return None
    waits = visit.waiting_ms is None and visit.state in (State.WAITING, State.RESERVED) and not visit.outcome
    levels = tuple(one.level for one in visit.ratings)
    return Facts(visit.service, visit.issued_at, visit.waiting_ms, waits, len(visit.done), levels)
