"""The manager's page of reports (报表), as a table to read, to print and to take along as csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from pydantic import ValidationError
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response as AnyResponse

from hall.reports.cells import safe
from hall.reports.figures import SPANS, Figures, Report
from hall.reports.report_doors import report_of
from hall.store.ledger.asking import GROUPS
from hall.web import jobs
from hall.web.answers import reader
from hall.web.asked import ReportPageAsked
from hall.web.language import Words
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to

pages = Blueprint("report_pages", __name__)
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
#: What is told where there is nothing to tell of.
NOTHING = "–"


@dataclass(frozen=True)
class Column:
    """Hold one column: its word, where in the figures it stands, and how it is told."""

    word: str
    path: tuple[str, ...]
    form: str = "count"

    def tell(self, figures: Figures | None) -> str:
        """Return a line's cell of this column."""
        value: Any = figures
        for name in self.path:
            value = value[name] if value is not None else None
        if value is None:
            return NOTHING
        return {"minutes": f"{value / MINUTE_MS:.1f}", "hours": f"{value / HOUR_MS:.1f}"}.get(self.form, str(value))


COLUMNS = (
    Column("taken", ("taken",)),
    Column("called", ("called",)),
    Column("wait_mean", ("waiting", "mean_ms"), "minutes"),
    Column("wait_p50", ("waiting", "p50_ms"), "minutes"),
    Column("wait_p90", ("waiting", "p90_ms"), "minutes"),
    Column("within_15", ("waiting", "within_15_min_percent")),
    Column("within_20", ("waiting", "within_20_min_percent")),
    Column("on_time", ("appointments", "within_10_min_percent")),
    Column("no_show", ("no_show_percent",)),
    Column("service_mean", ("service_time", "mean_ms"), "minutes"),
    Column("service_p90", ("service_time", "p90_ms"), "minutes"),
    Column("idle_hours", ("windows", "idle_ms"), "hours"),
    Column("idle", ("windows", "idle_percent")),
)


@pages.get("/manage/reports")
@open_to()
def reports() -> AnyResponse:
    """Show a report to a manager; anybody else is asked to sign in."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage/reports", 303)
    found, t = _found(), reader()
    addresses = {
        "before": _address("/manage/reports", found, found.first - timedelta(days=1)),
        "after": _address("/manage/reports", found, found.last + timedelta(days=1)),
        "csv": _address("/manage/reports.csv", found, found.first),
        "visits": _address("/manage/reports/visits", found, found.first),
    }
    updated = f"{the_hall().local(found.at):%Y-%m-%d %H:%M}" if found.at else ""
    return page(
        "reports.html", report=found, columns=COLUMNS, spans=SPANS, groups=GROUPS, addresses=addresses,
        updated=updated, title=_title(found, t), job=jobs.view(request.args.get("job"), request.full_path),
    )


@pages.post("/manage/reports/visits")
@open_to(Role.MANAGER)
def visits() -> AnyResponse:
    """Let every visit of these days be written to a file, and lead back to the page, which shows how far it is."""
    found = _found()
    days = {"first": str(found.first), "last": str(found.last)}
    job = jobs.begin("visits", {**days, "language": reader().language})
    return redirect(f"{_address('/manage/reports', found, found.first)}&job={job.id}", 303)


@pages.get("/manage/reports.csv")
@open_to(Role.MANAGER)
def reports_csv() -> Response:
    """Give the same table to a spreadsheet."""
    found, t = _found(), reader()
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in _rows(found, t))
    name = f"{found.span}-{found.first}-{found.by}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    # With the mark by which spreadsheets know that it is UTF-8.
    return Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)


def _found() -> Report:
    try:
        asked = ReportPageAsked.model_validate(request.args.to_dict())
    except ValidationError as fault:
        raise UnprocessableEntity from fault
    return report_of(asked.span, asked.day, asked.by)


def _address(path: str, found: Report, day: date) -> str:
    return f"{path}?{urlencode({'span': found.span, 'day': day, 'by': found.by})}"


def _title(found: Report, t: Words) -> str:
    return t(f"report.title_{found.span}", first=_date(found.first), last=_date(found.last))


def _date(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def _rows(found: Report, t: Words) -> Iterator[list[str]]:
    yield [t(f"report.by_{found.by}"), *(t(f"report.{column.word}") for column in COLUMNS)]
    yield [t("report.total"), *(column.tell(found.total) for column in COLUMNS)]
    for line in found.lines:
        yield [t(line.name), *(column.tell(line.figures) for column in COLUMNS)]
    yield [_title(found, t)]
