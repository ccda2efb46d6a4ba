"""Measure the ledger (台账测速): how fast it records a month of a big hall, and how fast it reports days of a year.

The month is made up from a seed, 22 days of 6,000 visits, and written to a new file that is removed afterwards. The
other eleven months of the year are copies of what follows from its events, under other days: reports read nothing else.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Engine, Table, func, insert, literal, select

from hall.bench.figures import computer
from hall.directory import Centre, read
from hall.recording import name_places
from hall.reports.figures import days_of
from hall.settings import Settings
from hall.store.ledger.asking import GROUPS, Asking
from hall.store.ledger.migrating import migrate
from hall.store.ledger.opening import open_ledger
from hall.store.ledger.tables import BY_DAY, finished_services, visits
from hall.store.ledger.writing import Ledger
from hall.store.recorded import BATCH

SEED = 20140820
DAYS, VISITS = 22, 6000
#: The month's days are those from the first on, weekends included: the ledger does not mind.
YEAR, MONTH = 2014, 8
#: The months that are copied from it, the eleven before.
COPIES = tuple((YEAR - (MONTH - n < 1), (MONTH - n - 1) % 12 + 1) for n in range(11, 0, -1))
#: What is copied: all that reports read but the events of devices, of which there are few.
COPIED = (visits, finished_services, *(table for tables in BY_DAY for table in tables))
#: Ms of a day in which numbers are taken, and the scales of waiting and service times.
OPEN_MS, WAIT_MS, SERVICE_MS = 8 * 3_600_000, 400_000, 240_000
#: Share of called visitors who do not come.
LOST = 0.05
#: How often each report is made; the quickest is told, so that another program's moment does not count.
TRIES = 3


def run(as_json: bool, settings: Settings, visits: int = VISITS) -> None:
    """Measure and print, as a table or as JSON."""
    centre = read(settings.config)
    with tempfile.TemporaryDirectory(prefix="hall-ledger-") as folder:
        url = f"sqlite:///{Path(folder) / 'ledger.sqlite'}"
        engine = open_ledger(url, to_write=True)
        figures = {**computer(), "events_per_second": _record(engine, centre, visits)}
        for year, month in COPIES:
            _copy(engine, date(year, month, 1))
        figures |= _report(open_ledger(url), centre)
    if as_json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<28}{value!s:>40}")


def _record(engine: Engine, centre: Centre, visits: int) -> int:
    migrate(engine)
    ledger = Ledger(engine, centre.zone)
    name_places(ledger, centre)
    log, count, seconds = ledger.begin(None, 1, "bench"), 0, 0.0
    for day in range(1, DAYS + 1):
        events = list(_numbered(_day(day, visits, centre), count))
        count += len(events)
        began = time.perf_counter()
        for first in range(0, len(events), BATCH):
            log = ledger.record(log, events[first : first + BATCH])
        seconds += time.perf_counter() - began
    return round(count / seconds)


def _copy(engine: Engine, first: date) -> None:
    """Copy the recorded month to another one: the same visits under other days, moments and tickets."""
    back_ms = (date(YEAR, MONTH, 1) - first) // timedelta(milliseconds=1)

    def copied(column: Column[Any]) -> Any:
        if column.name == "day":
            return literal(f"{first:%Y-%m}-") + func.substr(column, 9)
        if column.name == "ticket":
            return literal(f"{first:%y%m}-") + column
        return column - back_ms if column.name.endswith("_at") else column

    def same(table: Table) -> Any:
        here = select(*(copied(one) for one in table.c)).where(table.c.day.like(f"{YEAR}-{MONTH:02}-%"))
        return insert(table).from_select([one.name for one in table.c], here)

    with engine.begin() as connection:
        for table in COPIED:
            connection.execute(same(table))


def _report(engine: Engine, centre: Centre) -> dict[str, Any]:
    last = date(YEAR, MONTH, DAYS)
    spans = {**{span: days_of(span, last) for span in ("day", "week", "month")}, "year": (date(YEAR - 1, 9, 1), last)}
    told: dict[str, Any] = {}
    for span, (first, until) in spans.items():
        told |= {f"{span}_{name}": value for name, value in _of(engine, centre, first, min(until, last)).items()}
    return told


def _of(engine: Engine, centre: Centre, first: date, last: date) -> dict[str, Any]:
    """Make each report a few times; beside them, what it costs to read the same visits and do nothing with them."""
    asking = Asking(engine)
    wanted = select(visits.c.waiting_ms, visits.c.service_ms).where(visits.c.day.between(str(first), str(last)))

    def bare() -> int:
        with engine.connect() as connection:
            return len(connection.execute(wanted).all())

    def by_group(by: str) -> Callable[[], Any]:
        return lambda: asking.figures(first, last, by)

    count, read_ms = _quickest(bare)
    told = {"visits": count, "read_ms": read_ms}
    for by in GROUPS:
        told |= _told(f"by_{by}", by_group(by), read_ms)
    return told | _told("course", lambda: asking.course(first, last, centre.zone), read_ms)


def _told(name: str, ask: Callable[[], Any], read_ms: int) -> dict[str, str]:
    ms = _quickest(ask)[1]
    return {name: f"{ms} ms = {ms / max(read_ms, 1):.1f} x read"}


def _quickest(ask: Callable[[], Any]) -> tuple[Any, int]:
    taken = []
    for _ in range(TRIES):
        began = time.perf_counter()
        found = ask()
        taken.append(time.perf_counter() - began)
    return found, round(min(taken) * 1000)


def _numbered(events: list[tuple[int, dict[str, str]]], count: int) -> Iterator[dict[str, str]]:
    for seq, (at, fields) in enumerate(sorted(events, key=lambda one: one[0]), count + 1):
        yield {"seq": str(seq), "at": str(at), **fields}


def _day(day: int, visits: int, centre: Centre) -> list[tuple[int, dict[str, str]]]:
    """Make up the events of a day: everybody takes a number, is called, comes or not, and is served."""
    chance = random.Random(SEED + day)
    opens = int(datetime(YEAR, MONTH, day, 9, tzinfo=ZoneInfo(centre.zone)).timestamp() * 1000)
    services = [one for one in centre.services.values() if one.series]
    windows = [one.id for one in centre.windows.values() if one.reach]
    told = [(opens, {"type": "window_opened", "window": one, "request": f"{day}-{one}"}) for one in windows]
    for n in range(visits):
        service, window = chance.choice(services), chance.choice(windows)
        ticket = {"ticket": f"{day:02}-{n:05}", "number": f"{service.series}{n:04}", "service": service.id,
                  "hall": service.hall, "area": service.area, "standing": "walk_in", "actor": f"clerk:{window}"}
        taken = opens + chance.randrange(OPEN_MS)
        called = taken + int(chance.gammavariate(2, WAIT_MS))
        started = called + chance.randrange(20_000, 60_000)
        moments = [(taken, "issued"), (taken + 2000, "confirmed"), (called, "called")]
        if chance.random() < LOST:
            moments.append((called + 90_000, "no_show"))
        else:
            moments += [(started, "started"), (started + int(chance.gammavariate(2, SERVICE_MS)), "finished")]
        for at, kind in moments:
            here = {"window": window} if at >= called else {}
            told.append((at, {"type": kind, **ticket, **here, "request": f"{kind}-{day}-{n}"}))
    return told
