"""Define the figures of reports (指标口径): limits, percentiles, shares, and the half hour of a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hall.rules.times import MINUTE_MS
from hall.rules.window_spells import Spell

#: Service level: who was called within these waited shortly (15、20分钟内叫到).
SHORT_WAIT_MS = 15 * MINUTE_MS
LONG_WAIT_MS = 20 * MINUTE_MS
#: An appointment was kept when it was called at most this long after its slot.
ON_TIME_MS = 10 * MINUTE_MS
#: A wait was told too little when it was longer than the end of its range by more than this.
TOO_LITTLE_MS = 10 * MINUTE_MS
#: Figures about one clerk are told from so many served visitors on: fewer say something about chance, not about her.
FEWEST_OF_A_CLERK = 20
#: Percentiles that reports tell.
PERCENTILES = (50, 90)
HALF_HOUR_MINUTES = 30


@lru_cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def half_hour_of(at: int, zone: str) -> tuple[str, int]:
    """Return the day and the half hour of it (0 to 47) that a moment in ms belongs to on the centre's wall clock."""
    local = datetime.fromtimestamp(at // 1000, _zone(zone))
    return f"{local:%Y-%m-%d}", (local.hour * 60 + local.minute) // HALF_HOUR_MINUTES


def cut(spell: Spell, zone: str) -> Iterator[Spell]:
    """Cut a spell where half hours begin, so that each piece belongs to one."""
    began = spell.began_at
    while began < spell.ended_at:
        local = datetime.fromtimestamp(began // 1000, _zone(zone))
        begin = local.replace(minute=local.minute // HALF_HOUR_MINUTES * HALF_HOUR_MINUTES, second=0, microsecond=0)
        following = int((begin + timedelta(minutes=HALF_HOUR_MINUTES)).timestamp() * 1000)
        ended = min(following, spell.ended_at)
        yield replace(spell, began_at=began, ended_at=ended)
        began = ended


def place_of(percent: int, count: int) -> int:
    """Return which of `count` values in order, the first is 1, is the percentile: the nearest rank."""
    return -(-percent * count // 100)


def mean(total: int, count: int) -> int | None:
    """Return a mean in whole ms, cut off; None of nothing."""
    return total // count if count else None


def share(part: int, whole: int) -> float | None:
    """Return a share in percent with one decimal, half rounded up; None of nothing."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole else None
