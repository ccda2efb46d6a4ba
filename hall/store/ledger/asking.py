"""Ask the ledger (查台账) for the figures of some days; nothing here changes anything.

Counts and sums come from the days; percentiles from the visits, whose index holds all that they need.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Select, and_, func, literal, or_, select
from sqlalchemy.exc import DBAPIError

from hall.rules.device_spells import DeviceSpell
from hall.rules.entries import COUNTED
from hall.rules.measures import PERCENTILES, place_of
from hall.rules.visit import Outcome
from hall.store.ledger.course import Course, course_of
from hall.store.ledger.devices import spells_between
from hall.store.ledger.expected_waits import Compared, compared
from hall.store.ledger.tables import (
    MEASURES,
    RATINGS,
    entries,
    events,
    logs,
    places,
    rating_days,
    visit_days,
    visits,
    window_days,
)

#: By what figures can be told apart.
GROUPS = ("agency", "service", "window", "clerk")
#: The name of the figures of everything together.
TOTAL = ""
#: Events of the ledger that are read at once.
AT_ONCE = 5000


class LedgerAway(Exception):
    """The ledger does not answer: there is none yet, it is not of this version, or its database is away."""


@dataclass
class Sums:
    """Hold what the ledger knows of a group: counts and sums, percentiles in ms, and the windows' time in ms."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))
    waiting: dict[int, int] = field(default_factory=dict)
    service: dict[int, int] = field(default_factory=dict)
    time: dict[str, int] = field(default_factory=dict)
    #: Finished services and how they were rated; entries by their kind, and how many came in groups.
    ratings: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RATINGS, 0))
    entries: dict[str, int] = field(default_factory=dict)
    persons: int = 0


@dataclass(frozen=True)
class Place:
    """Hold what a service or window is called and whose it is."""

    agency: str
    hall: str
    zh: str
    en: str


@dataclass(frozen=True)
class Found:
    """Hold figures by name, TOTAL included, and the last event that they know."""

    sums: dict[str, Sums]
    places: dict[str, Place]
    as_of: int
    at: int


@dataclass(frozen=True)
class AsOf:
    """Hold the last event that the ledger knows, and its moment."""

    seq: int
    at: int


@dataclass(frozen=True)
class FoundExpected:
    """Hold how waits came true for each half hour of the day and service, and the last event that they know."""

    rows: tuple[tuple[int, str, Compared], ...]
    places: dict[str, Place]
    as_of: int
    at: int


class Asking:
    """Read one centre's ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def figures(self, first: date, last: date, by: str) -> Found:
        """Return the figures of the numbers taken from one day to another, by agency, service, window or clerk."""
        days = str(first), str(last)
        with self._read() as connection:
            as_of, at = _known(connection)
            return Found(_Figures(connection, days).by(by), _places(connection, by), as_of, at)

    def course(self, first: date, last: date, zone: str) -> tuple[Course, AsOf]:
        """Return how the numbers taken from one day to another fared, by half hour, day, and hour of a service."""
        with self._read() as connection:
            return course_of(connection, (str(first), str(last)), zone), AsOf(*_known(connection))

    def devices(self, first_at: int, until: int) -> tuple[list[DeviceSpell], AsOf]:
        """Return when devices were not well, cut at two moments."""
        with self._read() as connection:
            return list(spells_between(connection, first_at, until)), AsOf(*_known(connection))

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as fault:
            raise LedgerAway(str(fault.orig)) from fault

    def expected(self, first: date, last: date) -> FoundExpected:
        """Return how the waits came true that were expected for the numbers taken from one day to another."""
        with self._read() as connection:
            rows = tuple(compared(connection, (str(first), str(last))))
            return FoundExpected(rows, _places(connection, "service"), *_known(connection))

    def how_many(self, first: date, last: date) -> int:
        """Return how many numbers were taken from one day to another."""
        return self.figures(first, last, "service").sums[TOTAL].counts["taken"]

    def visits(self, first: date, last: date) -> Iterator[RowMapping]:
        """Yield the numbers taken from one day to another, in the order of their taking, some read at a time."""
        wanted = (
            select(visits)
            .where(visits.c.day.between(str(first), str(last)), visits.c.outcome != Outcome.PRINT_FAILED)
            .order_by(visits.c.day, visits.c.issued_at, visits.c.number)
            .execution_options(yield_per=AT_ONCE)
        )
        with self._read() as connection:
            yield from connection.execute(wanted).mappings()

    def events(self) -> Iterator[dict[str, str]]:
        """Yield every recorded event in its order, also those that the stream has let go."""
        after = (0, 0)
        with self._read() as connection:
            while found := connection.execute(_events(after)).all():
                yield from (json.loads(one.fields) for one in found)
                after = (found[-1].log, found[-1].seq)


class _Figures:
    """Gather the figures of some days on one connection."""

    def __init__(self, connection: Connection, days: tuple[str, str]) -> None:
        self._connection = connection
        self._days = days
        self._sums: dict[str, Sums] = defaultdict(Sums)

    def by(self, by: str) -> dict[str, Sums]:
        """Return every group's figures and those of everything."""
        self._sums[TOTAL] = Sums()
        for group in (TOTAL, by):
            self._counts(group)
            self._time(group)
            self._ratings(group)
            self._entries(group)
        self._percentiles(by)
        return dict(self._sums)

    def _counts(self, group: str) -> None:
        kind = "service" if group in (TOTAL, "agency") else group
        name, source = _named(group, visit_days, visit_days.c.name, "service")
        added = [func.sum(visit_days.c[one]) for one in MEASURES]
        wanted = select(name, *added).select_from(source).where(visit_days.c.kind == kind, self._in(visit_days.c.day))
        for row in self._connection.execute(wanted.group_by(name)):
            self._sums[row[0]].counts = dict(zip(MEASURES, map(int, row[1:]), strict=True))

    def _percentiles(self, group: str) -> None:
        """Sort the times themselves and pick those at their places: three times as fast as to let SQL rank them."""
        name = {"window": visits.c.window, "clerk": visits.c.clerk}.get(group, visits.c.service)
        wanted = select(name, visits.c.waiting_ms, visits.c.service_ms).where(
            self._in(visits.c.day), visits.c.outcome != Outcome.PRINT_FAILED
        )
        # Named here: to let SQL look up the agency of each visit takes as long as all the rest.
        owners = self._owners() if group == "agency" else {}
        waiting: dict[str, list[int]] = defaultdict(list)
        service: dict[str, list[int]] = defaultdict(list)
        for own, waited, served in self._connection.execute(wanted):
            one = owners.get(own, "?") if group == "agency" else own
            if waited is not None:
                waiting[one].append(waited)
            if served is not None:
                service[one].append(served)
        for times, target in ((waiting, "waiting"), (service, "service")):
            for some in times.values():
                some.sort()
            # Of sorted parts, which the sort finds again.
            everybody = sorted(ms for some in times.values() for ms in some)
            for one, known in [*times.items(), (TOTAL, everybody)]:
                # Who was never called belongs to no window, and to everything together.
                if known and (one or known is everybody):
                    picked = {percent: known[place_of(percent, len(known)) - 1] for percent in PERCENTILES}
                    setattr(self._sums[one], target, picked)

    def _owners(self) -> dict[str, str]:
        wanted = select(places.c.name, places.c.agency).where(places.c.kind == "service")
        return {row[0]: row[1] for row in self._connection.execute(wanted)}

    def _time(self, group: str) -> None:
        if group in ("service", "clerk"):
            return
        name, source = _named(group, window_days, window_days.c.window, "window")
        activity = window_days.c.activity
        wanted = select(name, activity, func.sum(window_days.c.ms)).select_from(source)
        grouped = wanted.where(self._in(window_days.c.day)).group_by(name, activity)
        for row in self._connection.execute(grouped):
            self._sums[row[0]].time[row[1]] = int(row[2])

    def _ratings(self, group: str) -> None:
        table = rating_days
        kind = "service" if group in (TOTAL, "agency") else group
        name, source = _named(group, table, table.c.name, "service")
        wanted = select(name, *(func.sum(table.c[one]) for one in RATINGS)).select_from(source)
        for row in self._connection.execute(wanted.where(table.c.kind == kind, self._in(table.c.day)).group_by(name)):
            self._sums[row[0]].ratings = dict(zip(RATINGS, map(int, row[1:]), strict=True))

    def _entries(self, group: str) -> None:
        """Count what was done without a number; notices and groups belong to no service."""
        if group in ("window", "clerk"):
            return
        name, source = _named(group, entries, entries.c.name, "service")
        wanted = select(name, entries.c.kind, func.count(), func.sum(entries.c.persons)).select_from(source)
        wanted = wanted.where(self._in(entries.c.day)).group_by(name, entries.c.kind)
        if group != TOTAL:
            wanted = wanted.where(entries.c.kind.in_(COUNTED))
        for one, kind, count, persons in self._connection.execute(wanted):
            self._sums[one].entries[kind] = int(count)
            self._sums[one].persons += int(persons)

    def _in(self, day: ColumnElement[str]) -> ColumnElement[bool]:
        return day.between(*self._days)


def _named(group: str, table: Any, name: ColumnElement[str], kind: str) -> tuple[ColumnElement[str], Any]:
    """Return the column that names a group, and what to read it from."""
    if group == TOTAL:
        return literal(TOTAL), table
    if group != "agency":
        return name, table
    here = and_(places.c.kind == kind, places.c.name == name)
    return func.coalesce(places.c.agency, "?"), table.outerjoin(places, here)


def _known(connection: Connection) -> tuple[int, int]:
    wanted = select(logs.c.last_seq, logs.c.last_at).order_by(logs.c.log.desc()).limit(1)
    found = connection.execute(wanted).first()
    return (found[0], found[1]) if found else (0, 0)


def _places(connection: Connection, by: str) -> dict[str, Place]:
    wanted = select(places).where(places.c.kind == by)
    return {row.name: Place(row.agency, row.hall, row.zh, row.en) for row in connection.execute(wanted)}


def _events(after: tuple[int, int]) -> Select[Any]:
    log, seq = after
    later = or_(events.c.log > log, and_(events.c.log == log, events.c.seq > seq))
    return select(events).where(later).order_by(events.c.log, events.c.seq).limit(AT_ONCE)
