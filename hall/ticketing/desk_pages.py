"""The guide's desk (咨询台) as a page: find, give, see what went wrong. It acts through the public doors."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hall.rules.refusals import UnknownTicket
from hall.ticketing import desk, desk_windows
from hall.web.answers import reader
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to

pages = Blueprint("desk_pages", __name__)
#: Modules of quiet paper around a QR, as its norm asks.
QR_BORDER = 4
#: Seconds for which a browser keeps a QR: it never changes.
QR_KEEP_SECONDS = 3600


@pages.get("/desk")
@open_to()
def desk_page() -> AnyResponse:
    """Show the desk to a guide; anybody else is asked to sign in. `?q=` finds, `?fragment=1` gives the alarms alone."""
    if caller().role is not Role.GUIDE:
        return redirect("/sign-in?next=/desk", 303)
    hall, asked = the_hall(), request.args.get("q", "")
    if request.args.get("fragment"):
        return _fragment("_desk.html", view=_view(hall))
    card = _find(hall, desk.wanted(asked))
    return page("desk.html", view=_view(hall), card=card, asked=asked, choices=desk.choices(hall.centre))


@pages.get("/desk/card")
@open_to(Role.GUIDE)
def card_fragment() -> Response:
    """Give the card of what was typed or scanned (`q`), or of one ticket (`ticket`)."""
    hall, asked = the_hall(), request.args.get("q", "")
    ticket = request.args.get("ticket", "")
    card = _find(hall, desk.Wanted(ticket=ticket) if ticket else desk.wanted(asked))
    if card is None:
        raise UnknownTicket(number=asked)
    return _fragment("_desk_card.html", card=card)


@pages.get("/desk/qr/<ticket>.svg")
@open_to(Role.GUIDE)
def qr(ticket: str) -> Response:
    """Draw the address of a ticket's phone page, for the visitor to scan."""
    hall = the_hall()
    card = _card(hall, ticket)
    if not card.track_url:
        raise UnknownTicket(ticket=ticket)
    drawn = io.BytesIO()
    code = segno.make_qr(card.track_url, error="m")
    code.save(drawn, kind="svg", border=QR_BORDER, dark="#000", light="#fff", omitsize=True, xmldecl=False)
    answer = Response(drawn.getvalue(), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = f"private, max-age={QR_KEEP_SECONDS}"
    return answer


def _view(hall: Opened) -> desk.DeskView:
    reading, now = hall.reading, hall.reading.now()
    as_of = reading.as_of()
    events = reading.lately(now - desk.ALARM_MS)
    windows = reading.windows(hall.centre.windows)
    asked = desk_windows.alarms(reading.wishes(now), reading.alerts(), windows, hall.centre, now)
    kiosks = list(reading.kiosks().values())
    to_go_to = [*desk_windows.to_look_at(kiosks, hall.centre, now), *asked]
    return desk.view(events, kiosks, reading.stopped(), hall.centre, as_of, to_go_to)


def _find(hall: Opened, wanted: desk.Wanted) -> desk.Card | None:
    """Find what is wanted: a ticket by its id or its number of today, else an appointment by its code."""
    if wanted.number:
        found = hall.reading.by_number(hall.business_day(hall.reading.now()), wanted.number)
        if found:
            return _card(hall, found)
    appointment = hall.reading.appointment(wanted.code) if wanted.code else None
    if appointment and appointment.state != "checked_in":
        return desk.appointment_card(appointment, hall.centre, hall.reading.now())
    ticket = appointment.ticket if appointment else wanted.ticket
    return _card(hall, ticket) if ticket else None


def _card(hall: Opened, name: str) -> desk.Card:
    ticket, now = hall.ticket(name), hall.reading.now()
    ahead, estimate = hall.standing_before(ticket, now)
    span = (estimate.low, estimate.high) if estimate else None
    url = hall.settings.public_url or hall.centre.public_url
    return desk.ticket_card(ticket, ahead, span, url, hall.centre, now)


def _fragment(template: str, **context: object) -> Response:
    """Draw a part of the page in the reader's language."""
    t = reader()
    answer = make_response(render_template(template, t=t, language=t.language, centre=the_hall().centre, **context))
    answer.headers["Cache-Control"] = "no-store"
    return answer
