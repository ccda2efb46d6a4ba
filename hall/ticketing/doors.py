"""The visitor side's HTTP doors: services, numbers, appointments."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from hall.rules.refusals import PriorityNeedsStaff, UnknownAppointment, UnknownTicket
from hall.store.records import Answer, appointment_from
from hall.ticketing import booking, taking
from hall.web.answers import as_json, ticket_answer, ticket_json
from hall.web.asked import (
    BookAsked,
    CheckInAsked,
    DeferAsked,
    NothingAsked,
    PrintedAsked,
    StandingAsked,
    TakeAsked,
)
from hall.web.asked_in_address import FindAsked, SlotsAsked
from hall.web.changing import the_tickets, this_press
from hall.web.opened import the_hall
from hall.web.people import Role, caller, open_to
from hall.web.shown import (
    REFUSALS,
    AppointmentShown,
    SlotsShown,
    TicketShown,
)

doors = APIBlueprint("ticketing", __name__, url_prefix="/api/v1", tag="ticketing")


@doors.post("/tickets")
@open_to(Role.KIOSK, Role.GUIDE)
@doors.input(TakeAsked, arg_name="asked")
@doors.output(TicketShown, 201)
@doors.doc(responses=REFUSALS)
def take(asked: TakeAsked) -> Response:
    """Give a number (取号), or check an appointment in (签到)."""
    return ticket_answer(taking.take(the_hall(), the_tickets(), this_press(), asked, caller().role), 201)


@doors.get("/tickets/<ticket>")
@open_to()
@doors.output(TicketShown)
@doors.doc(responses=REFUSALS)
def show(ticket: str) -> Response:
    """Tell a ticket to whoever holds its id."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    found = hall.reading.ticket(ticket)
    if found is None:
        raise UnknownTicket(ticket=ticket, as_of=as_of)
    return as_json({**ticket_json(found), "as_of": as_of})


@doors.post("/tickets/<ticket>/printed")
@open_to(Role.KIOSK, Role.GUIDE, Role.CLERK)
@doors.input(PrintedAsked, arg_name="asked")
@doors.output(TicketShown)
@doors.doc(responses=REFUSALS)
def printed(ticket: str, asked: PrintedAsked) -> Response:
    """Say what became of the paper."""
    return ticket_answer(the_tickets().printed(this_press(), ticket, asked.outcome))


@doors.post("/tickets/<ticket>/reprint")
@open_to(Role.KIOSK, Role.GUIDE, Role.CLERK)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(TicketShown)
@doors.doc(responses=REFUSALS)
def reprint(ticket: str, asked: NothingAsked) -> Response:
    """Count one more copy of the same number (补打)."""
    return ticket_answer(taking.reprint(the_hall(), the_tickets(), this_press(), ticket))


@doors.get("/tickets")
@open_to(Role.GUIDE, Role.CLERK, Role.KIOSK)
@doors.input(FindAsked, location="query", arg_name="asked")
@doors.output(TicketShown)
@doors.doc(responses=REFUSALS)
def find(asked: FindAsked) -> Response:
    """Find a ticket of today by the number on its paper."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    found = hall.reading.by_number(hall.business_day(hall.reading.now()), asked.number.upper())
    if found is None:
        raise UnknownTicket(number=asked.number, as_of=as_of)
    return as_json({**ticket_json(hall.ticket(found)), "as_of": as_of})


@doors.post("/tickets/<ticket>/rejoin")
@open_to(Role.KIOSK, Role.GUIDE, Role.CLERK)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(TicketShown)
@doors.doc(responses=REFUSALS)
def rejoin(ticket: str, asked: NothingAsked) -> Response:
    """Let a missed visitor back (过号重排): not before those of the last quarter hour."""
    return ticket_answer(taking.rejoin(the_hall(), the_tickets(), this_press(), ticket))


@doors.post("/tickets/<ticket>/defer")
@open_to()
@doors.input(DeferAsked, arg_name="asked")
@doors.output(TicketShown)
@doors.doc(responses=REFUSALS)
def defer(ticket: str, asked: DeferAsked) -> Response:
    """Put one's turn off (暂缓), once, by 10 to 30 minutes; whoever holds the ticket's id may."""
    return ticket_answer(the_tickets().defer(this_press(), ticket, asked.minutes * 60_000))


@doors.post("/tickets/<ticket>/standing")
@open_to(Role.KIOSK, Role.GUIDE, Role.CLERK)
@doors.input(StandingAsked, arg_name="asked")
@doors.output(TicketShown)
@doors.doc(responses=REFUSALS)
def standing(ticket: str, asked: StandingAsked) -> Response:
    """Grant a priority (优先) after seeing the document; a kiosk cannot see one."""
    if caller().role is Role.KIOSK:
        return ticket_answer(the_tickets().refuse(this_press(), PriorityNeedsStaff()))
    return ticket_answer(the_tickets().grant_priority(this_press(), ticket, str(asked.reason)))


@doors.post("/tickets/<ticket>/cancel")
@open_to()
@doors.input(NothingAsked, arg_name="asked")
@doors.output(TicketShown)
@doors.doc(responses=REFUSALS)
def cancel(ticket: str, asked: NothingAsked) -> Response:
    """Leave the queue (取消排队); whoever holds the ticket's id may."""
    return ticket_answer(the_tickets().cancel(this_press(), ticket))


@doors.get("/slots")
@open_to()
@doors.input(SlotsAsked, location="query", arg_name="asked")
@doors.output(SlotsShown)
@doors.doc(responses=REFUSALS)
def slots(asked: SlotsAsked) -> Response:
    """List the slots of a service that can be booked on a day."""
    hall = the_hall()
    service = hall.service(asked.service)
    as_of = hall.reading.as_of()
    day = asked.day or hall.local(hall.reading.now()).date()
    found = booking.offered(hall, service, day)
    rows = [{"slot_at": slot.slot_at, "free": slot.free} for slot in found]
    return as_json({"service": service.id, "day": day.isoformat(), "slots": rows, "as_of": as_of})


@doors.post("/appointments")
@open_to()
@doors.input(BookAsked, arg_name="asked")
@doors.output(AppointmentShown, 201)
@doors.doc(responses=REFUSALS)
def book(asked: BookAsked) -> Response:
    """Book a slot (预约)."""
    hall = the_hall()
    service = hall.service(asked.service)
    return _appointment(booking.book(hall, the_tickets(), this_press(), service, asked.slot_at, asked.name), 201)


@doors.post("/appointments/<code>/check-in")
@open_to(Role.KIOSK, Role.GUIDE)
@doors.input(CheckInAsked, arg_name="asked")
@doors.output(TicketShown, 201)
@doors.doc(responses=REFUSALS)
def check_in(code: str, asked: CheckInAsked) -> Response:
    """Check an appointment in (签到): the same as a number with its code."""
    if not code.isalnum() or not code.isascii() or not 4 <= len(code) <= 24:
        raise UnknownAppointment(appointment=code)
    wanted = TakeAsked(appointment=code, printer=asked.printer, needs=asked.needs)
    return ticket_answer(taking.take(the_hall(), the_tickets(), this_press(), wanted, caller().role), 201)


@doors.post("/appointments/<code>/cancel")
@open_to()
@doors.input(NothingAsked, arg_name="asked")
@doors.output(AppointmentShown)
@doors.doc(responses=REFUSALS)
def cancel_appointment(code: str, asked: NothingAsked) -> Response:
    """Give a booked slot back; whoever holds its code may."""
    return _appointment(booking.cancel(the_hall(), the_tickets(), this_press(), code.upper()))


def _appointment(answer: Answer, status: int = 200) -> Response:
    found = appointment_from(answer.more["appointment"])
    body = {"code": found.code, "service": found.service, "hall": found.hall, "slot_at": found.slot_at}
    return as_json({**body, "state": found.state, "as_of": answer.as_of}, status)
