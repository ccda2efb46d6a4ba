"""Derive from visits what was finished and how it was rated (办结与评价), and from events the entries of the day.

As with visits, what stands here follows from the events alone, in whatever portions they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, literal, select

from hall.rules import measures
from hall.rules.entries import Entry, Event, entry_of, taken_back
from hall.rules.ratings import FOLLOWED_UP_TO, SATISFIED_FROM, Rating
from hall.rules.visits import Visit
from hall.store.ledger.tables import RATINGS, entries, finished_services, rating_half_hours

#: By what finished services are added up: the kind, and the column that names it.
KINDS = {
    "service": finished_services.c.service,
    "window": finished_services.c.window,
    "clerk": finished_services.c.clerk,
}
UNRATED = Rating(turn=0, level=0, rated_at=0)


class Finished:
    """Keep the tables of one log, in the transaction of `connection`."""

    def __init__(self, connection: Connection, log: int, zone: str) -> None:
        self._connection = connection
        self._log = log
        self._zone = zone

    def keep(self, tickets: Sequence[str], found: Iterable[Visit]) -> None:
        """Make the finished services of these tickets anew."""
        mine = finished_services.c.log == self._log, finished_services.c.ticket.in_(tickets)
        self._connection.execute(delete(finished_services).where(*mine))
        rows = [row for visit in found for row in self._rows(visit)]
        if rows:
            self._connection.execute(insert(finished_services), rows)

    def add_up(self, day: str, half_hour: int) -> None:
        """Add the ratings of a half hour up; it is that of the number, as for visits."""
        table = rating_half_hours.c
        same = table.kind.in_(KINDS), table.day == day, table.half_hour == half_hour
        self._connection.execute(delete(rating_half_hours).where(*same))
        here = finished_services.c.day == day, finished_services.c.half_hour == half_hour
        names = ["day", "kind", "half_hour", "name", *RATINGS]
        for kind, name in KINDS.items():
            columns: list[Any] = [literal(day), literal(kind), literal(half_hour), name, *_sums()]
            counted = select(*columns).where(*here, name != "").group_by(name)
            self._connection.execute(insert(rating_half_hours).from_select(names, counted))

    def enter(self, found: Sequence[Event]) -> None:
        """Keep the entries that events make, and drop those that they take back."""
        rows = [self._entry_row(event) for event in found if entry_of(event)]
        if rows:
            self._connection.execute(insert(entries), rows)
        cancelled = [name for event in found if (name := taken_back(event))]
        if cancelled:
            self._connection.execute(delete(entries).where(*self._group_visits(), entries.c.name.in_(cancelled)))

    def close(self, at: int) -> None:
        """Drop the group visits that had not come when the log ended: nobody knows any more of them."""
        self._connection.execute(delete(entries).where(*self._group_visits(), entries.c.at > at))

    def _group_visits(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return entries.c.log == self._log, entries.c.kind == Entry.GROUP_VISIT

    def _rows(self, visit: Visit) -> Iterator[dict[str, Any]]:
        day, half_hour = measures.half_hour_of(visit.issued_at, self._zone)
        for turn, (one, rating) in enumerate(visit.rated, 1):
            said = rating or UNRATED
            yield {
                "log": self._log, "ticket": visit.ticket, "turn": turn, "day": day, "half_hour": half_hour, **vars(one),
                "level": said.level, "rated_at": said.rated_at, "reasons": ",".join(said.reasons),
                "again_level": said.again,
            }

    def _entry_row(self, event: Event) -> dict[str, Any]:
        entered = entry_of(event)
        assert entered
        day, _ = measures.half_hour_of(entered.at, self._zone)
        return {**vars(entered), "log": self._log, "seq": int(event["seq"]), "day": day}


def _sums() -> list[ColumnElement[Any]]:
    """Return what is counted of finished services, in the order of RATINGS."""
    level = finished_services.c.level
    return [func.count(), _count(level > 0), _count(level >= SATISFIED_FROM), _count(level.between(1, FOLLOWED_UP_TO))]


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))
