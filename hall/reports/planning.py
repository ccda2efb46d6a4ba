"""Plan the windows of a coming day (排班建议) from the forecast and busy times, a group of windows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from hall.directory import Centre, Mode, Service, Window
from hall.rules import admission, planning
from hall.rules.backtest import Verdict, judge
from hall.rules.forecasting import HALF_HOURS, Forecaster, Past
from hall.rules.planning import BusyTime, HalfHour
from hall.store.ledger.history import History

#: Weeks of the hall's own days that a forecast looks at.
WEEKS = 16
#: Half hours in which so few are expected in the mean are not planned for.
HARDLY_ANYBODY = 0.05


@dataclass(frozen=True)
class Pool:
    """Hold services that the same windows serve as their own (同一组窗口), and those windows.

    `helping` are windows that may call their visitors too, but have other business of their own: they are planned for
    there, and nobody can be planned for twice.
    """

    agency: str
    hall: str
    services: tuple[str, ...]
    windows: tuple[str, ...]
    helping: tuple[str, ...] = ()


@dataclass(frozen=True)
class PoolPlan:
    """Hold a pool's plan; `known` says that its busy time is the hall's own, not the configuration's."""

    pool: Pool
    busy: BusyTime
    known: bool
    half_hours: tuple[HalfHour, ...]

    @property
    def most(self) -> int:
        """Return the windows of its busiest half hour."""
        return max((one.needed for one in self.half_hours), default=0)

    @property
    def arrivals(self) -> float:
        """Return how many are expected on the whole day."""
        return sum(one.arrivals for one in self.half_hours)


@dataclass(frozen=True)
class Plan:
    """Hold the plan of a day: the half hours that it tells of, what the forecast is worth, and a plan a pool.

    `method` is how arrivals are told, 'naive' for last week's and '' where the hall knows of no such day.
    """

    day: date
    closed: bool
    method: str
    verdict: Verdict | None
    days: int
    half_hours: tuple[int, ...]
    pools: tuple[PoolPlan, ...]
    arrivals: Mapping[str, list[float]] = field(default_factory=dict)

    def of_hall(self, hall: str | None) -> list[PoolPlan]:
        """Return the plans of one hall's windows, of all where none is named."""
        return [one for one in self.pools if not hall or one.pool.hall == hall]


@dataclass(frozen=True)
class Known:
    """Hold what the ledger knows on a day: arrivals, bookings that were told, and busy times until its eve."""

    past: Past
    busy_times: Mapping[str, BusyTime]
    verdicts: dict[int, Verdict | None] = field(default_factory=dict)


class Planning:
    """Plan from one ledger; what it knows of the days until yesterday is kept: to look through weeks takes a second."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._known: tuple[date, str, tuple[int, int], Known] | None = None

    def plan(self, centre: Centre, version: str, today: date, day: date) -> Plan:
        """Plan a day from what is known until yesterday, bookings included."""
        # Asked before the days are read, and every time: while the recorder is behind, what is kept lacks days.
        as_of = self._history.as_of(today, centre.zone)
        known = self._known
        if known is None or known[:3] != (today, version, as_of):
            known = self._known = (today, version, as_of, self._know(centre, today))
        return _plan(centre, known[3], today, day)

    def _know(self, centre: Centre, today: date) -> Known:
        first, last = today - timedelta(weeks=WEEKS), today - timedelta(days=1)
        arrivals = self._history.arrivals(first, last)
        bookable = any(one.bookable for one in centre.services.values())
        booked = self._history.bookings(first, centre.zone) if bookable else {}
        over = (counts for day, told in booked.items() if day <= last for counts in told.values())
        number = sum(sum(map(sum, counts.values())) for counts in over)
        shows = min(1.0, self._history.checked_in(first, last) / number) if number else 0.0
        past = Past(arrivals, lambda day: _kind(centre, day), booked, shows)
        return Known(past, self._history.busy_times(first, last))


def pools_of(centre: Centre) -> list[Pool]:
    """Group services that share windows of their own, in the order of the halls' windows."""
    groups: list[tuple[set[str], list[Window]]] = []
    for window in centre.windows.values():
        own = {id for id, minutes in window.serves.items() if not minutes and _queues(centre.services.get(id))}
        if not own or window.withdrawn:
            continue
        joined = [group for group in groups if group[0] & own]
        services, windows = set(own), [window]
        for group in joined:
            services |= group[0]
            windows = [*group[1], *windows]
            groups.remove(group)
        groups.append((services, windows))
    order = {id: place for place, id in enumerate(centre.services)}
    return [
        Pool(windows[0].agency, windows[0].hall, tuple(sorted(services, key=order.__getitem__)),
             tuple(one.id for one in windows), _helping(centre, services, windows))
        for services, windows in groups
    ]


def _helping(centre: Centre, services: set[str], own: list[Window]) -> tuple[str, ...]:
    reaching = dict.fromkeys(name for service in services for name in centre.who_reach(service))
    mine = {one.id for one in own}
    return tuple(name for name in reaching if name not in mine and not centre.windows[name].withdrawn)


def _queues(service: Service | None) -> bool:
    return service is not None and service.mode is Mode.QUEUE and not service.withdrawn_at


def _plan(centre: Centre, known: Known, today: date, day: date) -> Plan:
    if _kind(centre, day) is None:
        return Plan(day, True, "", None, len(known.past.arrivals), (), ())
    ahead = max(1, (day - today).days + 1)
    if ahead not in known.verdicts:
        known.verdicts[ahead] = judge(known.past, ahead)
    verdict, eve = known.verdicts[ahead], today - timedelta(days=1)
    forecaster = Forecaster(known.past)
    if verdict and verdict.better:
        method, arrivals = verdict.method.name, forecaster.forecast(day, eve, verdict.method)
    else:
        arrivals = forecaster.naive(day, eve)
        method = "naive" if arrivals else ""
    pools = tuple(_pools(centre, known.busy_times, arrivals)) if arrivals else ()
    return Plan(
        day, False, method, verdict, len(known.past.arrivals), tuple(_shown(centre, day, pools)), pools, arrivals
    )


def _pools(
    centre: Centre, busy_times: Mapping[str, BusyTime], arrivals: Mapping[str, list[float]]
) -> Iterator[PoolPlan]:
    for pool in pools_of(centre):
        mine = {service: arrivals[service] for service in pool.services if service in arrivals}
        if not mine:
            continue
        # Where the hall has seen too few of a service, its usual minutes are those of the configuration.
        usual = {one: BusyTime(centre.services[one].minutes, centre.services[one].cv) for one in mine}
        busy = planning.together({one: sum(course) for one, course in mine.items()}, {**usual, **busy_times})
        course = [sum(column) for column in zip(*mine.values(), strict=True)]
        half_hours = tuple(planning.plan(course, busy, len(pool.windows)))
        yield PoolPlan(pool, busy, all(one in busy_times for one in mine), half_hours)


def _shown(centre: Centre, day: date, pools: Iterable[PoolPlan]) -> Iterator[int]:
    """Yield the half hours in which the hall is open, or in which somebody is still expected to be served."""
    spans = admission.spans(centre.hours, day)
    busy = {place for one in pools for place, part in enumerate(one.half_hours) if part.arrivals > HARDLY_ANYBODY}
    for place in range(HALF_HOURS):
        if place in busy or any(first < (place + 1) * 30 and place * 30 < last for first, last in spans):
            yield place


def _kind(centre: Centre, day: date) -> int | None:
    """Return which weekday a day counts as; None when the hall is closed."""
    if not admission.spans(centre.hours, day):
        return None
    return 0 if day.isoformat() in centre.hours.made_up else day.weekday()
