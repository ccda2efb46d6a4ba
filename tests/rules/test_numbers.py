"""Check the numbers that visitors see and hear (号)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules.numbering import LETTERS, SOUND_ALIKE, is_series, number

series = st.text(LETTERS, min_size=1, max_size=2)


@pytest.mark.parametrize(("letters", "count", "seen"), [("A", 12, "A012"), ("KF", 1, "KF001"), ("B", 1000, "B1000")])
def test_a_number_is_its_letters_and_three_digits_and_grows_beyond_them(letters: str, count: int, seen: str) -> None:
    assert number(letters, count) == seen


@given(series, series, st.integers(1, 9999), st.integers(1, 9999))
def test_two_numbers_never_look_the_same(one: str, other: str, count: int, other_count: int) -> None:
    assert (number(one, count) == number(other, other_count)) == ((one, count) == (other, other_count))


@pytest.mark.parametrize("text", ["I", "O", "AI", "", "ABC", "a", "1", "A1", "Á", "A\n", " A"])
def test_letters_that_look_like_digits_and_anything_else_are_no_series(text: str) -> None:
    assert not is_series(text)


@given(series)
def test_one_or_two_of_the_hall_s_letters_are_a_series(text: str) -> None:
    assert is_series(text)


def test_letters_that_sound_alike_are_letters_of_the_hall() -> None:
    assert all(group <= set(LETTERS) for group in SOUND_ALIKE)
