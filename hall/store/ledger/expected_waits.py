"""Hold the waits that were expected against those that came to be (预计与实际), from the visits of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from hall.rules.measures import TOO_LITTLE_MS
from hall.rules.visit import Outcome
from hall.store.ledger.tables import visits


@dataclass(frozen=True)
class Compared:
    """Hold how the estimates of some visits came true, as counts and sums in ms."""

    n: int = 0
    waited_ms: int = 0
    error_ms: int = 0
    #: Expected less waited: below 0 where too little was expected.
    bias_ms: int = 0
    inside: int = 0
    too_little: int = 0

    def __add__(self, other: Compared) -> Compared:
        """Return both together."""
        return Compared(*(mine + its for mine, its in zip(vars(self).values(), vars(other).values(), strict=True)))


def compared(connection: Connection, days: tuple[str, str]) -> Iterator[tuple[int, str, Compared]]:
    """Yield each half hour of the day (0 to 47) and service, and how the estimates of its numbers came true."""
    one = visits.c
    off = one.expected_ms - one.waiting_ms
    inside = and_(one.expected_low_ms <= one.waiting_ms, one.waiting_ms <= one.expected_high_ms)
    sums: list[Any] = [
        func.count(), func.sum(one.waiting_ms), func.sum(func.abs(off)), func.sum(off),
        func.sum(case((inside, 1), else_=0)),
        func.sum(case((one.waiting_ms > one.expected_high_ms + TOO_LITTLE_MS, 1), else_=0)),
    ]
    wanted = (
        select(one.half_hour, one.service, *sums)
        .where(one.day.between(*days), one.outcome != Outcome.PRINT_FAILED)
        .where(one.waiting_ms.is_not(None), one.expected_ms.is_not(None))
        .group_by(one.half_hour, one.service)
        .order_by(one.half_hour, one.service)
    )
    for half_hour, service, *found in connection.execute(wanted):
        yield half_hour, service, Compared(*map(int, found))
