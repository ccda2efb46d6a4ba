"""How one screen shows its picture: by its address, else by the configuration, and never what cannot be read."""

from __future__ import annotations

import pytest

from hall.directory import Layout, Screen, ScreenKind, Speech
from hall.display import look
from tests.pages.making import REAL


def a_screen(inches: float = 65, metres: float = 10, width: int = 1920, height: int = 1080, **more: object) -> Screen:
    return Screen(id="wall-1", kind=ScreenKind.BOARD, area="east-a", width=width, height=height,
                  diagonal_inches=inches, farthest_seat_metres=metres, **more)  # type: ignore[arg-type]


def test_a_farther_seat_means_fewer_and_larger_rows() -> None:
    assert look.rows_that_can_be_read(a_screen(65, 8)) > look.rows_that_can_be_read(a_screen(65, 14))
    assert look.rows_that_can_be_read(a_screen(20, 40)) == look.FEWEST_ROWS
    assert look.rows_that_can_be_read(a_screen(100, 2)) == look.MOST_ROWS


def test_pixels_do_not_change_how_far_a_wall_is_read() -> None:
    assert look.rows_that_can_be_read(a_screen(65, 10)) == look.rows_that_can_be_read(a_screen(65, 10, 3840, 2160))


def test_an_area_with_lying_and_standing_screens_knows_the_rows_of_each() -> None:
    found = look.look({}, [one for one in REAL.screens.values() if one.area == "east-a" and one.window is None])
    assert found.wide_rows and found.tall_rows and found.wide_rows < found.tall_rows


def test_a_screen_named_in_the_address_has_its_own_entry() -> None:
    entry = a_screen(language=Speech.EN, flash=False, rows=5, layout=Layout.BIG)
    found = look.look({"screen": "wall-1"}, [entry, a_screen().model_copy(update={"id": "wall-2"})])
    assert found == look.Look(Speech.EN, Layout.BIG, flash=False, wide_rows=5)


def test_the_address_has_the_last_word() -> None:
    asked = {"rows": "4", "lang": "zh", "flash": "on", "layout": "list", "lite": "1", "screen": "wall-1"}
    found = look.look(asked, [a_screen(language=Speech.EN, flash=False, layout=Layout.BIG)])
    assert found == look.Look(Speech.ZH, Layout.LIST, flash=True, lite=True, wide_rows=4, tall_rows=4)


@pytest.mark.parametrize(
    "nonsense", [{"rows": "many"}, {"rows": "-3"}, {"lang": "fr"}, {"layout": "x"}, {"screen": "no"}]
)
def test_nonsense_in_an_address_changes_nothing(nonsense: dict[str, str]) -> None:
    assert look.look(nonsense, [a_screen()]) == look.look({}, [a_screen()])


def test_rows_are_kept_to_what_a_page_can_hold() -> None:
    assert look.look({"rows": "99"}, ()).wide_rows == look.MOST_ROWS
    assert look.look({"rows": "1"}, ()).wide_rows == look.FEWEST_ROWS


def test_a_picture_steps_aside_every_three_minutes() -> None:
    assert [look.shift(minutes * 60_000) for minutes in (0, 2, 3, 6, 9, 12)] == [0, 0, 1, 2, 3, 0]
