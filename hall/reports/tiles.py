"""Work out the six figures above the board (六项指标): what a manager looks at first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hall.reports.loads import AgencyLoad, Load
from hall.rules.measures import share
from hall.rules.tally import Tally

#: Somebody who waits longer than this is told plainly (最长等候超时).
LONG_WAIT_SECONDS = 45 * 60
#: Below this many minutes a time is told to the minute, above it in steps of five: it is about right, no more.
FINE_MINUTES = 10
STEP_MINUTES = 5


@dataclass(frozen=True)
class Tiles:
    """Hold the six figures; None is what cannot be known: nobody was called, no window is open, nobody has rated.

    `overdue` have waited longer than fifteen minutes and are not called yet, so they are not in the share.
    `empty_in_minutes` is the work of all who wait over all open windows, `slowest` the agency that needs longest.
    """

    waiting: int
    longest: Load | None
    open_windows: int
    windows: int
    called: int
    within_15_percent: float | None
    overdue: int
    empty_in_minutes: int | None
    slowest: AgencyLoad | None
    satisfied_percent: float | None
    rated: int
    unrated: int

    @property
    def too_long(self) -> bool:
        """Say that somebody waits longer than anybody should."""
        return self.longest is not None and self.longest.longest_wait_seconds > LONG_WAIT_SECONDS


def tiles(loads: Sequence[Load], agencies: Iterable[AgencyLoad], day: Tally, now: int,
          open_windows: int, windows: int) -> Tiles:
    """Work out the figures of a moment: `loads` are those of all services, `day` is counted over all of them."""
    longest = max(loads, key=lambda one: one.longest_wait_seconds, default=None)
    busy = [one for one in agencies if one.waiting]
    return Tiles(
        waiting=sum(one.waiting for one in loads),
        longest=longest if longest and longest.waiting else None,
        open_windows=open_windows,
        windows=windows,
        called=day.called,
        within_15_percent=share(day.short, day.called),
        overdue=day.overdue(now),
        empty_in_minutes=about(sum(one.work for one in loads) / open_windows) if open_windows else None,
        slowest=max(busy, key=_patience, default=None),
        satisfied_percent=share(day.satisfied, day.rated),
        rated=day.rated,
        unrated=max(0, day.done - day.rated),
    )


def about(minutes: float) -> int:
    """Round a time up as far as it can be trusted."""
    whole = math.ceil(minutes)
    return whole if whole < FINE_MINUTES else math.ceil(minutes / STEP_MINUTES) * STEP_MINUTES


def _patience(load: Load) -> float:
    """Return for how long the last of an agency still waits; where no window is open, nobody can say."""
    return math.inf if load.empty_in_minutes is None else load.empty_in_minutes
