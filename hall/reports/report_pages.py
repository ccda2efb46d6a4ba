"""The manager's pages of reports (报表): tables, course, heat map, devices, estimates; to read and to print."""

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

from hall.reports import charts, estimate_card, estimate_chart
from hall.reports.cells import safe
from hall.reports.columns import COLUMNS, HEAT, SLOT, TABLES, WHOLE
from hall.reports.course import level_of, scale_of
from hall.reports.devices import reason
from hall.reports.figures import SPANS, Figures, Report
from hall.reports.report_doors import course_of, days_asked, devices_of, estimates_of, report_of
from hall.rules.device_spells import Trouble
from hall.store.ledger.asking import GROUPS
from hall.web import jobs
from hall.web.answers import reader
from hall.web.asked_in_address import ReportPageAsked
from hall.web.language import Words
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to

pages = Blueprint("report_pages", __name__)
#: The views of one span, by the last word of their addresses; the first is that of the tables.
VIEWS = ("", "course", "heat", "devices", "estimate")
#: So much later than the stream the ledger may be before a page says that the recorder is behind.
BEHIND_MS = 60_000


@dataclass(frozen=True)
class Asked:
    """Hold what a page was asked for, and make addresses of the same with something else."""

    span: str
    first: date
    last: date
    by: str
    figure: str
    view: str = ""

    @property
    def path(self) -> str:
        """Return the address of the view alone."""
        return self.at().partition("?")[0]

    def at(self, view: str | None = None, day: date | None = None, **more: str) -> str:
        """Return the address of a view of the same span, or of the span that another day lies in."""
        name = self.view if view is None else view
        query = {"span": self.span, "day": day or self.first, "by": self.by, "figure": self.figure, **more}
        return f"/manage/reports{'/' if name else ''}{name}?{urlencode(query)}"


@pages.get("/manage/reports")
@open_to()
def reports() -> AnyResponse:
    """Show a report to a manager; anybody else is asked to sign in."""
    asked = _asked()
    if asked is None:
        return _sign_in()
    found = report_of(asked.span, asked.first, asked.by)
    return _page("reports.html", asked, found.as_of, found.at, report=found, tables=TABLES, whole=WHOLE, groups=GROUPS)


@pages.get("/manage/reports/course")
@open_to()
def course() -> AnyResponse:
    """Show how the days of a span went, as charts with their tables."""
    asked = _asked("course")
    if asked is None:
        return _sign_in()
    found, t = course_of(asked.span, asked.first), reader()
    drawn = {"arrivals": charts.arrivals(found.half_hours, t), "waits": charts.waits(found.half_hours, t),
             "days": charts.days(found.days, t)}
    return _page("report_course.html", asked, found.as_of, found.at, course=found, drawn=drawn, columns=SLOT)


@pages.get("/manage/reports/heat")
@open_to()
def heat() -> AnyResponse:
    """Show one figure of each service in each hour, as a table with colours."""
    asked = _asked("heat")
    if asked is None:
        return _sign_in()
    found = course_of(asked.span, asked.first)
    level, scale = level_of(asked.figure, found.heat), scale_of(asked.figure, found.heat)
    return _page("report_heat.html", asked, found.as_of, found.at, course=found, column=HEAT[asked.figure],
                 figures=HEAT, level=level, scale=scale)


@pages.get("/manage/reports/devices")
@open_to()
def devices() -> AnyResponse:
    """Show how often and how long devices were not well."""
    asked = _asked("devices")
    if asked is None:
        return _sign_in()
    found = devices_of(asked.span, asked.first)
    return _page("report_devices.html", asked, found.as_of, found.at, report=found, troubles=tuple(Trouble),
                 reason=reason)


@pages.get("/manage/reports/estimate")
@open_to()
def estimate() -> AnyResponse:
    """Show how far the estimates of waits came true."""
    asked = _asked("estimate")
    if asked is None:
        return _sign_in()
    found = estimates_of(asked.span, asked.first)
    return _page("report_estimate.html", asked, found.as_of, found.at, card=found, rules=estimate_card,
                 chart=estimate_chart)


@pages.get("/manage/reports.csv")
@open_to(Role.MANAGER)
def reports_csv() -> Response:
    """Give the tables to a spreadsheet, as one."""
    asked, t = _asked_of_page(""), reader()
    found = report_of(asked.span, asked.first, asked.by)
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in _rows(found, t))
    name = f"{found.span}-{found.first}-{found.by}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    # With the mark by which spreadsheets know that it is UTF-8.
    return Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)


@pages.post("/manage/reports/<any(workbook, visits):kind>")
@open_to(Role.MANAGER)
def begin(kind: str) -> AnyResponse:
    """Let a file be written, and lead back to the page, which shows how far it is."""
    view = request.form.get("view", "")
    asked, t = _asked_of_page(view if view in VIEWS else ""), reader()
    days = {"first": str(asked.first), "last": str(asked.last), "language": t.language}
    job = jobs.begin(kind, days if kind == "visits" else {**days, "span": asked.span})
    return redirect(asked.at(job=job.id), 303)


def _asked(view: str = "") -> Asked | None:
    """Return what a page was asked for by a manager, None when it is somebody else."""
    return _asked_of_page(view) if caller().role is Role.MANAGER else None


def _asked_of_page(view: str) -> Asked:
    try:
        asked = ReportPageAsked.model_validate(request.args.to_dict())
    except ValidationError as fault:
        raise UnprocessableEntity from fault
    return Asked(asked.span, *days_asked(asked.span, asked.day), asked.by, asked.figure, view)


def _sign_in() -> AnyResponse:
    return redirect(f"/sign-in?next={request.path}", 303)


def _page(template: str, asked: Asked, as_of: int, at: int, **found: Any) -> Response:
    hall, t = the_hall(), reader()
    a_day = timedelta(days=1)
    steps = {"before": asked.at(day=asked.first - a_day), "after": asked.at(day=asked.last + a_day)}
    behind = hall.reading.as_of() - as_of
    late = behind > 0 and hall.reading.now() - at > BEHIND_MS
    return page(
        template, asked=asked, views=VIEWS, spans=SPANS, steps=steps, title=title_of(asked, t),
        updated=f"{hall.local(at):%Y-%m-%d %H:%M:%S}" if at else "", behind=behind if late else 0,
        job=jobs.view(request.args.get("job"), request.full_path), **found,
    )


def title_of(asked: Asked | Report, t: Words) -> str:
    """Return what a report of these days is called."""
    return t(f"report.title_{asked.span}", first=f"{asked.first:%Y-%m-%d}", last=f"{asked.last:%Y-%m-%d}")


def _rows(found: Report, t: Words) -> Iterator[list[str]]:
    yield [t(f"report.by_{found.by}"), *(t(f"report.{column.word}") for column in COLUMNS)]
    yield [t("report.total"), *(column.tell(found.total) for column in COLUMNS)]
    for line in found.lines:
        yield [t(line.name), *_cells(line.figures, t)]
    yield [title_of(found, t)]


def _cells(figures: Figures | None, t: Words) -> list[str]:
    if figures is None:
        return [t("report.too_few")]
    few = figures["ratings"] is None
    return [t("report.too_few_rated") if few and one.word == "rated" else one.tell(figures) for one in COLUMNS]
