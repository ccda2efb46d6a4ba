"""Pair screens, look after them, and take their tokens away (屏幕配对), over HTTP and the screens' own line."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from hall.display.pairing import ALPHABET
from hall.reports import story
from hall.store.screens import WAITING_AT_ONCE, Heard
from hall.ticketing.sweeping import sweep
from hall.web.language import words
from hall.web.opened import Opened
from tests.api import Api, refused, said
from tests.builders import wait_until

BOARD = {"name": "甲区一号屏", "kind": "board", "place": "east-a", "sound": True}


class Tv:
    """Be a TV that has opened a page of the hall: it has a secret, and reports."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.secret = secrets.token_hex(24)
        self.seen = ""
        self.line = self._dial("/screen")
        self.wall: SocketIOTestClient | None = None

    def _dial(self, namespace: str, auth: Any = None) -> SocketIOTestClient:
        program = self.api.program
        return SocketIOTestClient(program.app, program.socketio, namespace=namespace, auth=auth)

    def reports(self, **more: Any) -> dict[str, Any]:
        """Say how it is and return what it is told, once that is written down."""
        said_now = {"secret": self.secret, "width": 1920, "height": 1080, "as_of": 0, **more}
        told: dict[str, Any] = self.line.emit("report", said_now, namespace="/screen", callback=True)
        written(self.api)
        return told

    @property
    def code(self) -> str:
        """Return the code that it shows."""
        return str(self.reports(wants_code=True)["code"])

    def watches(self, area: str = "east-a", *, paired: bool = True) -> None:
        """Open the board of an area."""
        token = {"token": self.secret} if paired else {}
        self.wall = self._dial("/display", {"area": area, **token})

    def paints(self) -> None:
        """Put the newest picture on its wall and say so."""
        assert self.wall
        self.wall.emit("refresh", namespace="/display")
        # The relay of these programs does not run by itself: its easel draws when it is told.
        self.api.program.relay._easels["/display"]._serve_newcomers()
        pictures = [one["args"][0] for one in self.wall.get_received("/display") if one["name"] == "view"]
        keys = [row.split('"')[0] for row in pictures[-1]["html"].split('data-call="')[1:]]
        self.wall.emit("shown", {"as_of": pictures[-1]["as_of"], "calls": keys}, namespace="/display")
        written(self.api)


def written(api: Api) -> None:
    """Wait until what screens said is in the store."""
    notes = api.program.app.extensions["hall.notes"]
    wait_until(lambda: notes.idle, "writing down what screens said")


@pytest.fixture
def tv(api: Api) -> Iterator[Tv]:
    yield Tv(api)


def pairs(api: Api, tv: Tv, **more: Any) -> str:
    """Pair a TV as an administrator does and return the screen's id."""
    return str(said(api.post("/screens/pair", {"code": tv.code, **BOARD, **more}, role="manager"), 201)["id"])


def sweeps(api: Api, seconds: float = 0) -> None:
    """Let time pass and the sweep look."""
    api.clock.now += int(seconds * 1000)
    hall = api.program.app.extensions["hall.opened"]
    assert isinstance(hall, Opened)
    sweep(hall, api.handles.tickets)


def alerts(api: Api) -> list[str]:
    return [one["id"] for one in said(api.get("/alerts", role="manager"))["alerts"]]


def test_a_tv_is_paired_by_its_code_moved_and_let_go(api: Api, tv: Tv) -> None:
    code = tv.code
    assert len(code) == 6 and set(code) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0O1IL2Z5S8BGUQ"), "nobody takes one for another"
    assert [one["code"] for one in said(api.get("/screens", role="manager"))["waiting"]] == [code]
    typed = {"code": f" {code[:3].lower()}-{code[3:]} ", **BOARD, "diagonal_inches": 65, "farthest_seat_metres": 12}
    screen = said(api.post("/screens/pair", typed, role="manager", key="press-of-pairing"), 201)
    told = tv.reports(as_of=0, agent="")
    assert (told["paired"], told["name"]) == (True, "甲区一号屏")
    assert told["page"] == "/board/east-a?lang=both&rows=5&sound=1"
    assert tv.reports(width=1080, height=1920)["page"] == "/board/east-a?lang=both&rows=9&sound=1", "it stands upright"
    listed = said(api.get("/screens", role="manager"))
    assert [one["id"] for one in listed["screens"]] == [screen["id"]] and listed["waiting"] == []
    sign = {"name": "1号窗口屏", "kind": "sign", "place": "east/1", "language": "zh", "flash": False}
    said(api.post(f"/screens/{screen['id']}/assign", sign, role="manager"))
    assert tv.reports()["page"] == "/sign/east/1?lang=zh&flash=off"
    said(api.post(f"/screens/{screen['id']}/revoke", role="manager"))
    assert tv.reports() == {"paired": False, "version": told["version"]}
    refused(api.get("/areas/east-a/board", headers={"Authorization": f"Bearer {tv.secret}"}), 401, "SIGN_IN_NEEDED")
    assert tv.code != code
    again = said(api.post(f"/screens/{screen['id']}/revoke", role="manager"))
    assert again["id"] == screen["id"], "the same wish again is no fault"


def test_a_screen_gets_its_layout_and_how_loud_it_is_and_only_what_can_sound_is_asked_to(api: Api, tv: Tv) -> None:
    screen = pairs(api, tv, layout="big", volume=40)
    assert tv.reports()["page"] == "/board/east-a?lang=both&layout=big&sound=1&volume=40"

    def goes(kind: str, place: str, **more: Any) -> str:
        wanted = {"name": "屏", "kind": kind, "place": place, "sound": True, **more}
        said(api.post(f"/screens/{screen}/assign", wanted, role="manager"))
        tv.reports(sound="off")
        (one,) = said(api.get("/screens", role="manager"))["screens"]
        return f"{one['address']} {' '.join(one['faults'])}".strip()

    assert goes("sign", "east/1", volume=70) == "/sign/east/1?lang=both&sound=1&volume=70 mute"
    assert goes("overview", "east") == "/overview/east?lang=both", "it has nothing to say and is not missed"
    assert goes("queue", "") == "/queue?lang=both"
    assert goes("board", "east-a", volume=0) == "/board/east-a?lang=both", "no loudness is no sound"
    wrong = {"name": "屏", "kind": "board", "place": "east-a", "volume": 101}
    refused(api.post(f"/screens/{screen}/assign", wrong, role="manager"), 422, "UNPROCESSABLE_ENTITY")


def test_a_code_is_good_once_for_ten_minutes_and_for_the_tv_that_shows_it(api: Api, tv: Tv) -> None:
    code = tv.code
    pair = {"code": code, **BOARD}
    other = Tv(api)
    first = said(api.post("/screens/pair", pair, role="manager", key="press-of-pairing"), 201)
    assert not other.reports()["paired"], "who has seen the code has not the secret"
    again = said(api.post("/screens/pair", pair, role="manager", key="press-of-pairing"), 201)
    assert again["id"] == first["id"], "the same press pairs once"
    refused(api.post("/screens/pair", pair, role="manager"), 409, "SCREEN_CODE_CLAIMED")
    code = other.code
    api.clock.now += 9 * 60_000
    assert other.code == code
    api.clock.now += 45_000
    assert other.code != code, "a new one half a minute before the end"
    api.clock.now += 20_000
    refused(api.post("/screens/pair", {**pair, "code": code}, role="manager"), 404, "SCREEN_CODE_UNKNOWN")


def test_nobody_but_a_manager_pairs_and_nobody_guesses(api: Api, tv: Tv) -> None:
    pair = {"code": tv.code, **BOARD}
    refused(api.post("/screens/pair", pair), 401, "SIGN_IN_NEEDED")
    for role in ("guide", "clerk", "screen", "program"):
        refused(api.post("/screens/pair", pair, role=role), 403, "NOT_ALLOWED")
    refused(api.post("/screens/pair", {**pair, "place": "roof"}, role="manager"), 404, "SCREEN_PLACE_UNKNOWN")
    for _ in range(20):
        refused(api.post("/screens/pair", {**pair, "code": "AAAAAA"}, role="manager"), 404, "SCREEN_CODE_UNKNOWN")
    refused(api.post("/screens/pair", {**pair, "code": "AAAAAC"}, role="manager"), 409, "SCREEN_CODE_TRIES")
    for nonsense in (None, [], {"secret": "x"}, {"secret": tv.secret, "width": "wide"}):
        assert tv.line.emit("report", nonsense, namespace="/screen", callback=True) == {}


def test_a_manager_sees_how_each_screen_is_and_lets_it_do_things(api: Api, tv: Tv) -> None:
    screen = pairs(api, tv)
    version = tv.reports()["version"]
    tv.reports(sound="blocked", version=version, ratio=2.0, clock=api.clock.now - 120_000)
    (one,) = said(api.get("/screens", role="manager"))["screens"]
    assert one["faults"] == ["mute", "clock"]
    assert (one["report"]["width"], one["report"]["ratio"], one["heard_at"]) == (1920, 2.0, api.clock.now)
    before = tv.reports(sound="on", version=version)
    assert (before["reload"], before["test"]) == ("", None)
    for act in ("reload", "test"):
        said(api.post(f"/screens/{screen}/{act}", role="manager", key=f"press-of-{act}"))
    told = tv.reports(sound="on", version=version)
    assert (told["reload"], told["test"]["id"]) == ("press-of-reload", "press-of-test")
    assert [title for title, _ in told["test"]["lines"]] == ["测试呼叫", "TEST CALL"]
    assert [event["type"] for event in api.events()] == [], "a test call is no event of the queue"
    refused(api.post("/screens/nobody/reload", role="manager"), 404, "SCREEN_UNKNOWN")
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    api.clock.now += 3_000
    tv.reports(as_of=1, version="0.0-old", sound="leader")
    (one,) = said(api.get("/screens", role="manager"))["screens"]
    assert (one["lag_ms"], one["faults"]) == (3_000, ["behind", "old"])
    page = api.get("/manage/screens", role="manager").get_data(as_text=True)
    assert "甲区一号屏" in page and "画面落后" in page
    assert api.get("/manage/screens", role="clerk").status_code == 303


def test_what_two_screens_showed_is_told_with_the_story_of_a_ticket(api: Api, tv: Tv) -> None:
    other = Tv(api)
    first, second = pairs(api, tv), pairs(api, other, name="甲区二号屏", sound=False)
    passer_by = Tv(api)
    api.opens("east/1")
    api.takes("tax")
    ticket = api.calls("east/1") or ""
    for one, paired in ((tv, True), (other, True), (passer_by, False)):
        one.watches(paired=paired)
        api.clock.now += 100
        one.paints()
    said(api.act("east/1", "recall"))
    called_at = api.clock.now
    proved = api.handles.presence.proved(ticket)
    assert [one.screen for one in proved.shown] == [first, second]
    assert list(proved.counts.values()) == [3], "who has no name is counted"
    api.clock.now += 200
    tv.watches()
    tv.paints()
    api.handles.presence.spoken(ticket, 2, first, api.clock.now + 900)
    proved = api.handles.presence.proved(ticket)
    assert proved.counts[called_at] == 1 and [one.screen for one in proved.spoken] == [first]
    api.clock.now += 1_000
    said(api.act("east/1", "recall"))
    events = story.of_ticket(api.events(), ticket)
    names = api.handles.presence.screen_names([first, second])
    lines = [one.strip() for one in story.tell(events, api.handles.centre, words("zh-CN"), proved, names)]
    calls = [one for one in lines if one.startswith(("屏幕", "没有屏幕", "语音"))]
    at = "09:05:00[.][0-9]"
    assert re.fullmatch(f"屏幕显示：共 3 块屏，最早 {at}；甲区一号屏 {at}、甲区二号屏 {at}", calls[0]), calls
    assert calls[1].startswith("屏幕显示：共 1 块屏，") and calls[2] == "语音播报：甲区一号屏 09:05:01.4"
    assert calls[3].startswith("没有屏幕报告显示过") and len(calls) == 4
    assert "spoken by 甲区一号屏" in " ".join(story.tell(events, api.handles.centre, words("en"), proved, names))


def test_a_call_that_no_screen_shows_is_an_alert_until_calls_are_shown_again(api: Api, tv: Tv) -> None:
    pairs(api, tv, sound=False)
    tv.watches()
    api.opens("east/1")
    for _ in range(3):
        api.takes("tax")
    api.calls("east/1")
    tv.paints()
    sweeps(api, 1.1)
    assert alerts(api) == []
    tv.wall = None
    said(api.act("east/1", "recall"))
    passer_by = Tv(api)
    passer_by.watches(paired=False)
    passer_by.paints()
    sweeps(api, 0.9)
    assert alerts(api) == [], "it has a second"
    for _ in range(2):
        sweeps(api, 0.2)
        assert alerts(api) == ["calls_not_shown:east-a"], "a visitor's phone is no wall"
    (one,) = said(api.get("/alerts?lang=en", role="manager"))["alerts"]
    assert (one["level"], one["area"], one["screen"]) == ("alarm", "east-a", None)
    assert "calls are not on its screens" in one["title"]
    assert "没有显示在屏幕上" in api.get("/manage", role="manager").get_data(as_text=True)
    sweeps(api, 2)
    tv.watches()
    tv.paints()
    sweeps(api, 2)
    assert alerts(api) == ["calls_not_shown:east-a"], "it does not come and go"
    for _ in range(5):
        sweeps(api, 2)
    assert alerts(api) == []
    told = [event["type"] for event in api.events() if event["type"].startswith("alert_")]
    assert told == ["alert_raised", "alert_cleared"]


def test_an_area_without_any_screen_is_one_quiet_note(api: Api) -> None:
    api.opens("east/1")
    for _ in range(3):
        api.takes("tax")
        api.calls("east/1")
        said(api.act("east/1", "start"))
        said(api.act("east/1", "finish"))
        sweeps(api, 1.1)
    assert alerts(api) == ["area_without_screen:east-a"]
    assert "有叫号但还没有屏幕：东厅甲区" in api.get("/manage/screens", role="manager").get_data(as_text=True)
    assert not [event for event in api.events() if event["type"] == "alert_raised"]
    api.takes("tax")
    api.calls("east/1")
    passer_by = Tv(api)
    passer_by.watches(paired=False)
    passer_by.paints()
    sweeps(api, 2)
    sweeps(api, 2)
    assert alerts(api) == [], "a wall that nobody has paired is a wall where there is no other"


def test_a_silent_screen_and_a_lost_voice_are_alerts_until_they_are_back(api: Api, tv: Tv) -> None:
    screen = pairs(api, tv)
    tv.reports(sound="leader")
    sweeps(api, 14)
    assert alerts(api) == []
    sweeps(api, 1)
    assert alerts(api) == [f"screen_silent:{screen}", "voice_missing:east-a"]
    tv.reports(sound="blocked")
    sweeps(api, 2)
    assert alerts(api) == ["voice_missing:east-a"]
    tv.reports(sound="leader")
    sweeps(api, 2)
    assert alerts(api) == []
    sweeps(api, 16)
    assert len(alerts(api)) == 2
    said(api.post(f"/screens/{screen}/revoke", role="manager"))
    sweeps(api, 2)
    sweeps(api, 2)
    assert alerts(api) == [], "nobody misses a screen that is none any more"


def test_a_screen_that_is_switched_off_for_the_night_is_missed_in_the_morning(strict: Api) -> None:
    """The hall is open from 9:00 to 17:30; a quarter of an hour before it opens its screens should be on."""
    tv = Tv(strict)
    screen = pairs(strict, tv)
    missed = [f"screen_silent:{screen}", "voice_missing:east-a"]
    strict.at("17:29:50")
    tv.reports(sound="leader")
    sweeps(strict, 16)
    assert alerts(strict) == [], "the hall has closed"
    for clock, days in (("23:00", 0), ("2:00", 1), ("8:44", 1)):
        strict.at(clock, days)
        sweeps(strict)
        assert alerts(strict) == [], clock
    strict.at("8:45:30", 1)
    sweeps(strict)
    assert alerts(strict) == missed
    tv.reports(sound="leader")
    sweeps(strict, 2)
    assert alerts(strict) == []


def test_a_screen_that_failed_by_day_is_no_alert_after_closing_but_while_somebody_is_there(strict: Api) -> None:
    tv = Tv(strict)
    screen = pairs(strict, tv, sound=False)
    tv.reports()
    strict.at("16:00")
    strict.opens("east/1")
    sweeps(strict)
    assert alerts(strict) == [f"screen_silent:{screen}"]
    strict.at("17:40")
    sweeps(strict)
    assert alerts(strict) == [f"screen_silent:{screen}"], "a window still serves"
    said(strict.act("east/1", "close"))
    sweeps(strict, 2)
    assert alerts(strict) == []


def test_two_hundred_open_pages_keep_no_tv_from_its_code_and_nor_do_those_that_are_switched_off(
    api: Api, tv: Tv
) -> None:
    presence, now = api.handles.presence, api.clock.now
    presence.hear_screens([Heard("", f"{n:016x}", {}, now) for n in range(WAITING_AT_ONCE)])
    assert len(tv.code) == 6, "who shows no code takes none away"
    for n in range(1, WAITING_AT_ONCE):
        assert presence.code_for(f"{n:016x}", f"CODE{n:03d}", now)
    late = Tv(api)
    assert "code" not in late.reports(wants_code=True), "so many TVs at once are no hall"
    assert len(tv.code) == 6, "a TV that has one keeps it"
    api.clock.now += 61_000
    assert len(late.code) == 6, "nobody has looked at the list meanwhile"
    assert api.handles.redis.zcard(api.handles.keys("waiting_screens")) == 1, "and nobody else is kept"
