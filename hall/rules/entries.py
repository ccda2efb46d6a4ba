"""Name what the hall did for people without a number (免取号登记): entries of the day, each an event of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hall.rules.ratings import AFTER_THE_VISIT

Event = Mapping[str, str]


class Entry(StrEnum):
    """Name a kind of entry (登记类别)."""

    #: She was shown that it can be done online, and said that she does it there (引导网上办理).
    DEFLECTED = "deflected"
    #: She was shown the windows of a service that needs no number (直接引导).
    GUIDED = "guided"
    #: A notice was spoken and shown (通知播报).
    NOTICE = "notice"
    #: A unit came as a group, with staff who looked after it (团队接待).
    GROUP_VISIT = "group_visit"


#: What a kiosk or a guide may count by a press.
COUNTED = (Entry.DEFLECTED, Entry.GUIDED)
#: Events after which everybody in every queue stands where she stood, and no window has anything new to show.
NOBODY_MOVES = AFTER_THE_VISIT | {*COUNTED, "group_visit_booked", "group_visit_cancelled"}
#: The kinds of entries by the event that makes one.
_BY_EVENT = {
    "deflected": Entry.DEFLECTED,
    "guided": Entry.GUIDED,
    "notice_given": Entry.NOTICE,
    "group_visit_booked": Entry.GROUP_VISIT,
}


@dataclass(frozen=True)
class Entered:
    """Hold one entry: `name` is the service, the notice, or the group visit; `at` is when it was, for a group when it
    comes; `persons` are those of a group."""

    kind: Entry
    name: str
    at: int
    persons: int = 0


def entry_of(event: Event) -> Entered | None:
    """Return the entry that an event makes, None when it makes none."""
    kind = _BY_EVENT.get(event["type"])
    if kind is None:
        return None
    if kind is Entry.GROUP_VISIT:
        return Entered(kind, event["visit"], int(event["from_at"]), int(event["persons"]))
    return Entered(kind, event["notice"] if kind is Entry.NOTICE else event["service"], int(event["at"]))


def taken_back(event: Event) -> str | None:
    """Return which group visit an event takes back, None when it takes none."""
    return event["visit"] if event["type"] == "group_visit_cancelled" else None
