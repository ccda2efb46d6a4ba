"""Say what became of a press, by light and by sound (光条与提示音)."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import string
import wave
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hall.rules.discipline import PriorityReason, Why
from hall.rules.ticket import State
from hall.rules.window import WindowState
from pad.bar import CELLS, Bars, Kind, LedBar, Said, Screen, fitting
from pad.line import HallSaysNo, Picture
from pad.saying import LANGUAGES, Saying, catalogue
from pad.tones import RATE, Tones, write_tone
from tests.builders import moment, wait_until

ZONE = ZoneInfo("Asia/Shanghai")
HERE = Picture("open", "8kXh2mQpL9vR4tZs", "A012", "called")


@pytest.fixture(params=list(LANGUAGES))
def saying(request: pytest.FixtureRequest) -> Saying:
    """Speak one of the languages."""
    return Saying(request.param, ZONE)


def test_both_languages_have_the_same_words_with_the_same_data() -> None:
    def data(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    chinese, english = ({key: data(text) for key, text in catalogue(name).items()} for name in ("zh", "en"))
    assert chinese == english


def test_every_window_every_act_and_every_reason_has_words(saying: Saying) -> None:
    words = catalogue(LANGUAGES[saying.language])
    assert {f"now.{one}" for one in (*WindowState, State.CALLED, State.SERVING)} <= set(words)
    assert {f"why.priority_{one}" for one in PriorityReason} <= set(words)
    for why in Why:
        assert saying.why({"why": why, "slot_at": moment("10:00"), "called_at": moment("10:00"), "issued_at": 0})
    for act in ("open", "start", "finish", "recall", "no-show", "hold", "pause", "undo"):
        assert saying.done(act, HERE, {"number": "A012", "calls": 2}).text


@pytest.mark.parametrize(
    ("ticket", "text"),
    [
        ({"why": "appointment_due", "slot_at": moment("10:00")}, "已叫 A012 · 预约 10:00"),
        ({"why": "priority", "reason": "elderly"}, "已叫 A012 · 优先（老年人）"),
        ({"why": "priority", "reason": "something new"}, "已叫 A012 · 优先"),
        ({"why": "rejoined"}, "已叫 A012 · 过号重排"),
        ({"why": "waited", "issued_at": moment("9:00"), "called_at": moment("9:42:30")}, "已叫 A012 · 等候 42 分钟"),
        ({"why": "waited", "issued_at": moment("9:00"), "called_at": moment("9:00:30")}, "已叫 A012 · 刚取号"),
        ({"why": "a reason of a later version"}, "已叫 A012 · 刚取号"),
    ],
)
def test_a_call_says_who_and_why(ticket: dict[str, object], text: str) -> None:
    said = Saying("zh-CN", ZONE).done("call-next", Picture("open"), {"number": "A012", **ticket})
    assert (said.text, said.kind) == (text, Kind.CALLED)


def test_a_refusal_is_told_in_the_hall_s_own_sentence(saying: Saying) -> None:
    told = saying.refused(HallSaysNo(409, {"code": "UNDO_TOO_LATE", "title": "已超过可撤销的时间"}), HERE)
    assert told.text.endswith("已超过可撤销的时间") and told.kind is Kind.WARN
    stopped = {"code": "HALL_STOPPED", "title": "全厅暂停服务，暂不取号、叫号", "reason": "台风红色预警"}
    assert saying.refused(HallSaysNo(409, stopped), HERE).text.endswith("台风红色预警")
    assert saying.refused(HallSaysNo(401, {}), HERE).text != saying.refused(HallSaysNo(403, {}), HERE).text
    assert "404" in saying.refused(HallSaysNo(404, {}), HERE).text


def test_what_is_most_important_fits_a_narrow_bar(saying: Saying) -> None:
    for key, text in catalogue(LANGUAGES[saying.language]).items():
        if key.startswith("why."):
            continue
        shown = text.format(number="A012", n=35, seen="A012", now="A012", title="", at="10:00", reason="")
        first = shown.split(" · ")[0]
        assert fitting(first, CELLS) == first, key


def test_a_bar_shows_whole_words_or_the_first_part() -> None:
    assert fitting("已叫 A012", CELLS) == "已叫 A012"
    assert fitting("已叫 A012 · 预约 10:00", CELLS) == "已叫 A012"
    assert fitting("已叫 A012 · 预约", 18) == "已叫 A012 · 预约"
    assert fitting("一二三四五六七八九", CELLS) == "一二三四五六七八"


def test_a_led_bar_gets_its_bytes_and_one_that_is_away_fails_nobody(tmp_path: Path) -> None:
    bar = LedBar(tmp_path / "led")
    bar.say(Said("已叫 A012 · 预约 10:00", Kind.CALLED))
    assert not (tmp_path / "led").exists()
    (tmp_path / "led").touch()
    bar.say(Said("已叫 A012 · 预约 10:00", Kind.CALLED))
    bar.say(Said("没有人等候", Kind.NOBODY))
    assert (tmp_path / "led").read_bytes() == "已叫 A012\r\n没有人等候\r\n".encode("gb2312")


def test_a_screen_that_is_gone_fails_nobody() -> None:
    kept = io.StringIO()
    Bars([Screen(kept)]).say(Said("暂停服务", Kind.DONE))
    assert kept.getvalue() == "暂停服务\n"
    reading, writing = os.pipe()
    os.close(reading)
    gone = os.fdopen(writing, "w", encoding="ascii")
    Screen(gone).say(Said("停止服务", Kind.DONE))
    Screen(gone).say(Said("closed", Kind.DONE))
    with contextlib.suppress(BrokenPipeError):
        gone.close()


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_of_line_has_a_short_tone(tmp_path: Path, kind: Kind) -> None:
    write_tone(tmp_path / "tone.wav", kind)
    with wave.open(str(tmp_path / "tone.wav")) as tone:
        assert (tone.getnchannels(), tone.getsampwidth(), tone.getframerate()) == (1, 2, RATE)
        assert 0.05 < tone.getnframes() / RATE < 0.6


def test_a_tone_is_played_by_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {tmp_path}/played\n')
    player.chmod(player.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    tones = Tones()
    tones.say(Said("已叫 A012", Kind.CALLED))
    wait_until((tmp_path / "played").exists, "the tone")
    assert (tmp_path / "played").read_text().endswith("called.wav\n")


def test_without_a_player_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    Tones().say(Said("已叫 A012", Kind.CALLED))
