"""Give the plan to whoever makes the rota (排班建议导出), as csv or xlsx: a line for each group and half hour."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hall.directory import Centre
from hall.reports.book import FIGURE_WIDTH, NAME_WIDTH, TYPE, Book, made_now, opened
from hall.reports.cells import safe
from hall.reports.planning import Plan, Planning, PoolPlan
from hall.store.ledger.history import History
from hall.store.ledger.opening import open_ledger, url_of
from hall.web.jobs import Made, Work
from hall.web.language import Words, words

#: The columns of the rota, each with the form of its cells; texts have none.
COLUMNS = {
    "day": "", "from": "", "until": "", "hall": "", "agency": "", "services": "", "arrivals": "people",
    "needed": "count", "windows": "count", "helping": "count", "level": "percent", "level_of_all": "percent",
}
#: Those of them that have to be explained.
FIGURES = tuple(name for name, form in COLUMNS.items() if form)
Row = dict[str, str | float]


def as_csv(found: Plan, pools: Iterable[PoolPlan], centre: Centre, t: Words) -> bytes:
    """Return the plan as the text of a csv file, percents in whole numbers."""
    shown = {"": "{}", "people": "{:.1f}", "count": "{}", "percent": "{:.0%}"}
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow([safe(t(f"plan.column_{name}")) for name in COLUMNS])
    for row in rows(found, pools, centre, t):
        cells = (shown[form].format(row[name]).removesuffix("%") for name, form in COLUMNS.items())
        out.writerow([safe(cell) for cell in cells])
    # With the mark by which spreadsheets know that it is UTF-8.
    return text.getvalue().encode("utf-8-sig")


def rows(found: Plan, pools: Iterable[PoolPlan], centre: Centre, t: Words) -> Iterator[Row]:
    """Yield the lines of the rota by the names of their columns; levels are shares of 1."""
    for one in pools:
        where: Row = {
            "hall": t(centre.halls[one.pool.hall].name), "agency": t(centre.agencies[one.pool.agency].name),
            "services": t("plan.between").join(t(centre.services[id].name) for id in one.pool.services),
            "windows": len(one.pool.windows), "helping": len(one.pool.helping),
        }
        for place in found.half_hours:
            part = one.half_hours[place]
            yield {
                **where, "day": str(found.day), "from": clock(place), "until": clock(place + 1),
                "arrivals": part.arrivals, "needed": part.needed, "level": part.level,
                "level_of_all": part.level_of_all,
            }


def write(work: Work, day: str, hall: str, language: str) -> Made:
    """Write the plan of a day as a workbook, of one hall or, where `hall` is '', of all; a job."""
    t, centre, zone = words(language), work.centre, ZoneInfo(work.centre.zone)
    work.tell(2, "reading")
    planning = Planning(History(open_ledger(url_of(work.settings.ledger_url, work.settings.data))))
    today = datetime.fromtimestamp(work.reading.now() / 1000, zone).date()
    found = planning.plan(centre, "", today, date.fromisoformat(day))
    work.tell(60, "writing")
    with opened(work.part, t) as book:
        book.definitions(_definitions(found, centre, t, zone))
        _rota(book, rows(found, found.of_hall(hall), centre, t))
    work.tell(98, "writing")
    return Made(f"plan-{day}.xlsx", TYPE)


def clock(half_hour: int) -> str:
    """Tell when a half hour of the day begins."""
    return f"{half_hour // 2:02}:{half_hour % 2 * 30:02}"


def worth(found: Plan, t: Words) -> str:
    """Say what the arrivals of a plan are told from, and how far that was off on other days."""
    tested = found.verdict
    if not tested:
        return t("plan.too_few", days=found.days)
    errors, naive = tested.errors, tested.naive
    if not tested.better:
        return t("plan.not_better", wape=f"{errors.wape:.0f}", naive_wape=f"{naive.wape:.0f}")
    return t(
        "plan.forecast", method=t(f"plan.method_{tested.method.name}"), days=tested.days, mae=f"{errors.mae:.1f}",
        wape=f"{errors.wape:.0f}", bias=f"{errors.bias:+.1f}", naive_mae=f"{naive.mae:.1f}",
        naive_wape=f"{naive.wape:.0f}",
    )


def title(found: Plan, t: Words) -> str:
    """Return what the plan of a day is called."""
    return t("plan.day_title", day=str(found.day), weekday=t(f"plan.weekday_{found.day.weekday()}"))


def _definitions(found: Plan, centre: Centre, t: Words, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield t(centre.name), title(found, t)
    yield made_now(t, zone)
    yield t("plan.column_services"), t("plan.define_services")
    for name in FIGURES:
        yield t(f"plan.column_{name}"), t(f"plan.define_{name}")
    if found.method:
        yield t("plan.worth"), worth(found, t)


def _rota(book: Book, lines: Iterable[Row]) -> None:
    t, wide = book.t, ("hall", "agency", "services")
    widths = [NAME_WIDTH if name in wide else FIGURE_WIDTH for name in COLUMNS]
    sheet = book.sheet("rota", [t(f"plan.column_{name}") for name in COLUMNS], widths)
    for place, line in enumerate(lines, 1):
        for column, (name, form) in enumerate(COLUMNS.items()):
            if form:
                sheet.write_number(place, column, line[name], book.cells[form])
            else:
                sheet.write_string(place, column, str(line[name]))
