"""When a service gives numbers: opening hours, lunch, holidays, and the last numbers of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.rules.admission import (
    DAY_MINUTES,
    Hours,
    Span,
    around_opening,
    closes_in,
    is_open,
    minutes_left,
    next_opening,
    spans,
)

DAY = ((540, 720), (810, 1050))
WEEK = Hours(week=(DAY,) * 5 + ((), ()))
SHENZHEN = ZoneInfo("Asia/Shanghai")
#: 29 September 2014 was a Monday, 1 October a holiday, the Sunday before was worked in exchange.
MONDAY = date(2014, 9, 29)


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=SHENZHEN)


@pytest.mark.parametrize(
    ("clock", "opened", "minutes"),
    [
        ("08:59:59", False, None),
        ("09:00:00", True, 180),
        ("11:59:59", True, 1),
        ("12:00:00", False, None),
        ("13:30:00", True, 240),
        ("17:29:00", True, 1),
        ("17:30:00", False, None),
    ],
)
def test_a_day_with_lunch(clock: str, opened: bool, minutes: int | None) -> None:
    assert is_open(WEEK, at(clock)) is opened
    assert closes_in(WEEK, at(clock)) == minutes


def test_the_minutes_left_leave_lunch_out() -> None:
    assert minutes_left(WEEK, at("08:00")) == 180 + 240
    assert minutes_left(WEEK, at("11:00")) == 60 + 240
    assert minutes_left(WEEK, at("12:30")) == 240
    assert minutes_left(WEEK, at("17:30")) == 0


@pytest.mark.parametrize(
    ("clock", "day", "said"),
    [
        ("08:44", MONDAY, False),
        ("08:45", MONDAY, True),
        ("10:00", MONDAY, True),
        ("12:30", MONDAY, True),
        ("17:29", MONDAY, True),
        ("17:30", MONDAY, False),
        ("10:00", MONDAY + timedelta(days=5), False),
    ],
)
def test_around_the_opening_is_from_a_quarter_of_an_hour_before_until_closing_lunch_included(
    clock: str, day: date, said: bool
) -> None:
    assert around_opening(WEEK, at(clock, day), 15) is said


def test_what_opens_at_midnight_is_got_ready_the_evening_before() -> None:
    night = Hours(week=(((0, 120),),) * 7)
    assert [around_opening(night, at(clock), 15) for clock in ("23:44", "23:45", "00:00", "02:00")] == [
        False, True, True, False,
    ]


def test_the_next_opening_is_after_lunch_tomorrow_or_on_monday() -> None:
    friday = MONDAY + timedelta(days=4)
    assert next_opening(WEEK, at("12:10")) == at("13:30")
    assert next_opening(WEEK, at("09:00")) == at("13:30")
    assert next_opening(WEEK, at("18:00")) == at("09:00", MONDAY + timedelta(days=1))
    assert next_opening(WEEK, at("18:00", friday)) == at("09:00", MONDAY + timedelta(days=7))


def test_the_next_opening_is_in_the_centres_zone() -> None:
    opening = next_opening(WEEK, at("12:10"))
    assert opening is not None
    assert opening.tzinfo is SHENZHEN


def test_a_holiday_is_closed_and_the_sunday_in_exchange_is_worked_like_a_monday() -> None:
    hours = replace(WEEK, closed=frozenset({"2014-10-01"}), made_up=frozenset({"2014-09-28"}))
    assert spans(hours, date(2014, 10, 1)) == ()
    assert spans(hours, date(2014, 9, 28)) == DAY
    assert next_opening(hours, at("18:00", date(2014, 9, 30))) == at("09:00", date(2014, 10, 2))


def test_a_holiday_wins_over_an_exchange() -> None:
    both = frozenset({"2014-10-01"})
    assert spans(replace(WEEK, closed=both, made_up=both), date(2014, 10, 1)) == ()


def test_the_exchange_takes_mondays_hours_also_for_a_service_of_two_days() -> None:
    tuesday_only = Hours(week=((), DAY, (), (), (), (), ()), made_up=frozenset({"2014-09-30"}))
    assert spans(tuesday_only, date(2014, 9, 30)) == ()


def test_a_service_that_never_opens_has_no_next_opening() -> None:
    assert next_opening(Hours(week=((),) * 7), at("12:00")) is None


def test_a_service_may_be_open_around_the_clock() -> None:
    always = Hours(week=(((0, DAY_MINUTES),),) * 7)
    assert is_open(always, at("23:59"))
    assert closes_in(always, at("23:59")) == 1


@pytest.mark.parametrize(
    "week",
    [
        (DAY,) * 6,
        (((720, 540),), *(DAY,) * 6),
        (((540, 540),), *(DAY,) * 6),
        (((540, 720), (700, 800)), *(DAY,) * 6),
        (((540, 1441),), *(DAY,) * 6),
        (((-1, 60),), *(DAY,) * 6),
    ],
    ids=["six days", "backwards", "empty", "overlapping", "over midnight", "before midnight"],
)
def test_a_week_that_cannot_be_is_refused(week: tuple[tuple[Span, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"seven days|follow one another"):
        Hours(week=week)


def spans_of_a_day() -> st.SearchStrategy[tuple[Span, ...]]:
    edges = st.lists(st.integers(0, DAY_MINUTES), unique=True, max_size=6)
    return edges.map(sorted).map(lambda e: tuple(zip(e[::2], e[1::2], strict=False)))


days = st.dates(date(2014, 1, 1), date(2016, 12, 31))
iso_days = st.frozensets(days.map(date.isoformat), max_size=5)
weeks = st.tuples(*[spans_of_a_day()] * 7)
any_hours = st.builds(Hours, week=weeks, closed=iso_days, made_up=iso_days)
moments = st.datetimes(datetime(2014, 1, 1), datetime(2016, 12, 31))


@given(any_hours, moments)
def test_open_is_having_a_closing_ahead(hours: Hours, local: datetime) -> None:
    left = closes_in(hours, local)
    assert is_open(hours, local) == (left is not None)
    if left is not None:
        assert 1 <= left <= minutes_left(hours, local)
        closing = local.replace(second=0, microsecond=0) + timedelta(minutes=left)
        assert is_open(hours, closing - timedelta(minutes=1))
        follows = any(start == closing.hour * 60 + closing.minute for start, _ in spans(hours, closing.date()))
        assert follows or not is_open(hours, closing)


@given(any_hours, moments)
def test_the_next_opening_is_the_first_open_moment_after_a_closed_one(hours: Hours, local: datetime) -> None:
    opening = next_opening(hours, local)
    if opening is None:
        assert not any(hours.week)
        return
    assert opening > local
    assert is_open(hours, opening)
    if not is_open(hours, local):
        assert minutes_left(hours, local) == 0 or opening.date() == local.date()
        between = (local.date() + timedelta(days=n) for n in range(1, (opening.date() - local.date()).days))
        assert not any(spans(hours, day) for day in between)


@settings(max_examples=20)  # each looks at every minute of a day
@given(any_hours, moments)
def test_a_day_is_open_as_many_minutes_as_its_spans_have(hours: Hours, local: datetime) -> None:
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    total = sum(end - start for start, end in spans(hours, local.date()))
    assert minutes_left(hours, midnight) == total
    assert sum(is_open(hours, midnight + timedelta(minutes=n)) for n in range(DAY_MINUTES)) == total
