"""Hold how long the hall gives everybody for everything (时限), all in ms; the figures are the policy's."""

from __future__ import annotations

from dataclasses import dataclass

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS


@dataclass(frozen=True)
class Times:
    """Hold the durations of the acts; `recall_after_seconds` are those of the automatic recalls."""

    #: A called visitor may be missed after this, a priority visitor after the second one.
    miss_after_ms: int = 60 * SECOND_MS
    miss_priority_after_ms: int = 120 * SECOND_MS
    #: Her time counts from when a screen showed the call, at the latest from the press and this.
    shown_latest_ms: int = 90 * SECOND_MS
    recall_after_seconds: tuple[int, ...] = (20, 40)
    undo_ms: int = 8 * SECOND_MS
    #: A number whose paper nobody reported goes on waiting after this.
    reserved_ms: int = 20 * SECOND_MS
    check_in_early_ms: int = 30 * MINUTE_MS
    #: The way from one hall to the other.
    walking_ms: int = 3 * MINUTE_MS
    rejoin_within_ms: int = 60 * MINUTE_MS
    rejoin_times: int = 2
    #: Who acts for others (代办人) holds numbers for so many people at once.
    agent_people: int = 3
    #: Who comes back counts as if she had come this long ago, never better than before.
    back_ms: int = 15 * MINUTE_MS
    hold_ms: int = 30 * MINUTE_MS
    #: Who waits for one window alone waits for the service again after this.
    pinned_ms: int = 10 * MINUTE_MS
    lost_ms: int = 120 * SECOND_MS
    defer_least_ms: int = 10 * MINUTE_MS
    defer_most_ms: int = 30 * MINUTE_MS
    #: The business day ends this long after midnight on the centre's wall clock.
    day_end_ms: int = 22 * 60 * MINUTE_MS


def business_day(local_ms: int, times: Times) -> int:
    """Return the ordinal of the business day (业务日) of a moment on the wall clock, in days since 1970."""
    day_ms = 24 * 60 * MINUTE_MS
    return (local_ms + day_ms - times.day_end_ms) // day_ms if times.day_end_ms else local_ms // day_ms
