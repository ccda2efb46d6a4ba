"""Decide which slots a service offers and how many places each has (预约); moments are ms, durations as named."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hall.rules.times import MINUTE_MS

#: A booked visitor may wait longer than this many minutes after her slot in one case of twenty.
PROMISE_MINUTES = 10
PROMISE_MISSED = 1 / 20
#: Letters and digits of a code: none that look or sound alike, all of them on every scanner and key pad.
CODE_LETTERS = "23456789ACDFHJKLNRTUVWXY"
CODE_LENGTH = 8


def booked_share(windows: int, minutes: float, cv: float, share_max: float) -> float:
    """Return which share of a pool's capacity may be promised to appointments, 0 to `share_max`.

    Source: the hall's rules, section 4; a pool of one window may promise next to nothing.
    """
    if windows <= 0:
        return 0.0
    wait = minutes * (1 + cv**2) / 2 * math.log(1 / PROMISE_MISSED) / (PROMISE_MINUTES * windows)
    return max(0.0, min(share_max, 1 - wait))


def places(windows: int, minutes: float, cv: float, slot_minutes: int, share_max: float) -> int:
    """Return how many appointments one slot takes; at least 1 where anything may be promised at all."""
    share = booked_share(windows, minutes, cv, share_max)
    return max(1, math.floor(share * windows * slot_minutes / minutes)) if share > 0 else 0


def slots(from_at: int, until_at: int, slot_minutes: int) -> Iterator[int]:
    """List the slots that start from `from_at` on and are over by `until_at`, on the clock's round quarter hours."""
    step = slot_minutes * MINUTE_MS
    slot = -(-from_at // step) * step
    while slot + step <= until_at:
        yield slot
        slot += step


def is_on_grid(slot_at: int, slot_minutes: int) -> bool:
    """Say whether a moment is the start of a slot."""
    return slot_at % (slot_minutes * MINUTE_MS) == 0
