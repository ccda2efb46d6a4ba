"""The definitions of the figures, at their edges."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules import measures
from hall.rules.window_spells import Activity, Spell
from tests.builders import ZONE, moment


@pytest.mark.parametrize(
    ("at", "day", "half_hour"),
    [
        ("0:00", "2014-08-20", 0), ("9:29:59", "2014-08-20", 18), ("9:30", "2014-08-20", 19),
        ("23:59:59", "2014-08-20", 47),
    ],
)
def test_a_moment_belongs_to_a_half_hour_of_the_hall_s_own_day(at: str, day: str, half_hour: int) -> None:
    assert measures.half_hour_of(moment(at), ZONE.key) == (day, half_hour)


@given(st.integers(0, 10**9), st.integers(1, 10**8))
def test_a_spell_is_cut_at_half_hours_and_nothing_of_it_is_lost(began: int, length: int) -> None:
    whole = Spell("east/1", Activity.IDLE, "", moment("8:00") + began, moment("8:00") + began + length)
    pieces = list(measures.cut(whole, ZONE.key))
    assert (pieces[0].began_at, pieces[-1].ended_at) == (whole.began_at, whole.ended_at)
    for one, following in itertools.pairwise(pieces):
        assert one.ended_at == following.began_at and one.ended_at % 1_800_000 == 0
    for one in pieces:
        half_hour = measures.half_hour_of(one.began_at, ZONE.key)
        assert one.began_at < one.ended_at and measures.half_hour_of(one.ended_at - 1, ZONE.key) == half_hour


@given(st.integers(1, 99), st.integers(1, 10_000))
def test_a_percentile_is_the_first_value_that_so_many_do_not_exceed(percent: int, count: int) -> None:
    place = measures.place_of(percent, count)
    assert 1 <= place <= count and Fraction(place - 1, count) < Fraction(percent, 100) <= Fraction(place, count)


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(0, 0, None), (0, 3, 0.0), (1, 3, 33.3), (2, 3, 66.7), (1, 2000, 0.1), (7, 7, 100.0)]
)
def test_a_share_has_one_decimal_and_half_goes_up(part: int, whole: int, told: float | None) -> None:
    assert measures.share(part, whole) == told
