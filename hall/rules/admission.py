"""Say when a service gives numbers (取号条件): opening hours and holidays.

All functions are pure: the local time of the centre comes in as an argument, on the wall clock of its zone.
A span is half-open, `[from, to)`: at 9:00 sharp the hall is open, at 12:00 sharp it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, pairwise

#: From and to, in minutes since midnight.
Span = tuple[int, int]

#: Minutes of a whole day, the largest end a span may have (24:00).
DAY_MINUTES = 24 * 60

@dataclass(frozen=True)
class Hours:
    """Hold the opening hours of a week and its exceptions (服务时间).

    `week` has seven entries from Monday on, each the spans of that day in minutes since midnight, in order.
    `closed` are holidays, `made_up` are days off that are worked like a Monday in exchange (调休上班日);
    both are ISO dates such as "2014-10-01". A date that is in both is closed.
    """

    week: tuple[tuple[Span, ...], ...]
    closed: frozenset[str] = frozenset()
    made_up: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days, Monday first")
        for day in self.week:
            edges = (0, *chain.from_iterable(day), DAY_MINUTES)
            overlaps = any(start >= end for start, end in day)
            if overlaps or any(earlier > later for earlier, later in pairwise(edges)):
                raise ValueError("the spans of a day follow one another between 0:00 and 24:00")


def spans(hours: Hours, day: date) -> tuple[Span, ...]:
    """List the open spans of a day in order (当日服务时段); empty on a day off."""
    if day.isoformat() in hours.closed:
        return ()
    weekday = 0 if day.isoformat() in hours.made_up else day.weekday()
    return hours.week[weekday]


def is_open(hours: Hours, local: datetime) -> bool:
    """Say whether the service is open at this local time (服务中)."""
    return _span_at(hours, local) is not None


def closes_in(hours: Hours, local: datetime) -> int | None:
    """Return the minutes until the present span ends, for lunch or for the day (距停止服务).

    Rounded up, so it is at least 1 while open; None when it is closed now.
    """
    span = _span_at(hours, local)
    return None if span is None else span[1] - _minute(local)


def minutes_left(hours: Hours, local: datetime) -> int:
    """Return the open minutes left today, lunch not counted (当日剩余服务时间); a minute begun counts."""
    now = _minute(local)
    return sum(max(0, end - max(start, now)) for start, end in spans(hours, local.date()))


def next_opening(hours: Hours, local: datetime) -> datetime | None:
    """Return when a span next begins after this local time (下次开始服务), in its zone; None if never."""
    return next((opening for opening in _openings(hours, local) if opening > local), None)


def around_opening(hours: Hours, local: datetime, early_minutes: int) -> bool:
    """Say whether it is so many minutes before the day's first opening, or later and not yet its last closing; lunch
    is part of the day (开放前后)."""
    today = spans(hours, local.date())
    if today and today[0][0] <= _minute(local) < today[-1][1]:
        return True
    opening = next_opening(hours, local)
    return opening is not None and opening - local <= timedelta(minutes=early_minutes)


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _span_at(hours: Hours, local: datetime) -> Span | None:
    now = _minute(local)
    return next((span for span in spans(hours, local.date()) if span[0] <= now < span[1]), None)


def _openings(hours: Hours, local: datetime) -> Iterator[datetime]:
    # Each holiday can hide one opening, so a week more than there are holidays finds one if there is any.
    for ahead in range(7 * (len(hours.closed) + 1) + 1):
        day = local.date() + timedelta(days=ahead)
        for start, _ in spans(hours, day):
            yield datetime.combine(day, time(start // 60, start % 60), tzinfo=local.tzinfo)
