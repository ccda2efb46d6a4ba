"""Book groups that come to see the hall (团队接待): a unit, how many, when, who looks after them. They do not queue."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from hall.directory import Text
from hall.store.group_visits import GroupVisit, NewGroupVisit, group_visit_from
from hall.web.answers import as_json
from hall.web.asked import NothingAsked
from hall.web.asked_entries import GroupVisitAsked
from hall.web.changing import the_tickets, this_press
from hall.web.language import clock
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to
from hall.web.shown import REFUSALS
from hall.web.shown_entries import GroupVisitShown, GroupVisitsShown

doors = APIBlueprint("group_visits", __name__, url_prefix="/api/v1/group-visits", tag="ticketing")
pages = Blueprint("group_visit_pages", __name__)
#: Who books groups and looks after them.
BOOKERS = (Role.MANAGER, Role.GUIDE)


@dataclass(frozen=True)
class Line:
    """Hold one group as the page shows it; `day` and the two times are those of the centre's wall clock."""

    visit: str
    unit: str
    persons: int
    hall_name: Text | None
    day: str
    today: bool
    begins: str
    ends: str
    contact: str
    booked_by: str
    cancelled: bool


@doors.get("")
@open_to(*BOOKERS)
@doors.output(GroupVisitsShown)
@doors.doc(responses=REFUSALS)
def list_group_visits() -> Response:
    """Tell the groups of today and of the days to come, cancelled ones too."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    return as_json({"group_visits": [_told(one) for one in _since_today(hall)], "as_of": as_of})


@doors.post("")
@open_to(*BOOKERS)
@doors.input(GroupVisitAsked, arg_name="asked")
@doors.output(GroupVisitShown, 201)
@doors.doc(responses=REFUSALS)
def book(asked: GroupVisitAsked) -> Response:
    """Book a group visit (团队接待)."""
    hall = the_hall()
    new = NewGroupVisit(
        visit=secrets.token_urlsafe(9),
        unit=asked.unit.strip(),
        persons=asked.persons,
        hall=hall.hall(asked.hall).id,
        from_at=_moment(hall, asked.day, asked.begins),
        until_at=_moment(hall, asked.day, asked.ends),
        contact=asked.contact.strip(),
    )
    answer = the_tickets().book_group_visit(this_press(), new)
    return as_json({**_told(group_visit_from(answer.more["group_visit"])), "as_of": answer.as_of}, 201)


@doors.post("/<visit>/cancel")
@open_to(*BOOKERS)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(GroupVisitShown)
@doors.doc(responses=REFUSALS)
def cancel(visit: str, asked: NothingAsked) -> Response:
    """Cancel a group visit that has not ended (取消接待)."""
    answer = the_tickets().cancel_group_visit(this_press(), visit)
    return as_json({**_told(group_visit_from(answer.more["group_visit"])), "as_of": answer.as_of})


@pages.get("/manage/group-visits")
@open_to()
def group_visits_page() -> AnyResponse:
    """Let a manager or guide book groups, and see who comes today; anybody else is asked to sign in."""
    if caller().role not in BOOKERS:
        return redirect("/sign-in?next=/manage/group-visits", 303)
    hall = the_hall()
    today = f"{hall.local(hall.reading.now()):%Y-%m-%d}"
    lines = [_line(hall, one, today) for one in _since_today(hall)]
    return page("group_visits.html", lines=lines, today=today, may_manage=caller().role is Role.MANAGER)


def _moment(hall: Opened, day: date, clock_time: str) -> int:
    return int(datetime.combine(day, time.fromisoformat(clock_time), ZoneInfo(hall.centre.zone)).timestamp() * 1000)


def _since_today(hall: Opened) -> list[GroupVisit]:
    midnight = hall.local(hall.reading.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return hall.reading.group_visits(int(midnight.timestamp() * 1000))


def _line(hall: Opened, one: GroupVisit, today: str) -> Line:
    place, day = hall.centre.halls.get(one.hall), f"{hall.local(one.from_at):%Y-%m-%d}"
    return Line(
        visit=one.visit,
        unit=one.unit,
        persons=one.persons,
        hall_name=place.name if place else None,
        day=day,
        today=day == today,
        begins=clock(one.from_at, hall.centre.zone),
        ends=clock(one.until_at, hall.centre.zone),
        contact=one.contact,
        booked_by=one.booked_by.partition(":")[2],
        cancelled=bool(one.cancelled_by),
    )


def _told(one: GroupVisit) -> dict[str, object]:
    """Encode one for programs."""
    fields = ("visit", "unit", "persons", "hall", "from_at", "until_at", "contact")
    return {**{name: getattr(one, name) for name in fields}, "cancelled": bool(one.cancelled_by)}
