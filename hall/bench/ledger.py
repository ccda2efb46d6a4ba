"""Measure the ledger (台账测速): how fast it records a month of a big hall, and how fast it reports that month.

The month is made up from a seed, 22 days of 6,000 visits, and written to a new file that is removed afterwards.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hall.directory import Centre, read
from hall.recording import name_places
from hall.settings import Settings
from hall.store.ledger.asking import GROUPS, TOTAL, Asking
from hall.store.ledger.migrating import migrate
from hall.store.ledger.opening import open_ledger
from hall.store.ledger.writing import Ledger
from hall.store.recorded import BATCH

SEED = 20140820
DAYS, VISITS = 22, 6000
#: The month's days are those from the first on, weekends included: the ledger does not mind.
YEAR, MONTH = 2014, 8
#: Ms of a day in which numbers are taken, and the scales of waiting and service times.
OPEN_MS, WAIT_MS, SERVICE_MS = 8 * 3_600_000, 400_000, 240_000
#: Share of called visitors who do not come.
LOST = 0.05


def run(as_json: bool, settings: Settings, visits: int = VISITS) -> None:
    """Measure and print, as a table or as JSON."""
    centre = read(settings.config)
    with tempfile.TemporaryDirectory(prefix="hall-ledger-") as folder:
        url = f"sqlite:///{Path(folder) / 'ledger.sqlite'}"
        figures = {"events_per_second": _record(url, centre, visits), **_report(url)}
    if as_json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<28}{value:>12}")


def _record(url: str, centre: Centre, visits: int) -> int:
    engine = open_ledger(url, to_write=True)
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


def _report(url: str) -> dict[str, Any]:
    asking = Asking(open_ledger(url))
    first, last = datetime(YEAR, MONTH, 1).date(), datetime(YEAR, MONTH, 31).date()
    told: dict[str, Any] = {}
    for by in GROUPS:
        began = time.perf_counter()
        found = asking.figures(first, last, by)
        told[f"month_by_{by}_ms"] = round((time.perf_counter() - began) * 1000)
        told["visits"] = found.sums[TOTAL].counts["taken"]
    return told


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
