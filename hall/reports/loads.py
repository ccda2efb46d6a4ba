"""Count the load of services and agencies (负荷): who waits, how long people waited today, what windows it takes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from hall.directory import Agency, Centre, Mode, Service, Text
from hall.reports.weekdays import Usual
from hall.rules import staffing
from hall.rules.tally import Tallies
from hall.rules.times import MINUTE_MS
from hall.rules.window import Window, WindowState
from hall.rules.window_spells import WindowNow
from hall.store.reading import Waiting

Kind = TypeVar("Kind", bound="Load")


@dataclass(frozen=True)
class Load:
    """Hold the load of one service or agency; `oldest_at` is 0 when nobody waits, `work` the minutes of who waits.

    The windows of a service are all that may call its visitors, those that help out (协办) included.
    """

    id: str
    name: Text
    agency: str
    agency_name: Text
    hall: str
    hall_name: Text
    waiting: int
    longest_wait_seconds: int
    oldest_at: int
    open_windows: int
    windows: int
    work: float = 0

    @property
    def quiet(self) -> bool:
        """Say that nobody waits and no window is open for it."""
        return not self.waiting and not self.open_windows

    @property
    def unattended(self) -> bool:
        """Say that people wait for it and no window is open for them (有人等候但无窗口)."""
        return bool(self.waiting) and not self.open_windows

    @property
    def empty_in_minutes(self) -> int | None:
        """Return about how long its windows need for who waits now, None when none is open."""
        return math.ceil(self.work / self.open_windows) if self.open_windows else None


@dataclass(frozen=True)
class AgencyLoad(Load):
    """Hold the load of an agency, and its day so far: waits in ms, None where nobody was called yet.

    `usual` is how many have come by this time on the same weekdays, None where no such day is known; `advised` is None
    for an agency that gives no numbers. `stranded` are its services with people and without a window.
    """

    p50_ms: int | None = None
    p90_ms: int | None = None
    came: int = 0
    usual: float | None = None
    advised: int | None = None
    worst: Load | None = None
    stranded: tuple[Load, ...] = ()

    @property
    def quiet(self) -> bool:
        """Say that there is nothing to tell of its day."""
        return super().quiet and not self.came

    @property
    def unattended(self) -> bool:
        """Say that people wait for one of its services and no window is open for them."""
        return bool(self.stranded)

    @property
    def short_of_windows(self) -> bool:
        """Say that more windows are advised than are open."""
        return self.advised is not None and self.advised > self.open_windows


@dataclass(frozen=True)
class Day:
    """Hold what is known of today and of the same weekdays: counts, what each window does and since when.

    `giving` are the services that give numbers now, `cycles` the minutes that one visitor of each costs a window; where
    nothing is known, the standard's.
    """

    tallies: Tallies = field(default_factory=Tallies)
    usual: Usual = field(default_factory=Usual)
    windows: Mapping[str, WindowNow] = field(default_factory=dict)
    giving: frozenset[str] = frozenset()
    cycles: Mapping[str, float] = field(default_factory=dict)

    def minutes(self, service: Service) -> float:
        """Return the minutes that one visitor of a service costs a window."""
        return self.cycles.get(service.id, service.minutes)

    def free_since(self, window: Window) -> int:
        """Return since when nobody has been at an open window, in ms: since it opened where nothing is known.

        The day is read after the windows: what it tells of one that is free has just happened.
        """
        known = self.windows.get(window.id)
        return known.since if known and known.since else window.since


def services(
    states: Mapping[str, Window], waiting: Mapping[str, Waiting], centre: Centre, day: Day, now: int
) -> tuple[Load, ...]:
    """Return the load of each service with a queue, the longest wait first."""
    reached = Counter(
        service for window in states.values() if window.state is WindowState.OPEN for service in window.reach
    )
    queues = (one for one in centre.services.values() if one.mode is Mode.QUEUE)
    return in_order(_service(one, reached[one.id], waiting.get(one.id, Waiting()), centre, day, now) for one in queues)


def agencies(
    loads: Iterable[Load], states: Mapping[str, Window], centre: Centre, day: Day, now: int
) -> tuple[AgencyLoad, ...]:
    """Return the load of each agency, the longest wait first."""
    own: dict[str, list[Load]] = {}
    for load in loads:
        own.setdefault(load.agency, []).append(load)
    opened = Counter(
        centre.windows[name].agency for name, window in states.items() if window.state is WindowState.OPEN
    )
    windows = Counter(place.agency for place in centre.windows.values())
    return in_order(
        _agency(one, own.get(one.id, []), opened[one.id], windows[one.id], centre, day, now)
        for one in centre.agencies.values()
    )


def in_order(loads: Iterable[Kind]) -> tuple[Kind, ...]:
    """Return loads, the longest wait first."""
    return tuple(sorted(loads, key=lambda one: (-one.longest_wait_seconds, -one.waiting, -one.open_windows)))


def _service(service: Service, open_windows: int, queue: Waiting, centre: Centre, day: Day, now: int) -> Load:
    oldest = queue.oldest_at if queue.total else 0
    return Load(
        id=service.id,
        name=service.name,
        agency=service.agency,
        agency_name=centre.agencies[service.agency].short,
        hall=service.hall,
        hall_name=centre.halls[service.hall].name,
        waiting=queue.total,
        longest_wait_seconds=max(0, now - oldest) // 1000 if oldest else 0,
        oldest_at=oldest,
        open_windows=open_windows,
        windows=len(centre.who_reach(service.id)),
        work=queue.total * day.minutes(service),
    )


def _agency(
    agency: Agency, own: list[Load], open_windows: int, windows: int, centre: Centre, day: Day, now: int
) -> AgencyLoad:
    worst = max(own, key=lambda load: (load.longest_wait_seconds, load.waiting), default=None)
    ids = [load.id for load in own]
    tally = day.tallies.of(ids)
    waits = tally.percentiles()
    work = sum(load.work for load in own)
    since = now - round(staffing.HALF_HOUR_MINUTES * MINUTE_MS)
    known = day.tallies.services
    came = {name: count for name in ids if name in known and (count := known[name].came_since(since))}
    minutes = sum(count * day.minutes(centre.services[name]) for name, count in came.items())
    needed = staffing.windows_now(sum(came.values()), minutes, work, windows)
    return AgencyLoad(
        id=agency.id,
        name=agency.name,
        agency=agency.id,
        agency_name=agency.short,
        hall=agency.hall,
        hall_name=centre.halls[agency.hall].name,
        waiting=sum(load.waiting for load in own),
        longest_wait_seconds=worst.longest_wait_seconds if worst else 0,
        oldest_at=worst.oldest_at if worst else 0,
        open_windows=open_windows,
        windows=windows,
        work=work,
        p50_ms=waits.get(50),
        p90_ms=waits.get(90),
        came=len(tally.came),
        usual=day.usual.of(ids),
        # An agency that gives numbers now needs somebody there, though nobody has come yet.
        advised=max(needed, bool(day.giving & set(ids)) and windows > 0) if ids else None,
        worst=worst if worst and worst.waiting else None,
        stranded=tuple(load for load in own if load.unattended),
    )
