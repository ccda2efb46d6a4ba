"""The doors where a manager staffs windows (窗口调度): asks one for something, lends it to another service."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from hall.directory import Window
from hall.rules.refusals import WindowWithdrawn
from hall.rules.times import MINUTE_MS
from hall.web.answers import as_json
from hall.web.asked import NothingAsked
from hall.web.asked_running import LendAsked, WishAsked
from hall.web.changing import the_tickets, this_press
from hall.web.opened import the_hall
from hall.web.people import Role, open_to
from hall.web.shown import REFUSALS
from hall.web.shown_running import LentShown, WishShown

doors = APIBlueprint("staffing", __name__, url_prefix="/api/v1/windows/<hall>/<int:number>", tag="windows")


@doors.post("/ask")
@open_to(Role.MANAGER, Role.GUIDE)
@doors.input(WishAsked, arg_name="asked")
@doors.output(WishShown)
@doors.doc(responses=REFUSALS)
def ask(hall: str, number: int, asked: WishAsked) -> Response:
    """Ask something of a window (请办): it stands at its console and the guide's desk until it is done.

    Nobody opens a window over its clerk's head: where nobody sits, nobody would be served.
    """
    opened, window = the_hall(), _window(hall, number)
    service = opened.queue_service(asked.service).id if asked.service else ""
    answer = the_tickets().ask_window(this_press(), window.id, str(asked.wish), service)
    return as_json({"window": window.id, "wish": str(asked.wish), "as_of": answer.as_of})


@doors.post("/ask-no-more")
@open_to(Role.MANAGER, Role.GUIDE)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(WishShown)
@doors.doc(responses=REFUSALS)
def ask_no_more(hall: str, number: int, asked: NothingAsked) -> Response:
    """Take back what was asked of a window (撤回)."""
    window = _window(hall, number)
    answer = the_tickets().ask_window(this_press(), window.id, "")
    return as_json({"window": window.id, "wish": None, "as_of": answer.as_of})


@doors.post("/lend")
@open_to(Role.MANAGER)
@doors.input(LendAsked, arg_name="asked")
@doors.output(LentShown)
@doors.doc(responses=REFUSALS)
def lend(hall: str, number: int, asked: LendAsked) -> Response:
    """Lend a window to a service with the usual handicap (协办), until it closes or opens anew."""
    opened, window = the_hall(), _window(hall, number)
    service = opened.offered(asked.service)
    handicap_ms = opened.centre.policy.discipline.handicap_minutes * MINUTE_MS
    return _lent(the_tickets().lend_window(this_press(), window.id, service.id, handicap_ms).as_of, window)


@doors.post("/take-back")
@open_to(Role.MANAGER)
@doors.input(LendAsked, arg_name="asked")
@doors.output(LentShown)
@doors.doc(responses=REFUSALS)
def take_back(hall: str, number: int, asked: LendAsked) -> Response:
    """Take a window back that was lent to a service (收回)."""
    window, service = _window(hall, number), the_hall().service(asked.service)
    return _lent(the_tickets().lend_window(this_press(), window.id, service.id, None).as_of, window)


def _window(hall: str, number: int) -> Window:
    """Return a window that may still be staffed, or refuse."""
    window = the_hall().window(hall, number)
    if window.withdrawn:
        raise WindowWithdrawn(window=window.id)
    return window


def _lent(as_of: int, window: Window) -> Response:
    reach = the_hall().reading.window(window.id).reach
    return as_json({"window": window.id, "services": sorted(reach), "as_of": as_of})
