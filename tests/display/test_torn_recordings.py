"""The power is cut while a hall records its voice: what is torn counts as not recorded, and nobody's call is lost."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest
from flask_socketio import SocketIOTestClient

from hall.display.voice import Bank
from hall.web import notices
from tests.api import Api, said
from tests.display.sounds import tone, torn_files
from tests.display.test_saying import Loudspeaker

TORN = torn_files()


def leaves(folder: Path, content: bytes, voice: str = "ours", clip: str = "please-A") -> Path:
    """Leave a file of a recorded voice as it was found after the cut."""
    file = folder / "voice" / voice / "zh" / f"{clip}.wav"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def calls_somebody(api: Api) -> None:
    api.handles.presence.use_voice(zh="ours")
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")


def to_record(api: Api) -> str:
    return api.get("/recording?voice=ours&language=zh", role="manager").get_data(as_text=True)


@pytest.mark.parametrize("left", TORN)
def test_a_torn_clip_is_said_by_the_built_in_voice_and_the_calls_after_it_are_heard(
    api: Api, bank: Bank, data: Path, left: str
) -> None:
    leaves(data, TORN[left])
    calls_somebody(api)
    speaker = Loudspeaker(api)
    assert speaker.says() == "tones/chime please-A digit-0 digit-0 last-1 window-east-1"
    assert speaker.says().startswith("en/please-A")
    said(api.act("east/1", "finish"))
    api.takes("tax")
    api.calls("east/1")
    assert speaker.says() == "tones/chime please-A digit-0 digit-0 last-2 window-east-1"
    loaded = said(api.get("/voice/clips"))["clips"]
    assert "/static/voice/zh/please-A.ogg" in loaded and not [one for one in loaded if one.startswith("/voice/")]
    assert api.get("/voice/ours/zh/please-A.wav").status_code == 404


def test_a_torn_notice_of_the_hall_s_own_is_left_out_and_the_next_call_is_said(
    api: Api, bank: Bank, data: Path
) -> None:
    said_to_be = {"zh": "三号打印机已修好", "en": ""}
    assert api.post("/recording/notices", role="manager", data=said_to_be).status_code == 303
    leaves(data, b"", "own", "own-1")
    said(api.post("/notices", {"notice": "own-1"}, role="manager"))
    calls_somebody(api)
    speaker = Loudspeaker(api)
    heard = [speaker.turn() for _ in range(4)]
    assert ["zh/please-A" in one for one in heard].count(True) == 1, "nobody has the notice's clip; she is called"


def test_a_screen_gets_its_sentence_over_its_line_although_a_clip_is_torn(api: Api, bank: Bank, data: Path) -> None:
    leaves(data, b"")
    calls_somebody(api)
    line = SocketIOTestClient(api.program.app, api.program.socketio, namespace="/display", auth={"area": "east-a"})
    told = line.emit("speak", {"speaker": "d" * 16}, namespace="/display", callback=True)
    assert told["word"] and [one["url"] for one in told["clips"]][1] == "/static/voice/zh/please-A.ogg"


def test_the_recording_page_asks_for_a_torn_clip_again_and_it_is_heard_as_soon_as_it_is_recorded(
    api: Api, bank: Bank, data: Path
) -> None:
    leaves(data, b"")
    leaves(data, tone(), clip="last-1")
    assert "已录 1 / " in to_record(api)
    said(api.post("/recording/ours/zh/please-A", role="manager", data=tone()))
    assert "已录 2 / " in to_record(api)
    calls_somebody(api)
    assert Loudspeaker(api).turn()[1] == "/voice/ours/zh/please-A"


def test_a_torn_clip_is_told_once_and_not_with_every_call(
    api: Api, bank: Bank, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = leaves(data, b"")
    api.handles.presence.use_voice(zh="ours")
    with caplog.at_level(logging.WARNING, "hall.voice"):
        for _ in range(3):
            api.get("/voice/clips")
    assert len([one for one in caplog.messages if str(file) in one]) == 1


def test_notices_that_were_torn_silence_nobody_and_lose_their_file_to_no_new_one(
    api: Api, bank: Bank, data: Path
) -> None:
    torn = data / "voice" / "own" / "notices.json"
    leaves(data, tone(), "own", "own-1")
    torn.write_text('[{"id": "own-1", "zh": "三号打')
    calls_somebody(api)
    assert "please-A" in Loudspeaker(api).says()
    said(api.get("/notices", role="manager"))
    written = notices.write_own(data, "四号打印机已修好", "")
    assert written.id == "own-2", "the clip that is there says something else"
    assert torn.with_suffix(".torn").read_text().startswith('[{"id": "own-1"'), "somebody may still read the words"
    assert [one.id for one in notices.own(data)] == ["own-2"]


def test_what_is_kept_is_on_the_disk_with_its_name_before_the_page_says_so(
    api: Api, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[bool, int]] = []

    def notes(opened: int) -> None:
        what = os.fstat(opened)
        synced.append((stat.S_ISDIR(what.st_mode), what.st_ino))

    monkeypatch.setattr(os, "fsync", notes)
    said(api.post("/recording/ours/zh/please-A", role="manager", data=tone()))
    file = data / "voice" / "ours" / "zh" / "please-A.wav"
    assert synced[0] == (False, file.stat().st_ino), "first what it says"
    folders = [inode for is_folder, inode in synced[1:] if is_folder]
    assert folders == [one.stat().st_ino for one in list(file.parents)[:4]], "then its name, and those of its folders"
    synced.clear()
    notices.write_own(data, "三号打印机已修好", "")
    assert synced[0] == (False, (data / "voice" / "own" / "notices.json").stat().st_ino)
