"""Press keys at a window of the real hall, over real HTTP (一次按键，一个动作)."""

from __future__ import annotations

import threading

import pytest

from pad.acts import Act
from pad.bar import Kind
from tests.api import Api, said
from tests.builders import PATIENCE_SECONDS
from tests.pad.conftest import Desk, Losing, make_desk

pytestmark = pytest.mark.slow


def test_the_next_step_is_what_the_console_s_button_would_do(desk: Desk) -> None:
    first, second = (desk.api.takes()["number"] for _ in range(2))
    desk.api.at("9:17")
    assert desk.press(Act.NEXT) == "开始服务"
    assert desk.press(Act.NEXT) == f"已叫 {first} · 等候 12 分钟"
    assert desk.press(Act.NEXT) == f"{first} 开始办理"
    assert desk.press(Act.NEXT) == f"已叫 {second} · 等候 12 分钟"
    assert desk.press(Act.NEXT) == f"{second} 开始办理"
    assert desk.press(Act.NEXT) == f"没有人等候 · {second} 办理完毕"
    assert desk.press(Act.NEXT) == "没有人等候"
    assert [said.kind for said in desk.bar.lines[-2:]] == [Kind.NOBODY, Kind.NOBODY]
    assert desk.happened() == [
        "issued", "issued", "window_opened", "called", "started", "finished", "called", "started", "finished",
    ]  # fmt: skip


@pytest.mark.parametrize("stops", ["pause", "close"])
def test_at_a_window_that_stops_after_this_visitor_the_next_step_finishes_her(desk: Desk, stops: str) -> None:
    number = desk.api.takes()["number"]
    desk.api.takes()
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    more = {"reason": "lunch"} if stops == "pause" else {}
    said(desk.api.act("east/1", stops, {"visitor": "serve", **more}))
    assert desk.press(Act.NEXT) == f"{number} 办理完毕"
    assert desk.happened()[-1] == "finished"
    assert desk.press(Act.NEXT) == "开始服务"


def test_while_the_hall_is_stopped_the_next_step_finishes_and_calls_nobody(desk: Desk) -> None:
    number = desk.api.takes()["number"]
    desk.api.takes()
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    said(desk.api.post("/centre/stop", {"reason": "台风红色预警"}, role="manager"))
    assert desk.press(Act.NEXT) == f"{number} 办理完毕"
    assert desk.press(Act.NEXT) == "全厅暂停 · 台风红色预警"
    assert desk.bar.lines[-1].kind is Kind.WARN
    said(desk.api.post("/centre/resume", role="manager"))
    assert desk.press(Act.NEXT).startswith("已叫")


def test_while_somebody_waits_it_is_not_said_that_nobody_does(desk: Desk) -> None:
    one = desk.api.takes()
    said(desk.api.post(f"/tickets/{one['id']}/defer", {"minutes": 10}, role="kiosk"))
    desk.press(Act.NEXT)
    assert desk.press(Act.NEXT) == "暂无可叫的号"
    assert desk.bar.lines[-1].kind is Kind.NOBODY


def test_each_press_has_a_key_of_its_own(desk: Desk) -> None:
    desk.api.opens()
    for _ in range(3):
        desk.press(Act.NEXT)
    assert len(desk.line.keys) == len(set(desk.line.keys)) == 3
    assert all(8 <= len(key) <= 64 for key in desk.line.keys)


def test_the_other_acts(desk: Desk) -> None:
    number = desk.api.takes()["number"]
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    assert desk.press(Act.RECALL) == f"重呼 {number} · 第 2 次"
    assert desk.press(Act.HOLD) == f"{number} 挂起"
    assert desk.press(Act.UNDO) == f"已撤销 · 窗口现在是 {number}"
    assert desk.press(Act.PAUSE) == "未成功 · 窗口还有办事人，请先办理完毕或过号"
    assert desk.press(Act.FINISH) == f"{number} 办理完毕"
    assert desk.press(Act.PAUSE) == "暂停服务"
    assert desk.api.events()[-1]["reason"] == "break"
    assert desk.press(Act.NEXT) == "开始服务"


@pytest.mark.parametrize("act", [Act.RECALL, Act.NO_SHOW, Act.HOLD, Act.FINISH])
def test_without_a_visitor_there_is_a_soft_word_and_nothing_is_sent(desk: Desk, act: Act) -> None:
    desk.api.opens()
    assert desk.press(act) == "窗口没有办事人"
    assert desk.bar.lines[-1].kind is Kind.SOFT
    assert not desk.line.keys


def test_a_no_show_that_is_early_is_done_by_a_second_press(desk: Desk) -> None:
    number = desk.api.takes()["number"]
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    assert desk.press(Act.NO_SHOW) == f"还差 150 秒 · {number} 未到过号时间，3 秒内再按一次即过号"
    assert desk.bar.lines[-1].kind is Kind.ASK
    assert desk.press(Act.NO_SHOW) == f"{number} 过号"
    assert desk.happened()[-1] == "no_show"
    assert len(set(desk.line.keys)) == len(desk.line.keys), "the second press is another press"


def test_a_second_press_that_comes_too_late_asks_again(desk: Desk) -> None:
    desk.api.takes()
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    first = desk.press(Act.NO_SHOW)
    desk.now += 3.0
    assert desk.press(Act.NO_SHOW) == first
    assert "no_show" not in desk.happened()


def test_a_yes_for_one_visitor_misses_no_other(desk: Desk) -> None:
    desk.api.takes()
    desk.api.takes()
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    desk.press(Act.NO_SHOW)
    said(desk.api.act("east/1", "finish-and-call-next"))
    assert "未到过号时间" in desk.press(Act.NO_SHOW)
    assert "no_show" not in desk.happened()


def test_after_her_time_a_no_show_is_one_press(desk: Desk) -> None:
    number = desk.api.takes()["number"]
    desk.press(Act.NEXT)
    desk.press(Act.NEXT)
    desk.api.at("9:08")
    assert desk.press(Act.NO_SHOW) == f"{number} 过号"


def test_the_same_key_again_at_once_is_a_bounce(desk: Desk) -> None:
    desk.api.takes()
    desk.api.opens()
    desk.press(Act.NEXT)
    # A key that is held: a row of echoes, each near the one before, the last far from the first.
    for _ in range(20):
        desk.now += 0.1
        desk.pad.press(Act.NEXT, Act.NEXT)
        desk.pad.wait(PATIENCE_SECONDS)
    assert desk.happened() == ["issued", "window_opened", "called"]
    assert len(desk.bar.lines) == 1
    desk.now += 0.31
    desk.pad.press(Act.NEXT, Act.NEXT)
    desk.pad.wait(PATIENCE_SECONDS)
    assert desk.happened()[-1] == "started"


def test_another_key_at_once_is_no_bounce(desk: Desk) -> None:
    number = desk.api.takes()["number"]
    desk.api.opens()
    desk.press(Act.NEXT)
    desk.pad.press("KP_MULTIPLY", Act.RECALL)
    desk.pad.wait(PATIENCE_SECONDS)
    assert desk.bar.texts[-1] == f"重呼 {number} · 第 2 次"


def test_while_a_press_is_under_way_others_get_a_soft_word(api: Api, losing: Losing) -> None:
    desk = make_desk(api, losing)
    api.takes()
    api.opens()
    losing.losses = ["silence"]
    desk.pad.press("KP_ADD", Act.NEXT)
    for at in (1.0, 2.0):
        desk.now += at
        desk.pad.press("KP_ADD", Act.NEXT)
    desk.pad.press("KP_MULTIPLY", Act.RECALL)
    soft = [said for said in desk.bar.lines if said.kind is Kind.SOFT]
    assert [said.text for said in soft] == ["请稍候 · 上一次按键还在处理"] * 3
    losing.released.set()
    desk.pad.wait(PATIENCE_SECONDS)
    assert [type_ for type_ in desk.happened() if type_ != "window_opened"] == ["issued", "called"]
    assert desk.bar.texts[-1].startswith("已叫 A001")


def test_who_is_gone_by_the_time_the_act_comes_is_told_and_nobody_else_is_finished(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (desk.api.takes() for _ in range(2))
    desk.api.opens()
    desk.api.calls()
    seen, looked = threading.Event(), desk.pad._line.picture

    def look_and_lose_her(*asked: object) -> object:
        picture = looked(*asked)  # type: ignore[arg-type]
        if not seen.is_set():
            seen.set()
            said(desk.api.act("east/1", "finish-and-call-next", {"ticket": first["id"]}))
        return picture

    monkeypatch.setattr(desk.pad._line, "picture", look_and_lose_her)
    assert desk.press(Act.FINISH) == "未成功 · 窗口的办事人已经变了，请看最新画面"
    assert desk.api.get("/windows/east/1", role="clerk").json["visitor"]["id"] == second["id"]


def test_english(api: Api, losing: Losing) -> None:
    desk = make_desk(api, losing, "en")
    api.takes()
    assert desk.press(Act.NEXT) == "window open"
    assert desk.press(Act.NEXT) == "called A001 · just came"
    assert desk.press(Act.PAUSE) == "not done · The window still has a visitor: finish or miss her first"


def test_a_token_for_another_window_is_told(api: Api, losing: Losing) -> None:
    desk = make_desk(api, losing, windows="east/2")
    assert desk.press(Act.NEXT) == "没有权限 · 这个口令不能操作本窗口"
    assert desk.happened() == []


def test_a_fault_of_our_own_is_told_and_the_next_press_works(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(desk.pad._line, "picture", lambda *_: 1 / 0)
        assert desk.press(Act.NEXT) == "程序出错 · 请用操作台"
    assert desk.press(Act.NEXT) == "开始服务"
