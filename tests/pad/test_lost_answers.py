"""Lose answers on the way (断网重试): the same key is asked again, and nobody is called twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pad.acts import Act
from pad.bar import Kind
from tests.api import Api, said
from tests.builders import PATIENCE_SECONDS
from tests.pad.conftest import QUICK, Desk, Losing, make_desk

pytestmark = pytest.mark.slow

#: What a bad line and a bad hall do: an answer that never came, one that was cut off, a question that was lost, and
#: a hall that acted and then failed to say so.
LOSSES: list[list[str | int]] = [["silence"], ["answer"], ["question"], [500], [503], [502, "answer", "silence", 503]]


@pytest.mark.parametrize("losses", LOSSES, ids=str)
def test_a_lost_answer_calls_nobody_twice(desk: Desk, losses: list[str | int]) -> None:
    tickets = [desk.api.takes()["number"] for _ in range(3)]
    desk.api.opens()
    desk.line.losses = list(losses)
    assert desk.press(Act.NEXT).startswith(f"已叫 {tickets[0]}")
    assert len(desk.line.keys) == len(losses) + 1
    assert len(set(desk.line.keys)) == 1, "every try of one press has one key"
    assert desk.happened().count("called") == 1
    assert desk.bar.texts[-2] == "连不上 · 正在重试", "the clerk is told once that it takes longer"
    assert len(desk.bar.lines) == 2


def test_a_whole_morning_on_a_bad_line(desk: Desk) -> None:
    tickets = [desk.api.takes()["id"] for _ in range(6)]
    desk.press(Act.NEXT)
    for number in range(12):
        desk.line.losses = [["answer"], [], [503, "question"]][number % 3]
        desk.press(Act.NEXT)
    events = desk.api.events()
    assert [one["ticket"] for one in events if one["type"] == "called"] == tickets
    assert [one["ticket"] for one in events if one["type"] == "started"] == tickets
    assert desk.bar.texts[-1].endswith("开始办理")


def test_a_hall_that_stays_away_is_told_and_what_it_did_is_looked_at_first(api: Api, losing: Losing) -> None:
    desk = make_desk(api, losing, patience=replace(QUICK, whole=0.3))
    number = api.takes()["number"]
    api.opens()
    losing.losses = ["answer"] * 100
    assert desk.press(Act.NEXT) == "结果不明 · 连不上大厅，再按一次先看结果"
    assert desk.happened().count("called") == 1
    losing.losses = []
    # She was called all the same: a press that was meant as "call" may not become "she is here".
    assert desk.press(Act.NEXT) == f"已叫 {number} · 刚才的结果是这样，需要时请再按一次"
    assert desk.bar.lines[-1].kind is Kind.ASK
    assert "started" not in desk.happened()
    assert desk.press(Act.NEXT) == f"{number} 开始办理"


def test_what_the_hall_never_heard_is_simply_pressed_again(api: Api, losing: Losing) -> None:
    desk = make_desk(api, losing, patience=replace(QUICK, whole=0.3))
    api.takes()
    api.opens()
    losing.losses = ["question"] * 100
    assert desk.press(Act.NEXT).startswith("结果不明")
    losing.losses = []
    assert desk.press(Act.NEXT).startswith("已叫")


def test_a_hall_that_cannot_be_reached_has_done_nothing(api: Api, losing: Losing) -> None:
    desk = make_desk(api, losing, patience=replace(QUICK, whole=0.2))
    losing.shutdown()
    losing.server_close()
    assert desk.press(Act.NEXT) == "未完成 · 连不上大厅，按键没有生效"
    assert desk.bar.texts == ["连不上 · 正在重试", "未完成 · 连不上大厅，按键没有生效"]


def test_a_program_that_is_stopped_does_not_ask_on(api: Api, losing: Losing) -> None:
    long = {"first": PATIENCE_SECONDS, "longest": PATIENCE_SECONDS, "whole": 10 * PATIENCE_SECONDS}
    desk = make_desk(api, losing, patience=replace(QUICK, **long))
    api.opens()
    losing.losses = ["answer"] * 100
    desk.pad.press("KP_ADD", Act.NEXT)
    desk.pad._line.close()
    desk.pad.wait(PATIENCE_SECONDS)
    assert desk.bar.texts[-1].startswith("结果不明")


def test_a_refusal_is_final(desk: Desk) -> None:
    desk.api.takes()
    desk.api.opens()
    desk.api.calls()
    assert desk.press(Act.PAUSE).startswith("未成功")
    assert len(desk.line.keys) == 1
    assert said(desk.api.get("/windows/east/1", role="clerk"))["state"] == "open"
