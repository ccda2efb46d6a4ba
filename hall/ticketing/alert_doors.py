"""The doors where somebody takes care of an alert, and where a service's numbers are stopped (确认告警、停止取号)."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from hall.web.answers import as_json
from hall.web.asked import NothingAsked
from hall.web.asked_running import AlertsAsked
from hall.web.changing import the_tickets, this_press
from hall.web.opened import the_hall
from hall.web.people import Role, open_to
from hall.web.shown import REFUSALS
from hall.web.shown_running import AcknowledgedShown, NumbersShown

doors = APIBlueprint("alert_doors", __name__, url_prefix="/api/v1", tag="ticketing")


@doors.post("/alerts/acknowledge")
@open_to(Role.MANAGER, Role.GUIDE)
@doors.input(AlertsAsked, arg_name="asked")
@doors.output(AcknowledgedShown)
@doors.doc(responses=REFUSALS)
def acknowledge(asked: AlertsAsked) -> Response:
    """Acknowledge alerts by name (确认告警): somebody takes care of them; they stay until they are over."""
    answer = the_tickets().acknowledge_alerts(this_press(), dict.fromkeys(asked.alerts))
    return as_json({"acknowledged": list(dict.fromkeys(asked.alerts)), "as_of": answer.as_of})


@doors.post("/services/<service>/stop-numbers")
@open_to(Role.MANAGER)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(NumbersShown)
@doors.doc(responses=REFUSALS)
def stop_numbers(service: str, asked: NothingAsked) -> Response:
    """Give no more numbers for a service (停止取号) until it is resumed or the day ends; who waits is served."""
    return _numbers(service, stops=True)


@doors.post("/services/<service>/resume-numbers")
@open_to(Role.MANAGER)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(NumbersShown)
@doors.doc(responses=REFUSALS)
def resume_numbers(service: str, asked: NothingAsked) -> Response:
    """Give a service's numbers again (恢复取号)."""
    return _numbers(service, stops=False)


def _numbers(service: str, *, stops: bool) -> Response:
    found = the_hall().queue_service(service)
    answer = the_tickets().stop_numbers(this_press(), found.id, stops=stops)
    return as_json({"service": found.id, "stopped": stops, "as_of": answer.as_of})
