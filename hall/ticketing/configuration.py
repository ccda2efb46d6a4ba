"""The manager's door to the configuration (配置): what the folder says, what it would do, and putting it into force."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Blueprint, Response, redirect, request
from pydantic import ValidationError
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response as AnyResponse

from hall.directory import Effect, Text
from hall.ticketing import reconfiguring
from hall.ticketing.reconfiguring import Proposal
from hall.web import jobs, what_if
from hall.web.answers import as_json
from hall.web.asked import ConfigurationAsked
from hall.web.asked_what_if import RulesAsked
from hall.web.changing import the_tickets, this_press
from hall.web.language import Phrase, Words
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to
from hall.web.shown import REFUSALS
from hall.web.shown_running import ConfigurationChanged, ConfigurationShown

doors = APIBlueprint("configuration", __name__, url_prefix="/api/v1/centre/configuration", tag="ticketing")
pages = Blueprint("configuration_pages", __name__)


@doors.get("")
@open_to(Role.MANAGER)
@doors.output(ConfigurationShown)
@doors.doc(responses=REFUSALS)
def show() -> Response:
    """Tell what is in force, what the folder says, and what putting that into force would do."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    found = reconfiguring.propose(hall)
    change = found.change
    body = {
        "version": hall.in_force.version,
        "folder": found.folder,
        "faults": [vars(one) for one in found.faults],
        "effects": [{"kind": one.kind, **_told(one)} for one in change.effects] if change else [],
        "stranded": dict(change.stranded) if change else {},
        "as_of": as_of,
    }
    return as_json(body)


@doors.post("")
@open_to(Role.MANAGER)
@doors.input(ConfigurationAsked, arg_name="asked")
@doors.output(ConfigurationChanged)
@doors.doc(responses=REFUSALS)
def put_in_force(asked: ConfigurationAsked) -> Response:
    """Put what the folder says into force (配置生效): no restart, and nobody loses her place."""
    answer = reconfiguring.put_in_force(the_hall(), the_tickets(), this_press(), asked.folder)
    body = {"version": answer.more["version"], "moved": answer.more["moved"], "as_of": answer.as_of}
    return as_json(body)


@pages.get("/manage/configuration")
@open_to()
def configuration_page() -> AnyResponse:
    """Show a manager what a changed folder would do, before it is put into force."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage/configuration", 303)
    hall = the_hall()
    found = reconfiguring.propose(hall)
    job = jobs.view(request.args.get("job"), request.full_path)
    return page(
        "configuration.html", proposal=found, effects=effects_said(found), version=hall.in_force.version,
        new_rules=reconfiguring.calls_otherwise(hall, found), job=job, found=what_if.result(hall, job),
        minutes=what_if.minutes, day=what_if.last_open_day(hall),
    )


@pages.post("/manage/configuration/what-if")
@open_to(Role.MANAGER)
def what_the_rules_would_have_done() -> AnyResponse:
    """Replay a past day by the folder's rules, before they are put into force (先看昨天会怎样)."""
    try:
        asked = RulesAsked.model_validate(request.form.to_dict())
    except ValidationError as fault:
        raise UnprocessableEntity from fault
    job = jobs.begin(what_if.JOB, {"day": str(asked.day), "asked": {"folder": True}})
    return redirect(f"/manage/configuration?job={job.id}", 303)


def effects_said(found: Proposal) -> list[Phrase]:
    """Put each effect, and each reason why it cannot be, into words."""
    if found.change is None:
        return []
    return [said(one) for one in found.change.effects]


def said(effect: Effect) -> Phrase:
    """Put one effect into words."""
    data = {name: _words(value) for name, value in effect.data.items()}
    return Phrase(f"effect.{effect.kind}", data)


def _words(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _told(effect: Effect) -> dict[str, Any]:
    """Encode what an effect concerns."""
    return {name: vars(value) if isinstance(value, Text) else value for name, value in effect.data.items()}


def lines(found: Proposal, t: Words) -> list[str]:
    """Say a proposal line by line, as a terminal shows it."""
    if found.change is None:
        return [str(fault) for fault in found.faults]
    stranded = [t("effect.stranded", id=id, people=people) for id, people in found.change.stranded.items()]
    return [t(one) for one in effects_said(found)] + stranded or [t("configuration.same")]
