"""Forecast who comes (来人预测): arrivals of each half hour of a coming day, from the hall's own days.

A day is told by earlier days of its weekday, the nearer the more, moved by how the last days were against theirs.
What is known of the calendar and of bookings joins only where it proves itself (`backtest`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

HALF_HOURS = 48
#: Earlier days of one weekday that tell something, and how much less each one does than the next nearer one.
WEEKS, FADING = 8, 0.85
#: Of so many arrivals on, a service's own course of the day counts as much as that of all its weekdays together.
OWN_COURSE = 30.0
#: That is the course of so many days.
USUAL_DAYS = 30
#: Days that tell how things go just now, and how much of it is believed.
LATELY, BELIEVED = 10, 0.5
#: A kind of day that was seen so often counts half of what it showed.
CALENDAR_DOUBT = 2.0
#: Share of those booked for a half hour who come in the one before it.
COME_BEFORE = 0.5

Course = Sequence[float]
Courses = Mapping[str, Course]
#: Which weekday a day counts as, None for a day off; 调休 days count as the weekday that they stand for.
KindOf = Callable[[date], int | None]


@dataclass(frozen=True)
class Past:
    """Hold what is known: arrivals of each half hour by series (a service or a pool) and day, bookings, and which
    share of those who booked came.

    `booked` has the bookings of each day, coming days included, by how many days before it they were told; one that
    was cancelled takes itself away again on the day on which that was told.
    """

    arrivals: Mapping[date, Courses]
    kind_of: KindOf
    booked: Mapping[date, Mapping[int, Courses]] = field(default_factory=dict)
    shows: float = 0.0


@dataclass(frozen=True)
class Method:
    """Hold what a forecast uses besides earlier days of the same weekday."""

    name: str
    lately: bool = False
    calendar: bool = False
    bookings: bool = False


#: In the order of their demands: of two that err the same the first is taken.
METHODS = (
    Method("weekdays"), Method("lately", lately=True), Method("calendar", lately=True, calendar=True),
    Method("bookings", lately=True, bookings=True), Method("everything", lately=True, calendar=True, bookings=True),
)


class Forecaster:
    """Forecast from some days; each forecast knows nothing after `known` (its day's eve, or earlier).

    So does it of bookings: those of its day count that were told until then. Earlier days are looked at as they stood
    so many days before (`ahead`), for what was booked later has to come with those who walk in.
    """

    def __init__(self, past: Past) -> None:
        self._past = past
        self._bases: dict[tuple[date, date, int | None], dict[str, list[float]]] = {}
        self._others: dict[int, dict[date, dict[str, list[float]]]] = {}
        self._sums: dict[int | None, list[Courses]] = {}
        self._expectations: dict[date, float] = {}
        self._totals = {day: sum(map(sum, courses.values())) for day, courses in past.arrivals.items()}

    @cached_property
    def _of_kind(self) -> dict[int, list[date]]:
        """Return the days by kind, the latest first."""
        found: dict[int, list[date]] = defaultdict(list)
        for day in sorted(self._past.arrivals, reverse=True):
            kind = self._past.kind_of(day)
            if kind is not None and self._totals[day]:
                found[kind].append(day)
        return found

    @cached_property
    def cells(self) -> int:
        """Return how many half hours of series a day has: those in which anybody ever came."""
        return len({name for some in self._past.arrivals.values() for name in some}) * len(self._places)

    @cached_property
    def days(self) -> list[date]:
        """Return the days on which somebody came and the hall was open, in order."""
        return sorted(day for some in self._of_kind.values() for day in some)

    def naive(self, day: date, known: date) -> dict[str, list[float]]:
        """Return the same half hours of the latest day of the same weekday (上周同一时段)."""
        before = self._earlier(day, known, 1)
        return {series: list(course) for series, course in self._past.arrivals[before[0]].items()} if before else {}

    def forecast(self, day: date, known: date, method: Method) -> dict[str, list[float]]:
        """Return the arrivals of each half hour of a day by series."""
        ahead = (day - known).days if method.bookings else None
        base = self._base(day, known, ahead)
        factor = (self._lately(day, known) if method.lately else 1.0) * (
            self._calendar(day, known) if method.calendar else 1.0
        )
        found = {series: [people * factor for people in course] for series, course in base.items()}
        if ahead is not None:
            for series, course in self._booked(day, ahead).items():
                mine = found.setdefault(series, [0.0] * HALF_HOURS)
                found[series] = [people + booked for people, booked in zip(mine, course, strict=True)]
        return found

    def earlier_days(self, day: date, known: date) -> int:
        """Return how many days of the same weekday a forecast would know."""
        return len(self._earlier(day, known, WEEKS))

    def _earlier(self, day: date, known: date, most: int) -> list[date]:
        kind = self._past.kind_of(day)
        same = [] if kind is None else self._of_kind.get(kind, [])
        return [one for one in same if one <= known and one < day][:most]

    def _base(self, day: date, known: date, ahead: int | None) -> dict[str, list[float]]:
        """Return the weighted mean of earlier days of the weekday, each series' course leaning on its usual one."""
        before = self._earlier(day, known, WEEKS)
        key = (day, before[0] if before else known, ahead)
        if key not in self._bases:
            self._bases[key] = self._mean(before, known, ahead) if before else {}
        return self._bases[key]

    def _mean(self, before: list[date], known: date, ahead: int | None) -> dict[str, list[float]]:
        weights = [FADING**place for place in range(len(before))]
        came = self._came(ahead)
        days = [came[one] for one in before]
        usual = self._usual(known, ahead)
        found = {}
        for series in {name for courses in days for name in courses}:
            mine = [(weight, one[series]) for weight, one in zip(weights, days, strict=True) if series in one]
            course = [0.0] * HALF_HOURS
            for place in self._places:
                course[place] = sum(weight * one[place] for weight, one in mine) / sum(weights)
            seen, total = sum(sum(one) for _, one in mine), sum(course)
            own = seen / (seen + OWN_COURSE)
            shape = usual.get(series, course)
            leaning = (1 - own) * total / (sum(shape) or 1.0)
            for place in self._places:
                course[place] = own * course[place] + leaning * shape[place]
            found[series] = course
        return found

    def _usual(self, known: date, ahead: int | None) -> Courses:
        """Return each series' course over the last weeks, whatever the weekday."""
        until = bisect_right(self.days, known)
        if ahead not in self._sums:
            came = self._came(ahead)
            self._sums[ahead] = _running(came[day] for day in self.days)
        sums = self._sums[ahead]
        now, before = sums[until], sums[max(0, until - USUAL_DAYS)]
        nobody = [0.0] * HALF_HOURS
        return {
            series: [a - b for a, b in zip(course, before.get(series, nobody), strict=True)]
            for series, course in now.items()
        }

    def _came(self, ahead: int | None) -> Mapping[date, Courses]:
        """Return who came; with `ahead`, without those of whom so many days before each day it was known."""
        if ahead is None:
            return self._past.arrivals
        if ahead not in self._others:
            self._others[ahead] = {day: self._without_booked(day, ahead) for day in self._past.arrivals}
        return self._others[ahead]

    @cached_property
    def _places(self) -> tuple[int, ...]:
        """Return the half hours in which anybody ever came: nobody comes in the others."""
        courses = [course for some in self._past.arrivals.values() for course in some.values()]
        return tuple(place for place in range(HALF_HOURS) if any(course[place] for course in courses))

    def _lately(self, day: date, known: date) -> float:
        """Return how the last days were against earlier days of their weekdays: what grows is followed."""
        lately = [one for one in self.days if one <= known and one < day][-LATELY:]
        told = [(self._totals[one], self._expected(one)) for one in lately]
        counted = [(people, expected) for people, expected in told if expected]
        expected = sum(expected for _, expected in counted)
        return (sum(people for people, _ in counted) / expected) ** BELIEVED if expected else 1.0

    def _expected(self, day: date) -> float:
        """Return how many came in the mean on earlier days of the weekday."""
        if day not in self._expectations:
            self._expectations[day] = self._expect(day)
        return self._expectations[day]

    def _expect(self, day: date) -> float:
        before = self._earlier(day, day - timedelta(days=1), WEEKS)
        weights = [FADING**place for place in range(len(before))]
        told = sum(weight * self._totals[one] for weight, one in zip(weights, before, strict=True))
        return told / sum(weights) if before else 0.0

    def _calendar(self, day: date, known: date) -> float:
        """Return by how much days of this kind were above what their weekday told, doubting what was seen seldom."""
        kinds = self._kinds(day)
        factor = 1.0
        for kind in kinds:
            ratios = [
                self._totals[one] / (expected * self._lately(one, one - timedelta(days=1)))
                for one in self.days
                if one <= known and one < day and kind in self._kinds(one) and (expected := self._expected(one))
            ]
            factor *= (sum(ratios) + CALENDAR_DOUBT) / (len(ratios) + CALENDAR_DOUBT)
        return factor

    def _kinds(self, day: date) -> frozenset[str]:
        return _kinds(day, self._past.kind_of)

    def _without_booked(self, day: date, ahead: int) -> dict[str, list[float]]:
        booked = self._booked(day, ahead)
        return {
            series: [max(0.0, people - one) for people, one in zip(course, booked[series], strict=True)]
            if series in booked else list(course)
            for series, course in self._past.arrivals[day].items()
        }

    def _booked(self, day: date, ahead: int) -> dict[str, list[float]]:
        """Return when those come who had booked a day so many days before: ahead of their slot a little, not all."""
        told = self._past.booked.get(day, {})
        slots = _running(courses for days_before, courses in told.items() if days_before >= ahead)[-1]
        found = {}
        for series, course in slots.items():
            later = [*course[1:], 0.0]
            found[series] = [
                self._past.shows * ((1 - COME_BEFORE) * here + COME_BEFORE * after)
                for here, after in zip(course, later, strict=True)
            ]
        return found


def together(courses: Courses, groups: Mapping[str, str]) -> dict[str, list[float]]:
    """Add series up to groups; one without a group is left out."""
    found: dict[str, list[float]] = {}
    for series, course in courses.items():
        group = groups.get(series)
        if group is not None:
            was = found.get(group)
            found[group] = [a + b for a, b in zip(was, course, strict=True)] if was else list(course)
    return found


def _running(days: Iterable[Courses]) -> list[Courses]:
    """Return the sums of the first none, one, two … of some courses."""
    sums: list[Courses] = [{}]
    for courses in days:
        was = sums[-1]
        sums.append({**was, **{
            series: [a + b for a, b in zip(was[series], course, strict=True)] if series in was else list(course)
            for series, course in courses.items()
        }})
    return sums


def _kinds(day: date, kind_of: KindOf) -> frozenset[str]:
    """Say in which way a day is special: among the last or first two of its month, or after a break."""
    found = set()
    if _open_days(day, 1, kind_of) < 2:
        found.add("month_end")
    if _open_days(day, -1, kind_of) < 2:
        found.add("month_begin")
    eve = day - timedelta(days=1)
    if eve.weekday() < 5 and kind_of(eve) is None:
        found.add("after_break")
    return frozenset(found)


def _open_days(day: date, step: int, kind_of: KindOf) -> int:
    """Count the open days of the month after a day, or before it."""
    count, one = 0, day + timedelta(days=step)
    while one.month == day.month:
        count += kind_of(one) is not None
        one += timedelta(days=step)
    return count
