"""The doors through which a visitor rates (好差评): her phone's page, which works without JavaScript, and the API.

Whether a visit was rated is told to the browser that did it and to nobody else: clerks know their visitors' ids.
"""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Blueprint, Response, redirect, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from hall.directory import Text
from hall.rules.rating_refusals import NothingToRate, RatedBefore, RatingTooLate
from hall.ticketing import rating
from hall.ticketing.rating_view import RatingView, Said, said_by
from hall.web.answers import as_json
from hall.web.asked_entries import RateAsked
from hall.web.changing import the_tickets, this_press
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import caller, open_to
from hall.web.shown import REFUSALS
from hall.web.shown_entries import RatingShown

doors = APIBlueprint("rating", __name__, url_prefix="/api/v1", tag="ticketing")
pages = Blueprint("rating_pages", __name__)
#: The cookie that remembers what this browser said of a ticket, on that ticket's pages alone, for as long as it could
#: still be said once more: 30 days in seconds.
COOKIE, COOKIE_SECONDS = "rated", 30 * 24 * 3600
#: Why nothing can be said, by the refusal: what the page shows then.
STAGES = {RatedBefore: "before", RatingTooLate: "late", NothingToRate: "nothing"}


@doors.post("/tickets/<ticket>/rating")
@open_to()
@doors.input(RateAsked, arg_name="asked")
@doors.output(RatingShown)
@doors.doc(responses=REFUSALS)
def rate(ticket: str, asked: RateAsked) -> Response:
    """Rate a finished service (好差评), or once more afterwards (追评): whoever holds the id, or a rating pad."""
    found, as_of = rating.rate(the_hall(), the_tickets(), this_press(), ticket, asked, caller().role)
    body = {"ticket": found.ticket, "turn": found.turn, "level": found.level, "reasons": list(found.reasons)}
    return as_json({**body, "again_level": found.again_level or None, "as_of": as_of})


@pages.get("/t/<ticket>/rating")
@open_to()
def rating_page(ticket: str) -> Response:
    """Show five faces; one of them chosen, also what can be ticked, and where to send it."""
    hall = the_hall()
    turn = _number("turn", 100) or rating.last_turn(hall, ticket)
    again = request.args.get("again") == "1"
    said = said_by(request.cookies.get(COOKIE, ""))
    stage = _stage(hall, ticket, turn, again=again)
    if stage == "ask" and turn in (said.again if again else said.once):
        stage = "thanks"
    return page("rating.html", view=_view(hall, ticket, turn, stage, said, again=again, level=_number("level", 5)))


@pages.post("/t/<ticket>/rating")
@open_to()
def rate_now(ticket: str) -> AnyResponse:
    """Take what the plain form says, and thank for it."""
    hall, said = the_hall(), said_by(request.cookies.get(COOKIE, ""))
    turn = request.form.get("turn", type=int) or 1
    again, level = request.form.get("again") == "1", request.form.get("level", type=int) or 0
    try:
        asked = RateAsked(turn=turn, level=level, again=again, reasons=request.form.getlist("reasons"),
                          contact=request.form.get("contact", "").strip())
        rating.rate(hall, the_tickets(), this_press(), ticket, asked, caller().role)
    except ValidationError:
        fault = "rating.fault" if 1 <= level <= 5 else ""
        view = _view(hall, ticket, turn, "ask", said, again=again, level=level if fault else 0, fault=fault)
        return page("rating.html", 422, view=view)
    except (RatedBefore, RatingTooLate, NothingToRate) as no:
        return page("rating.html", 409, view=_view(hall, ticket, turn, STAGES[type(no)], said, again=again))
    answer = redirect(f"/t/{ticket}/rating?turn={turn}{'&again=1' if again else ''}", 303)
    cookie = str(said.with_one(turn, again=again))
    answer.set_cookie(COOKIE, cookie, COOKIE_SECONDS, path=f"/t/{ticket}", httponly=True, samesite="Lax")
    return answer


def _number(name: str, most: int) -> int:
    """Return a number of the address, 0 for none that can be meant."""
    found = request.args.get(name, 0, type=int)
    return found if 0 < found <= most else 0


def _stage(hall: Opened, ticket: str, turn: int, *, again: bool) -> str:
    """Say whether a finished service can be rated by its day, whatever was said of it."""
    found = hall.reading.ticket(ticket)
    if again and hall.reading.rating(ticket, turn):
        return "ask"
    if found is None or not rating.may_still_rate(hall, found.issued_at, hall.reading.now()):
        return "late"
    return "ask" if len(found.done) >= turn else "nothing"


def _view(
    hall: Opened, ticket: str, turn: int, stage: str, said: Said, *, again: bool, level: int = 0, fault: str = ""
) -> RatingView:
    number, name = _what(hall, ticket, turn)
    # Who said nothing here yet is told of no second word, so that the page is the same whether she has rated or not.
    may_again = stage in ("thanks", "before") and not again and turn not in said.again
    return RatingView(ticket, number, turn, name, stage, level, again, may_again, fault)


def _what(hall: Opened, ticket: str, turn: int) -> tuple[str, Text | None]:
    """Return the number and the name of the service that is rated."""
    found, kept = hall.reading.ticket(ticket), hall.reading.rating(ticket, turn)
    done = found.done[turn - 1] if found and len(found.done) >= turn else kept.service if kept else ""
    service = hall.centre.services.get(hall.centre.heir_of(done) or done)
    return (found or kept).number if found or kept else "", service.name if service else None  # type: ignore[union-attr]
