"""See how the hall is at this moment (现场情况), for those who judge it and those who advise: reads only.

Whoever judges (the sweep) and whoever advises (the manager's page) are two places of the hall; both see the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from hall.directory import Mode, Service
from hall.rules.alarms import HallNow, ServiceNow, Situation, WindowNow
from hall.rules.closing import Together, together
from hall.rules.discipline import Standing
from hall.rules.pace import HOUR_MS
from hall.rules.service_times import NINE_OF_TEN
from hall.rules.so_far import SoFar
from hall.rules.ticket import State
from hall.rules.times import MINUTE_MS
from hall.rules.visit import Outcome, Visit
from hall.rules.window import Window, WindowState
from hall.rules.window_spells import Activity
from hall.store.reading import Waiting
from hall.web.expecting import of_tickets
from hall.web.opened import Opened

#: What has been lately: the half hour until now.
LATELY_MS = 30 * MINUTE_MS
#: An appointment is looked at from so long before its slot: sooner it waits for its time, and not for a window.
ABOUT_DUE_MS = 15 * MINUTE_MS


@dataclass(frozen=True)
class Seen:
    """Hold what was read at one moment; what follows from it is worked out when it is asked for."""

    hall: Opened
    now: int
    today: SoFar
    queues: Mapping[str, Waiting]
    windows: Mapping[str, Window]

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Return the services that have a queue."""
        return tuple(one for one in self.hall.centre.services.values() if one.mode is Mode.QUEUE)

    @cached_property
    def pools(self) -> Mapping[str, tuple[Window, ...]]:
        """Return the open windows of each service, those that it was lent included."""
        found: dict[str, list[Window]] = defaultdict(list)
        for window in self.windows.values():
            for service in window.reach if window.state is WindowState.OPEN else ():
                found[service].append(window)
        return {service: tuple(windows) for service, windows in found.items()}

    @cached_property
    def together(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each service all that the same windows serve, itself included, in their order: they wait alike."""
        found: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for one in self.services:
            found[self.hall.centre.who_reach(one.id)].append(one.id)
        return {service: tuple(together) for together in found.values() for service in together}

    @cached_property
    def staffed(self) -> frozenset[str]:
        """Return the windows with a clerk who could take up service: they pause, or their console is on."""
        pausing = {name for name, one in self.windows.items() if one.state is WindowState.PAUSED}
        closed = [name for name, one in self.windows.items() if one.state is WindowState.CLOSED]
        return self.hall.reading.consoles_on(closed, self.now) | pausing

    @cached_property
    def idle_ms(self) -> Mapping[str, int]:
        """Return for how long of the last half hour each window was idle."""
        since, found = self.now - LATELY_MS, Counter[str]()
        # Spells stand in the order in which they ended.
        for one in takewhile(lambda one: one.ended_at > since, reversed(self.today.spells)):
            found[one.window] += (one.ended_at - max(one.began_at, since)) * (one.activity == Activity.IDLE)
        for name, window in self.today.windows.items():
            if window.stage.activity == Activity.IDLE:
                found[name] += self.now - max(window.since, since)
        return found

    def first_of(self, service: str) -> str:
        """Return the first service that the same windows serve, by which all of them are told."""
        return self.together[service][0]

    def waiting(self, service: str) -> int:
        """Return how many wait for a service who may be called now."""
        queue = self.queues.get(service, Waiting())
        return queue.total - queue.later

    @cached_property
    def lately(self) -> tuple[Visit, ...]:
        """Return the visits of which something happened in the last half hour or is still to happen."""
        since = self.now - LATELY_MS
        return tuple(one for one in self.today.visits if not one.outcome or max(one.issued_at, one.ended_at) >= since)

    @cached_property
    def arrivals_per_hour(self) -> Mapping[str, float]:
        """Return how many came for each service in the last half hour, as a rate."""
        return {one.id: self.came_per_hour(one.id, self.now) for one in self.services}

    def came_per_hour(self, service: str, until: int) -> float:
        """Return how many came for a service in the half hour before a moment, as a rate."""
        known = self.today.tallies.services.get(service)
        came = known.came_since(until - LATELY_MS) - known.came_since(until) if known else 0
        return came * HOUR_MS / LATELY_MS

    @cached_property
    def cycles(self) -> Mapping[str, float]:
        """Return what one visitor of each service costs a window, in minutes, as estimates reckon with it too.

        It is what other days taught, and more and more the last 90 minutes.
        """
        paces, lately = self.hall.experience.of(self.hall, self.now), self.today.lately
        usual = {one.id: paces[one.id].cycle_ms for one in self.services}
        return {name: lately.cycle_ms(name, self.now, ms) / MINUTE_MS for name, ms in usual.items()}

    def cycle_minutes(self, service: Service) -> float:
        """Return the same of one service."""
        return self.cycles[service.id]

    def usual_ms(self, ticket: str) -> int:
        """Return what nine of ten visits take at most that are for the same as the one of a ticket, 0 for none."""
        times = self.today.service_times
        visit = times.under_way(ticket)
        service = self.hall.centre.services.get(visit.service) if visit else None
        return times.at_most_ms(service.id, service.minutes, NINE_OF_TEN) if service else 0

    def longest_ms(self, service: str) -> int:
        """Return how long somebody has waited for a service who may be called now."""
        since = self.queues.get(service, Waiting()).callable_at
        return max(0, self.now - since) if since else 0


def see(hall: Opened) -> Seen:
    """Read how the hall is now."""
    services = [one.id for one in hall.centre.services.values() if one.mode is Mode.QUEUE]
    now, queues, windows = hall.reading.now(), hall.reading.waiting(services), hall.reading.windows(hall.centre.windows)
    # Last, so that it knows of whatever the windows show.
    return Seen(hall, now, hall.so_far(), queues, windows)


def situation(seen: Seen) -> Situation:
    """Say what is seen as it is judged."""
    hall = seen.hall
    low = hall.centre.policy.limits.low_rating
    return Situation(
        now=seen.now,
        services=tuple(_services(seen)),
        windows=tuple(_windows(seen)),
        halls=tuple(_halls(seen)),
        kiosks=tuple(_kiosks(seen)),
        low_ratings=tuple(ticket for ticket, level in seen.today.ratings.items() if level <= low),
    )


def _services(seen: Seen) -> Iterator[ServiceNow]:
    hall = seen.hall
    estimates = hall.estimates(seen.services, seen.queues, seen.windows)
    late, undone = _late(seen), _undone(seen)
    for one in seen.services:
        waiting, expected = seen.waiting(one.id), estimates[one.id]
        together: Iterable[str] = seen.together[one.id] if seen.first_of(one.id) == one.id else ()
        # At lunch people wait for windows that nobody expects to be open.
        together = [other for other in together if hall.is_open(hall.centre.services[other], seen.now)]
        work, left = undone.get(one.id, (0, None))
        yield ServiceNow(
            id=one.id,
            waiting=waiting,
            together=sum(map(seen.waiting, together)),
            longest_ms=seen.longest_ms(one.id),
            expected_ms=expected.middle_ms if expected else None,
            open_windows=len(seen.pools.get(one.id, ())),
            work_ms=work,
            left_ms=left,
            late_ms=late.get(one.id, 0),
        )


def _undone(seen: Seen) -> Mapping[str, tuple[int, int]]:
    """Return the work that is left and the window time left for it in ms, of windows that have most too much to do.

    Each service is told of with the fullest of the windows that it needs; what those lack is told once, by the first
    of their services.
    """
    if seen.hall.settings.always_open:
        return {}
    work = {one.id: seen.waiting(one.id) * seen.cycle_minutes(one) for one in seen.services}
    calling = {name: [one.id for one in windows] for name, windows in seen.pools.items()}
    fullest: dict[str, Together] = {}
    for one in sorted(together(seen.hall.workloads(seen.services, work, calling, seen.now)), key=lambda one: one.over):
        fullest |= dict.fromkeys(one.services, one)
    first = {one: name for name, one in reversed(fullest.items())}
    return {name: (round(one.work * MINUTE_MS), round(one.minutes * MINUTE_MS)) for one, name in first.items()}


def _kiosks(seen: Seen) -> Iterator[tuple[str, str]]:
    hall = seen.hall
    in_use = hall.is_in_use(seen.now)
    for one in hall.reading.kiosks_of(hall.centre.kiosks).values():
        # One that fell silent by day may be switched off by now.
        if in_use or one.state != "silent":
            yield one.id, one.state


def _late(seen: Seen) -> Mapping[str, int]:
    """Return by how much the worst appointment of each service that is here will be called after its slot."""
    due = [
        one.ticket
        for one in seen.lately
        if one.standing == Standing.APPOINTMENT and one.slot_at - ABOUT_DUE_MS <= seen.now
        and one.state == State.WAITING and not one.first_called_at
    ]
    tickets = list(seen.hall.reading.tickets(due).values())
    found: dict[str, int] = {}
    for ticket, (_, expected) in zip(tickets, of_tickets(seen.hall, tickets, seen.now), strict=True):
        late = seen.now + (expected.told.middle_ms if expected else 0) - ticket.slot_at
        found[ticket.service] = max(late, found.get(ticket.service, 0))
    return found


def _windows(seen: Seen) -> Iterator[WindowNow]:
    for name, window in seen.windows.items():
        spell = seen.today.windows.get(name)
        if window.state is WindowState.OPEN and not window.ticket and spell and spell.stage.activity == Activity.IDLE:
            idle = seen.now - spell.since
            if idle > seen.hall.centre.policy.limits.idle_ms:
                yield WindowNow(name, idle_ms=idle, waits_ms=_could_serve(seen, window))
        elif window.ticket and spell and spell.stage.activity == Activity.SERVING:
            yield WindowNow(name, visit_ms=seen.now - spell.since, usual_ms=seen.usual_ms(window.ticket))


def _could_serve(seen: Seen, window: Window) -> int:
    """Return how long somebody has waited whom this window could call, or to whose service it could be lent."""
    return max(map(seen.longest_ms, (*window.reach, *could_be_lent(seen, window))), default=0)


def could_be_lent(seen: Seen, window: Window) -> list[str]:
    """Return the services that a window could help with though it does not: those of its agency in its hall."""
    place = seen.hall.centre.windows[window.id]
    return [
        one.id
        for one in seen.hall.centre.services_of(place.agency)
        if one.mode is Mode.QUEUE and one.hall == place.hall and one.id not in window.reach
    ]


def _halls(seen: Seen) -> Iterator[HallNow]:
    """Count the calls of the last half hour that have ended: she came, or she did not."""
    since, calls, missed = seen.now - LATELY_MS, Counter[str](), Counter[str]()
    for one in seen.lately:
        gone = one.outcome == Outcome.NO_SHOW and one.ended_at >= since
        came = not gone and max(one.started_at, one.ended_at if one.outcome == Outcome.FINISHED else 0) >= since
        calls[one.hall] += gone or came
        missed[one.hall] += gone
    return (HallNow(name, calls[name], missed[name]) for name in seen.hall.centre.halls)
