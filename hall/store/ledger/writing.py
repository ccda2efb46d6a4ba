"""Write the ledger (记台账): each event once, by its number, and what follows from it in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, ScalarSelect, delete, func, insert, select, update

from hall.store.ledger.deriving import Deriving
from hall.store.ledger.tables import events, logs, places

Event = Mapping[str, str]
#: Events that a rebuild takes at once.
BATCH = 5000


class Overtaken(Exception):
    """Another recorder has written meanwhile: nothing was done, and the log has to be looked at anew."""


@dataclass(frozen=True)
class Log:
    """Hold one unbroken log: its number in the ledger, and the last event that is recorded of it."""

    log: int
    last_seq: int
    last_at: int


class Ledger:
    """Write one centre's ledger; `zone` is that of its wall clock. What is written is whole after any kill."""

    def __init__(self, engine: Engine, zone: str) -> None:
        self._engine = engine
        self._zone = zone

    def latest(self) -> Log | None:
        """Return the log that is being recorded, None in an empty ledger."""
        with self._engine.connect() as connection:
            return _latest(connection)

    def known(self, log: Log, seq: int) -> dict[str, str] | None:
        """Return an event as it was recorded, or None."""
        wanted = select(events.c.fields).where(events.c.log == log.log, events.c.seq == seq)
        with self._engine.connect() as connection:
            found = connection.execute(wanted).scalar()
        fields: dict[str, str] | None = json.loads(found) if found else None
        return fields

    def begin(self, before: Log | None, first_seq: int, why: str) -> Log:
        """Begin a new log after another (另起一本): who still waited in that one is lost with its queue server."""
        with self._engine.begin() as connection:
            if _latest(connection) != before:
                raise Overtaken
            number = before.log + 1 if before else 1
            row = {"log": number, "first_seq": first_seq, "last_seq": first_seq - 1, "last_at": 0, "why": why}
            connection.execute(insert(logs), row)
            if before:
                Deriving(connection, before.log, self._zone).close(before.last_at)
        return Log(number, first_seq - 1, 0)

    def record(self, log: Log, found: Sequence[Event]) -> Log:
        """Write the events that follow a log's last one, all or none; returns the log after them."""
        last = found[-1]
        after = Log(log.log, int(last["seq"]), int(last["at"]))
        with self._engine.begin() as connection:
            # First of all, because it takes the place in front of any other recorder.
            moved = connection.execute(
                update(logs)
                .where(logs.c.log == log.log, logs.c.last_seq == log.last_seq, logs.c.log == _newest())
                .values(last_seq=after.last_seq, last_at=after.last_at)
            )
            if moved.rowcount != 1:
                raise Overtaken
            connection.execute(insert(events), [_row(log.log, event) for event in found])
            Deriving(connection, log.log, self._zone).take(found)
        return after

    def rebuild(self) -> int:
        """Make everything that is derived anew from the events (重建), as one step; returns how many there were."""
        count = 0
        with self._engine.begin() as connection:
            numbers = list(connection.execute(select(logs.c.log, logs.c.last_at).order_by(logs.c.log)))
            # Taking the logs first lets no recorder write meanwhile.
            connection.execute(update(logs).values(log=logs.c.log))
            Deriving(connection, 0, self._zone).clear()
            for log, last_at in numbers:
                deriving = Deriving(connection, log, self._zone)
                for batch in _batches(connection, log):
                    deriving.take(batch)
                    count += len(batch)
                if log != numbers[-1][0]:
                    deriving.close(last_at)
        return count

    def name_places(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Keep what services and windows are called and whose they are; those that are no more keep their names."""
        new = list(rows)
        with self._engine.begin() as connection:
            for kind in {row["kind"] for row in new}:
                names = [row["name"] for row in new if row["kind"] == kind]
                connection.execute(delete(places).where(places.c.kind == kind, places.c.name.in_(names)))
            connection.execute(insert(places), new)


def _newest() -> ScalarSelect[Any]:
    # Under another name, because it is the table that is being updated.
    same = logs.alias()
    return select(func.max(same.c.log)).scalar_subquery()


def _latest(connection: Connection) -> Log | None:
    wanted = select(logs.c.log, logs.c.last_seq, logs.c.last_at).order_by(logs.c.log.desc()).limit(1)
    found = connection.execute(wanted).first()
    return Log(*found) if found else None


def _row(log: int, event: Event) -> dict[str, Any]:
    return {
        "log": log,
        "seq": int(event["seq"]),
        "at": int(event["at"]),
        "type": event["type"],
        "ticket": event.get("ticket", ""),
        "fields": json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    }


def _batches(connection: Connection, log: int) -> Iterable[list[dict[str, str]]]:
    after = 0
    while True:
        wanted = (
            select(events.c.fields)
            .where(events.c.log == log, events.c.seq > after)
            .order_by(events.c.seq)
            .limit(BATCH)
        )
        batch = [json.loads(one) for one in connection.execute(wanted).scalars()]
        if not batch:
            return
        after = int(batch[-1]["seq"])
        yield batch
