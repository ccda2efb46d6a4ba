"""How many windows a queue needs: Erlang's formulas against their definition, and what one more window gains."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules import staffing
from hall.rules.staffing import Queue

windows = st.integers(min_value=1, max_value=40)
minutes = st.floats(min_value=1, max_value=60)
arrivals = st.floats(min_value=0.5, max_value=120)
spreads = st.floats(min_value=0.2, max_value=1.5)


def by_definition(count: int, load: float) -> float:
    """Return Erlang's C as its sum is written in books."""
    last = load**count / math.factorial(count) * count / (count - load)
    return last / (sum(load**one / math.factorial(one) for one in range(count)) + last)


@given(windows, st.floats(min_value=0.01, max_value=0.999))
def test_the_share_who_wait_is_the_sum_of_the_books(count: int, busy: float) -> None:
    load = busy * count
    assert staffing.erlang_c(count, load) == pytest.approx(by_definition(count, load), rel=1e-9)


@pytest.mark.parametrize(
    ("count", "load", "share"), [(1, 0.5, 0.5), (2, 1.0, 1 / 3), (11, 10.0, 0.6821), (0, 0.0, 0.0), (3, 3.0, 1.0)]
)
def test_known_values(count: int, load: float, share: float) -> None:
    """One window waits as it is busy, two at half load a third; ten erlangs at eleven windows as in the tables."""
    assert staffing.erlang_c(count, load) == pytest.approx(share, abs=5e-5)


@given(arrivals, minutes)
def test_the_windows_needed_are_enough_and_one_less_is_not(rate: float, service: float) -> None:
    needed, load = staffing.windows_needed(rate, service), staffing.load_of(rate, service)
    assert staffing.waits_longer(needed, load, 15, service) <= 0.10
    assert needed == 1 or staffing.waits_longer(needed - 1, load, 15, service) > 0.10


def test_nobody_comes_nobody_is_needed() -> None:
    assert staffing.windows_needed(0, 10) == 0
    assert staffing.plan([], 10, 0.7) == []
    assert staffing.mean_wait(Queue(0, 0, 10, 0.7, windows=0)) == 0


def test_windows_follow_those_who_come_by_the_time_that_their_matters_take() -> None:
    """Matters of 20 minutes that vary as waiting times do lag by 20 minutes: two thirds of a half hour."""
    assert staffing.lagged([0, 30, 30, 0], 20, 1.0) == pytest.approx([0, 10, 30, 20])
    assert staffing.lagged([0, 30, 0, 0], 60, 1.0) == pytest.approx([0, 0, 0, 30])
    assert staffing.plan([0, 30, 30, 0], 20, 1.0) == [0, 5, 13, 9]


@given(st.lists(arrivals, min_size=1, max_size=10), minutes, spreads)
def test_a_lag_moves_people_and_makes_none(rates: list[float], service: float, cv: float) -> None:
    quiet = [0.0] * 10
    assert sum(staffing.lagged(rates + quiet, service, cv)) == pytest.approx(sum(rates))


@given(windows, arrivals, minutes, spreads)
def test_one_window_waits_as_pollaczek_and_khinchin_say(count: int, rate: float, service: float, cv: float) -> None:
    busy = staffing.load_of(rate, service)
    if busy < 1:
        book = busy / (1 - busy) * service * (1 + cv**2) / 2
        assert staffing.expected_wait(1, rate, service, cv) == pytest.approx(book, rel=1e-9)
    assert staffing.expected_wait(count + 1, rate, service, cv) <= staffing.expected_wait(count, rate, service, cv)


@given(st.floats(min_value=0, max_value=60), arrivals, minutes, spreads, windows)
def test_one_more_window_never_costs_anybody_time(
    waiting: float, rate: float, service: float, cv: float, count: int
) -> None:
    queue = Queue(waiting, rate, service, cv, windows=count)
    first, second = staffing.gain(queue), staffing.gain(queue, 2)
    assert 0 <= first <= second + 1e-9
    assert math.isfinite(second)


def test_the_longer_the_queue_the_more_one_window_gains() -> None:
    queue = Queue(10, 24, 10, 0.7, windows=3)
    assert staffing.gain(replace(queue, waiting=20)) > staffing.gain(queue) > staffing.gain(replace(queue, windows=8))
    assert staffing.gain(replace(queue, windows=0)) == math.inf


def test_windows_now_serve_who_comes_and_who_waits_as_far_as_there_are_windows() -> None:
    assert staffing.windows_now(0, 0, 0, 9) == 0
    assert staffing.windows_now(12, 12 * 8, 0, 9) == staffing.windows_needed(24, 8) == 5, "as people come"
    assert staffing.windows_now(12, 12 * 8, 200, 9) == 7, "two hundred minutes of work in one half hour"
    assert staffing.windows_now(12, 12 * 8, 1000, 9) == 9, "and no more than there are"
