"""The visitor side's HTTP doors: services, numbers, appointments."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from hall.directory import Mode, Service, Text
from hall.rules import admission
from hall.rules.refusals import UnknownAppointment
from hall.store.records import Answer, appointment_from
from hall.ticketing import booking, taking
from hall.web.answers import as_json, estimate_json, ticket_answer, ticket_json
from hall.web.changing import the_tickets, this_press
from hall.web.opened import Opened, the_hall
from hall.web.people import Role, caller, open_to
from hall.web.shapes import (
    REFUSALS,
    AppointmentShown,
    BookAsked,
    CheckInAsked,
    NothingAsked,
    ObjectShown,
    PrintedAsked,
    ServiceShown,
    ServicesShown,
    SlotsAsked,
    SlotsShown,
    TakeAsked,
    TicketShown,
    refusals,
)

#: Milliseconds of a day; the numbers of a day are counted under its ordinal.
DAY_MS = 24 * 3600 * 1000
doors = APIBlueprint("ticketing", __name__, url_prefix="/api/v1", tag="ticketing")


@doors.get("/centre")
@open_to()
@doors.output(ObjectShown)
def centre() -> Response:
    """Tell the centre: its halls with their agencies, windows and waiting areas."""
    hall = the_hall()
    model = hall.centre
    body = {
        "id": model.id,
        "name": _both(model.name),
        "note": _both(model.note),
        "zone": model.zone,
        "public_url": hall.settings.public_url or model.public_url,
        "halls": [
            {
                "id": one.id,
                "name": _both(one.name),
                "agencies": [_agency(hall, agency) for agency in one.agencies],
                "windows": [_window(hall, name) for name, entry in model.windows.items() if entry.hall == one.id],
                "areas": [{"id": area, "name": _both(model.areas[area].name)} for area in one.areas],
            }
            for one in model.halls.values()
        ],
        "as_of": hall.reading.as_of(),
    }
    return as_json(body)


@doors.get("/services")
@open_to()
@doors.output(ServicesShown)
def services() -> Response:
    """List all services with who waits for them and how long it will probably take."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    return as_json({"services": _services(hall, list(hall.centre.services.values())), "as_of": as_of})


@doors.get("/services/<service>")
@open_to()
@doors.output(ServiceShown)
@doors.doc(responses=refusals(404))
def one_service(service: str) -> Response:
    """Tell one service."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    return as_json({**_services(hall, [hall.service(service)])[0], "as_of": as_of})


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
    return as_json({**ticket_json(hall.ticket(ticket)), "as_of": as_of})


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
    return ticket_answer(the_tickets().reprint(this_press(), ticket))


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


def _is_full(hall: Opened, service: Service, given: int) -> bool:
    """Say whether all numbers of the day are taken (限号)."""
    return bool(service.quota) and given >= (service.quota or 0) and not hall.settings.always_open


def _services(hall: Opened, wanted: list[Service]) -> list[dict[str, Any]]:
    queues = hall.reading.waiting(hall.centre.services)
    windows = hall.reading.windows(hall.centre.windows)
    estimates = hall.estimates((one for one in wanted if one.mode is Mode.QUEUE), queues, windows)
    now = hall.reading.now()
    given = hall.reading.given((now + hall.offset_ms(now)) // DAY_MS)
    return [
        {
            **_service(hall, one, now),
            "full": _is_full(hall, one, given.get(one.series, 0)),
            "waiting": queues[one.id].total,
            "estimate": estimate_json(estimates.get(one.id)),
        }
        for one in wanted
    ]


def _service(hall: Opened, service: Service, now: int) -> dict[str, Any]:
    local = hall.local(now)
    is_open = hall.is_open(service, now)
    opening = None if is_open else admission.next_opening(service.hours, local)
    return {
        "id": service.id,
        "name": _both(service.name),
        "agency": service.agency,
        "hall": service.hall,
        "area": service.area,
        "mode": str(service.mode),
        "series": service.series or None,
        "minutes": service.minutes,
        "open": is_open,
        "opens_at": opening.isoformat() if opening else None,
        "closes_in": None if hall.settings.always_open else admission.closes_in(service.hours, local),
        "bookable": service.bookable,
        "popular": service.popular,
        "windows": [window.id for window in hall.centre.windows_of(service.id)],
        "matters": list(service.matters),
        "guide": {
            "materials": [_both(one) for one in service.guide.materials],
            "conditions": _both(service.guide.conditions),
            "time_limit": _both(service.guide.time_limit),
            "basis": _both(service.guide.basis),
        },
    }


def _agency(hall: Opened, agency: str) -> dict[str, Any]:
    found = hall.centre.agencies[agency]
    return {"id": agency, "name": _both(found.name), "short": _both(found.short)}


def _window(hall: Opened, window: str) -> dict[str, Any]:
    found = hall.centre.windows[window]
    return {
        "id": window,
        "number": found.number,
        "agency": found.agency,
        "area": found.area,
        "services": list(found.serves),
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
