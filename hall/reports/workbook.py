"""Write a report as a workbook (Excel 报表): what the figures mean first, then one sheet a group; a job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hall.reports import course, devices, figures
from hall.reports.book import FIGURE_WIDTH, NAME_WIDTH, TYPE, Book, made_now, opened
from hall.reports.columns import COLUMNS, HEAT, SLOT, UNITS, WHOLE
from hall.reports.course import CourseReport
from hall.reports.figures import Figures
from hall.rules.device_spells import Trouble
from hall.store.ledger.asking import GROUPS, Asking
from hall.store.ledger.opening import open_ledger, url_of
from hall.web.jobs import Made, Work
from hall.web.language import Words, words

#: Where in the columns it is told that too few have rated.
RATED_AT = [one.word for one in COLUMNS].index("rated")


def write(work: Work, first: str, last: str, span: str, language: str) -> Made:
    """Write the workbook of some days."""
    t, days = words(language), (date.fromisoformat(first), date.fromisoformat(last))
    asking = Asking(open_ledger(url_of(work.settings.ledger_url, work.settings.data)))
    title = t(f"report.title_{span}", first=first, last=last)
    with opened(work.part, t) as book:
        steps = list(_steps(book, work, asking, span, days, title))
        for n, step in enumerate(steps):
            work.tell(2 + 96 * n // len(steps), "writing" if n else "reading")
            step()
        work.tell(98, "writing")
    return Made(f"{title}.xlsx", TYPE)


def _steps(
    book: Book, work: Work, asking: Asking, span: str, days: tuple[date, date], title: str
) -> Iterator[Callable[[], None]]:
    """Yield what is to be done, sheet by sheet."""
    yield lambda: _definitions(book, work, asking, days, title)
    for by in GROUPS:
        yield lambda by=by: _group(book, work, asking, span, days, by)  # type: ignore[misc]
    yield lambda: _course(book, course.course(span, days, *asking.course(*days, work.centre.zone), work.centre))
    yield lambda: _devices(book, work, asking, span, days)


def _definitions(book: Book, work: Work, asking: Asking, days: tuple[date, date], title: str) -> None:
    t, zone = book.t, ZoneInfo(work.centre.zone)
    found = asking.figures(*days, "agency")
    known = f"{datetime.fromtimestamp(found.at / 1000, zone):%Y-%m-%d %H:%M:%S}" if found.at else "–"
    rows: list[tuple[str, str]] = [
        (t(work.centre.name), title),
        (t("workbook.as_of"), known),
        made_now(t, zone),
        (t("figure.visit_word"), t("figure.visit")),
    ]
    named = dict.fromkeys((*COLUMNS, *WHOLE, *SLOT))
    rows += [(t(f"report.{one.word}"), t(f"figure.{one.word}")) for one in named]
    rows.append((t("report.by_clerk"), t("figure.clerk")))
    rows += [(t(f"device.{one}"), t(f"device.define_{one}")) for one in Trouble]
    book.definitions(rows)


def _group(book: Book, work: Work, asking: Asking, span: str, days: tuple[date, date], by: str) -> None:
    """Write one sheet: everything together, then a line each."""
    t = book.t
    found = figures.report(span, days, by, asking.figures(*days, by), work.centre)
    name = t(f"report.by_{by}")
    widths = (NAME_WIDTH, *[FIGURE_WIDTH] * len(COLUMNS))
    sheet = book.sheet(name, (name, *(t(f"report.{one.word}") for one in COLUMNS)), widths)
    sheet.write_string(1, 0, t("workbook.total"), book.strong)
    book.figures(sheet, 1, COLUMNS, found.total)
    for row, line in enumerate(found.lines, 2):
        sheet.write_string(row, 0, t(line.name))
        if line.figures is None:
            sheet.write_string(row, 1, t("workbook.few"))
            continue
        book.figures(sheet, row, COLUMNS, line.figures)
        if line.figures["ratings"] is None:
            sheet.write_string(row, 1 + RATED_AT, t("report.too_few_rated"))


def _course(book: Book, found: CourseReport) -> None:
    t = book.t
    heads = [t(f"report.{one.word}") for one in SLOT]
    for name, rows in (("half_hours", found.half_hours), ("days", found.days)):
        widths = (FIGURE_WIDTH, *[FIGURE_WIDTH] * len(SLOT))
        sheet = book.sheet(name, (t(f"course.head_{name}"), *heads), widths)
        for place, row in enumerate(rows, 1):
            sheet.write_string(place, 0, row.name)
            book.figures(sheet, place, SLOT, row.figures)
    figured = tuple(HEAT.values())
    widths = (NAME_WIDTH, *[FIGURE_WIDTH] * (1 + len(figured)))
    named = [t(f"report.{one.word}") for one in figured]
    sheet = book.sheet("heat", (t("report.by_service"), t("workbook.hour"), *named), widths)
    for place, (name, hour, cell) in enumerate(_cells(found, t), 1):
        sheet.write_string(place, 0, name)
        sheet.write_string(place, 1, hour)
        book.figures(sheet, place, figured, cell, first=2)


def _cells(found: CourseReport, t: Words) -> Iterable[tuple[str, str, Figures]]:
    for row in found.heat:
        for hour, cell in zip(found.hours, row.hours, strict=True):
            if cell:
                yield t(row.name), f"{hour:02}:00", cell


def _devices(book: Book, work: Work, asking: Asking, span: str, days: tuple[date, date]) -> None:
    t = book.t
    spells, known = asking.devices(*figures.moments_of(days, work.centre.zone))
    names = devices.names_of(work.centre, work.presence, spells)
    heads = [t(f"workbook.{one}") for one in ("trouble", "device", "reason")]
    heads += [t(f"device.{one}") for one in ("times", "minutes", "longest", "still")]
    sheet = book.sheet("devices", heads, (NAME_WIDTH, NAME_WIDTH, *[FIGURE_WIDTH] * 5))
    for row, line in enumerate(devices.report(span, days, spells, known, names).lines, 1):
        texts: tuple[Any, ...] = (t(f"device.{line.trouble}"), t(line.name), devices.reason(line, t))
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text)
        sheet.write_number(row, 3, line.times, book.cells["count"])
        for place, ms in ((4, line.ms), (5, line.longest_ms)):
            sheet.write_number(row, place, ms / UNITS["minutes"], book.cells["minutes"])
        sheet.write_string(row, 6, t("device.yes") if line.still else "")
