"""The manager's page of the plan (排班建议): windows for each half hour of a coming day, to print and for the rota."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, redirect, request
from pydantic import ValidationError
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response as AnyResponse

from hall.reports import plan_export
from hall.reports.aside import aside
from hall.reports.planning import Plan, Planning
from hall.rules import admission
from hall.web import jobs
from hall.web.answers import reader
from hall.web.asked_what_if import PlanAsked
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to

pages = Blueprint("plan_pages", __name__)
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
    tomorrow = _today() + timedelta(days=1)
    t = reader()
    return page(
        "plan.html", plan=found, pools=found.of_hall(asked.hall), asked=asked, chosen=_chosen(found, asked),
        clock=plan_export.clock, title=plan_export.title(found, t), worth=plan_export.worth(found, t),
        first_day=tomorrow, last_day=tomorrow + timedelta(days=AHEAD_DAYS - 1),
        job=jobs.view(request.args.get("job"), request.full_path),
    )


@pages.get("/manage/plan.csv")
@open_to(Role.MANAGER)
def plan_csv() -> Response:
    """Give the plan to whoever makes the rota."""
    asked = _asked()
    found = _found(asked)
    told = plan_export.as_csv(found, found.of_hall(asked.hall), the_hall().centre, reader())
    headers = {"Content-Disposition": f'attachment; filename="plan-{found.day}.csv"', "Cache-Control": "no-store"}
    return Response(told, mimetype="text/csv", headers=headers)


@pages.post("/manage/plan/workbook")
@open_to(Role.MANAGER)
def begin_workbook() -> AnyResponse:
    """Let the plan be written as a workbook, and lead back to the page, which shows how far it is."""
    asked = _asked()
    day = _day(asked)
    job = jobs.begin("plan", {"day": str(day), "hall": asked.hall or "", "language": reader().language})
    return redirect(f"/manage/plan?{urlencode({'day': day, 'hall': asked.hall or '', 'job': job.id})}", 303)


def _chosen(found: Plan, asked: PlanAsked) -> str:
    """Return the query of the same plan, for its files."""
    return urlencode({"day": found.day, "hall": asked.hall or ""})


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


def _day(asked: PlanAsked) -> date:
    """Return for which day a plan is asked; raises UnprocessableEntity for one that is over or too far away."""
    day, today = asked.day or _next_open_day(), _today()
    if not today < day <= today + timedelta(days=AHEAD_DAYS):
        raise UnprocessableEntity
    return day


def _found(asked: PlanAsked) -> Plan:
    hall, today, day = the_hall(), _today(), _day(asked)
    planning: Planning = current_app.extensions["hall.planning"]
    centre, version = hall.centre, hall.in_force.version
    # It reads weeks of the ledger and reckons for a while.
    return aside(lambda: planning.plan(centre, version, today, day))
