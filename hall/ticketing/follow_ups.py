"""Follow low ratings up (差评整改): a list for managers, who call back and settle by name; overdue ones stand first."""

from __future__ import annotations

from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from hall.directory import Text
from hall.rules.ratings import Settlement, Stage
from hall.store.rated import KeptRating, rating_from
from hall.store.records import Answer
from hall.web.answers import as_json
from hall.web.asked import NothingAsked
from hall.web.asked_entries import SettleAsked
from hall.web.changing import the_tickets, this_press
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to
from hall.web.shown import REFUSALS
from hall.web.shown_entries import FollowedUp, FollowUpsShown

doors = APIBlueprint("follow_ups", __name__, url_prefix="/api/v1/follow-ups", tag="ticketing")
pages = Blueprint("follow_up_pages", __name__)


@dataclass(frozen=True)
class FollowUp:
    """Hold one line of the list; moments are words of the wall clock, names are those of who acted."""

    kept: KeptRating
    overdue: bool
    service_name: Text | None
    window: int
    hall_name: Text | None
    rated: str
    due: str
    called_back: str
    called_back_by: str
    settled: str
    settled_by: str


@doors.get("")
@open_to(Role.MANAGER)
@doors.output(FollowUpsShown)
@doors.doc(responses=REFUSALS)
def list_follow_ups() -> Response:
    """Tell every low rating that is followed up: overdue ones first, settled ones last."""
    hall = the_hall()
    as_of, now = hall.reading.as_of(), hall.reading.now()
    return as_json({"follow_ups": [_told(one, now) for one in _all(hall, now)], "as_of": as_of})


@doors.post("/<ticket>/<int:turn>/call-back")
@open_to(Role.MANAGER)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(FollowedUp)
@doors.doc(responses=REFUSALS)
def call_back(ticket: str, turn: int, asked: NothingAsked) -> Response:
    """Note that she was called back (已回访)."""
    return _answer(the_tickets().follow_up(this_press(), ticket, turn, Stage.CALLED_BACK))


@doors.post("/<ticket>/<int:turn>/settle")
@open_to(Role.MANAGER)
@doors.input(SettleAsked, arg_name="asked")
@doors.output(FollowedUp)
@doors.doc(responses=REFUSALS)
def settle(ticket: str, turn: int, asked: SettleAsked) -> Response:
    """Settle it with an outcome (整改完成); her telephone number is forgotten."""
    return _answer(the_tickets().follow_up(this_press(), ticket, turn, Stage.SETTLED, asked.outcome))


@pages.get("/manage/follow-ups")
@open_to()
def follow_ups_page() -> AnyResponse:
    """Show the list to a manager; anybody else is asked to sign in."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage/follow-ups", 303)
    hall = the_hall()
    now = hall.reading.now()
    found = [_line(hall, one, now) for one in _all(hall, now)]
    left = [one for one in found if one.kept.stage != Stage.SETTLED]
    settled = [one for one in found if one.kept.stage == Stage.SETTLED]
    return page("follow_ups.html", left=left, settled=settled, outcomes=list(Settlement),
                overdue=sum(one.overdue for one in left))


def _all(hall: Opened, now: int) -> list[KeptRating]:
    """List what is left by when it is due, so that overdue ones are first, then what is settled, the latest first."""
    left = sorted(hall.reading.follow_ups(Stage.OPEN), key=lambda one: (one.due_at, one.rated_at))
    return [*left, *hall.reading.follow_ups(Stage.SETTLED)]


def _line(hall: Opened, kept: KeptRating, now: int) -> FollowUp:
    service = hall.centre.services.get(hall.centre.heir_of(kept.service) or kept.service)
    place = hall.centre.halls.get(kept.window.partition("/")[0])

    def moment(at: int) -> str:
        return f"{hall.local(at):%Y-%m-%d %H:%M}" if at else ""

    return FollowUp(
        kept=kept,
        overdue=_is_overdue(kept, now),
        service_name=service.name if service else None,
        window=int(kept.window.partition("/")[2] or 0),
        hall_name=place.name if place else None,
        rated=moment(kept.rated_at),
        # A deadline is the end of a day: its last minute says better which one.
        due=f"{hall.local(kept.due_at - 1):%Y-%m-%d}" if kept.due_at else "",
        called_back=moment(kept.called_back_at),
        called_back_by=kept.called_back_by.partition(":")[2],
        settled=moment(kept.settled_at),
        settled_by=kept.settled_by.partition(":")[2],
    )


def _is_overdue(kept: KeptRating, now: int) -> bool:
    return 0 < kept.due_at <= now


def _told(kept: KeptRating, now: int) -> dict[str, object]:
    """Encode one for programs."""
    plain = ("ticket", "turn", "number", "service", "window", "level", "rated_at", "stage", "call_back_by", "settle_by")
    maybe = ("contact", "called_back_at", "called_back_by", "settled_at", "settled_by", "outcome", "again_level")
    return {
        **{name: getattr(kept, name) for name in plain},
        **{name: getattr(kept, name) or None for name in maybe},
        "reasons": list(kept.reasons),
        "overdue": _is_overdue(kept, now),
    }


def _answer(answer: Answer) -> Response:
    found = rating_from(answer.more["rating"])
    return as_json({"ticket": found.ticket, "turn": found.turn, "stage": found.stage, "as_of": answer.as_of})
