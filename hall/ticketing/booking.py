"""Offer slots and book them (预约)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hall.directory import Mode, Service
from hall.rules import admission, appointments
from hall.rules.refusals import NotBookable, Refusal, SlotNotOffered
from hall.store.records import Answer
from hall.store.tickets import Request, Tickets
from hall.web.opened import Opened

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Slot:
    """Hold one slot that is offered, in ms since 1970, and how many places are free; None = no limit."""

    slot_at: int
    free: int | None


def places(hall: Opened, service: Service) -> int:
    """Return how many appointments one slot of a service takes; 0 = no limit, for training and checks."""
    if hall.settings.always_open:
        return 0
    policy = hall.centre.policy.bookings
    windows = len(hall.centre.windows_of(service.id))
    return appointments.places(windows, service.minutes, service.cv, policy.slot_minutes, policy.booked_share_max)


def offered(hall: Opened, service: Service, day: date) -> list[Slot]:
    """List the slots of a service that can still be booked on a day of the centre's calendar."""
    if not _bookable(hall, service):
        raise NotBookable(service=service.id)
    now = hall.reading.now()
    today = hall.local(now).date()
    if not today <= day <= today + timedelta(days=hall.centre.policy.bookings.horizon_days):
        return []
    limit, taken = places(hall, service), hall.reading.slots_taken(service.id, *service.succeeds)
    if not limit and not hall.settings.always_open:
        return []
    return [
        Slot(slot, limit - taken.get(slot, 0) if limit else None)
        for first, last in _spans(hall, service, day)
        for slot in appointments.slots(max(first, now), last, hall.centre.policy.bookings.slot_minutes)
    ]


def book(hall: Opened, tickets: Tickets, press: Request, service: Service, slot_at: int, name: str) -> Answer:
    """Book one place of a slot and return its code in `more`."""
    day = hall.local(slot_at).date()
    try:
        if slot_at not in {slot.slot_at for slot in offered(hall, service, day)}:
            raise SlotNotOffered(service=service.id, slot_at=slot_at)
    except Refusal as no:
        return tickets.refuse(press, no)
    code = "".join(secrets.choice(appointments.CODE_LETTERS) for _ in range(appointments.CODE_LENGTH))
    quota = places(hall, service)
    return tickets.book(press, code, service.id, service.hall, slot_at, quota, name, service.succeeds)


def cancel(hall: Opened, tickets: Tickets, press: Request, code: str) -> Answer:
    """Give a place back."""
    return tickets.cancel_appointment(press, code, hall.centre.policy.bookings.cancel_until_minutes * 60_000)


def _bookable(hall: Opened, service: Service) -> bool:
    return service.mode is Mode.QUEUE and not service.withdrawn_at and (service.bookable or hall.settings.always_open)


def _spans(hall: Opened, service: Service, day: date) -> list[tuple[int, int]]:
    """Return when a service is open on a day, as pairs of ms since 1970."""
    spans = ((0, DAY_MINUTES),) if hall.settings.always_open else admission.spans(service.hours, day)
    midnight = datetime.combine(day, time(), ZoneInfo(hall.centre.zone))
    start = int(midnight.timestamp() * 1000)
    return [(start + first * 60_000, start + last * 60_000) for first, last in spans]
