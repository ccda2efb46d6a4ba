"""Check that the estimated wait (预计等候) is sane: always a range, never a promise that shrinks with more people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules.waiting import Range, competing, estimate

before = st.floats(0, 200)
open_windows = st.integers(1, 30)
minutes = st.floats(1, 60)
scatter = st.floats(0, 1.5)


def told(*facts: float, windows: int = 1, free: bool = False) -> Range:
    people, service_minutes, cv = facts
    found = estimate(people, windows, service_minutes, cv, free)
    assert found
    return found


@given(before, minutes, scatter, st.integers(-3, 0))
def test_with_no_window_open_nobody_can_know(people: float, es: float, cv: float, windows: int) -> None:
    assert estimate(people, windows, es, cv) is None


@given(before, open_windows, minutes, scatter)
def test_a_wait_is_told_as_a_range_from_small_to_large(people: float, c: int, es: float, cv: float) -> None:
    found = told(people, es, cv, windows=c)
    assert 0 <= found.low < found.high


@given(before, st.floats(0, 20), open_windows, minutes, scatter)
def test_more_people_ahead_never_shorten_it(people: float, more: float, c: int, es: float, cv: float) -> None:
    few, many = told(people, es, cv, windows=c), told(people + more, es, cv, windows=c)
    assert few.high <= many.high
    assert few.low <= many.low or many.high > few.high


@given(st.integers(0, 100), minutes)
def test_more_people_ahead_never_shorten_it_at_the_usual_scatter(people: int, es: float) -> None:
    few, many = told(people, es, 0.7, windows=3), told(people + 1, es, 0.7, windows=3)
    assert (few.low, few.high) <= (many.low, many.high)


@given(before, open_windows, minutes, scatter)
def test_one_more_window_never_lengthens_it(people: float, c: int, es: float, cv: float) -> None:
    assert told(people, es, cv, windows=c + 1).high <= told(people, es, cv, windows=c).high


@given(before, open_windows, minutes, scatter)
def test_it_is_rounded_outward_to_minutes_and_above_ten_to_five(people: float, c: int, es: float, cv: float) -> None:
    found = told(people, es, cv, windows=c)
    for seconds in (found.low, found.high):
        assert seconds % 60 == 0
        assert seconds <= 600 or seconds % 300 == 0


def test_a_free_window_and_nobody_ahead_is_now() -> None:
    assert told(0, 8, 0.7, windows=3, free=True) == Range(0, 120)


def test_a_free_window_does_not_help_the_tenth_in_line() -> None:
    assert told(10, 8, 0.7, windows=3, free=True) == told(10, 8, 0.7, windows=3)


def test_twelve_people_three_windows_and_eight_minutes_each() -> None:
    found = told(12, 8, 0.7, windows=3)
    # About 12 × 8 / 3 = 32 minutes, and the range holds it.
    assert found.low < 32 * 60 < found.high
    assert found.high - found.low < 32 * 60


@pytest.mark.parametrize(("counts", "people"), [
    ([(5, 2, 2)], 5.0),
    ([(5, 2, 2), (8, 1, 4)], 7.0),
    ([(5, 0, 3)], 0.0),
    ([(5, 1, 0)], 0.0),
])
def test_only_the_part_of_another_queue_that_meets_at_the_same_windows_competes(
    counts: list[tuple[int, int, int]], people: float
) -> None:
    assert competing(counts) == people
