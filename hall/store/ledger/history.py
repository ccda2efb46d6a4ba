"""Ask the ledger how days went (往日): their events, and what forecasts and plans are made from."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from hall.rules.planning import BusyTime
from hall.rules.visit import Outcome
from hall.store.ledger.asking import AT_ONCE, LedgerAway
from hall.store.ledger.tables import events, half_hours, logs, visits

#: Half hours of a day.
HALF_HOURS = 48
#: A visitor who was longer at a window was forgotten there (seconds): what a plan knows would be spoilt by her.
LONGEST_SECONDS = 3 * 3600
#: Of fewer visitors nothing is known about a service.
FEWEST = 20
#: Nobody books further ahead (days).
LONGEST_AHEAD = 30
BOOKED = {"appointment_booked": 1, "appointment_cancelled": -1}

Counts = dict[str, list[int]]
#: By how many days before it they were told.
Bookings = dict[int, Counts]


class History:
    """Read the days of one centre's ledger; nothing here changes anything."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def events(self, from_at: int, until_at: int) -> list[dict[str, str]]:
        """Return what happened from one moment to before another, log after log."""
        with self._reading() as connection:
            return [
                event
                for log, seq in _since(connection, from_at)
                for event in _from_on(connection, log, seq, until_at)
            ]

    def as_of(self, today: date, zone: str) -> tuple[int, int]:
        """Return how far the days before today are recorded: the latest log, and its next event's number.

        Once all of yesterday is in the ledger it stays the same, whatever today brings.
        """
        wanted = select(logs.c.log, logs.c.first_seq, logs.c.last_seq).order_by(logs.c.log.desc()).limit(1)
        with self._reading() as connection:
            found = connection.execute(wanted).first()
            return (found.log, _first_at(connection, *found, _begins(today, zone))) if found else (0, 0)

    def arrivals(self, first: date, last: date) -> dict[date, Counts]:
        """Return how many numbers each service gave in each half hour of each day on which any were given."""
        table = half_hours
        wanted = select(table.c.day, table.c.name, table.c.half_hour, table.c.taken).where(
            table.c.kind == "service", table.c.day.between(str(first), str(last))
        )
        found = _counts()
        with self._reading() as connection:
            for day, service, half_hour, taken in connection.execute(wanted):
                found[date.fromisoformat(day)][service][half_hour] = int(taken)
        return {day: dict(counts) for day, counts in found.items()}

    def busy_times(self, first: date, last: date) -> dict[str, BusyTime]:
        """Return how long a window was busy with a visitor of each service, from the call on, no-shows included."""
        seconds = (visits.c.ended_at - visits.c.called_at) / 1000.0
        wanted = (
            select(visits.c.service, func.count(), func.sum(seconds), func.sum(seconds * seconds))
            .where(visits.c.day.between(str(first), str(last)))
            .where(visits.c.outcome.in_([Outcome.FINISHED, Outcome.NO_SHOW]), visits.c.calls == 1)
            .where(visits.c.transfers == 0, visits.c.holds == 0, visits.c.called_at > 0)
            .where(seconds.between(0, LONGEST_SECONDS))
            .group_by(visits.c.service)
            .having(func.count() >= FEWEST)
        )
        with self._reading() as connection:
            return {
                service: _busy_time(int(n), float(total), float(squares))
                for service, n, total, squares in connection.execute(wanted)
            }

    def bookings(self, first: date, zone: str) -> dict[date, Bookings]:
        """Return how many booked each half hour of each day from one on, by how many days before it that was told.

        A cancelled booking is taken away on the day on which that was told: what was known some days before a day is
        the sum of what was told so many days before it or earlier.
        """
        zoned = ZoneInfo(zone)
        found: dict[date, dict[int, dict[str, list[int]]]] = defaultdict(_counts)
        from_at = _begins(first - timedelta(days=LONGEST_AHEAD), zone)
        with self._reading() as connection:
            for log, seq in _since(connection, from_at):
                mine = events.c.log == log, events.c.seq >= seq, events.c.type.in_(list(BOOKED))
                for fields in connection.execute(select(events.c.fields).where(*mine)).scalars():
                    event = json.loads(fields)
                    slot = datetime.fromtimestamp(int(event["slot_at"]) // 1000, zoned)
                    told = datetime.fromtimestamp(int(event["at"]) // 1000, zoned)
                    if slot.date() >= first:
                        days_before, place = (slot.date() - told.date()).days, (slot.hour * 60 + slot.minute) // 30
                        found[slot.date()][days_before][event["service"]][place] += BOOKED[event["type"]]
        return {day: {one: dict(counts) for one, counts in told.items()} for day, told in found.items()}

    def checked_in(self, first: date, last: date) -> int:
        """Return how many came who had booked."""
        wanted = select(func.count()).where(visits.c.day.between(str(first), str(last)), visits.c.slot_at > 0)
        with self._reading() as connection:
            return int(connection.execute(wanted).scalar_one())

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as fault:
            raise LedgerAway(str(fault.orig)) from fault


def _counts() -> defaultdict[Any, dict[str, list[int]]]:
    return defaultdict(lambda: defaultdict(lambda: [0] * HALF_HOURS))


def _begins(day: date, zone: str) -> int:
    """Return the moment at which a day begins."""
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp() * 1000)


def _busy_time(n: int, total: float, squares: float) -> BusyTime:
    mean = total / n
    variance = max(0.0, squares / n - mean * mean)
    return BusyTime(mean / 60, variance**0.5 / mean if mean else 0.0)


def _since(connection: Connection, at: int) -> list[tuple[int, int]]:
    """Return the logs that go on after a moment, each with its first event that is not before it."""
    wanted = select(logs.c.log, logs.c.first_seq, logs.c.last_seq).where(logs.c.last_at >= at).order_by(logs.c.log)
    return [
        (log, _first_at(connection, log, first, last, at)) for log, first, last in connection.execute(wanted).all()
    ]


def _first_at(connection: Connection, log: int, first: int, last: int, at: int) -> int:
    """Return the number of a log's first event that is not before a moment, by halving: they have no gap."""
    while first <= last:
        middle = (first + last) // 2
        found = connection.execute(select(events.c.at).where(events.c.log == log, events.c.seq == middle)).scalar()
        if found is not None and found < at:
            first = middle + 1
        else:
            last = middle - 1
    return first


def _from_on(connection: Connection, log: int, seq: int, until_at: int) -> Iterator[dict[str, str]]:
    while True:
        wanted = select(events.c.seq, events.c.at, events.c.fields).where(events.c.log == log, events.c.seq >= seq)
        found = connection.execute(wanted.order_by(events.c.seq).limit(AT_ONCE)).all()
        for row in found:
            if row.at >= until_at:
                return
            yield json.loads(row.fields)
        if not found:
            return
        seq = found[-1].seq + 1
