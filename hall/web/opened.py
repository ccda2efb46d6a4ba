"""Hold what every door may read: the centre, its state, and what follows from both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app

from hall.directory import Area, Centre, Hall, Mode, Service
from hall.directory import Window as WindowEntry
from hall.rules import admission
from hall.rules.closing import Workload, closing, together
from hall.rules.expecting import Known, Standing, expect
from hall.rules.refusals import (
    DirectService,
    ServiceClosed,
    UnknownArea,
    UnknownHall,
    UnknownService,
    UnknownTicket,
    UnknownWindow,
)
from hall.rules.so_far import SoFar
from hall.rules.ticket import Ticket
from hall.rules.waiting import Expected, Range
from hall.rules.window import Window, WindowState
from hall.settings import Settings
from hall.store.presence import Presence
from hall.store.pressing import Onward
from hall.store.reading import Reading, Waiting
from hall.web import expecting
from hall.web.in_force import InForce
from hall.web.today import Today

DAY_MS = 24 * 3600 * 1000
#: Screens and kiosks are to be on so many minutes before the hall opens.
ON_BEFORE_MINUTES = 15


@dataclass(frozen=True)
class Opened:
    """Hold the handles for reading of one centre; one a process, made by `create_app`."""

    in_force: InForce
    reading: Reading
    presence: Presence
    settings: Settings
    today: Today
    experience: expecting.Experience = field(default_factory=expecting.Experience)

    @property
    def centre(self) -> Centre:
        """Return the centre as it is in force now."""
        return self.in_force.centre

    def service(self, service: str) -> Service:
        """Return a service by id, or refuse; one that was replaced is found in its successor."""
        known = service if service in self.centre.services else self.centre.heir_of(service)
        if known is None:
            raise UnknownService(service=service)
        return self.centre.services[known]

    def queue_service(self, service: str) -> Service:
        """Return a service that gives numbers, or refuse: a direct one has none."""
        found = self.service(service)
        if found.mode is Mode.DIRECT:
            raise DirectService(service=found.id, windows=[one.id for one in self.centre.windows_of(found.id)])
        return found

    def offered(self, service: str) -> Service:
        """Return a service that somebody may be sent on to, or refuse: one that was withdrawn lets nobody new in."""
        found = self.queue_service(service)
        if found.withdrawn_at:
            raise ServiceClosed(service=found.id, opens_at=None)
        return found

    def window(self, hall: str, number: int) -> WindowEntry:
        """Return a window by hall and number, or refuse."""
        name = f"{hall}/{number}"
        if name not in self.centre.windows:
            raise UnknownWindow(window=name)
        return self.centre.windows[name]

    def area(self, area: str) -> Area:
        """Return a waiting area by id, or refuse."""
        if area not in self.centre.areas:
            raise UnknownArea(area=area)
        return self.centre.areas[area]

    def hall(self, hall: str) -> Hall:
        """Return one hall of the centre by id, or refuse."""
        if hall not in self.centre.halls:
            raise UnknownHall(hall=hall)
        return self.centre.halls[hall]

    def ticket(self, ticket: str) -> Ticket:
        """Return a ticket by id, or refuse."""
        found = self.reading.ticket(ticket)
        if found is None:
            raise UnknownTicket(ticket=ticket)
        return found

    def local(self, at: int) -> datetime:
        """Return a moment on the wall clock of the centre's zone."""
        return datetime.fromtimestamp(at / 1000, ZoneInfo(self.centre.zone))

    def offset_ms(self, at: int) -> int:
        """Return by how much the centre's wall clock is ahead of UTC at a moment."""
        offset = self.local(at).utcoffset()
        return int(offset.total_seconds() * 1000) if offset else 0

    def day_offset_ms(self, at: int) -> int:
        """Return what turns a moment into one of a clock whose midnight is the end of the business day."""
        day_end = self.centre.policy.times.day_end_ms
        return self.offset_ms(at) + (DAY_MS - day_end if day_end else 0)

    def business_day(self, at: int) -> int:
        """Return the ordinal of the business day (业务日) of a moment, in days since 1970."""
        return (at + self.day_offset_ms(at)) // DAY_MS

    def is_over(self, at: int) -> bool:
        """Say whether the day is over before its hour: nothing opens any more, nobody waits, no window is open."""
        local = self.local(at)
        if self.settings.always_open or any(admission.minutes_left(one, local) for one in self._hours):
            return False
        return self._is_empty()

    def is_in_use(self, at: int) -> bool:
        """Say whether screens and kiosks should be on: the hall opens in a moment, has not closed, or is not empty."""
        local = self.local(at)
        if self.settings.always_open or any(
            admission.around_opening(one, local, ON_BEFORE_MINUTES) for one in self._hours
        ):
            return True
        return not self._is_empty()

    @property
    def _hours(self) -> set[admission.Hours]:
        return {one.hours for one in self.centre.services.values()}

    def _is_empty(self) -> bool:
        windows = self.reading.windows(self.centre.windows).values()
        return not self.reading.anybody() and all(one.state is WindowState.CLOSED for one in windows)

    def day_end_after(self, at: int) -> int:
        """Return when the business day of a moment ends, in ms since 1970."""
        return (self.business_day(at) + 1) * DAY_MS - self.day_offset_ms(at)

    def so_far(self) -> SoFar:
        """Return the business day as it has been until now."""
        return self.today.since(self.day_end_after(self.reading.now()) - DAY_MS)

    def onward(self, service: Service) -> Onward:
        """Say where a ticket goes on to, and how long the way there takes from another hall."""
        return Onward(service.id, service.hall, service.area, self.centre.policy.times.walking_ms)

    def is_closing(self, service: Service, at: int) -> bool:
        """Say whether what waits already takes the time left today (限号), less a tenth in reserve."""
        if self.settings.always_open:
            return False
        services, windows = _beside(self.centre, service.id)
        return service.id in self.closing(self.reading.waiting(services), self.reading.windows(windows), at)

    def closing(self, queues: Mapping[str, Waiting], windows: Mapping[str, Window], at: int) -> set[str]:
        """Return the services of which that is so, from the queues and windows as they were read."""
        if self.settings.always_open:
            return set()
        services = [one for name in queues if (one := self.centre.services[name]).mode is Mode.QUEUE]
        work = {one.id: float(queues[one.id].total * one.minutes) for one in services}
        found = together(self.workloads(services, work, pools(windows), at))
        return closing(found, {one.id: one.minutes for one in services})

    def workloads(
        self, services: Iterable[Service], work: Mapping[str, float], calling: Mapping[str, Iterable[str]], at: int
    ) -> dict[str, Workload]:
        """Return what waits for these services, in minutes, as it is held against the time that is left today.

        Where none of its windows is open a service counts with all its own: they are what the day was planned with.
        """
        local = self.local(at)
        return {
            one.id: Workload(
                frozenset(calling.get(one.id) or (window.id for window in self.centre.windows_of(one.id))),
                admission.minutes_left(one.hours, local),
                work[one.id],
            )
            for one in services
        }

    def is_open(self, service: Service, at: int) -> bool:
        """Say whether a service gives numbers at a moment."""
        if service.withdrawn_at:
            return False
        return self.settings.always_open or admission.is_open(service.hours, self.local(at))

    def standing_before(self, ticket: Ticket, now: int) -> tuple[int, Range | None]:
        """Return how many people stand before a ticket in its own service, and its estimated wait as it is told."""
        ahead, found = self.expected(ticket, now)
        return ahead, found.told if found else None

    def expected(self, ticket: Ticket, now: int) -> tuple[int, Expected | None]:
        """Return how many people stand before a ticket in its own service, and its expected wait."""
        return expecting.of_tickets(self, [ticket], now)[0]

    def estimates(
        self, services: Iterable[Service], queues: Mapping[str, Waiting], windows: Mapping[str, Window]
    ) -> dict[str, Range | None]:
        """Return the estimated wait of somebody who would take a number now, for each service with a queue."""
        now = self.reading.now()
        known = expecting.known(self, windows, queues, now)
        # Who is here early for an appointment stands before nobody yet. The queues were read a moment before the early
        # ones: who has checked in meanwhile is in these alone.
        before = {name: max(0, queue.total - _early(known, name)) for name, queue in queues.items()}
        found = {}
        for one in services:
            expected = expect(known, Standing(one.id, now, before), expecting.plan(self, one, windows, now))
            found[one.id] = expected.told if expected else None
        return found


def _early(known: Known, service: str) -> int:
    return sum(known.bookings[service].here.values()) if service in known.bookings else 0


def _beside(centre: Centre, service: str) -> tuple[list[str], list[str]]:
    """Return the services that a service shares windows with, itself included, or they with others; and the windows."""
    services = {service}
    while True:
        windows = set(chain.from_iterable(map(centre.who_may_reach, services)))
        met = services.union(*(centre.windows[name].reach for name in windows))
        if met == services:
            return sorted(services), sorted(windows)
        services = met


def pools(windows: Mapping[str, Window]) -> dict[str, dict[str, Window]]:
    """Sort the open windows by the services that they reach; closed ones take nobody off any queue."""
    found: dict[str, dict[str, Window]] = {}
    for name, window in windows.items():
        for service in window.reach if window.state is WindowState.OPEN else ():
            found.setdefault(service, {})[name] = window
    return found


def the_hall() -> Opened:
    """Return the running program's handles for reading."""
    return cast(Opened, current_app.extensions["hall.opened"])
