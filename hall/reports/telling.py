"""Tell the hall's state as plain JSON, for programs and for `hall state`; and on which day an event happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hall.directory import Centre, Mode
from hall.rules.ticket import Ticket
from hall.store.reading import Reading


def state_json(centre: Centre, reading: Reading) -> dict[str, Any]:
    """Return what waits, in queue order, and what is called, served and held at the windows now."""
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
                "held": [_ticket(one) for one in reading.held(name)],
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
