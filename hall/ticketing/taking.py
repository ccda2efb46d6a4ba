"""Give numbers (取号) and check appointments in (签到): who may have one, then one atomic step."""

from __future__ import annotations

import secrets

from hall.directory import Identify, Service
from hall.rules import admission, identity
from hall.rules.discipline import Standing, head_start, standing_at_check_in
from hall.rules.refusals import (
    AppointmentElsewhere,
    HallClosing,
    NotAllowed,
    PersonNeeded,
    PriorityNeedsStaff,
    Refusal,
    ServiceClosed,
    UnknownAppointment,
)
from hall.rules.ticket import State, Ticket
from hall.rules.waiting import Expected
from hall.store.records import Answer
from hall.store.tickets import NewTicket, Request, Tickets
from hall.web.asked import PersonAsked, TakeAsked
from hall.web.opened import Opened
from hall.web.people import Role

#: A join number after all others of a day.
LAST = 10**14

def take(hall: Opened, tickets: Tickets, press: Request, asked: TakeAsked, role: Role | None) -> Answer:
    """Give a number for a service, or for the appointment whose code is asked."""
    try:
        service = _service(hall, asked)
        if asked.standing is Standing.PRIORITY and role is not Role.GUIDE:
            raise PriorityNeedsStaff()
        now = hall.reading.now()
        _admit(hall, service, asked, now)
        then = tuple(hall.onward(hall.offered(one)) for one in asked.then)
        person, mask = _person(hall, service, asked, role)
        agent = _agent(service, asked, person)
        expected = _expected(hall, service, asked, now)
    except Refusal as no:
        return tickets.refuse(press, no)
    new = NewTicket(
        id=secrets.token_urlsafe(12),
        service=service.id,
        hall=service.hall,
        area=service.area,
        series=service.series,
        # Whether somebody who booked came in time is for the store to say: who did not, walks in.
        standing=Standing.PRIORITY if asked.standing is Standing.PRIORITY else Standing.WALK_IN,
        reason=str(asked.reason or ""),
        needs=tuple(asked.needs),
        case_no=asked.case_no or "",
        quota=0 if hall.settings.always_open else service.quota or 0,
        reserve_ms=hall.centre.policy.times.reserved_ms if asked.printer else 0,
        offset_ms=hall.day_offset_ms(now),
        appointment=asked.appointment.upper() if asked.appointment else None,
        then=then,
        person=person,
        mask=mask,
        agent=agent.digest if agent else None,
        agent_mask=agent.mask if agent else "",
        expected=expected.text if expected else None,
    )
    return tickets.take(press, new)


def reprint(hall: Opened, tickets: Tickets, press: Request, ticket: str) -> Answer:
    """Count one more copy of the same number (补打); its paper tells the wait as it is now."""
    found = hall.reading.ticket(ticket)
    expected = hall.expected(found, hall.reading.now())[1] if found else None
    return tickets.reprint(press, ticket, expected.text if expected else None)


def rejoin(hall: Opened, tickets: Tickets, press: Request, ticket: str) -> Answer:
    """Let a missed visitor back (过号重排), to the successor of her service where that is no more."""
    found = hall.reading.ticket(ticket)
    try:
        service = hall.service(found.service) if found else None
    except Refusal as no:
        return tickets.refuse(press, no)
    moved = service and found and service.id != found.service
    return tickets.rejoin(press, ticket, hall.onward(service) if service and moved else None)


def _service(hall: Opened, asked: TakeAsked) -> Service:
    """Find the service that is asked for, by its id or by the appointment's code."""
    if not asked.appointment:
        return hall.service(asked.service or "")
    appointment = hall.reading.appointment(asked.appointment.upper())
    if appointment is None:
        raise UnknownAppointment(appointment=asked.appointment)
    service = hall.service(appointment.service)
    if asked.service and hall.service(asked.service) != service:
        raise AppointmentElsewhere(service=service.id)
    return service


def _expected(hall: Opened, service: Service, asked: TakeAsked, now: int) -> Expected | None:
    """Return the wait that a new number will tell, as if it stood in the queue already, behind all of its rank."""
    rules = hall.centre.policy.rules
    slot_at = _slot_at(hall, asked, now)
    standing = Standing.PRIORITY if asked.standing is Standing.PRIORITY else Standing.WALK_IN
    return hall.expected(
        Ticket(
            id="", number="", service=service.id, hall=service.hall, area=service.area, state=State.WAITING,
            standing=standing, join=LAST, counted_at=slot_at or now - head_start(standing, rules), issued_at=now,
            booked=slot_at > 0,
        ),
        now,
    )[1]


def _person(hall: Opened, service: Service, asked: TakeAsked, role: Role | None) -> tuple[str | None, str]:
    """Return what tells a visitor apart where the service gives one number a person, and its mask; else None and ''.

    A kiosk tells a digest it made itself, so that no number leaves it. A guide has the person before her and may do
    without; so may a hall that is open for training and checks.
    """
    kind = service.identify
    if (asked.person or asked.agent) and role is not Role.KIOSK:
        raise NotAllowed(role=str(role))
    if kind is Identify.NONE:
        return None, ""
    if asked.person and asked.person.kind == kind.value:
        return asked.person.digest, asked.person.mask
    number = asked.phone if kind is Identify.PHONE else asked.card
    if number:
        return identity.digest(hall.presence.key_of_persons(), number), identity.mask(number)
    if role is not Role.GUIDE and not hall.settings.always_open:
        raise PersonNeeded(service=service.id, identify=str(kind))
    return None, ""


def _agent(service: Service, asked: TakeAsked, person: str | None) -> PersonAsked | None:
    """Return who takes the number for somebody else (代办人), where the service tells people apart.

    A number for herself is an ordinary one. Refuses who is told apart in another way, or does not say for whom.
    """
    agent = asked.agent
    if agent is None or service.identify is Identify.NONE or agent.digest == person:
        return None
    if person is None or agent.kind != service.identify.value:
        raise PersonNeeded(service=service.id, identify=service.identify.value)
    return agent


def _admit(hall: Opened, service: Service, asked: TakeAsked, now: int) -> None:
    """Refuse where a service gives no numbers: direct ones, and closed ones; an appointment in time has its own."""
    hall.queue_service(service.id)
    if _in_time(hall, asked, now):
        return
    if not hall.is_open(service, now):
        opening = None if service.withdrawn_at else admission.next_opening(service.hours, hall.local(now))
        raise ServiceClosed(service=service.id, opens_at=opening.isoformat() if opening else None)
    if hall.is_closing(service, now):
        raise HallClosing(service=service.id)


def _in_time(hall: Opened, asked: TakeAsked, now: int) -> bool:
    """Say whether an appointment is asked for that is not too late: it may check in before the doors open."""
    return _slot_at(hall, asked, now) > 0


def _slot_at(hall: Opened, asked: TakeAsked, now: int) -> int:
    """Return the slot of the appointment that is asked for, 0 without one and for one that is too late."""
    appointment = hall.reading.appointment(asked.appointment.upper()) if asked.appointment else None
    if appointment is None:
        return 0
    kept = standing_at_check_in(appointment.slot_at, now, hall.centre.policy.rules) is Standing.APPOINTMENT
    return appointment.slot_at if kept else 0
