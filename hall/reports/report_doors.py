"""The doors to reports (报表): the figures of a day, week or month as JSON, read from the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from apiflask import APIBlueprint
from flask import Response, current_app

from hall.reports import course, devices, estimate_card, figures
from hall.reports.aside import aside
from hall.reports.course import CourseReport
from hall.reports.devices import DeviceReport
from hall.reports.estimate_card import Card
from hall.reports.figures import Report
from hall.store.ledger.asking import Asking
from hall.web.answers import as_json
from hall.web.asked_in_address import CourseAsked, ReportAsked
from hall.web.opened import the_hall
from hall.web.people import Role, open_to
from hall.web.shown import REFUSALS, refusals
from hall.web.shown_reports import CourseShown, DevicesShown, EstimateCardShown, ReportShown

doors = APIBlueprint("report_figures", __name__, url_prefix="/api/v1/reports", tag="reports")
RESPONSES = REFUSALS | refusals(503)
T = TypeVar("T")


def report_of(span: str, day: date | None, by: str) -> Report:
    """Make a report of the span that a day lies in, today when none is named."""
    days = days_asked(span, day)
    return figures.report(span, days, by, ask(lambda ledger: ledger.figures(*days, by)), the_hall().centre)


def course_of(span: str, day: date | None) -> CourseReport:
    """Tell how the days of a span went."""
    centre, days = the_hall().centre, days_asked(span, day)
    return course.course(span, days, *ask(lambda ledger: ledger.course(*days, centre.zone)), centre)


def devices_of(span: str, day: date | None) -> DeviceReport:
    """Tell how the devices were on the days of a span."""
    hall, days = the_hall(), days_asked(span, day)
    spells, known = ask(lambda ledger: ledger.devices(*figures.moments_of(days, hall.centre.zone)))
    return devices.report(span, days, spells, known, devices.names_of(hall.centre, hall.presence, spells))


def estimates_of(span: str, day: date | None) -> Card:
    """Tell how far the estimates of waits came true on the days of a span."""
    days = days_asked(span, day)
    return estimate_card.card(span, days, ask(lambda ledger: ledger.expected(*days)), the_hall().centre)


def days_asked(span: str, day: date | None) -> tuple[date, date]:
    """Return the first and the last day of a span, that of today when no day is named."""
    hall = the_hall()
    return figures.days_of(span, day or hall.local(hall.reading.now()).date())


def ask(question: Callable[[Asking], T]) -> T:
    """Ask the ledger of this process."""
    ledger: Asking = current_app.extensions["hall.ledger"]
    return aside(lambda: question(ledger))


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


@doors.get("/course")
@open_to(Role.MANAGER)
@doors.input(CourseAsked, location="query", arg_name="asked")
@doors.output(CourseShown)
@doors.doc(responses=RESPONSES)
def tell_course(asked: CourseAsked) -> Response:
    """Tell how the days of a span went (走势): by half hour, by day, and by hour and service."""
    return as_json(course.as_json(course_of(asked.span, asked.day)))


@doors.get("/devices")
@open_to(Role.MANAGER)
@doors.input(CourseAsked, location="query", arg_name="asked")
@doors.output(DevicesShown)
@doors.doc(responses=RESPONSES)
def tell_devices(asked: CourseAsked) -> Response:
    """Tell how often and how long devices were not well on the days of a span (设备)."""
    return as_json(devices.as_json(devices_of(asked.span, asked.day)))


@doors.get("/estimate")
@open_to(Role.MANAGER)
@doors.input(CourseAsked, location="query", arg_name="asked")
@doors.output(EstimateCardShown)
@doors.doc(responses=RESPONSES)
def tell_estimates(asked: CourseAsked) -> Response:
    """Tell how far the estimates of waits came true (估计成绩单), by half hour and by service."""
    return as_json(estimate_card.as_json(estimates_of(asked.span, asked.day)))
