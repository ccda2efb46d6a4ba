"""Read the store's flat records, where everything is text, into the types of the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hall.rules.discipline import Standing
from hall.rules.ticket import State, Ticket
from hall.rules.waiting import Told, expected_from
from hall.rules.window import Window, WindowState


@dataclass(frozen=True)
class Appointment:
    """Hold a booked slot (预约); `state` is booked, checked_in or cancelled, `ticket` its number's id later."""

    code: str
    service: str
    hall: str
    slot_at: int
    state: str
    name: str = ""
    ticket: str = ""


@dataclass(frozen=True)
class KioskState:
    """Hold how a kiosk was when it was last heard (取号机状态): codes, mm of its roll, moments in ms since 1970;
    and when the guides were last asked to look after it, and by whom."""

    id: str
    state: str
    paper: str
    paper_mm: int
    version: str
    heard_at: int
    asked_at: int = 0
    asked_by: str = ""


@dataclass(frozen=True)
class Answer:
    """Hold what an act did: the ticket as it is after it, or none, and the last event's number."""

    as_of: int
    ticket: Ticket | None
    more: Mapping[str, Any]


def ticket_from(record: Mapping[str, str]) -> Ticket:
    """Read a ticket from its record."""

    def number(name: str) -> int:
        return int(record.get(name) or 0)

    return Ticket(
        id=record["id"],
        number=record["number"],
        service=record["service"],
        hall=record["hall"],
        area=record["area"],
        state=State(record["state"]),
        standing=Standing(record["standing"]),
        join=number("join"),
        counted_at=number("counted_at"),
        issued_at=number("issued_at"),
        booked=record.get("booked") == "1",
        reason=record.get("reason", ""),
        needs=tuple(filter(None, record.get("needs", "").split(","))),
        slot_at=number("slot_at"),
        window=record.get("window", ""),
        pressed_at=number("pressed_at"),
        called_at=number("called_at"),
        first_called_at=number("first_called_at"),
        started_at=number("started_at"),
        ended_at=number("ended_at"),
        calls=number("calls"),
        copy=number("copy") or 1,
        why=record.get("why", ""),
        handicap=number("handicap"),
        case_no=record.get("case_no", ""),
        pinned=record.get("pinned", ""),
        callable_at=number("callable_at"),
        held_at=number("held_at"),
        rejoined=number("rejoined"),
        deferred=record.get("deferred") == "1",
        mask=record.get("mask", ""),
        agent=record.get("agent", ""),
        then=tuple(place["service"] for place in json.loads(record.get("chain") or "[]")),
        done=tuple(place["service"] for place in json.loads(record.get("done") or "[]")),
        told=Told(number("told_at"), expected_from(record["expected"])) if record.get("expected") else None,
    )


def window_from(window: str, record: Mapping[str, str]) -> Window:
    """Read a window; one that was never opened has no record and is closed."""
    return Window(
        id=window,
        state=WindowState(record.get("state", WindowState.CLOSED)),
        ticket=record.get("ticket", ""),
        since=int(record.get("since") or 0),
        reason=record.get("reason", ""),
        reach=json.loads(record.get("reach", "{}")),
        lent=tuple(sorted(json.loads(record.get("lent", "{}")))),
    )


def kiosk_from(kiosk: str, record: Mapping[str, str]) -> KioskState:
    """Read how a kiosk was from its record."""
    return KioskState(
        id=kiosk,
        state=record["state"],
        paper=record["paper"],
        paper_mm=int(record["paper_mm"]),
        version=record["version"],
        heard_at=int(record["heard_at"]),
        asked_at=int(record.get("asked_at") or 0),
        asked_by=record.get("asked_by", ""),
    )


def appointment_from(record: Mapping[str, str]) -> Appointment:
    """Read an appointment from its record."""
    return Appointment(
        code=record["code"],
        service=record["service"],
        hall=record["hall"],
        slot_at=int(record["slot_at"]),
        state=record["state"],
        name=record.get("name", ""),
        ticket=record.get("ticket", ""),
    )
