"""Read what is wrong now, what mends it, and what was done about it and holds still (告警与处置)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hall.reports import advice
from hall.reports.alerts import ABOUT_SCREENS, AlertView, Around, by_cause, view
from hall.reports.doing import Do
from hall.reports.under_way import UnderWay, under_way
from hall.rules.advising import Advice
from hall.rules.alarms import Cause
from hall.store.whole_hall import Alert
from hall.web.situation import Seen, could_be_lent


@dataclass(frozen=True)
class Wrong:
    """Hold what is wrong now as it is shown, every advice with its press, and what was done and holds still."""

    alerts: tuple[AlertView, ...] = ()
    advised: tuple[tuple[Advice, Do], ...] = ()
    under_way: tuple[UnderWay, ...] = ()

    @property
    def alarms(self) -> list[list[AlertView]]:
        """Return what a manager has to see to, one entry a line; notes would only push the windows down."""
        return by_cause(one for one in self.alerts if one.level == "alarm")


def read(seen: Seen) -> Wrong:
    """Read it all as it is at the moment that was seen."""
    hall = seen.hall
    found, wishes = hall.reading.alerts(), hall.reading.wishes(seen.now)
    advised = advice.told(seen, found, wishes)
    screens = hall.presence.screen_names(one.subject for one in found if one.cause in ABOUT_SCREENS)
    tickets = hall.reading.tickets(one.subject for one in found if one.cause == Cause.BAD_RATING)
    around = Around(
        centre=hall.centre, screens=screens, numbers={name: one.number for name, one in tickets.items()},
        advised={first: do for first, (_, do) in advised.items()}, together=seen.together,
        wanted=_wanted(seen, found), now=seen.now,
    )
    return Wrong(view(found, around), tuple(advised.values()), under_way(seen, wishes))


def _wanted(seen: Seen, found: list[Alert]) -> Mapping[str, str]:
    """Return for each idle window the service where it is wanted most: one of its own, or one it could be lent to."""
    told = {}
    for one in found:
        window = seen.windows.get(one.subject)
        if one.cause == Cause.WINDOW_IDLE and window:
            services = [*window.reach, *could_be_lent(seen, window)]
            told[one.subject] = max(services, key=seen.longest_ms, default="")
    return told
