"""The visitor's phone page (手机页面): her number, who is ahead, where to go. It works without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apiflask import APIFlask
from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hall.rules.entries import NOBODY_MOVES
from hall.rules.ticket import State
from hall.ticketing import phone
from hall.ticketing.rating import may_still_rate
from hall.web.answers import reader, ticket_json
from hall.web.changing import the_tickets, this_press
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Person, open_to
from hall.web.relay import Picture, Relay, Show, by_field, fragment

pages = Blueprint("visitor_pages", __name__)
#: Seconds between two pictures of a ticket.
CALM_SECONDS = 1.0


@pages.get("/t/<ticket>")
@open_to()
def phone_page(ticket: str) -> Response:
    """Show a ticket to whoever holds its id; `?fragment=1` gives only what changes."""
    view = _view(the_hall(), ticket)
    if request.args.get("fragment"):
        t = reader()
        html = render_template("_phone.html", t=t, language=t.language, view=view, centre=the_hall().centre)
        return make_response(html)
    return page("phone.html", view=view)


@pages.post("/t/<ticket>/cancel")
@open_to()
def cancel(ticket: str) -> AnyResponse:
    """Leave the queue, from a plain form."""
    if the_hall().ticket(ticket).state is not State.CANCELLED:
        the_tickets().cancel(this_press(), ticket)
    return redirect(f"/t/{ticket}", 303)


def show(app: APIFlask, relay: Relay) -> None:
    """Push a ticket to programs and pages that hold its id."""

    def admit(person: Person, ticket: str) -> bool:
        the_hall().ticket(ticket)
        return True

    def touched(event: Mapping[str, str]) -> Iterable[str] | None:
        # Whatever happens in a queue may change how many are ahead of anybody.
        return None if "service" in event and event["type"] not in NOBODY_MOVES else ()

    def picture(ticket: str, language: str) -> Picture:
        hall = the_hall()
        as_of = hall.reading.as_of()
        html = fragment(app, "_phone.html", language, view=_view(hall, ticket), centre=hall.centre)
        body: dict[str, Any] = ticket_json(hall.ticket(ticket))
        return Picture(as_of, html, body)

    relay.add(Show("/visitor", by_field("ticket"), admit, touched, picture, CALM_SECONDS))


def _view(hall: Opened, name: str) -> phone.PhoneView:
    ticket, now = hall.ticket(name), hall.reading.now()
    ahead, estimate = hall.standing_before(ticket, now)
    span = (estimate.low, estimate.high) if estimate else None
    may_rate = may_still_rate(hall, ticket.issued_at, now)
    return phone.view(ticket, ahead, span, hall.centre, now, may_rate=may_rate)
