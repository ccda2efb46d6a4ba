"""The visitor's page: one true sentence, never a range that is narrower than it is."""

from __future__ import annotations

from typing import Any

import pytest

from hall.rules.ticket import State
from hall.rules.waiting import Expected, Told
from hall.ticketing import phone
from hall.web.language import words
from tests.builders import moment
from tests.pages.making import LANGUAGES, SMALL, WEB, called, draw, text, ticket


def page(one: Any = None, ahead: int = 12, estimate: tuple[int, int] | None = (640, 1150)) -> phone.PhoneView:
    return phone.view(one or ticket(), ahead, estimate, SMALL, moment("9:42"))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (640, 1150, "约 10–20 分钟"),
        (0, 180, "即将叫到您"),
        (0, 181, "约 4 分钟以内"),
        (130, 420, "约 2–7 分钟"),
        (59, 601, "约 15 分钟以内"),
        (3599, 5401, "约 55–95 分钟"),
    ],
)
def test_a_range_is_told_from_below_to_above(low: int, high: int, said: str) -> None:
    assert words("zh-CN")(phone.in_words(low, high)) == said


def test_who_waits_reads_how_many_how_long_and_where() -> None:
    read = text(draw("_phone.html", page()))
    assert "您正在排队" in read and "A012" in read and "12 人" in read and "约 10–20 分钟" in read


def test_one_person_ahead_is_one_person() -> None:
    assert "1 person" in text(draw("_phone.html", page(ahead=1), "en"))


@pytest.mark.parametrize("ahead", [0, 5])
def test_who_is_nearly_called_is_told_to_come_to_her_area(ahead: int) -> None:
    view = page(ahead=ahead, estimate=(20, 180))
    assert view.stage == "soon"
    for language in LANGUAGES:
        said = words(language)
        assert said(view.area_name) in said(view.sentence), "whoever was transferred reads where to in the first line"


@pytest.mark.parametrize("ahead", [0, 5])
def test_nobody_is_told_that_she_is_nearly_called_while_no_window_is_open(ahead: int) -> None:
    view = page(ahead=ahead, estimate=None)
    read = text(draw("_phone.html", view))
    assert view.stage == "waiting" and "暂无窗口办理" in read and "即将叫到" not in read


def test_nobody_ahead_is_said_once() -> None:
    assert "前面还有没有人" in text(draw("_phone.html", page(ahead=0)))


def test_without_an_estimate_nothing_is_invented() -> None:
    view = page(estimate=None)
    assert view.range is None and view.ahead == 12 and view.stage == "waiting"


def test_who_waits_longer_than_she_was_told_reads_it() -> None:
    told = Told(moment("9:00"), Expected(20 * 60_000, 30 * 60_000, 40 * 60_000))
    grown, kept = page(ticket(told=told)), page(ticket(told=told), estimate=None)
    assert grown.longer and "比预计时间长，请您稍候" in text(draw("_phone.html", grown))
    assert not kept.longer and "比预计" not in text(draw("_phone.html", kept))
    # Who put her turn off waits another wait than the one she was told of.
    assert not page(ticket(told=told, deferred=True)).longer


def test_who_is_called_reads_the_window_and_its_hall() -> None:
    west = next(id for id in SMALL.windows if id.startswith("west/"))
    view = page(called("A012", west))
    assert (view.stage, view.hall_name.zh, view.ahead, view.range) == ("called", "西厅", None, None)
    assert f"西厅{view.window}号窗口" in text(draw("_phone.html", view))


@pytest.mark.parametrize("state", [State.FINISHED, State.MISSED, State.CANCELLED])
def test_who_is_done_is_sent_to_no_window(state: State) -> None:
    view = page(called("A012", state=state))
    assert view.window is None and view.stage == state.value


def test_who_was_missed_reads_until_when_her_number_is_good_if_it_is() -> None:
    missed = {"state": State.MISSED, "ended_at": moment("9:40")}
    read = text(draw("_phone.html", page(ticket(**missed))))
    assert "请到咨询台" in read and "10:40 前到咨询台" in read
    assert "Until 10:40" in text(draw("_phone.html", page(ticket(**missed)), "en"))
    for over in ({**missed, "ended_at": moment("8:40")}, {**missed, "rejoined": 2}):
        assert "还有效" not in text(draw("_phone.html", page(ticket(**over))))


def test_only_who_still_waits_or_was_missed_may_leave() -> None:
    may = {state for state in State if page(ticket(state=state)).may_cancel}
    assert may == {State.RESERVED, State.WAITING, State.HELD, State.MISSED}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", list(State))
def test_every_state_can_be_drawn_in_every_language(state: State, language: str) -> None:
    drawn = draw("_phone.html", page(ticket(state=state, slot_at=moment("10:00"))), language)
    assert "A012" in drawn and "10:00" in drawn


def test_the_page_is_under_forty_kilobytes() -> None:
    static = [WEB / "static" / name for name in
              ("hall.css", "phone.css", "paper.js", "phone.js", "words.js", "icons.svg", "icon.svg")]
    templates = [WEB / "templates" / name for name in ("base.html", "phone.html", "_phone.html", "_parts.html")]
    assert sum(file.stat().st_size for file in static + templates) < 40 * 1024
