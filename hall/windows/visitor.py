"""Show one visitor to the clerk (办事人): who is at the window, who comes next, who stepped aside."""

from __future__ import annotations

from dataclasses import dataclass

from hall.directory import Centre, Text
from hall.rules.discipline import Standing, Why
from hall.rules.ticket import Ticket
from hall.web.language import Phrase, clock, duration


@dataclass(frozen=True)
class Visitor:
    """Hold the visitor at the window, or one who comes next; moments in ms, 0 means not yet.

    `standing` and `reason` are codes, `needs` are codes of what she needs help with. `pinned` says that she waits for
    this window alone, `for_another` that somebody took the number for her (代办), `then` names the services still to
    come on the same ticket (一票到底). After `slow_ms` with the clerk her visit is longer than usual and shown in a
    soft amber.
    """

    ticket: str
    number: str
    service: str
    service_name: Text
    state: str
    standing: str
    reason: str
    needs: tuple[str, ...]
    why: Phrase
    why_code: str
    called_at: int = 0
    started_at: int = 0
    calls: int = 0
    pinned: bool = False
    for_another: bool = False
    then: tuple[Text, ...] = ()
    usual_minutes: int = 0
    slow_ms: int = 0

    @property
    def tag(self) -> str:
        """Return the standing where it is something else than walking in, else ''."""
        return "" if self.standing == Standing.WALK_IN else self.standing


@dataclass(frozen=True)
class Held:
    """Hold one who stepped aside at this window (挂起) since the moment `held_at`."""

    ticket: str
    number: str
    service_name: Text
    held_at: int


def visitor(ticket: Ticket, why: Why, until: int, centre: Centre, slow_ms: int = 0) -> Visitor:
    """Show a ticket as a visitor who stands where she stands for a reason; she waited until `until`."""
    service = centre.services[ticket.service]
    return Visitor(
        ticket=ticket.id,
        number=ticket.number,
        service=ticket.service,
        service_name=service.name,
        state=ticket.state.value,
        standing=ticket.standing.value,
        reason=ticket.reason,
        needs=ticket.needs,
        why=why_here(ticket, why, until, centre.zone),
        why_code=why.value,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        calls=ticket.calls,
        pinned=bool(ticket.pinned),
        for_another=bool(ticket.agent),
        then=tuple(centre.services[one].name for one in ticket.then if one in centre.services),
        usual_minutes=service.minutes,
        slow_ms=slow_ms,
    )


def held(ticket: Ticket, centre: Centre) -> Held:
    """Show a ticket as a visitor who stepped aside."""
    return Held(ticket.id, ticket.number, centre.services[ticket.service].name, ticket.held_at)


def why_here(ticket: Ticket, why: Why, until: int, zone: str) -> Phrase:
    """Explain in words why a visitor stands where she stands (为什么是这一位); she waited until `until`."""
    if why in (Why.APPOINTMENT_DUE, Why.APPOINTMENT_EARLY):
        return Phrase(f"why.{why.value}", {"at": clock(ticket.slot_at, zone)})
    if why is Why.PRIORITY:
        return Phrase(f"why.priority_{ticket.reason}" if ticket.reason else "why.priority")
    if why is Why.WAITED:
        return Phrase("why.waited", {"time": duration((until - ticket.issued_at) // 1000)})
    return Phrase(f"why.{why.value}")


def visitor_json(one: Visitor) -> dict[str, object]:
    """Encode a visitor for programs and call pads."""
    return {
        "id": one.ticket,
        "number": one.number,
        "service": one.service,
        "state": one.state,
        "standing": one.standing,
        "reason": one.reason,
        "needs": list(one.needs),
        "why": one.why_code,
        "called_at": one.called_at,
        "started_at": one.started_at,
        "calls": one.calls,
        "pinned": one.pinned,
    }
