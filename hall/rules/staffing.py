"""Tell how many windows a queue needs, and what one more would gain (窗口配置).

A plan looks at half hours (`lagged`, `windows_needed`); advice looks at the people who wait now and those who come in
the next half hour (`mean_wait`, `gain`). All times are minutes; a load is the count of windows that it keeps busy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

#: A half hour has enough windows when at most one visitor in ten waits longer than this (minutes).
WITHIN_MINUTES = 15.0
SHARE = 0.10
#: Rates are told for each half hour; advice looks so far ahead, because a window is opened for about as long.
HALF_HOUR_MINUTES = 30.0
#: More windows than any service of a hall has: a search ends here.
MOST_WINDOWS = 1000


def erlang_c(windows: int, load: float) -> float:
    """Return the share of visitors who have to wait at all; 1 where the load is more than the windows can serve."""
    if load <= 0:
        return 0.0
    if load >= windows:
        return 1.0
    blocked = 1.0
    for count in range(1, windows + 1):
        blocked = load * blocked / (count + load * blocked)
    return windows * blocked / (windows - load * (1 - blocked))


def waits_longer(windows: int, load: float, minutes: float, service_minutes: float) -> float:
    """Return the share of visitors who wait longer than some minutes in the long run."""
    if 0 < load >= windows:
        return 1.0
    return erlang_c(windows, load) * math.exp(-(windows - load) * minutes / service_minutes)


def windows_needed(
    arrivals_per_hour: float, service_minutes: float, within_minutes: float = WITHIN_MINUTES, share: float = SHARE
) -> int:
    """Return the fewest windows with which no more than a share waits longer; none where nobody comes."""
    load = load_of(arrivals_per_hour, service_minutes)
    if load <= 0:
        return 0
    fewest = math.floor(load) + 1
    return next(
        count
        for count in range(fewest, fewest + MOST_WINDOWS)
        if waits_longer(count, load, within_minutes, service_minutes) <= share
    )


def windows_now(came: int, came_minutes: float, work_minutes: float, most: int) -> int:
    """Return how many of an agency's windows should be open now (建议窗口数), at most those that it has.

    As many as let nine of ten wait at most fifteen minutes when people go on coming as in the last half hour (`came` of
    them, who cost windows `came_minutes`), and as many as serve within a half hour who waits now (`work_minutes`).
    """
    per_hour = came * 60 / HALF_HOUR_MINUTES
    steady = windows_needed(per_hour, came_minutes / came) if came else 0
    return min(most, max(steady, math.ceil(work_minutes / HALF_HOUR_MINUTES)))


def lag(service_minutes: float, cv: float) -> float:
    """Return by how many minutes the work that is here follows those who came: the mean age of a visit under way."""
    return service_minutes * (1 + cv**2) / 2


def lagged(rates: Sequence[float], service_minutes: float, cv: float) -> list[float]:
    """Return the rates by which half hours are to be staffed: work comes in when people come, and is there after that.

    `rates` are arrivals an hour in half hours that follow one another; before the first of them nobody came.
    """
    behind = lag(service_minutes, cv) / HALF_HOUR_MINUTES
    whole, part = int(behind), behind - int(behind)
    before = [0.0] * (whole + 1) + list(rates)
    return [part * before[place] + (1 - part) * before[place + 1] for place in range(len(rates))]


def plan(rates: Sequence[float], service_minutes: float, cv: float) -> list[int]:
    """Return the windows that each half hour needs, from the arrivals an hour in each."""
    return [windows_needed(rate, service_minutes) for rate in lagged(rates, service_minutes, cv)]


def load_of(arrivals_per_hour: float, service_minutes: float) -> float:
    """Return how many windows would always be busy."""
    return arrivals_per_hour / 60 * service_minutes


def expected_wait(windows: int, arrivals_per_hour: float, service_minutes: float, cv: float) -> float:
    """Return the mean wait in the long run (Allen and Cunneen); infinite where more come than can be served."""
    load = load_of(arrivals_per_hour, service_minutes)
    if load <= 0:
        return 0.0
    if load >= windows:
        return math.inf
    return erlang_c(windows, load) * service_minutes / (windows - load) * (1 + cv**2) / 2


@dataclass(frozen=True)
class Queue:
    """Hold a queue as it stands: who waits, who comes, how long a visitor takes, how many windows call from it.

    `waiting` may be a fraction where windows have other queues too; `free` of the windows have nobody.
    """

    waiting: float
    arrivals_per_hour: float
    service_minutes: float
    cv: float
    windows: int
    free: int = 0


def mean_wait(queue: Queue, minutes: float = HALF_HOUR_MINUTES) -> float:
    """Return how long those who wait now and those who come in the next minutes still wait, in the mean."""
    if queue.windows <= 0:
        return math.inf if queue.waiting > 0 or queue.arrivals_per_hour > 0 else 0.0
    whole = math.ceil(queue.waiting)
    here = sum(_still(queue, place) for place in range(whole)) * (queue.waiting / whole if whole else 0.0)
    moments = math.ceil(minutes)
    settled = expected_wait(queue.windows, queue.arrivals_per_hour, queue.service_minutes, queue.cv)
    later = sum(_newcomer(queue, moment + 0.5, settled) for moment in range(moments))
    coming = queue.arrivals_per_hour / 60 * minutes
    people = queue.waiting + coming
    return (here + later * coming / moments) / people if people else 0.0


def gain(queue: Queue, more: int = 1) -> float:
    """Return by how many minutes less people would wait with so many more windows, which have nobody yet."""
    with_them = replace(queue, windows=queue.windows + more, free=queue.free + more)
    before, after = mean_wait(queue), mean_wait(with_them)
    return before if math.isinf(before) else max(0.0, before - after)


def _still(queue: Queue, before: float) -> float:
    """Return the wait of somebody with so many before her, while people leave the queue at a steady pace."""
    behind = before - queue.free
    return queue.service_minutes / queue.windows * (behind + (1 + queue.cv**2) / 2) if behind >= 0 else 0.0


def _newcomer(queue: Queue, moment: float, settled: float) -> float:
    """Return the wait of somebody who comes at a moment from now.

    Where the queue has gone by then she waits as in the long run (`settled`), or as long as chance can have made it.
    """
    rate, pace = queue.arrivals_per_hour / 60, queue.service_minutes / queue.windows
    before = queue.waiting + moment * (rate - 1 / pace)
    chance = pace * math.sqrt(2 / math.pi * (rate + queue.cv**2 / pace) * moment)
    return max(min(settled, chance), _still(queue, before) if before >= 0 else 0.0)
