"""Check that the estimated wait (预计等候) is sane: always a range, never a promise that shrinks with more people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules.waiting import (
    AT_ONCE,
    Coming,
    Expected,
    Question,
    Range,
    Rival,
    Span,
    Step,
    Told,
    chance_to_come,
    expected,
    expected_from,
    planned,
)

MINUTE = 60_000
HOUR = 60 * MINUTE

cycles = st.floats(1, 60).map(lambda minutes: minutes * MINUTE)
scatter = st.floats(0, 1.5)
comings = st.lists(
    st.builds(Coming, st.integers(0, 3 * HOUR), st.floats(0.05, 1)), max_size=6
).map(tuple)
rivals = st.lists(
    st.builds(Rival, st.floats(0.1, 1), st.integers(0, 60), cycles, st.floats(0, 1 / (20 * MINUTE)), comings),
    min_size=1, max_size=3,
).map(tuple)
#: Windows hour by hour, a closed one in between included; the last ones that there are go on.
plans = st.tuples(st.lists(st.integers(0, 20), max_size=3), st.integers(1, 20)).map(
    lambda one: tuple(Step(n * HOUR, windows) for n, windows in enumerate([*one[0], one[1]]))
)
questions = st.builds(Question, cycles, scatter, rivals, plans, st.floats(0, 2 * HOUR))


def asked(people: int = 0, windows: int = 3, minutes: float = 8, **more: Any) -> Question:
    """Ask in a hall of one service."""
    joining = more.pop("joining", 0.0)
    coming = more.pop("coming", ())
    rival = Rival(1.0, people, minutes * MINUTE, joining, coming)
    told: dict[str, Any] = {"plan": (Step(0, windows),), **more}
    return Question(minutes * MINUTE, 0.7, (rival,), **told)


def wait(question: Question) -> Expected:
    found = expected(question)
    assert found
    return found


def more_of(question: Question, change: Callable[[Rival], Rival]) -> Question:
    return replace(question, rivals=(change(question.rivals[0]), *question.rivals[1:]))


@given(questions)
def test_a_wait_is_a_range_from_small_to_large_and_never_negative(question: Question) -> None:
    found = wait(question)
    assert 0 <= found.low <= found.median <= found.high
    assert found.low < found.high and found.told.low < found.told.high


@given(questions)
def test_with_no_window_open_or_planned_nobody_can_know(question: Question) -> None:
    assert expected(replace(question, plan=tuple(replace(step, windows=0) for step in question.plan))) is None


@given(questions, st.integers(1, 20))
def test_more_people_ahead_never_shorten_it(question: Question, more: int) -> None:
    few, many = wait(question), wait(more_of(question, lambda one: replace(one, before=one.before + more)))
    assert few.median <= many.median


@given(questions, st.integers(1, 20))
def test_nor_its_end_where_all_take_about_as_long(question: Question, more: int) -> None:
    alike = replace(question, rivals=tuple(replace(one, cycle_ms=question.cycle_ms) for one in question.rivals))
    few, many = wait(alike), wait(more_of(alike, lambda one: replace(one, before=one.before + more)))
    assert few.high <= many.high


@given(questions, st.builds(Coming, st.integers(0, 3 * HOUR), st.floats(0.05, 1)))
def test_one_more_booking_never_brings_its_end_nearer(question: Question, coming: Coming) -> None:
    one, two = wait(question), wait(more_of(question, lambda one: replace(one, coming=(*one.coming, coming))))
    assert one.high <= two.high + 1


@given(questions)
def test_one_more_window_never_lengthens_it(question: Question) -> None:
    more = replace(question, plan=tuple(replace(step, windows=step.windows + 1) for step in question.plan))
    assert wait(more).median <= wait(question).median and wait(more).high <= wait(question).high


@given(questions, st.floats(1, 3))
def test_slower_clerks_never_shorten_it(question: Question, slower: float) -> None:
    slow = replace(
        question, cycle_ms=question.cycle_ms * slower,
        rivals=tuple(replace(one, cycle_ms=one.cycle_ms * slower) for one in question.rivals),
    )
    assert wait(question).median <= wait(slow).median + 1


@given(st.integers(0, 5 * HOUR), st.integers(0, 5 * HOUR), st.integers(0, 5 * HOUR))
def test_what_is_told_holds_what_is_expected_in_minutes_and_above_ten_in_fives(a: int, b: int, c: int) -> None:
    found = Expected(*sorted((a, b, c)))
    told = found.told
    assert told.low * 1000 <= found.low and found.high <= told.high * 1000
    for seconds in (told.low, told.high):
        assert seconds % 60 == 0
        assert seconds <= 600 or seconds % 300 == 0
    assert expected_from(found.text) == found


def test_a_free_window_and_nobody_ahead_is_now_but_a_clerk_still_has_to_press() -> None:
    assert AT_ONCE.told == Range(0, 120)


def test_twelve_people_three_windows_and_eight_minutes_each() -> None:
    found = wait(asked(12))
    # About 12 × 8 / 3 = 32 minutes, and the range holds it.
    assert found.low < 32 * MINUTE < found.high
    assert 28 * MINUTE < found.median < 36 * MINUTE
    assert found.high - found.low < 32 * MINUTE


def test_priorities_to_come_are_counted_for_as_long_as_they_pass() -> None:
    every_ten = 1 / (10 * MINUTE)
    alone, passed = wait(asked(12)), wait(asked(12, joining=every_ten, passed_for_ms=120 * MINUTE))
    # One window of three serves almost only them.
    assert 1.25 < passed.median / alone.median < 1.5
    briefly = wait(asked(12, joining=every_ten, passed_for_ms=10 * MINUTE))
    assert alone.median < briefly.median < passed.median


def test_a_booking_counts_by_its_chance_and_only_if_it_is_due_before() -> None:
    booked = tuple(Coming(10 * MINUTE, 0.8) for _ in range(5))
    late = tuple(Coming(120 * MINUTE, 0.8) for _ in range(5))
    # Four of five come, 8 minutes each at three windows.
    more = wait(asked(12, coming=booked)).median - wait(asked(12)).median
    assert more == pytest.approx(4 * 8 * MINUTE / 3, rel=0.1)
    assert wait(asked(12, coming=late)) == wait(asked(12))


def test_who_gives_up_leaves_her_place_to_the_others() -> None:
    assert wait(asked(12, leaving_per_ms=1 / (60 * MINUTE))).median < 0.85 * wait(asked(12)).median


def test_a_lunch_hour_adds_time_but_no_doubt() -> None:
    closed = (Step(0, 3), Step(5 * MINUTE, 0), Step(65 * MINUTE, 3))
    all_day, lunch = wait(asked(12)), wait(asked(12, plan=closed))
    assert lunch.median == all_day.median + 60 * MINUTE
    assert lunch.high - lunch.low == all_day.high - all_day.low


def test_the_plan_follows_what_is_open_then_what_was_planned_then_the_usual() -> None:
    noon = 12 * HOUR
    lunch = [Span(noon, noon + HOUR, 2)]
    steps = planned(noon - HOUR, 5, lunch, 5)
    assert steps == (Step(0, 5), Step(HOUR, 2), Step(2 * HOUR, 5))
    assert planned(noon, 3, lunch, 5) == (Step(0, 3), Step(HOUR, 5)), "three are open, whatever the plan says"
    assert planned(noon - HOUR, 0, lunch, 0)[1] == Step(HOUR, 2), "nobody is open yet, and it is known who will be"
    assert expected(asked(4, plan=planned(noon, 0, [], 0))) is None


def test_whoever_holds_a_ticket_is_served_after_closing() -> None:
    closing = [Span(17 * HOUR, 41 * HOUR, 0)]
    assert planned(16 * HOUR, 4, closing, 4) == (Step(0, 4),)


def test_who_booked_is_less_likely_to_come_the_later_it_is() -> None:
    slot, early, grace = 10 * HOUR, 30 * MINUTE, 15 * MINUTE
    late = (-60, -30, -10, 0, 10, 15, 40)
    chances = [chance_to_come(0.85, slot, slot + one * MINUTE, early, grace) for one in late]
    assert chances[:2] == [pytest.approx(0.85)] * 2 and chances[-2:] == [0, 0]
    assert chances == sorted(chances, reverse=True)


@pytest.mark.parametrize(("later", "high", "longer"), [
    (0, 35, False), (20, 15, False), (20, 20, True), (60, 2, True), (30, 5, False),
])
def test_it_has_grown_when_it_ends_later_by_the_clock_than_was_told(later: int, high: int, longer: bool) -> None:
    at = 1_400_000_000_000 // (5 * MINUTE) * 5 * MINUTE
    told = Told(at, Expected(20 * MINUTE, 28 * MINUTE, 33 * MINUTE))
    assert told.expected.told == Range(20 * 60, 35 * 60)
    assert told.is_passed_by(at + later * MINUTE, Range(0, high * 60)) is longer
