"""The wall of an area: who is called where, newest first, and what is read of it."""

from __future__ import annotations

import pytest

from hall.directory import Screen, ScreenKind
from hall.display import board
from hall.rules.discipline import Standing
from hall.rules.ticket import State, Ticket
from hall.store.reading import Calls
from tests.builders import moment
from tests.pages.making import LANGUAGES, REAL, SMALL, called, draw, text, ticket


def wall(*rows: Ticket, missed: tuple[Ticket, ...] = (), now: str = "9:30:10") -> board.BoardView:
    return board.view(Calls(41, moment(now), rows, missed), SMALL.areas["east-a"], SMALL)


def test_a_line_says_the_number_the_hall_and_the_window() -> None:
    row = wall(called("A012", "east/3")).rows[0]
    assert (row.number, row.hall, row.hall_name.zh, row.window, row.state) == ("A012", "east", "东厅", 3, "called")


def test_the_hall_is_that_of_the_window_which_called_wherever_the_ticket_waits() -> None:
    west = next(id for id in SMALL.windows if id.startswith("west/"))
    assert wall(called("A012", west)).rows[0].hall == "west"


def test_newest_first_is_the_order_that_the_store_gives() -> None:
    rows = wall(called("A014", at="9:30"), called("A012", at="9:20")).rows
    assert [row.number for row in rows] == ["A014", "A012"]


@pytest.mark.parametrize(("now", "fresh"), [("9:30:00", True), ("9:30:14", True), ("9:30:15", False)])
def test_a_call_is_new_for_fifteen_seconds(now: str, fresh: bool) -> None:
    assert wall(called("A012", at="9:30"), now=now).rows[0].fresh is fresh


def test_who_is_served_is_not_new() -> None:
    serving = called("A012", state=State.SERVING, started_at=moment("9:30:05"))
    assert wall(serving).rows[0].fresh is False


@pytest.mark.parametrize(
    ("standing", "tag"),
    [(Standing.WALK_IN, ""), (Standing.PRIORITY, "priority"), (Standing.APPOINTMENT, "appointment")],
)
def test_a_tag_stands_only_where_it_explains_the_order(standing: Standing, tag: str) -> None:
    assert wall(called("A012", standing=standing)).rows[0].tag == tag


def test_the_picture_as_json_has_the_names_of_the_contract() -> None:
    missed = (ticket("A015", state=State.MISSED),)
    said = board.as_json(wall(called("A012", standing=Standing.PRIORITY), missed=missed))
    assert said == {
        "area": "east-a",
        "as_of": 41,
        "rows": [
            {"number": "A012", "hall": "east", "window": 3, "state": "called", "called_at": moment("9:30"),
             "standing": "priority", "calls": 1}
        ],
        "missed": ["A015"],
        "spoken": [],
    }


def test_the_wall_reads_as_it_is_said() -> None:
    read = text(draw("_board.html", wall(called("A012", "east/3"), missed=(ticket("A015"), ticket("A016")))))
    assert "A012" in read and "东厅 3 号窗口" in read and "East Hall, Window 3" in read
    assert "已过号：A015、A016 请到咨询台" in read


def test_the_wall_in_english_has_chinese_beneath() -> None:
    read = text(draw("_board.html", wall(called("A012", "east/3")), "en"))
    assert "East Hall Window 3" in read and "东厅3号窗口" in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_idle_wall_is_calm_and_needs_no_help_of_anybody(language: str) -> None:
    drawn = draw("_board.html", wall(), language)
    assert 'id="idle"' in drawn and 'id="calls"' not in drawn


def test_every_row_has_an_id_and_what_the_screen_reports() -> None:
    drawn = draw("_board.html", wall(called("A012", calls=2)))
    assert f'data-call="{board.key_of("id-A012")}"' in drawn and "id-A012" not in drawn and 'data-calls="2"' in drawn


def test_a_number_from_outside_cannot_become_markup() -> None:
    drawn = draw("_board.html", wall(called("<b>A1</b>")))
    assert "<b>A1" not in drawn and "&lt;b&gt;A1" in drawn


def a_screen(inches: float, metres: float, width: int = 1920, height: int = 1080) -> Screen:
    return Screen(id="s", kind=ScreenKind.BOARD, area="east-a", width=width, height=height,
                  diagonal_inches=inches, farthest_seat_metres=metres)


def test_a_farther_seat_means_fewer_and_larger_rows() -> None:
    assert board.rows_that_can_be_read(a_screen(65, 8)) > board.rows_that_can_be_read(a_screen(65, 14))
    assert board.rows_that_can_be_read(a_screen(20, 40)) == board.FEWEST_ROWS
    assert board.rows_that_can_be_read(a_screen(100, 2)) == board.MOST_ROWS


def test_pixels_do_not_change_how_far_a_wall_is_read() -> None:
    assert board.rows_that_can_be_read(a_screen(65, 10)) == board.rows_that_can_be_read(a_screen(65, 10, 3840, 2160))


def test_an_area_with_lying_and_standing_screens_knows_the_rows_of_each() -> None:
    view = board.view(Calls(1, 0, (), ()), REAL.areas["east-a"], REAL)
    assert view.wide_rows and view.tall_rows and view.wide_rows < view.tall_rows
