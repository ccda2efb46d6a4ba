"""Let a visitor rate what was finished (好差评): by whom, until when, and who has to call her back."""

from __future__ import annotations

from collections.abc import Sequence

from hall.rules.ratings import FOLLOWED_UP_TO, choices, working_days_after
from hall.rules.refusals import NotAllowed, UnknownTicket
from hall.store.rated import KeptRating, rating_from
from hall.store.rating import NewRating
from hall.store.tickets import Request, Tickets
from hall.web.asked_entries import RateAsked
from hall.web.opened import Opened
from hall.web.people import Role

#: Who may rate beside whoever holds the number's id: nobody of the hall, for clerks know the ids of their visitors.
RATERS = (None, Role.RATING_PAD)


def rate(
    hall: Opened, tickets: Tickets, press: Request, ticket: str, asked: RateAsked, role: Role | None
) -> tuple[KeptRating, int]:
    """Rate a finished service, or rate it once more; returns the rating and the last event's number."""
    if role not in RATERS:
        raise NotAllowed(role=str(role))
    turn = asked.turn or last_turn(hall, ticket)
    reasons = [one for one in choices(asked.level) if one in asked.reasons]
    if asked.again:
        answer = tickets.rate_again(press, ticket, turn, asked.level, reasons)
    else:
        answer = tickets.rate(press, _new(hall, ticket, turn, asked.level, reasons, asked.contact))
    return rating_from(answer.more["rating"]), answer.as_of


def last_turn(hall: Opened, ticket: str) -> int:
    """Return which of a ticket's services was finished last; the first where none is, or the ticket is long gone."""
    found = hall.reading.ticket(ticket)
    if found is None and hall.reading.rating(ticket, 1) is None:
        raise UnknownTicket(ticket=ticket)
    return max(1, len(found.done)) if found else 1


def may_still_rate(hall: Opened, issued_at: int, now: int) -> bool:
    """Say whether a visit may still be rated by its day."""
    days = hall.centre.policy.ratings.within_days
    return hall.business_day(now) <= hall.business_day(issued_at) + days


def _new(hall: Opened, ticket: str, turn: int, level: int, reasons: Sequence[str], contact: str) -> NewRating:
    now, settings = hall.reading.now(), hall.centre.policy.ratings
    low = level <= FOLLOWED_UP_TO
    return NewRating(
        ticket=ticket,
        turn=turn,
        level=level,
        reasons=reasons,
        day=hall.business_day(now),
        days=settings.within_days,
        contact=contact.strip() if low else "",
        call_back_by=_end_of_working_day(hall, now, settings.call_back_working_days) if low else 0,
        settle_by=_end_of_working_day(hall, now, settings.settle_working_days) if low else 0,
    )


def _end_of_working_day(hall: Opened, now: int, days: int) -> int:
    hours = {one.hours for one in hall.centre.services.values()}
    return int(working_days_after(hours, hall.local(now), days).timestamp() * 1000)
