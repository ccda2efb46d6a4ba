"""Signs, overviews and queues as pure pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hall.display import overview, queue, sign
from hall.rules.ticket import State, Ticket
from hall.rules.waiting import Range
from hall.rules.window import Window, WindowState
from hall.store.reading import Calls, Waiting
from hall.web.language import words
from tests.builders import moment
from tests.pages.making import LANGUAGES, SMALL, called, draw, text, ticket

ZH = words("zh-CN")


def over(state: WindowState = WindowState.OPEN, visitor: Ticket | None = None, **more: Any) -> sign.SignView:
    """Look at the sign over window 3 of the east hall."""
    stopped = more.pop("stopped", "")
    at = Window("east/3", state, ticket=visitor.id if visitor else "", **more)
    return sign.view(41, moment("9:30:05"), at, visitor, stopped, SMALL)


SERVING = called("A012", state=State.SERVING)


@pytest.mark.parametrize(
    ("view", "state", "led", "read"),
    [
        (over(WindowState.CLOSED), "closed", "停止服务", "停止服务"),
        (over(WindowState.PAUSED, reason="lunch"), "paused", "暂停服务", "用餐"),
        (over(), "idle", "东3 税务", "空闲"),
        (over(visitor=called("A012")), "called", "请A012号办理", "请到本窗口"),
        (over(visitor=SERVING), "serving", "正在办理A012", "正在办理"),
        (over(stopped="停电"), "stopped", "全厅暂停服务", "停电"),
        (over(WindowState.CLOSED, stopped="停电"), "closed", "停止服务", "停止服务"),
        (over(visitor=SERVING, stopped="停电"), "serving", "正在办理A012", "A012"),
        (over(WindowState.PAUSED, visitor=SERVING), "serving", "正在办理A012", "A012"),
    ],
)
def test_a_sign_says_what_its_window_is_doing(view: sign.SignView, state: str, led: str, read: str) -> None:
    assert (view.state, sign.as_json(view, ZH)["led"]) == (state, led)
    assert read in text(draw("_sign.html", view))


def test_a_called_number_is_new_for_fifteen_seconds_and_then_stands_still() -> None:
    new = over(visitor=called("A012"))
    old = replace(new, visitor=replace(new.visitor, fresh=False) if new.visitor else None)
    assert "sign-fresh" in draw("_sign.html", new) and "sign-fresh" not in draw("_sign.html", old)


def test_a_sign_gives_a_tone_something_to_watch_and_no_id_of_a_ticket() -> None:
    first, again = (draw("_sign.html", over(visitor=called("A012", calls=n))) for n in (1, 2))
    assert 'data-call=""' in draw("_sign.html", over()) and "id-A012" not in first
    assert first != again


def test_a_reason_that_nobody_knows_is_not_said() -> None:
    assert over(WindowState.PAUSED, reason="<b>").reason == ""


def test_services_that_have_no_room_are_counted() -> None:
    assert (len(over().services), over().more) == (len(over().services), 0)
    drawn = text(draw("_sign.html", replace(over(), more=3)))
    assert "等 3 项" in drawn


def at_a_glance(*rows: Ticket, waiting: int = 0) -> overview.OverviewView:
    found = {area: Calls(41, moment("9:30:05"), rows if area == "east-a" else (), ()) for area in ("east-a", "east-b")}
    queues = {"tax": Waiting(waiting)}
    return overview.view(found, queues, SMALL.halls["east"].model_copy(update={"areas": tuple(found)}), SMALL)


def test_a_hall_at_a_glance_says_what_each_area_calls_and_who_waits() -> None:
    rows = [called(f"A01{n}", "east/3") for n in range(5)]
    first, second = at_a_glance(*rows, waiting=7).areas
    assert [row.number for row in first.rows] == ["A010", "A011", "A012"], "the newest ones"
    assert (first.waiting, second.waiting, second.rows) == (7, 0, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_overview_reads_in_both_languages(language: str) -> None:
    assert "A012" in draw("_overview.html", at_a_glance(called("A012")), language)


def test_windows_are_told_as_ranges() -> None:
    assert overview.in_ranges([3, 1, 2, 7, 9, 10]) == "1–3 7 9–10"


def queues(waiting: int, wait: Range | None, **more: Any) -> queue.QueueView:
    calls = Calls(41, moment("9:30:05"), (called("A012"),), (), **more)
    area = SMALL.areas["east-a"]
    names = queue.services_of(area, SMALL)
    return queue.view(calls, dict.fromkeys(names, Waiting(waiting)), dict.fromkeys(names, wait), area, SMALL)


@pytest.mark.parametrize(
    ("waiting", "wait", "read"),
    [
        (4, Range(300, 1250), "现在取号，约 5–25 分钟"),
        (1, Range(0, 100), "现在取号，约 3 分钟以内"),
        (0, Range(0, 60), "现在取号，可能马上办理"),
        (4, None, "暂无窗口办理"),
    ],
)
def test_the_wait_is_a_range_or_nothing_is_promised(waiting: int, wait: Range | None, read: str) -> None:
    drawn = text(draw("_queue.html", queues(waiting, wait)))
    assert read in drawn and ("无人等候" in drawn) is (waiting == 0)


def test_a_phone_hears_that_the_hall_is_stopped() -> None:
    assert "停电" in text(draw("_queue.html", queues(0, None, stopped="停电")))


def test_a_queue_as_data_has_seconds() -> None:
    said = queue.as_json(queues(4, Range(300, 1250)))
    services: Any = said["services"]
    assert services[0]["estimate"] == {"low": 300, "high": 1250} and services[0]["waiting"] == 4


def test_nobody_is_on_a_sign_who_is_not_at_the_window() -> None:
    assert over(visitor=ticket("A012")).state == "idle"
    assert over(visitor=called("A012", "east/4")).state == "idle"
