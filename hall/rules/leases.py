"""Lease numbers to a kiosk for the time when its network is cut (断网号段): a range that nobody else ever gives.

Ordinary numbers of a series count from 1 and no hall gives thousands of one in a day; each kiosk gets fifty numbers
above five thousand, the same ones in every series, so one lease serves all services.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Leased numbers are above this one.
LEASED_FROM = 5000
#: Numbers of each series that one kiosk may give in a day while it is cut off.
COUNT = 50


@dataclass(frozen=True)
class Lease:
    """Hold the numbers leased to one kiosk on one business day: `count` of each series, from `first` on."""

    day: int
    first: int
    count: int

    def __contains__(self, number: object) -> bool:
        """Say whether a number of a series is one of these."""
        return isinstance(number, int) and self.first <= number < self.first + self.count


def lease(day: int, place: int) -> Lease:
    """Return the lease of the kiosk that asked as the `place`-th of the day, counted from 0."""
    return Lease(day, LEASED_FROM + 1 + place * COUNT, COUNT)


def is_leased(number: int) -> bool:
    """Say whether a number of a series was given by a kiosk that was cut off."""
    return number > LEASED_FROM
