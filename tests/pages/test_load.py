"""The manager's page: the load of this moment, only of figures that are known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.reports import devices_now, live
from hall.reports.loads import Day
from hall.reports.tiles import about
from hall.reports.weekdays import Usual
from hall.rules.staffing import windows_needed
from hall.rules.tally import Facts, Tallies
from hall.rules.ticket import State
from hall.rules.window import Window, WindowState
from hall.rules.window_spells import Stage, WindowNow
from hall.store.reading import Waiting
from hall.store.records import KioskState
from hall.web.on_display import OnDisplay, ScreenNow, VoiceNow
from kiosk.state import Cause
from tests.builders import moment
from tests.pages.making import LANGUAGES, REAL, SMALL, called, draw, text


def load(windows: dict[str, Window] | None = None, waiting: dict[str, Waiting] | None = None,
         *visitors: Any, day: Day | None = None) -> live.LoadView:
    people = {one.id: one for one in visitors}
    return live.view(windows or {}, people, waiting or {}, SMALL, moment("9:42"), 41, day)


def opened(window: str, ticket: str = "") -> Window:
    return Window(window, WindowState.OPEN, ticket, moment("9:00"), reach=dict(SMALL.windows[window].reach))


def test_an_empty_hall_has_every_window_closed_and_nobody_waiting() -> None:
    view = load()
    assert view.windows == {
        "open": 0, "paused": 0, "closed": len(SMALL.windows), "calling": 0, "serving": 0, "total": len(SMALL.windows),
    }
    assert (view.waiting, view.longest, view.longest_wait_seconds) == (0, None, 0)


def test_windows_are_counted_by_what_they_do() -> None:
    serving = called("A001", "east/1", state=State.SERVING, started_at=moment("9:35"))
    calling = called("A002", "east/2", at="9:41")
    windows = {
        "east/1": opened("east/1", serving.id),
        "east/2": opened("east/2", calling.id),
        "east/3": opened("east/3"),
        "east/4": Window("east/4", WindowState.PAUSED, reason="lunch"),
    }
    view = load(windows, {}, serving, calling)
    assert (view.windows["open"], view.windows["paused"]) == (3, 1)
    assert (view.windows["serving"], view.windows["calling"]) == (1, 1)
    cells = {cell.id: cell for cell in view.grid}
    assert [(cells[f"east/{n}"].state, cells[f"east/{n}"].number) for n in (1, 2, 3, 4, 5)] == [
        ("serving", "A001"), ("called", "A002"), ("free", ""), ("paused", ""), ("closed", ""),
    ]
    assert (cells["east/1"].since, cells["east/2"].since) == (moment("9:35"), moment("9:41"))


def test_a_visitor_who_leaves_while_the_page_is_read_has_left() -> None:
    """The windows are read first, then their visitors: she may have finished or been sent on meanwhile."""
    for state in set(State) - {State.CALLED, State.SERVING}:
        gone = called("A001", "east/1", state=state, started_at=moment("9:35"))
        view = load({"east/1": opened("east/1", gone.id)}, {"tax": Waiting(3, moment("9:00"))}, gone)
        cell = next(one for one in view.grid if one.id == "east/1")
        assert (cell.sign, cell.number, cell.could_call) == ("free", "", 0), "nobody knows yet for how long"


def test_a_window_that_calls_while_the_page_is_read_was_not_idle_since_the_morning() -> None:
    day = Day(windows={"east/1": WindowNow("east/1", Stage("open", ticket="T"), moment("9:42"))})
    view = load({"east/1": opened("east/1")}, {"tax": Waiting(3, moment("9:00"))}, day=day)
    cell = next(one for one in view.grid if one.id == "east/1")
    assert (cell.sign, cell.since) == ("free", moment("9:42")), "it is open since nine, and called just now"


def test_the_service_whose_visitor_waits_longest_comes_first() -> None:
    view = load({}, {
        "tax": Waiting(9, oldest_at=moment("9:30")),
        "deeds": Waiting(1, oldest_at=moment("9:12")),
    })
    assert [one.id for one in view.services[:2]] == ["deeds", "tax"]
    assert (view.waiting, view.longest_wait_seconds) == (10, 1800)
    assert view.longest and view.longest.id == "deeds"


def test_people_who_wait_where_no_window_is_open_are_an_alarm() -> None:
    waiting = {"tax": Waiting(1, oldest_at=moment("9:30"))}
    assert load({}, waiting).services[0].unattended
    assert not load({"east/1": opened("east/1")}, waiting).services[0].unattended


def test_a_window_that_helps_out_counts_as_open_for_that_service() -> None:
    view = load({"east/5": opened("east/5")})
    assert {one.id: one.open_windows for one in view.services}["tax"] == 1


def test_agencies_sum_up_their_services_and_windows() -> None:
    view = load({"east/1": opened("east/1")}, {
        "tax": Waiting(2, oldest_at=moment("9:30")),
        "deeds": Waiting(1, oldest_at=moment("9:12")),
    })
    tax = view.agencies[0]
    assert (tax.waiting, tax.longest_wait_seconds, tax.open_windows, tax.windows) == (3, 1800, 1, 4)


def test_a_direct_service_has_no_queue_and_is_not_listed() -> None:
    direct = {id for id, one in REAL.services.items() if one.mode == "direct"}
    view = live.view({}, {}, {}, REAL, 0, 1)
    assert direct and not direct & {one.id for one in view.services}


def test_the_grid_of_the_real_hall_is_58_and_70() -> None:
    view = live.view({}, {}, {}, REAL, 0, 1)
    assert [len(view.hall(id)) for id in REAL.halls] == [58, 70]


def test_the_picture_as_json_is_the_body_of_load() -> None:
    said: Any = live.as_json(load({"east/1": opened("east/1")}, {"tax": Waiting(2, oldest_at=moment("9:30"))}))
    assert list(said) == [
        "as_of", "at", "waiting", "longest_wait_seconds", "windows", "idle_while_others_wait", "today",
        "empty_in_minutes", "satisfaction", "services", "agencies", "grid", "devices",
    ]
    assert said["services"][0] == {
        "name": {"zh": "纳税申报", "en": "Tax return"}, "id": "tax", "agency": said["services"][0]["agency"],
        "hall": "east", "waiting": 2, "longest_wait_seconds": 720, "open_windows": 1,
    }
    assert said["grid"][0] == {
        "id": "east/1", "state": "free", "number": None, "since": moment("9:00"), "could_call": 2,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_what_waits_and_sums_up_the_rest(language: str) -> None:
    drawn = draw("_manage.html", load({}, {"tax": Waiting(2, oldest_at=moment("9:30"))}), language)
    assert 'id="load-taxes"' in drawn and 'id="load-traffic"' not in drawn


def test_a_window_is_told_by_letter_and_words_and_not_by_colour_alone() -> None:
    serving = called("A001", "east/1", state=State.SERVING)
    read = text(draw("_manage.html", load({"east/1": opened("east/1", serving.id)}, {}, serving)))
    assert "东厅1号窗口：办理中 A001" in read and "1办A001" in read


# the six figures and the table of agencies


def day_of(*facts: Facts, usual: Usual | None = None, giving: str = "", **windows: WindowNow) -> Day:
    tallies = Tallies()
    for one in facts:
        tallies.move(None, one)
    return Day(tallies, usual or Usual(), windows, frozenset(giving.split()))


def waited(minutes: float, service: str = "tax", levels: tuple[int, ...] = ()) -> Facts:
    """Somebody came at nine and was called after so many minutes."""
    return Facts(service, moment("9:00"), int(minutes * 60_000), done=1, levels=levels)


def test_the_share_within_fifteen_minutes_is_of_those_who_were_called_and_tells_who_is_over_it_now() -> None:
    still = [Facts("tax", moment(at), None, waits=True) for at in ("9:20", "9:26:59", "9:27", "9:40")]
    told = load(day=day_of(waited(3), waited(15), waited(15.1), *still)).tiles
    assert (told.within_15_percent, told.called, told.overdue) == (66.7, 3, 2)
    assert load().tiles.within_15_percent is None


def test_the_time_to_empty_is_the_work_of_all_who_wait_over_the_open_windows_and_names_the_slowest() -> None:
    waiting = {"tax": Waiting(9, oldest_at=moment("9:30")), "cars": Waiting(2, oldest_at=moment("9:30"))}
    told = load({"east/1": opened("east/1"), "west/1": opened("west/1")}, waiting).tiles
    # A tax return takes 8 minutes and a car 10: 92 minutes of work for two windows, 72 of it for one of them.
    assert told.empty_in_minutes == 50
    assert told.slowest and (told.slowest.id, told.slowest.empty_in_minutes) == ("taxes", 72)
    unattended = load({"east/1": opened("east/1")}, waiting).tiles
    assert unattended.slowest and (unattended.slowest.id, unattended.slowest.empty_in_minutes) == ("traffic", None)


def test_nobody_knows_when_a_hall_without_an_open_window_is_empty() -> None:
    assert load({}, {"tax": Waiting(2, oldest_at=moment("9:30"))}).tiles.empty_in_minutes is None
    assert load({"east/1": opened("east/1")}).tiles.empty_in_minutes == 0


@given(st.floats(0, 1000))
def test_a_time_is_rounded_up_to_what_can_be_trusted_and_never_by_more_than_five_minutes(minutes: float) -> None:
    assert 0 <= about(minutes) - minutes < 5 and (about(minutes) < 10 or about(minutes) % 5 == 0)


def test_satisfaction_is_of_those_who_rated_and_says_how_many_did_not() -> None:
    told = load(day=day_of(waited(3, levels=(5,)), waited(3, levels=(2,)), waited(3), waited(3))).tiles
    assert (told.satisfied_percent, told.rated, told.unrated) == (50.0, 2, 2)
    drawn = text(draw("_manage.html", load(day=day_of(waited(3)))))
    assert "暂无评价 · 未评价 1" in drawn


def test_who_waits_longer_than_anybody_should_is_told_with_a_sign_and_not_by_colour_alone() -> None:
    late = draw("_manage.html", load({}, {"tax": Waiting(1, oldest_at=moment("8:56"))}))
    fine = draw("_manage.html", load({}, {"tax": Waiting(1, oldest_at=moment("8:57"))}))
    assert "tile-bad" in late and "tile-bad" not in fine
    assert late.count("#alarm") == fine.count("#alarm") + 1


def test_a_window_is_idle_while_others_wait_only_after_a_minute_and_only_for_those_it_may_call() -> None:
    def could_call(since: str, **waiting: Waiting) -> int:
        idle = WindowNow("east/1", Stage(WindowState.OPEN), moment(since))
        view = live.view(
            {"east/1": opened("east/1")}, {}, waiting, SMALL, moment("9:42"), 1, day_of(**{"east/1": idle})
        )
        return view.grid[0].could_call

    assert could_call("9:41", tax=Waiting(3)) == 3
    assert could_call("9:41:01", tax=Waiting(3)) == 0
    assert could_call("9:30", cars=Waiting(3)) == 0
    # Who put her turn off, or walks over from the other hall, can be called by nobody yet.
    assert could_call("9:30", tax=Waiting(3, later=2)) == 1
    view = load({"east/1": opened("east/1")}, {"tax": Waiting(3)})
    assert (view.idle, view.grid[0].sign) == (1, "idle")
    assert "东厅1号窗口：空闲 可呼叫 3 人1!3人等" in text(draw("_manage.html", view))


def test_an_agency_tells_its_waits_of_today_and_who_came_against_the_same_weekdays() -> None:
    day = day_of(*(waited(minutes) for minutes in range(1, 11)), waited(30, "deeds"), usual=Usual(4, {"tax": 34}))
    taxes = next(one for one in load(day=day).agencies if one.id == "taxes")
    assert (taxes.p50_ms, taxes.p90_ms) == (6 * 60_000, 10 * 60_000)
    assert (taxes.came, taxes.usual) == (11, 8.5)
    unknown = next(one for one in load(day=day_of(waited(3))).agencies if one.id == "taxes")
    assert unknown.usual is None
    drawn = text(draw("_manage.html", load(day=day_of(waited(3)))))
    assert "1 / –" in drawn and "暂不能比较" in drawn


def test_windows_are_advised_by_who_came_in_the_last_half_hour_and_by_who_waits() -> None:
    def taxes(waiting: int = 0, came: int = 0, at: str = "9:30", giving: str = "") -> int | None:
        people = [Facts("tax", moment(at), 0) for _ in range(came)]
        view = load({}, {"tax": Waiting(waiting, moment("9:30"))}, day=day_of(*people, giving=giving))
        return next(one for one in view.agencies if one.id == "taxes").advised

    minutes = SMALL.services["tax"].minutes
    assert taxes() == 0 and taxes(giving="tax") == 1
    assert taxes(came=8) == min(4, windows_needed(16, minutes))
    assert taxes(came=8, at="9:11") == 0
    assert taxes(waiting=7) == min(4, -(-7 * minutes // 30))
    assert taxes(waiting=500) == 4


def test_an_agency_with_people_for_whom_no_window_is_open_is_an_alarm_though_others_of_its_windows_are_open() -> None:
    waiting = {"deeds": Waiting(2, oldest_at=moment("9:30"))}
    for window, unattended in (("east/1", True), ("east/3", False)):
        taxes = load({window: opened(window)}, waiting).agencies[0]
        assert (taxes.open_windows, taxes.unattended) == (1, unattended)


# devices


def kiosk(state: str = "ok", paper: str = "ok", heard: str = "9:41:40") -> KioskState:
    name = next(iter(SMALL.kiosks))
    return KioskState(name, state, paper, 23_400, "0.2", moment(heard))


@pytest.mark.parametrize(("heard", "state", "bad"), [
    (kiosk(), "ok", False),
    (kiosk(paper="near_end"), "near_end", False),
    (kiosk("paper_end", "near_end"), "paper_end", True),
    (kiosk(heard="9:41:30"), "silent", True),
    (None, "unheard", False),
])
def test_a_kiosk_tells_its_paper_its_printer_and_whether_it_is_heard(
    heard: KioskState | None, state: str, bad: bool
) -> None:
    known = {heard.id: heard} if heard else {}
    view = devices_now.view(known, OnDisplay(), SMALL, moment("9:42"))
    assert (view.kiosks[0].state, view.kiosks[0].bad) == (state, bad)
    assert view.kiosks[0].used_metres == (23 if heard else 0)


@pytest.mark.parametrize("state", ["something_new", *(cause.value for cause in Cause)])
def test_whatever_a_kiosk_says_of_itself_has_words(state: str) -> None:
    view = replace(load(), devices=devices_now.view({kiosk().id: kiosk(state)}, OnDisplay(), SMALL, moment("9:42")))
    for language in LANGUAGES:
        assert f'id="kiosk-{kiosk().id}" class="thing thing-bad"' in draw("_manage.html", view, language)


@pytest.mark.parametrize(("facts", "state", "bad"), [
    ({"speaks": True}, "quiet", False),
    ({"speaks": True, "unsaid": 2, "unsaid_ms": 9_000}, "speaking", False),
    ({"speaks": True, "unsaid": 9, "unsaid_ms": 41_000}, "behind", True),
    ({"wanted": True}, "silent", True),
    ({}, "silent", False),
])
def test_a_voice_is_loaded_by_what_it_has_not_said_yet(facts: dict[str, Any], state: str, bad: bool) -> None:
    left_out = {"first_arrived": 2, "first_missed": 1, "repeat_late": 5}
    told = devices_now.Voice(VoiceNow("east-a", SMALL.areas["east-a"].name, **facts, left_out=left_out))
    assert (told.state, told.bad, told.first_left_out, told.left_out) == (state, bad, 3, 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_with_a_fault_are_named_with_how_far_they_are_behind(language: str) -> None:
    screens = (ScreenNow("s1", "Pillar 3", "", ("behind", "clock"), moment("9:41"), 4_250),
               ScreenNow("s2", "Entrance", "", (), moment("9:41"), 0))
    view = replace(load(), devices=devices_now.view({}, OnDisplay(screens), SMALL, moment("9:42")))
    drawn = draw("_manage.html", view, language)
    assert 'id="screen-s1"' in drawn and 'id="screen-s2"' not in drawn
    assert "4.2" in drawn and "1/2" in text(drawn)
