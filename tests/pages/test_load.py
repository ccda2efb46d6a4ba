"""The manager's page: the load of this moment, only of figures that are known."""

from __future__ import annotations

from typing import Any

import pytest

from hall.reports import live
from hall.rules.ticket import State
from hall.rules.window import Window, WindowState
from hall.store.reading import Waiting
from tests.builders import moment
from tests.pages.making import LANGUAGES, REAL, SMALL, called, draw, text


def load(windows: dict[str, Window] | None = None, waiting: dict[str, Waiting] | None = None,
         *visitors: Any) -> live.LoadView:
    people = {one.id: one for one in visitors}
    return live.view(windows or {}, people, waiting or {}, SMALL, moment("9:42"), 41)


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
        "as_of", "at", "waiting", "longest_wait_seconds", "windows", "services", "agencies", "grid",
    ]
    assert said["services"][0] == {
        "name": {"zh": "纳税申报", "en": "Tax return"}, "id": "tax", "agency": said["services"][0]["agency"],
        "hall": "east", "waiting": 2, "longest_wait_seconds": 720, "open_windows": 1,
    }
    assert said["grid"][0] == {"id": "east/1", "state": "free", "number": None, "since": moment("9:00")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_what_waits_and_sums_up_the_rest(language: str) -> None:
    drawn = draw("_manage.html", load({}, {"tax": Waiting(2, oldest_at=moment("9:30"))}), language)
    assert 'id="load-tax"' in drawn and 'id="load-deeds"' not in drawn


def test_a_window_is_told_by_letter_and_words_and_not_by_colour_alone() -> None:
    serving = called("A001", "east/1", state=State.SERVING)
    read = text(draw("_manage.html", load({"east/1": opened("east/1", serving.id)}, {}, serving)))
    assert "东厅1号窗口：办理中 A001" in read and "1办A001" in read
