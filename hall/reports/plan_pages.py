"""The manager's page of the plan (排班建议): windows for each half hour of a coming day, to print and for the rota."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, redirect, request
from pydantic import ValidationError
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response as AnyResponse

from hall.reports.aside import aside
from hall.reports.cells import safe
from hall.reports.planning import Plan, Planning, PoolPlan
from hall.rules import admission
from hall.web.answers import reader
from hall.web.asked_what_if import PlanAsked
from hall.web.language import Words
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to

pages = Blueprint("plan_pages", __name__)
#: The columns of the rota's file.
COLUMNS = (
    "day", "from", "until", "hall", "agency", "services", "arrivals", "needed", "windows", "level", "level_of_all",
)
#: A plan looks so many days ahead: further on nothing is known that is not known now.
AHEAD_DAYS = 14


@pages.get("/manage/plan")
@open_to()
def plan_page() -> AnyResponse:
    """Show the plan of a day to a manager; anybody else is asked to sign in."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage/plan", 303)
    asked = _asked()
    found = _found(asked)
    address = f"/manage/plan.csv?{urlencode({'day': found.day, 'hall': asked.hall or ''})}"
    tomorrow = _today() + timedelta(days=1)
    return page(
        "plan.html", plan=found, pools=_of_hall(found, asked), asked=asked, csv=address, clock=clock,
        first_day=tomorrow, last_day=tomorrow + timedelta(days=AHEAD_DAYS - 1), weekday=found.day.weekday(),
    )


@pages.get("/manage/plan.csv")
@open_to(Role.MANAGER)
def plan_csv() -> Response:
    """Give the plan to whoever makes the rota, a line for each group of windows and half hour."""
    asked, t = _asked(), reader()
    found = _found(asked)
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in _rows(found, _of_hall(found, asked), t))
    headers = {"Content-Disposition": f'attachment; filename="plan-{found.day}.csv"', "Cache-Control": "no-store"}
    # With the mark by which spreadsheets know that it is UTF-8.
    return Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)


def clock(half_hour: int) -> str:
    """Tell when a half hour of the day begins."""
    return f"{half_hour // 2:02}:{half_hour % 2 * 30:02}"


def _asked() -> PlanAsked:
    try:
        return PlanAsked.model_validate(request.args.to_dict())
    except ValidationError as fault:
        raise UnprocessableEntity from fault


def _today() -> date:
    hall = the_hall()
    return hall.local(hall.reading.now()).date()


def _next_open_day() -> date:
    """Return the next day on which the hall is open, tomorrow where it never is."""
    tomorrow = _today() + timedelta(days=1)
    days = (tomorrow + timedelta(days=ahead) for ahead in range(AHEAD_DAYS))
    return next((day for day in days if admission.spans(the_hall().centre.hours, day)), tomorrow)


def _found(asked: PlanAsked) -> Plan:
    hall, today = the_hall(), _today()
    day = asked.day or _next_open_day()
    if not today < day <= today + timedelta(days=AHEAD_DAYS):
        raise UnprocessableEntity
    bookable = [one.id for one in hall.centre.services.values() if one.bookable]
    booked = {service: list(hall.reading.slots_taken(service).elements()) for service in bookable}
    planning: Planning = current_app.extensions["hall.planning"]
    centre, version = hall.centre, hall.in_force.version
    # It reads weeks of the ledger and reckons for a while.
    return aside(lambda: planning.plan(centre, version, today, day, booked))


def _of_hall(found: Plan, asked: PlanAsked) -> list[PoolPlan]:
    return [one for one in found.pools if not asked.hall or one.pool.hall == asked.hall]


def _rows(found: Plan, pools: list[PoolPlan], t: Words) -> Iterator[list[str]]:
    centre = the_hall().centre
    yield [t(f"plan.column_{name}") for name in COLUMNS]
    for one in pools:
        hall, agency = t(centre.halls[one.pool.hall].name), t(centre.agencies[one.pool.agency].name)
        services = t("plan.between").join(t(centre.services[id].name) for id in one.pool.services)
        for place in found.half_hours:
            part = one.half_hours[place]
            levels = [f"{100 * part.level:.0f}", f"{100 * part.level_of_all:.0f}"]
            yield [
                str(found.day), clock(place), clock(place + 1), hall, agency, services, f"{part.arrivals:.1f}",
                str(part.needed), str(len(one.pool.windows)), *levels,
            ]
