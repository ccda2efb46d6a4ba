"""Let a screen of a small hall take its turns: what was called at the windows is what the voice says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient
from redis.exceptions import RedisError

from hall.display import voices
from hall.display.saying import Voice
from hall.display.speaking import Asked
from hall.display.voice import QUICK, Bank
from hall.display.voices import Voices
from hall.store.presence import Presence
from hall.web.opened import the_hall
from tests.api import Api, said
from tests.display.sounds import tone


class Loudspeaker:
    """Be the screen that speaks in an area."""

    def __init__(self, api: Api, name: str = "a" * 16, area: str = "east-a") -> None:
        self.api, self.name, self.area, self.ended = api, name, area, ""

    def turn(self, *, begin: bool = True) -> list[str]:
        """Take a turn and return the names of the clips, without folder and ending."""
        with self.api.program.app.app_context():
            mine = Voice.of(the_hall())
            told: dict[str, Any] = mine.ask(self.area, Asked(self.name, True, self.ended))
            if not told.get("turn"):
                return []
            if begin:
                assert mine.begin(self.area, self.name, told["turn"])
                self.ended = told["turn"]
            self.api.clock.now += sum(one["ms"] for one in told["clips"])
        return [one["url"].removeprefix("/static/voice/").partition(".")[0] for one in told["clips"]]

    def says(self) -> str:
        """Return the next sentence as one line, Chinese clips without their folder."""
        return " ".join(self.turn()).replace("zh/", "")


def test_a_call_is_said_with_its_chime_and_then_in_english(api: Api, bank: Bank) -> None:
    api.opens("east/1")
    api.takes("tax")
    ticket = api.calls("east/1")
    speaker = Loudspeaker(api)
    assert speaker.says() == "tones/chime please-A digit-0 digit-0 last-1 window-east-1"
    assert ticket and len(api.handles.presence.proved(ticket).spoken) == 1, "the proof that she was called by voice"
    assert speaker.says() == "en/please-A en/digit-0 en/digit-0 en/last-1 en/window-east-1"
    assert speaker.says() == ""
    said(api.act("east/1", "recall"))
    assert speaker.says().startswith("tones/chime please-A"), "a recall is said again"


def test_who_is_called_by_mistake_hears_that_she_should_wait(api: Api, bank: Bank) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    speaker = Loudspeaker(api)
    speaker.turn()
    api.clock.now -= 2_000
    said(api.act("east/1", "undo"))
    assert speaker.says() == "tones/chime please-A digit-0 digit-0 last-1 wait"
    api.calls("east/1")
    assert "window-east-1" in speaker.says(), "called again, she hears it again"


def test_who_has_come_is_not_called_any_more_and_that_is_counted(api: Api, bank: Bank) -> None:
    speaker = Loudspeaker(api)
    for window in ("east/1", "east/2"):
        api.opens(window)
        api.takes("tax")
        api.calls(window)
    assert speaker.turn(begin=False), "it was given a sentence, and did not begin it"
    said(api.act("east/1", "start"))
    said(api.act("east/2", "undo"))
    assert speaker.says() == ""
    told = said(api.get("/areas/east-a/voice", role="manager"))
    assert told["left_out"] == {"first_arrived": 1, "first_taken_back": 1}
    assert told["speaks"]


def test_a_beginning_whose_answer_is_lost_is_no_refusal(
    api: Api, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    program, me = api.program, "c" * 16
    line = SocketIOTestClient(program.app, program.socketio, namespace="/display", auth={"area": "east-a"})

    def says(what: str, **more: str) -> dict[str, Any]:
        told: dict[str, Any] = line.emit(what, {"speaker": me, **more}, namespace="/display", callback=True)
        return told

    def breaks(*_: object) -> None:
        raise RedisError("the line to the queue server is cut")

    turn = says("speak")["turn"]
    with monkeypatch.context() as cut:
        cut.setattr(Presence, "take_turn", breaks)
        assert says("begin", turn=turn) == {}, "the screen asks again"
    with monkeypatch.context() as cut:
        cut.setattr(Presence, "spoken", breaks)
        assert says("begin", turn=turn) == {"go": True}, "a proof that cannot be written silences nobody"
    assert says("begin", turn=turn) == {"go": True}
    assert says("begin", turn="none") == {"go": False}


def test_a_second_screen_goes_on_after_the_first_and_says_nothing_twice(api: Api, bank: Bank) -> None:
    first, second = Loudspeaker(api), Loudspeaker(api, "b" * 16)
    for window in ("east/1", "east/2"):
        api.opens(window)
        api.takes("tax")
    api.calls("east/1")
    assert "window-east-1" in first.says()
    api.calls("east/2")
    assert second.says() == "", "one voice an area"
    api.clock.now += 5_000
    assert "window-east-2" in second.says()
    assert first.says() == ""


def test_a_notice_is_shown_and_said_in_its_areas_and_taken_down(api: Api, bank: Bank) -> None:
    body = {"notice": "lunch", "areas": ["east-a"], "minutes": 3}
    given = said(api.post("/notices", body, role="guide"))
    assert given["areas"] == ["east-a"]
    assert api.events()[-1]["type"] == "notice_given" and api.events()[-1]["areas"] == "east-a"
    shown = said(api.get("/areas/east-a/board", role="screen"))["spoken"]
    assert [one["notice"] for one in shown] == ["lunch"]
    assert "wall-notice" in api.get("/board/east-a").get_data(as_text=True)
    assert said(api.get("/areas/east-b/board", role="screen"))["spoken"] == []
    assert Loudspeaker(api, area="east-b").says() == ""
    speaker = Loudspeaker(api)
    assert [speaker.says(), speaker.says(), speaker.says()] == ["tones/chime notice-lunch", "en/notice-lunch", ""]
    said(api.post("/notices", {"notice": "lunch", "minutes": 0}, role="manager"))
    assert said(api.get("/areas/east-a/board", role="screen"))["spoken"] == []
    assert said(api.get("/notices", role="guide"))["standing"] == []


def test_who_may_give_a_notice_and_which(api: Api) -> None:
    assert api.post("/notices", {"notice": "lunch"}, role="clerk").status_code == 403
    assert api.post("/notices", {"notice": "holiday"}, role="manager").get_json()["code"] == "NOTICE_UNKNOWN"
    body = {"notice": "lunch", "areas": ["roof"]}
    assert api.post("/notices", body, role="manager").get_json()["code"] == "AREA_UNKNOWN"


def test_a_hall_s_own_voice_speaks_where_it_is_recorded_and_the_built_in_one_elsewhere(
    api: Api, bank: Bank, data: Path
) -> None:
    kept = api.post("/recording/ours/zh/window-east-1", role="manager", data=tone(ms=1_800))
    assert said(kept) == {"ms": 1_800}
    api.handles.presence.use_voice(zh="ours")
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    clips = Loudspeaker(api).turn()
    assert clips[-1] == "/voice/ours/zh/window-east-1" and clips[1] == "zh/please-A"
    sound = api.get("/voice/ours/zh/window-east-1.wav")
    assert sound.status_code == 200 and sound.mimetype == "audio/wav"
    page = api.get("/recording?voice=ours&language=zh", role="manager").get_data(as_text=True)
    assert "已录 1 / " in page


def test_a_recorded_voice_says_many_calls_in_one_breath_too(api: Api, bank: Bank, data: Path) -> None:
    for clip in ("next-A", "window-east-1", "window-east-2", "window-east-3"):
        said(api.post(f"/recording/ours/zh/{clip}", role="manager", data=tone()))
    api.handles.presence.use_voice(zh="ours")
    for window in ("east/1", "east/2", "east/3"):
        api.opens(window)
        api.takes("tax")
        api.calls(window)
    clips = Loudspeaker(api).turn()
    recorded = [f"{one}.wav" for one in clips if one.startswith("/voice/")]
    assert "zh/quick-please-A" in clips and len(recorded) == 5, "it speaks quickly where nothing was recorded"
    for url in recorded + said(api.get("/voice/clips"))["clips"]:
        if url.startswith("/voice/"):
            assert api.get(url).status_code == 200, f"a screen can load {url}"


def test_a_hall_that_has_rendered_cantonese_may_say_chinese_in_it(
    api: Api, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page() -> str:
        return api.get("/recording", role="manager").get_data(as_text=True)

    def uses(chinese: str) -> int:
        return api.post("/recording/use", role="manager", data={"chinese": chinese}).status_code

    assert "粤语" not in page() and uses("yue") == 404
    mandarin = bank.clips["zh"]
    cantonese = {name: ms + 100 for name, ms in mandarin.items() if not name.startswith(QUICK)}
    monkeypatch.setattr(voices, "built_in", lambda: replace(bank, clips={**bank.clips, "yue": cantonese}))
    assert "粤语" in page() and uses("yue") == 303 and uses("klingon") == 404
    for window in ("east/1", "east/2", "east/3"):
        api.opens(window)
        api.takes("tax")
        api.calls(window)
    speaker = Loudspeaker(api)
    said_now = speaker.turn()
    assert said_now[:2] == ["tones/chime", "yue/please-A"] and len(said_now) == 16
    assert {one.partition("/")[0] for one in said_now[1:]} == {"yue"}, "also when many are called at once"
    assert speaker.turn()[0] == "en/please-A", "English stays what it was"
    loaded = said(api.get("/voice/clips"))["clips"]
    assert [one for one in loaded if "/yue/" in one] and not [one for one in loaded if "/zh/" in one]
    assert uses("") == 303


def test_what_is_no_recording_is_refused(api: Api, data: Path) -> None:
    def why(sound: bytes, clip: str = "window-east-1") -> Any:
        answer = api.post(f"/recording/ours/zh/{clip}", role="manager", data=sound)
        return answer.get_json().get("why", answer.status_code)

    assert why(b"") == why(b"not a sound at all") == why(tone()[:30]) == "format"
    assert why(tone(loud=0)) == "silent"
    assert why(tone(ms=50)) == why(tone(ms=31_000)) == "length"
    assert why(tone(channels=2)) == "format"
    assert why(tone(), "no-such-clip") == 404
    assert why(b"x" * 4_000_000) == 413
    assert api.post("/recording/..%2Fx/zh/wait", role="manager", data=tone()).status_code == 404
    assert api.post("/recording/ours/zh/wait", role="guide", data=tone()).status_code == 403
    assert not list(data.rglob("*.wav"))
    assert not Voices(data).recorded()


def test_a_notice_of_the_hall_s_own_is_written_recorded_shown_and_said(api: Api, bank: Bank, data: Path) -> None:
    words = {"zh": "三号打印机已修好", "en": ""}
    answer = api.post("/recording/notices", role="manager", data=words)
    assert answer.status_code == 303
    said(api.post("/recording/own/zh/own-1", role="manager", data=tone(ms=2_000)))
    said(api.post("/notices", {"notice": "own-1"}, role="manager"))
    shown = said(api.get("/areas/east-a/board", role="screen"))["spoken"]
    assert (shown[0]["zh"], shown[0]["en"]) == ("三号打印机已修好", "三号打印机已修好")
    assert Loudspeaker(api).turn() == ["tones/chime", "/voice/own/zh/own-1"]
