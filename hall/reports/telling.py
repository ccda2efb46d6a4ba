"""Tell the event log and the hall's state as plain JSON, for programs and for `hall events` and `hall state`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hall.directory import Centre, Mode
from hall.rules.ticket import Ticket
from hall.store.reading import Reading

#: Fields of an event that are numbers; everything on the stream is text.
NUMBERS = frozenset(
    {"seq", "at", "slot_at", "handicap", "waited_ms", "calls", "copy", "until_at", "times"}
    | {"turn", "level", "call_back_by", "settle_by", "persons", "from_at"}
)
#: The order in which an event's fields are told; others follow by name.
ORDER = ("seq", "at", "type", "ticket", "number", "service", "standing", "hall", "window", "slot_at", "request",
         "actor", "reason")


def event_json(event: Mapping[str, str]) -> dict[str, Any]:
    """Return an event with its numbers as numbers and its fields in a fixed order."""
    names = [name for name in ORDER if name in event] + sorted(set(event) - set(ORDER))
    return {name: int(event[name]) if name in NUMBERS else event[name] for name in names}


def state_json(centre: Centre, reading: Reading) -> dict[str, Any]:
    """Return what waits, in queue order, and what is called and served at the windows now."""
    as_of = reading.as_of()
    queues = [one.id for one in centre.services.values() if one.mode is Mode.QUEUE]
    waiting = reading.everybody_waiting(queues)
    windows = {name: window for name, window in reading.windows(centre.windows).items() if window.since}
    visitors = reading.tickets(window.ticket for window in windows.values() if window.ticket)
    return {
        "as_of": as_of,
        "waiting": {service: [_ticket(one) for one in tickets] for service, tickets in waiting.items() if tickets},
        "windows": {
            name: {
                "state": str(window.state),
                "visitor": _ticket(visitors[window.ticket]) if window.ticket in visitors else None,
            }
            for name, window in windows.items()
        },
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.number,
        "standing": str(ticket.standing),
        "state": str(ticket.state),
        "issued_at": ticket.issued_at,
        "called_at": ticket.called_at or None,
    }


def local_day(event: Mapping[str, str], zone: str) -> str:
    """Return the date of an event on the wall clock of a zone, such as "2014-08-20"."""
    return datetime.fromtimestamp(int(event["at"]) / 1000, ZoneInfo(zone)).date().isoformat()
