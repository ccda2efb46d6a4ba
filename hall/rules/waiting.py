"""Tell how long somebody will probably wait (预计等候): always a range, never one number.

The thin form of the hall's rules, section 3: it knows who stands before, how many windows are open and how long
a service usually takes. Bookings to come, priorities to come and the hall's own history join it later.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

#: The range covers the middle 80 of 100 cases.
LOW, HIGH = 0.10, 0.90
#: How far the usual service time itself may be off, as a share of the wait.
MODEL_ERROR = 0.15
MINUTE_SECONDS = 60


@dataclass(frozen=True)
class Range:
    """Hold a wait in seconds: with 8 of 10 it lies between `low` and `high`."""

    low: int
    high: int


def competing(counts: Iterable[tuple[int, int, int]]) -> float:
    """Return how many people compete for a service's open windows.

    Each entry is (waiting before, open windows that serve both, open windows that serve the other) of one service.
    """
    return sum(before * both / other for before, both, other in counts if other)


def estimate(before: float, windows: int, minutes: float, cv: float, free: bool = False) -> Range | None:
    """Estimate the wait of somebody with `before` people ahead at `windows` open windows, rounded outward.

    `minutes` is the usual time with one visitor, `cv` how much that varies. None when no window is open: then
    nobody can know. `free` says that one of the windows has nobody now.
    """
    if windows <= 0:
        return None
    if free and before < 1:
        return Range(0, 2 * MINUTE_SECONDS)
    low, _, high = quantiles(before, windows, minutes * MINUTE_SECONDS, cv, (LOW, 0.5, HIGH))
    return Range(_outward(low, down=True), _outward(high))


def quantiles(
    before: float, windows: int, cycle_seconds: float, cv: float, shares: Sequence[float]
) -> tuple[float, ...]:
    """Return quantiles of the wait in seconds, for at least one open window; `cycle_seconds` is call to next call."""
    served = before + (1 + cv**2) / 2
    mean = cycle_seconds * served / windows
    spread = (cycle_seconds / windows) ** 2 * (served * (cv**2 + (1 - cv**2) * min(1.0, windows / served)))
    variance = spread + (MODEL_ERROR * mean) ** 2
    return tuple(_quantile(mean, variance, share) for share in shares)


def _quantile(mean: float, variance: float, share: float) -> float:
    """Return a quantile of a gamma wait by Wilson and Hilferty's cube."""
    v = variance / mean**2
    z = NormalDist().inv_cdf(share)
    return mean * max(0.0, 1 - v / 9 + z * math.sqrt(v) / 3) ** 3


def _outward(seconds: float, *, down: bool = False) -> int:
    """Round outward: to whole minutes below ten, to five minutes above."""
    minutes = seconds / MINUTE_SECONDS
    step = 1 if minutes < 10 else 5
    whole = math.floor(minutes / step) if down else math.ceil(minutes / step)
    return whole * step * MINUTE_SECONDS
