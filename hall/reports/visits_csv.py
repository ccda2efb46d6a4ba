"""Write every visit of some days (逐号明细) as one line of a csv file, for whoever counts for herself; a job."""

from __future__ import annotations

import csv
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from hall.reports.cells import safe
from hall.store.ledger.asking import Asking
from hall.store.ledger.opening import open_ledger, url_of
from hall.web.jobs import Made, Work
from hall.web.language import words

#: Of whom nothing is told here: who called her says something about a clerk, of whom there may be few.
TEXTS = ("day", "number", "service", "hall", "standing", "outcome", "window")
MOMENTS = ("slot_at", "issued_at", "first_called_at", "called_at", "started_at", "ended_at")
TIMES = ("waiting_ms", "walking_ms", "service_ms")
NUMBERS = (*TIMES, "calls", "recalls", "special_calls", "missed", "transfers", "holds")
#: Lines between two looks at how far it is.
STEP = 2000


def write(work: Work, first: str, last: str, language: str) -> Made:
    """Write the file of the numbers taken from one day to another."""
    t, zone = words(language), ZoneInfo(work.centre.zone)
    days = date.fromisoformat(first), date.fromisoformat(last)
    asking = Asking(open_ledger(url_of(work.settings.ledger_url, work.settings.data)))
    work.tell(2, "reading")
    whole = asking.how_many(*days)
    # With the mark by which spreadsheets know that it is UTF-8.
    with work.part.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([t(f"visits.{name}") for name in (*TEXTS, *MOMENTS, *NUMBERS)])
        for n, visit in enumerate(asking.visits(*days)):
            if n % STEP == 0:
                work.tell(5 + 94 * n // max(whole, 1), "writing")
            out.writerow(_line(visit, zone))
    return Made(f"visits-{first}-{last}.csv", "text/csv; charset=utf-8")


def _line(visit: RowMapping, zone: ZoneInfo) -> list[str]:
    moments = [f"{datetime.fromtimestamp(visit[name] / 1000, zone):%Y-%m-%d %H:%M:%S}" if visit[name] else ""
               for name in MOMENTS]
    numbers = ["" if visit[name] is None else str(visit[name]) for name in NUMBERS]
    return [*(safe(visit[name]) for name in TEXTS), *moments, *numbers]
