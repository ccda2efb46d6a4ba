"""Make up weeks of a hall: weekdays that differ, two humps a day, windows that call one after the other.

They are written into a ledger as if its recorder had: a real hall would need those weeks.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert

from hall.directory import Centre
from hall.reports.planning import Pool, pools_of
from hall.rules.measures import half_hour_of
from hall.store.ledger.tables import MEASURES, half_hours
from hall.store.ledger.writing import Ledger
from hall.store.recorded import BATCH

MINUTE_MS = 60_000
WEEKDAYS = (1.3, 1.0, 0.9, 1.0, 0.8)
#: When people come, in minutes since midnight: a hump in the morning, one after lunch.
HUMPS = ((9 * 60 + 75, 50), (14 * 60 + 45, 60))
#: A centre's numbers are ids of ms, its day begins at midnight of its zone.
Event = dict[str, str]


def open_days(last: date, weeks: int) -> list[date]:
    """List the days from Monday to Friday of some weeks until a day."""
    days = (last - timedelta(days=ahead) for ahead in range(7 * weeks - 1, -1, -1))
    return [day for day in days if day.weekday() < 5]


def record(engine: Engine, centre: Centre, days: list[date], visits: float, minutes: float = 8) -> None:
    """Record some days after those before, event by event; `visits` are those of a day and window, in the mean."""
    ledger = Ledger(engine, centre.zone)
    log = ledger.latest() or ledger.begin(None, 1, "first")
    seq = count(log.last_seq + 1)
    for day in days:
        events = [{"seq": str(next(seq)), **event} for event in a_day(centre, day, visits, minutes)]
        for first in range(0, len(events), BATCH):
            log = ledger.record(log, events[first : first + BATCH])


def count_up(engine: Engine, centre: Centre, days: list[date], visits: float) -> None:
    """Keep of some days only how many numbers each service gave in each half hour: what a forecast looks at."""
    rows = []
    for day in days:
        taken: Counter[tuple[str, int]] = Counter()
        for event in a_day(centre, day, visits, minutes=0.1):
            if event["type"] == "issued":
                taken[event["service"], half_hour_of(int(event["at"]), centre.zone)[1]] += 1
        rows += [
            {**dict.fromkeys(MEASURES, 0), "day": str(day), "kind": "service", "half_hour": half_hour, "name": service,
             "taken": people}
            for (service, half_hour), people in taken.items()
        ]
    with engine.begin() as connection:
        connection.execute(insert(half_hours), rows)


def a_day(centre: Centre, day: date, visits: float, minutes: float) -> Iterator[Event]:
    """Make up the events of one day in their order."""
    chance = random.Random(f"{day}")
    midnight = int(datetime.combine(day, time(), ZoneInfo(centre.zone)).timestamp() * 1000)
    told: list[tuple[int, Event]] = []
    for number, pool in enumerate(pools_of(centre)):
        told += _of_a_pool(pool, number, day, midnight, visits, minutes, chance)
    for place, (at, event) in enumerate(sorted(told, key=lambda one: one[0])):
        yield {"at": str(at), **event, "request": f"{day}-{place}"}


def _of_a_pool(
    pool: Pool, number: int, day: date, midnight: int, visits: float, minutes: float, chance: random.Random
) -> Iterator[tuple[int, Event]]:
    opens, shuts = midnight + 9 * 60 * MINUTE_MS, midnight + 17 * 60 * MINUTE_MS
    for window in pool.windows:
        yield opens, {"type": "window_opened", "window": window}
        yield shuts, {"type": "window_closed", "window": window}
    free = [(opens, window) for window in pool.windows]
    heapq.heapify(free)
    for place, at in enumerate(_moments(pool, day, visits, chance)):
        service = chance.choice(pool.services)
        kind = chance.choices(["walk_in", "priority", "appointment"], [80, 8, 12])[0]
        ticket = {"ticket": f"{day}-{number}-{place}", "number": f"N{place:03}", "service": service,
                  "hall": pool.hall, "area": "a", "standing": kind}
        taken = midnight + at
        if kind == "appointment":
            ticket["slot_at"] = str(-(-taken // (15 * MINUTE_MS)) * 15 * MINUTE_MS)
        free_at, window = heapq.heappop(free)
        called = max(free_at, taken + 1000)
        if called > shuts:
            return
        done = called + int(chance.gammavariate(2, minutes * MINUTE_MS / 2)) + 20_000
        heapq.heappush(free, (done, window))
        at_window = {**ticket, "window": window, "actor": f"clerk:{window}"}
        yield taken, {"type": "issued", **ticket}
        yield called, {"type": "called", **at_window}
        yield called + 20_000, {"type": "started", **at_window}
        yield done, {"type": "finished", **at_window}


def _moments(pool: Pool, day: date, visits: float, chance: random.Random) -> list[int]:
    people = int(visits * WEEKDAYS[day.weekday()] * len(pool.windows) * chance.lognormvariate(0, 0.06))
    found = []
    for _ in range(people):
        middle, width = chance.choice(HUMPS)
        minute = min(16.9 * 60, max(9 * 60, chance.gauss(middle, width)))
        found.append(int(minute * MINUTE_MS))
    return sorted(found)
