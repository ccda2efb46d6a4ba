"""Ask the ledger (查台账) how many people had come on other days, each by a moment of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from hall.rules.visit import Outcome
from hall.store.ledger.asking import LedgerAway
from hall.store.ledger.tables import visits


class Arrivals:
    """Count arrivals in one centre's ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_days(self, until: Mapping[str, int]) -> dict[str, Counter[str]]:
        """Count, for each of these days, who had come for each service before a moment in ms since 1970.

        A day on which nobody came at all was none for the hall (节假日) and is left out.
        """
        found: dict[str, Counter[str]] = {}
        try:
            with self._engine.connect() as connection:
                for day, moment in until.items():
                    mine = visits.c.day == day, visits.c.outcome != Outcome.PRINT_FAILED
                    if connection.execute(select(visits.c.ticket).where(*mine).limit(1)).first() is None:
                        continue
                    counted = select(visits.c.service, func.count()).where(*mine, visits.c.issued_at < moment)
                    rows = connection.execute(counted.group_by(visits.c.service))
                    found[day] = Counter({row[0]: row[1] for row in rows})
        except DBAPIError as fault:
            raise LedgerAway(str(fault.orig)) from fault
        return found
