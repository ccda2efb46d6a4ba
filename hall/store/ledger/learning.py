"""Learn from the ledger (学习) what the last days were like, for the estimates of those to come."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from hall.rules.learning import Lesson
from hall.rules.pace import Pace
from hall.store.ledger.tables import events, logs

#: Two weeks teach each weekday twice, and are read in some seconds.
LEARN_MS = 14 * 24 * 3600 * 1000
#: Events read at once.
BATCH = 5000
#: Events that teach nothing; they are half of a log.
DUMB = ("confirmed", "recalled", "started", "reprinted")


def learn(engine: Engine) -> dict[str, Pace]:
    """Return the pace of every service that the last days teach something of; none of an empty ledger."""
    lesson = Lesson()
    with engine.connect() as connection:
        known = connection.execute(select(logs).order_by(logs.c.log)).all()
        since = max((one.last_at for one in known), default=0) - LEARN_MS
        for log in known:
            if log.last_at < since:
                continue
            first = _first_since(connection, log, since)
            recent = events.c.log == log.log, events.c.seq >= first, events.c.type.not_in(DUMB)
            wanted = select(events.c.fields).where(*recent).order_by(events.c.seq)
            for fields in connection.execution_options(yield_per=BATCH).execute(wanted).scalars():
                lesson.take(log.log, json.loads(fields))
    return lesson.paces()


def _first_since(connection: Connection, log: Row[Any], since: int) -> int:
    """Return the number of a log's first event since a moment, by halving: they are many."""
    low, high = log.first_seq, log.last_seq
    while low < high:
        middle = (low + high) // 2
        at = connection.execute(select(events.c.at).where(events.c.log == log.log, events.c.seq == middle)).scalar()
        low, high = (middle + 1, high) if (at or 0) < since else (low, middle)
    return int(low)
