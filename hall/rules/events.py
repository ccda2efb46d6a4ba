"""Know what may be told of events (事件) to others: every type there is, and what leaves the hall by a webhook.

`docs/events.md` explains each type and field; a guard test holds it and this against the Lua files that write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

#: Every type that the stream can have.
TYPES = frozenset({
    "issued", "confirmed", "reprinted", "standing_granted", "called", "recalled", "started", "finished", "no_show",
    "rejoined", "transferred", "held", "returned", "sent_back", "deferred", "let_in", "unpinned", "cancelled",
    "expired", "undone", "window_opened", "window_paused", "window_closed", "window_services", "appointment_booked",
    "appointment_checked_in", "appointment_cancelled", "notice_given", "notice_ended", "hall_stopped",
    "hall_resumed", "kiosk_changed", "alert_raised", "alert_cleared", "config_changed", "day_closed",
    "rated", "rated_again", "follow_up_opened", "follow_up_called_back", "follow_up_settled", "deflected", "guided",
    "group_visit_booked", "group_visit_cancelled", "numbers_stopped", "numbers_resumed", "window_asked",
    "window_asked_no_more", "alert_acknowledged", "numbers_skipped",
})
#: Fields that are numbers; everything on the stream is text.
NUMBERS = frozenset({
    "seq", "at", "slot_at", "handicap", "waited_ms", "calls", "copy", "until_at", "times", "taken_at", "lasted_ms",
    "moved", "level", "turn", "call_back_by", "settle_by", "persons", "from_at", "count",
})
#: The order in which an event's fields are told; others follow by name.
ORDER = (
    "seq", "at", "type", "ticket", "number", "service", "standing", "hall", "window", "slot_at", "request", "actor",
    "reason",
)
#: What leaves the hall as it is. A field that is not here stays, so that a new one is looked at first. Not here: the
#: appointment's code, which cancels the appointment; who pressed, of whom the role is told; presses.
SENT = frozenset({
    "seq", "at", "type", "number", "service", "standing", "hall", "area", "window", "slot_at", "state", "outcome",
    "why", "waited_ms", "handicap", "out_of_order", "calls", "copy", "from", "to", "from_area", "until_at",
    "taken_at", "times", "early", "act", "services", "notice", "areas", "kiosk", "paper", "cause", "subject",
    "lasted_ms", "day", "config", "moved", "level", "reasons", "turn", "call_back_by", "settle_by", "wish", "figure",
    "visit", "persons", "from_at", "expected", "count",
})
#: A reason that is one of ours. Any other was typed by somebody, and nobody knows what is in it.
_CODE = re.compile(r"[a-z_]{1,40}")


def event_json(event: Mapping[str, str]) -> dict[str, Any]:
    """Return an event with its numbers as numbers and its fields in a fixed order."""
    names = [name for name in ORDER if name in event] + sorted(set(event) - set(ORDER))
    return {name: int(event[name]) if name in NUMBERS else event[name] for name in names}


def for_others(event: Mapping[str, str], name_of: Callable[[str], str]) -> dict[str, Any]:
    """Return what others may know of an event; `name_of` gives the name under which they know a ticket.

    A ticket's own id is a key: whoever has it may cancel the ticket.
    """
    told = {name: value for name, value in event.items() if name in SENT}
    if event.get("ticket"):
        told["ticket"] = name_of(event["ticket"])
    if event.get("actor"):
        told["actor"] = event["actor"].partition(":")[0]
    # Why somebody is called out of order, or the whole hall stopped, is always typed.
    typed = "out_of_order" in event or event["type"] == "hall_stopped"
    if not typed and _CODE.fullmatch(event.get("reason", "")):
        told["reason"] = event["reason"]
    return event_json(told)
