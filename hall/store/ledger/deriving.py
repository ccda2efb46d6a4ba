"""Derive tables (推算) from the events of the ledger: visits, spells of windows, and their sums by half hour.

A visit is made anew from all events of its ticket and a half hour from all its visits, so it does not matter in which
portions the events came: the same log gives the same tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, case, delete, func, insert, literal, select, update

from hall.rules import measures
from hall.rules.visit import Outcome, Visit
from hall.rules.visits import visit_of
from hall.rules.window_spells import Spell, Stage, WindowNow, end, step
from hall.store.ledger.finished import Finished
from hall.store.ledger.tables import (
    BY_DAY,
    DERIVED,
    MEASURES,
    events,
    half_hours,
    rating_half_hours,
    spells,
    visits,
    window_half_hours,
    windows_now,
)

Event = Mapping[str, str]
HalfHour = tuple[str, int]
#: Tickets named in one statement; databases limit how many values it may hold.
AT_ONCE = 500
#: By what visits are added up: the kind in `half_hours`, and the column of a visit that names it.
KINDS = {"service": visits.c.service, "window": visits.c.window, "clerk": visits.c.clerk}

#: The outcomes that are counted each for itself.
ENDS = (Outcome.FINISHED, Outcome.NO_SHOW, Outcome.CANCELLED, Outcome.EXPIRED, Outcome.LOST)


class Deriving:
    """Derive from the events of one log, in the transaction of `connection`."""

    def __init__(self, connection: Connection, log: int, zone: str) -> None:
        self._connection = connection
        self._log = log
        self._zone = zone
        self._finished = Finished(connection, log, zone)
        # The days of which half hours have changed, in each of their tables.
        self._days: dict[Table, set[str]] = {source: set() for source, _ in BY_DAY}

    def take(self, found: Sequence[Event]) -> None:
        """Bring every table up to these events, which are in the ledger already."""
        windows = self._windows()
        was = dict(windows)
        ended = [spell for event in found for spell in step(windows, event)]
        self._keep_windows({name: now for name, now in windows.items() if was.get(name) != now})
        self._keep_spells(ended)
        self._finished.enter(found)
        tickets = sorted({event["ticket"] for event in found if event.get("ticket")})
        changed: set[HalfHour] = set()
        for first in range(0, len(tickets), AT_ONCE):
            changed |= self._keep_visits(tickets[first : first + AT_ONCE])
        self._add_up(changed)
        self._add_up_days()

    def close(self, at: int) -> None:
        """End a log for good: who still waited is lost, and every window's spell ends."""
        windows = self._windows()
        self._keep_spells(list(end(windows, at)))
        self._connection.execute(delete(windows_now))
        self._finished.close(at)
        mine = and_(visits.c.log == self._log, visits.c.outcome == Outcome.OPEN)
        days = self._connection.execute(select(visits.c.day, visits.c.half_hour).where(mine).distinct())
        changed = {(day, half_hour) for day, half_hour in days}
        self._connection.execute(update(visits).where(mine).values(outcome=Outcome.LOST, ended_at=at))
        self._add_up(changed)
        self._add_up_days()

    def clear(self) -> None:
        """Forget all that is derived."""
        for table in DERIVED:
            self._connection.execute(delete(table))

    # visits

    def _keep_visits(self, tickets: Sequence[str]) -> set[HalfHour]:
        mine = events.c.log == self._log, events.c.ticket.in_(tickets)
        wanted = select(events.c.ticket, events.c.fields).where(*mine).order_by(events.c.ticket, events.c.seq)
        told: dict[str, list[Event]] = {ticket: [] for ticket in tickets}
        for ticket, fields in self._connection.execute(wanted):
            told[ticket].append(json.loads(fields))
        found = [visit for one in told.values() if (visit := visit_of(one))]
        known = [self._visit_row(one) for one in found]
        self._finished.keep(tickets, found)
        self._connection.execute(delete(visits).where(visits.c.log == self._log, visits.c.ticket.in_(tickets)))
        if known:
            self._connection.execute(insert(visits), known)
        return {(row["day"], row["half_hour"]) for row in known}

    def _visit_row(self, visit: Visit) -> dict[str, Any]:
        day, half_hour = measures.half_hour_of(visit.issued_at, self._zone)
        row = {**vars(visit), "log": self._log, "day": day, "half_hour": half_hour}
        return {name: value for name, value in row.items() if name not in ("done", "ratings")}

    def _add_up(self, changed: Iterable[HalfHour]) -> None:
        names = ["day", "kind", "half_hour", "name", *MEASURES]
        for day, half_hour in sorted(changed):
            same = half_hours.c.day == day, half_hours.c.half_hour == half_hour
            self._connection.execute(delete(half_hours).where(*same))
            for kind, name in KINDS.items():
                columns: list[Any] = [literal(day), literal(kind), literal(half_hour), name, *_sums()]
                counted = (
                    select(*columns)
                    .where(visits.c.day == day, visits.c.half_hour == half_hour)
                    .where(visits.c.outcome != Outcome.PRINT_FAILED, name != "")
                    .group_by(name)
                )
                self._connection.execute(insert(half_hours).from_select(names, counted))
            self._finished.add_up(day, half_hour)
            self._days[half_hours].add(day)
            self._days[rating_half_hours].add(day)

    def _add_up_days(self) -> None:
        """Make the days anew of which half hours have changed."""
        for source, table in BY_DAY:
            for day in sorted(self._days[source]):
                self._connection.execute(delete(table).where(table.c.day == day))
                keys = [source.c[one.name] for one in table.primary_key]
                added = [func.sum(source.c[one.name]) for one in table.c if not one.primary_key]
                summed = select(*keys, *added).where(source.c.day == day).group_by(*keys)
                self._connection.execute(insert(table).from_select([one.name for one in table.c], summed))
            self._days[source].clear()

    # windows

    def _windows(self) -> dict[str, WindowNow]:
        return {
            row.window: WindowNow(
                row.window, Stage(**json.loads(row.stage)), row.since, row.press, Stage(**json.loads(row.before))
            )
            for row in self._connection.execute(select(windows_now))
        }

    def _keep_windows(self, changed: Mapping[str, WindowNow]) -> None:
        if changed:
            self._connection.execute(delete(windows_now).where(windows_now.c.window.in_(list(changed))))
            self._connection.execute(insert(windows_now), [_window_row(now) for now in changed.values()])

    def _keep_spells(self, ended: Iterable[Spell]) -> None:
        rows = [self._spell_row(piece) for spell in ended for piece in measures.cut(spell, self._zone)]
        if not rows:
            return
        self._connection.execute(insert(spells), rows)
        for day, half_hour in sorted({(row["day"], row["half_hour"]) for row in rows}):
            same = window_half_hours.c.day == day, window_half_hours.c.half_hour == half_hour
            self._connection.execute(delete(window_half_hours).where(*same))
            added = (
                select(spells.c.day, spells.c.half_hour, spells.c.window, spells.c.activity,
                       func.sum(spells.c.ended_at - spells.c.began_at))
                .where(spells.c.day == day, spells.c.half_hour == half_hour)
                .group_by(spells.c.day, spells.c.half_hour, spells.c.window, spells.c.activity)
            )
            self._days[window_half_hours].add(day)
            names = ["day", "half_hour", "window", "activity", "ms"]
            self._connection.execute(insert(window_half_hours).from_select(names, added))

    def _spell_row(self, piece: Spell) -> dict[str, Any]:
        day, half_hour = measures.half_hour_of(piece.began_at, self._zone)
        return {**vars(piece), "log": self._log, "day": day, "half_hour": half_hour}


def _window_row(now: WindowNow) -> dict[str, Any]:
    return {
        "window": now.window,
        "since": now.since,
        "press": now.press,
        "stage": json.dumps(asdict(now.stage)),
        "before": json.dumps(asdict(now.before)),
    }


def _sums() -> list[ColumnElement[Any]]:
    """Return what is counted and added up of visits, in the order of MEASURES."""
    one = visits.c
    kept = and_(one.standing == "appointment", one.waiting_ms.is_not(None))
    found: dict[str, ColumnElement[Any]] = {
        "taken": func.count(),
        "called": _count(one.waiting_ms.is_not(None)),
        **{outcome.value: _count(one.outcome == outcome) for outcome in ENDS},
        "waiting_ms": func.coalesce(func.sum(one.waiting_ms), 0),
        "short_waits": _count(one.waiting_ms <= measures.SHORT_WAIT_MS),
        "long_waits": _count(one.waiting_ms <= measures.LONG_WAIT_MS),
        "appointments": _count(kept),
        "on_time": _count(and_(kept, one.first_called_at <= one.slot_at + measures.ON_TIME_MS)),
        "served": _count(one.service_ms.is_not(None)),
        "service_ms": func.coalesce(func.sum(one.service_ms), 0),
        "walked": _count(one.walking_ms.is_not(None)),
        "walking_ms": func.coalesce(func.sum(one.walking_ms), 0),
        **{name: func.sum(one[name]) for name in ("calls", "recalls", "special_calls", "transfers", "missed")},
    }
    return [found[name] for name in MEASURES]


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))
