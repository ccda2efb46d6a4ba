"""Ask the ledger how the days went (走势): by half hour, day, and hour of a service, in one reading of the visits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from hall.rules.measures import half_hour_of
from hall.rules.visit import Outcome
from hall.store.ledger.tables import visits

#: Zones differ from one another by whole quarters of an hour, so all moments of one have the same half hour.
QUARTER_MS = 15 * 60_000
#: Rows that are fetched at once: large enough to be quick, small enough for a year.
AT_ONCE = 20_000


@dataclass
class Slot:
    """Hold what is known of the numbers of a half hour, a day, or an hour of a service; `waits` are in ms.

    `calls` counts the first calls that were made in it, whenever their numbers were taken.
    """

    taken: int = 0
    calls: int = 0
    waits: list[int] = field(default_factory=list)


@dataclass
class Course:
    """Hold how some days went; keys of `heat` are service and hour."""

    half_hours: dict[int, Slot] = field(default_factory=lambda: defaultdict(Slot))
    days: dict[str, Slot] = field(default_factory=lambda: defaultdict(Slot))
    heat: dict[tuple[str, int], Slot] = field(default_factory=lambda: defaultdict(Slot))

    def take(self, day: str, half_hour: int, service: str, waited: int | None) -> None:
        """Count one number."""
        for slot in (self.half_hours[half_hour], self.days[day], self.heat[service, half_hour // 2]):
            slot.taken += 1
            if waited is not None:
                slot.waits.append(waited)


def course_of(connection: Connection, days: tuple[str, str], zone: str) -> Course:
    """Read the course of some days."""
    found, one = Course(), visits.c
    wanted = (
        select(one.day, one.half_hour, one.service, one.waiting_ms, one.first_called_at // QUARTER_MS)
        .where(one.day.between(*days), one.outcome != Outcome.PRINT_FAILED)
        .execution_options(yield_per=AT_ONCE)
    )
    calls: dict[tuple[str, int], int] = defaultdict(int)
    rows: Any = connection.execute(wanted)
    for day, half_hour, service, waited, quarter in rows:
        found.take(day, half_hour, service, waited)
        if waited is not None:
            calls[service, quarter] += 1
    for (service, quarter), count in calls.items():
        day, half_hour = _half_hour(quarter, zone)
        for slot in (found.half_hours[half_hour], found.days[day], found.heat[service, half_hour // 2]):
            slot.calls += count
    return found


@lru_cache(maxsize=4096)
def _half_hour(quarter: int, zone: str) -> tuple[str, int]:
    return half_hour_of(quarter * QUARTER_MS, zone)
