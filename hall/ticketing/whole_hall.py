"""The doors where a manager stops the whole hall, lets it go on, and ends the day (全厅暂停、恢复、日结)."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from hall.ticketing import sweeping
from hall.web.answers import as_json
from hall.web.asked import NothingAsked, StopAsked
from hall.web.changing import the_tickets, this_press
from hall.web.opened import the_hall
from hall.web.people import Role, open_to
from hall.web.shown import REFUSALS, DayEnded, HallStopped

doors = APIBlueprint("whole_hall", __name__, url_prefix="/api/v1", tag="ticketing")


@doors.post("/centre/stop")
@open_to(Role.MANAGER)
@doors.input(StopAsked, arg_name="asked")
@doors.output(HallStopped)
@doors.doc(responses=REFUSALS)
def stop(asked: StopAsked) -> Response:
    """Stop the whole hall (全厅暂停): no numbers and no calls, every place kept."""
    answer = the_tickets().stop_hall(this_press(), asked.reason)
    return as_json({"stopped": asked.reason, "as_of": answer.as_of})


@doors.post("/centre/resume")
@open_to(Role.MANAGER)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(HallStopped)
@doors.doc(responses=REFUSALS)
def resume(asked: NothingAsked) -> Response:
    """Let the hall go on (恢复)."""
    answer = the_tickets().stop_hall(this_press(), "")
    return as_json({"stopped": None, "as_of": answer.as_of})


@doors.post("/centre/end-day")
@open_to(Role.MANAGER)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(DayEnded)
@doors.doc(responses=REFUSALS)
def end_day(asked: NothingAsked) -> Response:
    """End the business day now (日结): open tickets expire, windows close; today's numbers go on if any is taken."""
    hall = the_hall()
    as_of = sweeping.end_days(hall, the_tickets(), this_press(), hall.business_day(hall.reading.now()) + 1)
    return as_json({"as_of": as_of})


