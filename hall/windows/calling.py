"""Call and send on (选呼、转移): what a clerk's wish means in this centre, then one atomic step."""

from __future__ import annotations

from hall.directory import Window
from hall.rules.refusals import Refusal, UnknownTicket
from hall.store.pressing import Onward
from hall.store.records import Answer
from hall.store.tickets import Request, Tickets
from hall.web.asked import CallThisAsked, TransferAsked
from hall.web.opened import Opened


def call_this(hall: Opened, tickets: Tickets, press: Request, window: Window, asked: CallThisAsked) -> Answer:
    """Call one ticket out of its order, named by its id or by its number of the day."""
    day = hall.business_day(hall.reading.now())
    wanted = asked.ticket or hall.reading.by_number(day, (asked.number or "").upper())
    if not wanted:
        return tickets.refuse(press, UnknownTicket(number=asked.number))
    return tickets.call_this(press, window.id, wanted, asked.reason)


def transfer(hall: Opened, tickets: Tickets, press: Request, window: Window, asked: TransferAsked) -> Answer:
    """Send the visitor on to a service, or to one window."""
    try:
        place = _onward(hall, window, asked)
        chain = [hall.onward(hall.offered(one)) for one in asked.then]
    except Refusal as no:
        return tickets.refuse(press, no)
    return tickets.transfer(
        press,
        window.id,
        place,
        asked.ticket,
        to=asked.window,
        end_of_line=asked.end_of_line,
        chain=chain or None,
    )


def _onward(hall: Opened, window: Window, asked: TransferAsked) -> Onward:
    """Return where the ticket goes on to: the service asked for, else the one it has, at that window's area."""
    if asked.service:
        place = hall.onward(hall.offered(asked.service))
        if not asked.window:
            return place
    else:
        visitor = hall.reading.ticket(hall.reading.window(window.id).ticket)
        place = hall.onward(hall.service(visitor.service)) if visitor else Onward("", "", "")
    name, _, number = (asked.window or "").partition("/")
    there = hall.window(name, int(number))
    return Onward(place.service, there.hall, there.area, hall.centre.policy.times.walking_ms)
