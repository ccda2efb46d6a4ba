"""Know how long visits take today (办理时长), event by event, and so when one of them is longer than usual.

Two ask by the same rule: the clerk's timer after four of five visits, and the alert of a visit that takes several
times as long as nine of ten. All times are ms.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass

from hall.rules.measures import place_of
from hall.rules.times import MINUTE_MS
from hall.rules.window_spells import LEAVES

Event = Mapping[str, str]
#: With fewer visits than these nothing is known yet, and a standard of the service takes their place.
ENOUGH = 20
#: How many visits of a service are remembered: the newest, about a day of a busy one.
REMEMBERED = 200


@dataclass(frozen=True)
class Usual:
    """Hold what is usual: what so many of a hundred visits take at most, or so many times the standard minutes."""

    percent: int
    standard_times: float


#: A longer visit is slow: its clerk sees it.
FOUR_OF_FIVE = Usual(80, 1.5)
#: What the alert of a long visit is a multiple of.
NINE_OF_TEN = Usual(90, 2.0)


@dataclass(frozen=True)
class UnderWay:
    """Hold a visit that goes on: for which service, and since when."""

    service: str
    began_at: int


@dataclass(frozen=True)
class _Left:
    """Hold how a visitor left a window last, for an undo; `took_ms` is None where her visit does not count."""

    press: str
    ticket: str
    visit: UnderWay
    took_ms: int | None


class ServiceTimes:
    """Hold how long the visits of each service took; one counts from its start to its finish, and no other end."""

    def __init__(self) -> None:
        self._under_way: dict[str, UnderWay] = {}
        self._took: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._left: dict[str, _Left] = {}

    def take(self, event: Event) -> None:
        """Let one event happen."""
        kind, ticket = event["type"], event.get("ticket", "")
        if kind == "started":
            self._under_way[ticket] = UnderWay(event["service"], int(event["at"]))
        elif kind == "undone":
            self._undo(event)
        elif (kind in LEAVES or kind == "expired") and event.get("reason") != "configuration":
            visit = self._under_way.pop(ticket, None)
            if visit:
                self._leave(visit, event)

    def under_way(self, ticket: str) -> UnderWay | None:
        """Return the visit of a ticket that goes on, None where nobody has begun it."""
        return self._under_way.get(ticket)

    def at_most_ms(self, service: str, standard_minutes: int, usual: Usual) -> int:
        """Return what a usual visit of a service takes at most."""
        took = sorted(self._took.get(service, ()))
        if len(took) < ENOUGH:
            return int(standard_minutes * MINUTE_MS * usual.standard_times)
        return took[place_of(usual.percent, len(took)) - 1]

    def _leave(self, visit: UnderWay, event: Event) -> None:
        took_ms = int(event["at"]) - visit.began_at if event["type"] == "finished" else None
        if took_ms is not None:
            self._took[visit.service].append(took_ms)
        self._left[event.get("window", "")] = _Left(event.get("request", ""), event["ticket"], visit, took_ms)

    def _undo(self, event: Event) -> None:
        """Let her visit go on as if she had not left."""
        left = self._left.get(event.get("window", ""))
        if not left or left.press != event.get("undoes"):
            return
        del self._left[event["window"]]
        self._under_way[left.ticket] = left.visit
        if left.took_ms is not None:
            self._took[left.visit.service].remove(left.took_ms)
