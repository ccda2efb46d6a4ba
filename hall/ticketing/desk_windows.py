"""Tell the guide's desk where to go (窗口请办): windows that were asked for something, those that stand idle, and
kiosks that somebody is to look after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hall.directory import Centre
from hall.rules.alarms import Cause
from hall.rules.window import Window
from hall.rules.wishes import is_open
from hall.store.at_kiosks import is_to_be_looked_at
from hall.store.records import KioskState
from hall.store.whole_hall import Alert, Wish
from hall.ticketing.desk import Alarm, kiosk_place
from hall.web.language import Phrase, clock


def alarms(
    wishes: Mapping[str, Wish], alerts: Iterable[Alert], windows: Mapping[str, Window], centre: Centre, now: int
) -> list[Alarm]:
    """List them, the newest first; of an idle window its clerk knows first, and the guide some minutes later."""
    after = centre.policy.limits.guide_after_ms
    found = [
        (one.asked_at, f"asked_{one.wish}", name)
        for name, one in wishes.items()
        if name in windows and is_open(one.wish, one.ticket, windows[name])
    ]
    found += [
        (one.since, str(Cause.WINDOW_IDLE), one.subject)
        for one in alerts
        if one.cause == Cause.WINDOW_IDLE and one.subject in windows and now >= one.since + after
    ]
    return [_alarm(at, kind, name, centre) for at, kind, name in sorted(found, reverse=True)]


def to_look_at(kiosks: Iterable[KioskState], centre: Centre, now: int) -> list[Alarm]:
    """List the kiosks that the guides are asked to look after, the newest first."""
    asked = sorted((one for one in kiosks if is_to_be_looked_at(one, now)), key=lambda one: -one.asked_at)
    return [
        Alarm(f"asked_look-{one.id}", "asked_look", clock(one.asked_at, centre.zone), "", kiosk_place(one.id, centre))
        for one in asked
    ]


def _alarm(at: int, kind: str, name: str, centre: Centre) -> Alarm:
    place = centre.windows[name]
    said = Phrase("place.window", {"hall": centre.halls[place.hall].name, "window": place.number})
    return Alarm(f"{kind}-{name.replace('/', '-')}", kind, clock(at, centre.zone), "", said)
