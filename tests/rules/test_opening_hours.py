"""Check when a service gives numbers (取号条件): hours, lunch, days off, the last numbers of a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules.admission import Hours, closes_in, gives_numbers, is_open, minutes_left, next_opening, spans

ZONE = ZoneInfo("Asia/Shanghai")
DAY = ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60 + 30))
#: A week of work, one holiday on a Wednesday and a Sunday that is worked for it.
HOURS = Hours((DAY,) * 5 + ((), ()), frozenset({"2014-10-01"}), frozenset({"2014-09-28"}))
some_moment = st.datetimes(datetime(2014, 8, 1), datetime(2014, 11, 1), timezones=st.just(ZONE))


def on(text: str) -> datetime:
    """Return a moment on the hall's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("moment", "open_now"), [
    ("2014-08-20 08:59", False),
    ("2014-08-20 09:00", True),
    ("2014-08-20 11:59", True),
    ("2014-08-20 12:00", False),
    ("2014-08-20 13:30", True),
    ("2014-08-20 17:29", True),
    ("2014-08-20 17:30", False),
    ("2014-08-23 10:00", False),
    ("2014-09-28 10:00", True),
    ("2014-10-01 10:00", False),
])
def test_the_hall_is_open_at_these_moments(moment: str, open_now: bool) -> None:
    assert is_open(HOURS, on(moment)) is open_now


@given(some_moment)
def test_it_is_open_exactly_as_long_as_it_says_when_it_closes(now: datetime) -> None:
    left = closes_in(HOURS, now)
    assert (left is None) == (not is_open(HOURS, now))
    if left is not None:
        assert left >= 1
        assert not is_open(HOURS, now + timedelta(minutes=left))
        assert is_open(HOURS, now + timedelta(minutes=left - 1))
        assert left <= minutes_left(HOURS, now)


@given(some_moment)
def test_the_next_opening_is_in_the_future_and_nothing_opens_before_it(now: datetime) -> None:
    opening = next_opening(HOURS, now)
    assert opening is not None and opening > now and is_open(HOURS, opening)
    if not is_open(HOURS, now):
        between = now + (opening - now) / 2
        assert not is_open(HOURS, between) or between == opening


def test_lunch_does_not_count_as_time_left() -> None:
    assert minutes_left(HOURS, on("2014-08-20 11:30")) == 30 + 240
    assert minutes_left(HOURS, on("2014-08-20 12:30")) == 240
    assert minutes_left(HOURS, on("2014-08-20 18:00")) == 0


def test_a_day_off_has_no_hours_and_a_made_up_day_those_of_a_monday() -> None:
    assert spans(HOURS, on("2014-10-01 00:00").date()) == ()
    assert spans(HOURS, on("2014-09-28 00:00").date()) == DAY


def test_a_hall_that_never_opens_says_so() -> None:
    assert next_opening(Hours(((),) * 7), on("2014-08-20 10:00")) is None


@pytest.mark.parametrize("day", [((600, 540),), ((540, 700), (600, 720)), ((-5, 60),), ((600, 1500),)])
def test_spans_that_overlap_or_leave_the_day_are_no_hours(day: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="spans of a day"):
        Hours((day,) * 7)


@given(st.floats(0, 10_000), st.floats(0, 10_000))
def test_numbers_end_when_the_work_would_not_fit_with_a_tenth_kept_back(work: float, left: float) -> None:
    assert gives_numbers(work, left) == (work <= left * 0.9)
    assert gives_numbers(0, left)
