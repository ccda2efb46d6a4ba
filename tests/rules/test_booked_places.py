"""Check how many places may be promised to appointments (预约放号)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules.appointments import CODE_LETTERS, booked_share, is_on_grid, places, slots
from hall.rules.times import MINUTE_MS

#: With this standard service time, and its usual scatter of 0.7, the hall's figures hold: 0.30 for 3 windows, 0.45
#: from 4 on. A shorter service may promise more with 3 windows (0.33 at 9 minutes), a longer one less (0.26 at 10).
ES, CV, MOST = 9.4, 0.7, 0.45

windows = st.integers(0, 40)
minutes = st.floats(1, 60)
scatter = st.floats(0, 2)


@pytest.mark.parametrize(("pool", "share"), [(0, 0.0), (1, 0.0), (3, 0.30), (4, 0.45), (5, 0.45), (12, 0.45)])
def test_the_share_that_may_be_booked_is_the_one_of_the_hall_s_rules(pool: int, share: float) -> None:
    assert booked_share(pool, ES, CV, MOST) == pytest.approx(share, abs=0.005)


def test_one_window_may_not_promise_ten_minutes() -> None:
    for service_minutes in (7, 8, 9.4, 12, 30):
        assert places(1, service_minutes, CV, 15, MOST) == 0


@pytest.mark.parametrize(("pool", "expected"), [(1, 0), (3, 1), (4, 2), (8, 5), (12, 8)])
def test_places_of_a_quarter_hour(pool: int, expected: int) -> None:
    assert places(pool, ES, CV, 15, MOST) == expected


@given(windows, minutes, scatter, st.floats(0, 1))
def test_a_share_is_a_share_and_never_above_the_setting(c: int, es: float, cv: float, most: float) -> None:
    assert 0 <= booked_share(c, es, cv, most) <= most


@given(windows, minutes, scatter)
def test_one_more_window_never_means_fewer_places(c: int, es: float, cv: float) -> None:
    assert places(c, es, cv, 15, MOST) <= places(c + 1, es, cv, 15, MOST)


@given(windows, minutes, scatter)
def test_places_do_not_promise_more_work_than_the_share(c: int, es: float, cv: float) -> None:
    offered = places(c, es, cv, 15, MOST)
    assert offered <= 1 or offered * es <= booked_share(c, es, cv, MOST) * c * 15 + 1e-6


@given(st.integers(0, 10**6), st.integers(0, 600), st.sampled_from([5, 10, 15, 30]))
def test_slots_lie_on_the_grid_one_after_the_other_inside_the_opening_hours(
    start: int, length: int, step: int
) -> None:
    end = start + length * MINUTE_MS
    found = list(slots(start, end, step))
    assert all(is_on_grid(slot, step) and start <= slot and slot + step * MINUTE_MS <= end for slot in found)
    assert found == sorted(set(found))
    assert len(found) >= length // step - 1


def test_a_code_has_no_letters_that_look_or_sound_alike() -> None:
    assert not set("01OIQSZBEGPM") & set(CODE_LETTERS)
