"""Plan the windows of a coming day (排班建议): how many some services need in each half hour, by Erlang's formula."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hall.rules import staffing

#: Arrivals of a half hour become arrivals an hour.
AN_HOUR = 2


@dataclass(frozen=True)
class BusyTime:
    """Hold how long a visitor of a service keeps a window busy, from the call on, in minutes, and its variation."""

    minutes: float
    cv: float


@dataclass(frozen=True)
class HalfHour:
    """Hold one half hour of a plan: who is expected, the windows needed, and the share that waits at most 15 minutes
    with them and with all windows that there are."""

    arrivals: float
    needed: int
    level: float
    level_of_all: float


def plan(arrivals: Sequence[float], busy: BusyTime, windows: int) -> list[HalfHour]:
    """Plan the half hours of a day, which follow one another, for a group that `windows` can serve at most."""
    rates = [AN_HOUR * people for people in arrivals]
    needed = staffing.plan(rates, busy.minutes, busy.cv)
    work = staffing.lagged(rates, busy.minutes, busy.cv)
    return [
        HalfHour(people, count, _level(count, rate, busy), _level(windows, rate, busy))
        for people, count, rate in zip(arrivals, needed, work, strict=True)
    ]


def together(arrivals: Mapping[str, float], times: Mapping[str, BusyTime]) -> BusyTime:
    """Return the busy time of several services at the same windows, by how many come for each."""
    people = sum(arrivals.values())
    shares = {service: count / people if people else 1 / len(arrivals) for service, count in arrivals.items()}
    mean = sum(share * times[service].minutes for service, share in shares.items())
    squares = sum(share * times[service].minutes**2 * (1 + times[service].cv**2) for service, share in shares.items())
    return BusyTime(mean, math.sqrt(max(0.0, squares / mean**2 - 1)) if mean else 0.0)


def _level(windows: int, rate: float, busy: BusyTime) -> float:
    """Return the share that waits at most so long as the plan promises."""
    load = staffing.load_of(rate, busy.minutes)
    return 1 - staffing.waits_longer(windows, load, staffing.WITHIN_MINUTES, busy.minutes)
