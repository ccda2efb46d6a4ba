"""The doors to reports (报表): the figures of a day, week or month as JSON, read from the ledger."""

from __future__ import annotations

from datetime import date

from apiflask import APIBlueprint
from flask import Response, current_app
from gevent import get_hub

from hall.reports import figures
from hall.reports.figures import Report
from hall.store.ledger.asking import Asking, Found, LedgerAway
from hall.web.answers import as_json
from hall.web.asked import ReportAsked
from hall.web.opened import the_hall
from hall.web.people import Role, open_to
from hall.web.shown import REFUSALS, refusals
from hall.web.shown_reports import ReportShown

doors = APIBlueprint("report_figures", __name__, url_prefix="/api/v1/reports", tag="reports")
RESPONSES = REFUSALS | refusals(503)


def report_of(span: str, day: date | None, by: str) -> Report:
    """Make a report of the span that a day lies in, today when none is named."""
    hall = the_hall()
    days = figures.days_of(span, day or hall.local(hall.reading.now()).date())
    # SQL would stop every other greenlet of this process while it works: it does so in a thread of its own.
    found = get_hub().threadpool.apply(_ask, (current_app.extensions["hall.ledger"], days, by))
    if isinstance(found, LedgerAway):
        raise found
    return figures.report(span, days, by, found, hall.centre)


def _ask(asking: Asking, days: tuple[date, date], by: str) -> Found | LedgerAway:
    try:
        return asking.figures(*days, by)
    except LedgerAway as fault:
        # Raised by the thread itself, it would be printed as a fault of ours.
        return fault


@doors.get("/day")
@open_to(Role.MANAGER)
@doors.input(ReportAsked, location="query", arg_name="asked")
@doors.output(ReportShown)
@doors.doc(responses=RESPONSES)
def day(asked: ReportAsked) -> Response:
    """Tell the figures of a day (日报)."""
    return as_json(figures.as_json(report_of("day", asked.day, asked.by)))


@doors.get("/week")
@open_to(Role.MANAGER)
@doors.input(ReportAsked, location="query", arg_name="asked")
@doors.output(ReportShown)
@doors.doc(responses=RESPONSES)
def week(asked: ReportAsked) -> Response:
    """Tell the figures of the week, from its Monday on, that a day lies in (周报)."""
    return as_json(figures.as_json(report_of("week", asked.day, asked.by)))


@doors.get("/month")
@open_to(Role.MANAGER)
@doors.input(ReportAsked, location="query", arg_name="asked")
@doors.output(ReportShown)
@doors.doc(responses=RESPONSES)
def month(asked: ReportAsked) -> Response:
    """Tell the figures of the month that a day lies in (月报)."""
    return as_json(figures.as_json(report_of("month", asked.day, asked.by)))
