"""The wall of an area: who is called where, newest first, and what is read of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hall.display import board
from hall.rules.discipline import Standing
from hall.rules.ticket import State, Ticket
from hall.store.reading import Calls
from hall.web.language import words
from tests.builders import moment
from tests.pages.making import LANGUAGES, REAL, SMALL, called, draw, text, ticket


def wall(*rows: Ticket, now: str = "9:30:10", **more: Any) -> board.BoardView:
    facts: dict[str, Any] = {"missed": (), **more}
    return board.view(Calls(41, moment(now), rows, **facts), SMALL.areas["east-a"], SMALL)


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
    said = board.as_json(wall(called("A012", standing=Standing.PRIORITY), missed=missed), words("zh-CN"))
    assert said == {
        "area": "east-a",
        "as_of": 41,
        "rows": [
            {"number": "A012", "hall": "east", "window": 3, "state": "called", "called_at": moment("9:30"),
             "standing": "priority", "calls": 1}
        ],
        "missed": ["A015"],
        "spoken": [],
        "taken_back": [],
        "stopped": None,
        "led": "A012请到东3",
        "led_lines": ["A012请到东3"],
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


def test_whose_call_was_taken_back_is_asked_to_wait_where_her_line_was() -> None:
    view = wall(called("A014", at="9:30:05"), called("A012", at="9:20"), taken_back=((ticket("A013"), moment("9:30")),))
    assert (view.taken_back[0].number, view.taken_back[0].before) == ("A013", 1)
    drawn = draw("_board.html", view)
    assert drawn.index("A014") < drawn.index("A013") < drawn.index("A012")
    assert "请稍候" in text(drawn) and "id-A013" not in drawn
    assert board.as_json(view, words("zh-CN"))["led_lines"] == ["A014请到东3", "请A013号稍候", "A012请到东3"]


def test_a_wall_with_nothing_but_a_call_taken_back_is_not_idle() -> None:
    drawn = draw("_board.html", wall(taken_back=((ticket("A013"), moment("9:30")),)))
    assert "A013" in drawn and 'id="idle"' not in drawn


def test_a_stopped_hall_is_told_big_and_who_was_called_still_goes() -> None:
    drawn = draw("_board.html", wall(called("A012"), stopped="空调故障"))
    assert "全厅暂停服务" in drawn and "空调故障" in drawn and "A012" in drawn
    assert board.as_json(wall(called("A012"), stopped="空调故障"), words("zh-CN"))["led"] == "全厅暂停服务"


def test_an_idle_wall_shows_its_bulletins_in_turn() -> None:
    shown = {
        board.view(Calls(1, n * board.BULLETIN_MS, (), ()), REAL.areas["west-a"], REAL).bulletin for n in range(9)
    }
    west = [one.text for one in REAL.bulletins_in("west")]
    assert shown == set(range(len(west))) and len(west) > len(REAL.bulletins_in("east"))


def test_a_page_without_scripts_shows_every_call_in_the_course_of_its_pages() -> None:
    rows = [called(f"A{100 + n}", at="9:20") for n in range(14)]
    view = board.view(Calls(1, moment("9:30"), tuple(rows), ()), SMALL.areas["east-a"], SMALL)
    pages = [board.page_of(replace(view, now=n * board.PAGE_MS), 6).rows for n in range(3)]
    assert sorted(row.number for page in pages for row in page) == [row.number for row in view.rows]
    new = board.view(Calls(1, moment("9:30"), (called("A200"), *rows), ()), SMALL.areas["east-a"], SMALL)
    for n in range(3):
        assert board.page_of(replace(new, now=n * board.PAGE_MS), 6).rows[0].number == "A200"


def test_a_picture_says_until_when_it_is_right() -> None:
    """Nothing happens when a call has been taken back for half a minute: whoever draws has to know it before."""
    at = moment("9:30")
    back, missed = ticket("A013"), ticket("A015", state=State.MISSED, ended_at=moment("8:40"))
    notice = board.Spoken("lunch", SMALL.halls["east"].name, False, at + 20_000)
    assert wall(called("A012")).good_until is None
    assert wall(taken_back=((back, at),)).good_until == at + 30_001
    assert wall(missed=(missed,), taken_back=((back, at),)).good_until == at + 30_001
    assert wall(missed=(missed,)).good_until == moment("9:40") + 1
    calls = Calls(41, moment("9:30:10"), (), (missed,), ((back, at),))
    assert board.view(calls, SMALL.areas["east-a"], SMALL, [notice]).good_until == at + 20_000
