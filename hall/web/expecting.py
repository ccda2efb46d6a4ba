"""Expect waits (预计等候) in the live hall: gather what it knows now, and lay out which windows there will be.

What other days taught comes from the store, where the recorder keeps it; else the configuration's minutes count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from hall.directory import Centre, Service
from hall.rules import admission
from hall.rules.expecting import Bookings, Known, expect
from hall.rules.pace import Pace
from hall.rules.so_far import SoFar
from hall.rules.ticket import State, Ticket
from hall.rules.times import MINUTE_MS
from hall.rules.waiting import Expected, Span, Step, planned
from hall.rules.window import PauseReason, Window, WindowState

if TYPE_CHECKING:
    from hall.web.opened import Opened

#: How old what other days taught may be in a process; it changes once a day.
FRESH_MS = MINUTE_MS
#: Bookings further ahead pass nobody who is here now.
AHEAD_MS = 240 * MINUTE_MS
#: How long windows pause, where the clerk said why; whoever pauses for another reason may be away for the day.
PAUSES_MS = {PauseReason.BREAK: 10 * MINUTE_MS, PauseReason.LUNCH: 60 * MINUTE_MS}
#: A pause that should be over lasts this much longer.
OVERDUE_MS = 5 * MINUTE_MS


@dataclass
class Experience:
    """Hold what other days taught, read anew from the store now and then; one a process."""

    read_at: int = 0
    version: str = ""
    paces: Mapping[str, Pace] = field(default_factory=dict)

    def of(self, hall: Opened, now: int) -> Mapping[str, Pace]:
        """Return the pace of every service of the centre."""
        version = hall.in_force.version
        if not self.paces or version != self.version or not 0 <= now - self.read_at < FRESH_MS:
            learnt = hall.reading.paces()
            usual = {one.id: Pace(one.minutes * MINUTE_MS, one.cv) for one in hall.centre.services.values()}
            self.read_at, self.version, self.paces = now, version, {**usual, **learnt}
        return self.paces


def of_tickets(hall: Opened, tickets: Sequence[Ticket], now: int) -> list[tuple[int, Expected | None]]:
    """Return how many people stand before each ticket in its own service, and its expected wait.

    However many they are, what the store knows of them is read together.
    """
    services = hall.centre.services
    queued = [one for one in tickets if one.service in services and one.state in (State.WAITING, State.RESERVED)]
    asked = {one.service for one in queued}
    usual = {service: _rivals(hall.centre, service) for service in asked}
    near = (*map(hall.centre.who_may_reach, asked), *map(hall.centre.who_reach, set().union(*usual.values())))
    windows = hall.reading.windows(sorted(set(chain.from_iterable(near))))
    rivals = {service: sorted(met.union(_met_by_lending(windows, service))) for service, met in usual.items()}
    known_now = known(hall, windows, sorted(set(chain.from_iterable(rivals.values()))), now)
    standings = iter(hall.reading.standings([(one, rivals[one.service]) for one in queued], now))
    found: list[tuple[int, Expected | None]] = []
    for ticket in tickets:
        if ticket not in queued:
            found.append((0, None))
            continue
        standing = next(standings)
        wait = expect(known_now, standing, plan(hall, services[ticket.service], windows, now))
        # Who put her turn off, or walks over from the other hall, is not called before that.
        told = wait.no_sooner(ticket.callable_at - now) if wait else None
        found.append((standing.before[ticket.service], told))
    return found


def _rivals(centre: Centre, service: str) -> set[str]:
    """Return the services of the windows of a service, itself included."""
    return {service}.union(*(centre.windows[name].reach for name in centre.who_reach(service)))


def _met_by_lending(windows: Mapping[str, Window], service: str) -> Iterable[str]:
    """Return the services of the windows that were lent to a service."""
    return chain.from_iterable(one.reach for one in windows.values() if service in one.lent)


def known(hall: Opened, windows: Mapping[str, Window], services: Iterable[str], now: int) -> Known:
    """Gather what the hall knows now of these windows and services."""
    here = {name: one for name, one in windows.items() if one.state is WindowState.OPEN or _comes_back(one)}
    so_far = hall.so_far()
    return Known(
        now=now,
        rules=hall.centre.policy.rules,
        lately=so_far.lately,
        paces=hall.experience.of(hall, now),
        reaches={name: tuple(one.reach) for name, one in here.items()},
        free={name for name, one in here.items() if one.state is WindowState.OPEN and not one.ticket},
        bookings=_bookings(hall, services, so_far, now),
        check_in_early_ms=hall.centre.policy.times.check_in_early_ms,
    )


def _bookings(hall: Opened, services: Iterable[str], so_far: SoFar, now: int) -> dict[str, Bookings]:
    """Return who is booked for these services, and who of them is here and not due yet."""
    bookable = [one for one in services if one in hall.centre.services and hall.centre.services[one].bookable]
    since = now - hall.centre.policy.rules.grace_ms
    found = hall.reading.appointed(bookable, now, since, now + AHEAD_MS)
    return {one: Bookings(taken - so_far.checked_in[one], here) for one, (here, taken) in found.items()}


def plan(hall: Opened, service: Service, windows: Mapping[str, Window], now: int) -> tuple[Step, ...]:
    """Lay out the windows of a service from now on: who pauses comes back, and at lunch nobody serves."""
    mine = [one for one in windows.values() if service.id in one.reach]
    open_now = sum(one.state is WindowState.OPEN for one in mine)
    back_at = sorted(_back_at(one, now) for one in mine if _comes_back(one))
    pauses = [
        Span(begin, end, open_now + count) for count, (begin, end) in enumerate(pairwise([now, *back_at]))
    ]
    breaks = [] if hall.settings.always_open else _breaks(service, hall.local(now))
    return planned(now, open_now, [*pauses, *breaks], open_now + len(back_at))


def _comes_back(window: Window) -> bool:
    return window.state is WindowState.PAUSED and window.reason in PAUSES_MS


def _back_at(window: Window, now: int) -> int:
    return max(window.since + PAUSES_MS[PauseReason(window.reason)], now + OVERDUE_MS)


def _breaks(service: Service, local: datetime) -> list[Span]:
    """Return today's times between two spans of a service's hours, in which nobody serves."""
    midnight = datetime.combine(local.date(), time(), tzinfo=local.tzinfo)
    return [
        Span(_ms(midnight, end), _ms(midnight, begin), 0)
        for (_, end), (begin, _) in pairwise(admission.spans(service.hours, local.date()))
    ]


def _ms(midnight: datetime, minutes: int) -> int:
    return int((midnight + timedelta(minutes=minutes)).timestamp() * 1000)
