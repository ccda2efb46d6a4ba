"""The guide's desk: what is found, what may be done with it, what went wrong lately."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from hall.rules.discipline import PriorityReason, Standing
from hall.rules.ticket import State
from hall.rules.waiting import Expected, Told
from hall.store.records import Appointment, KioskState
from hall.ticketing import desk
from hall.web.language import words
from kiosk.state import Cause
from tests.api import Api, refused, said
from tests.builders import moment
from tests.pages.making import LANGUAGES, PAGES, REAL, SMALL, called, draw, text, ticket

ZH = words("zh-CN")
URL = "https://hall.example/"


def card(one: Any = None, ahead: int = 12, estimate: tuple[int, int] | None = (640, 1150), url: str = URL) -> desk.Card:
    return desk.ticket_card(one or ticket(), ahead, estimate, url, SMALL, moment("9:42"))


def facts(shown: desk.Card) -> dict[str, str]:
    return {ZH(fact.label): ZH(fact.said) for fact in shown.facts}


def drawn(shown: desk.Card | None, language: str = "zh-CN") -> str:
    return PAGES.get_template("_desk_card.html").render(t=words(language), card=shown, centre=SMALL)


# what a guide types


@pytest.mark.parametrize(
    ("typed", "number", "code"),
    [
        ("A012", "A012", "A012"),
        (" a012 ", "A012", "A012"),
        ("Ａ０１２", "A012", "A012"),
        ("a-12", "A012", ""),
        ("JA 7", "JA007", ""),
        ("A1234", "A1234", "A1234"),
        ("w4a8 9t2n", "", "W4A89T2N"),
        ("纳税", "", ""),
        ("", "", ""),
        ("A' OR 1", "", ""),
        ("9" * 200, "", ""),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str, code: str) -> None:
    wanted = desk.wanted(typed)
    assert wanted.number == number and (not code or wanted.code == code) and not wanted.ticket


def test_the_qr_of_a_slip_names_its_ticket_whatever_the_letters_case() -> None:
    assert desk.wanted("http://10.0.0.5:8000/t/xY_z-12?lang=en") == desk.Wanted(ticket="xY_z-12")


# the card


def test_who_waits_is_told_how_many_how_long_why_and_where() -> None:
    shown = card()
    assert facts(shown) == {
        "前面还有": "12 人", "预计等候": "约 10–20 分钟", "顺序依据": "等候 42 分钟", "取号时间": "09:00",
    }
    assert ZH(shown.guidance) == "请到东厅甲区等候"
    assert shown.track_url == "https://hall.example/t/id-A012"


def test_the_desk_sees_that_somebody_waits_longer_than_she_was_told() -> None:
    told = Told(moment("9:00"), Expected(20 * 60_000, 30 * 60_000, 40 * 60_000))
    assert facts(card(ticket(told=told)))["与告知相比"] == "比预计时间长，请向办事人说明"


def test_without_an_estimate_and_without_an_address_nothing_is_invented() -> None:
    shown = card(estimate=None, url="")
    assert "预计等候" not in facts(shown) and shown.track_url == "" and "<img" not in drawn(shown)


def test_who_is_called_is_sent_to_the_window_with_its_hall() -> None:
    shown = card(called("A012", "west/2", why="waited", calls=2))
    assert ZH(shown.guidance) == "请马上到西厅2号窗口"
    assert facts(shown)["呼叫次数"] == "2 次" and facts(shown)["顺序依据"] == "等候 30 分钟"
    assert "前面还有" not in facts(shown)


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (State.RESERVED, {"standing", "reprint", "cancel"}),
        (State.WAITING, {"standing", "reprint", "cancel"}),
        (State.CALLED, {"reprint"}),
        (State.SERVING, set()),
        (State.HELD, {"cancel"}),
        (State.MISSED, {"rejoin", "cancel"}),
        (State.FINISHED, set()),
        (State.CANCELLED, set()),
        (State.EXPIRED, set()),
    ],
)
def test_only_what_the_state_allows_may_be_done(state: State, acts: set[str]) -> None:
    assert set(card(ticket(state=state)).acts) == acts


def test_a_priority_is_granted_once_and_not_to_an_appointment() -> None:
    for standing in (Standing.PRIORITY, Standing.APPOINTMENT):
        assert "standing" not in card(ticket(standing=standing)).acts


@pytest.mark.parametrize("reason", [*PriorityReason, ""])
def test_a_priority_tells_its_reason(reason: str) -> None:
    shown = card(ticket(standing=Standing.PRIORITY, reason=str(reason)))
    assert facts(shown)["顺序依据"].startswith("优先") and shown.tag == "priority"


def test_who_rejoined_or_was_called_out_of_order_has_words() -> None:
    assert facts(card(ticket(rejoined=1)))["顺序依据"] == "过号重排"
    assert facts(card(called(why="called_out")))["顺序依据"] == "选呼"


def test_a_turn_that_was_put_off_says_until_when_and_a_copy_its_number() -> None:
    told = facts(card(ticket(callable_at=moment("10:00"), copy=3, slot_at=moment("10:30"))))
    assert (told["暂缓至"], told["号票"], told["预约时间"]) == ("10:00", "第 3 份", "10:30")


@pytest.mark.parametrize("state", ["booked", "cancelled"])
def test_an_appointment_tells_its_time_and_can_be_checked_in_while_it_is_booked(state: str) -> None:
    shown = desk.appointment_card(Appointment("W4A89T2N", "tax", "east", moment("10:00"), state), SMALL, moment("9:42"))
    assert facts(shown)["预约时间"] == "10:00" and shown.acts == (("check-in",) if state == "booked" else ())
    assert "W4A89T2N" in drawn(shown)


def test_an_appointment_of_another_day_says_which() -> None:
    booked = Appointment("W4A89T2N", "tax", "east", moment("10:00", days=1), "booked")
    assert facts(desk.appointment_card(booked, SMALL, moment("9:42")))["预约时间"] == "8 月 21 日 10:00"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("window", ["", "east/3"])
def test_every_state_can_be_drawn_in_every_language(state: State, language: str, window: str) -> None:
    shown = card(ticket(state=state, window=window, why="waited", needs=("seeing", "hearing", "wheelchair", "company")))
    assert "A012" in drawn(shown, language)


def test_nothing_that_can_be_pressed_is_inside_the_card() -> None:
    for shown in (card(), None):
        assert not re.search(r"<(button|a|input)\b", drawn(shown))


# services to choose


def test_every_service_is_found_by_chinese_initials_english_and_its_agency() -> None:
    found = {one.id: one.search for one in desk.choices(REAL)}
    assert len(found) == 150
    pieces = ("|报关单位", "|bgdwzcdj", "|registration", "|海关", "|hg")
    assert all(piece in found["customs-registration"] for piece in pieces)


def test_popular_services_stand_first_and_direct_ones_last_with_their_windows() -> None:
    found = desk.choices(REAL)
    assert REAL.services[found[0].id].popular and not found[0].windows
    assert found[-1].windows and [one.id for one in desk.choices(SMALL)][-1] == "papers"


# alarms


def event(seq: int, type: str, at: str = "9:30", **more: str) -> dict[str, str]:
    return {"seq": str(seq), "type": type, "at": str(moment(at)), **more}


def watched(*events: dict[str, str], stopped: str = "", kiosks: tuple[KioskState, ...] = ()) -> desk.DeskView:
    return desk.view(events, kiosks, stopped, SMALL, 41)


PAPER = {"ticket": "x", "number": "A012"}


def kiosk(state: str, paper: str = "ok", name: str = "kiosk-1") -> KioskState:
    return KioskState(name, state, paper, 0, "1", moment("9:29"))


def test_kiosks_that_are_not_well_are_alarms_for_as_long_as_that_lasts() -> None:
    found = watched(kiosks=(kiosk("ok"), kiosk("silent", name="a"), kiosk("ok", "near_end", "b"))).alarms
    assert [one.kind for one in found] == ["kiosk_silent", "kiosk_near_end"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_trouble_of_a_kiosk_has_words(language: str) -> None:
    t = words(language)
    for cause in (*Cause, "silent", "near_end"):
        assert t(f"desk.alarm_kiosk_{cause}")


@pytest.mark.parametrize(
    ("happened", "kind"),
    [
        (event(2, "confirmed", **PAPER, outcome="unverified", actor="kiosk:entrance"), "paper_unverified"),
        (event(2, "confirmed", **PAPER, outcome="unverified", reason="overdue"), "paper_overdue"),
        (event(2, "cancelled", **PAPER, reason="print_failed", actor="kiosk:entrance"), "paper_failed"),
        (event(2, "confirmed", **PAPER, outcome="confirmed", actor="kiosk:entrance"), ""),
        (event(2, "cancelled", **PAPER, actor="visitor"), ""),
        (event(2, "window_paused", window="east/3", reason="lunch"), ""),
    ],
)
def test_paper_that_nobody_saw_is_an_alarm_with_number_time_and_kiosk(happened: dict[str, str], kind: str) -> None:
    alarms = watched(event(1, "issued", **PAPER, actor="kiosk:entrance"), happened).alarms
    assert [(one.kind, one.number, one.at, ZH(one.place)) for one in alarms] == (
        [(kind, "A012", "09:30", "入口")] if kind else []
    )


def test_a_kiosk_that_the_configuration_does_not_know_is_named_as_it_signed_in() -> None:
    known = watched(event(1, "cancelled", **PAPER, reason="print_failed", actor="kiosk:new")).alarms
    nobody = watched(event(1, "confirmed", **PAPER, outcome="unverified", reason="overdue")).alarms
    assert (ZH(known[0].place), ZH(nobody[0].place)) == ("取号机 new", "取号机不详")


def test_a_lost_window_is_an_alarm_until_somebody_opens_pauses_or_closes_it() -> None:
    lost = event(1, "window_paused", window="east/3", reason="lost")
    assert [ZH(one.place) for one in watched(lost).alarms] == ["东厅3号窗口"]
    for type, more in (("window_opened", {}), ("window_paused", {"reason": "lunch"}), ("window_closed", {})):
        assert watched(lost, event(2, type, window="east/3", **more)).alarms == ()
    again = event(3, "window_paused", window="east/3", reason="lost")
    assert [one.id for one in watched(lost, event(2, "window_opened", window="east/3"), again).alarms] == ["3"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alarms_read_newest_first_and_the_empty_desk_is_calm(language: str) -> None:
    view = watched(
        event(1, "cancelled", **PAPER, reason="print_failed", actor="kiosk:entrance"),
        event(2, "window_paused", window="east/3", reason="lost"),
        stopped="台风",
    )
    read = text(draw("_desk.html", view, language))
    assert read.index(words(language)("desk.alarm_window_lost")) < read.index("A012") and "台风" in read
    assert words(language)("desk.alarms_none") in text(draw("_desk.html", watched(), language))


# over HTTP


@pytest.fixture
def guide(api: Api) -> FlaskClient:
    """Open a browser in which a guide is signed in."""
    browser: FlaskClient = api.program.app.test_client()
    browser.post("/sign-in", data={"token": api.token("guide")})
    return browser


def test_anybody_else_is_asked_to_sign_in(api: Api) -> None:
    browser = api.program.app.test_client()
    for status, code in ((401, "SIGN_IN_NEEDED"), (403, "NOT_ALLOWED")):
        answer = browser.get("/desk")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/desk")
        refused(browser.get("/desk/card?q=A001"), status, code)
        browser.post("/sign-in", data={"token": api.token("manager")})


def test_a_number_of_today_is_found_and_of_yesterday_is_not(api: Api, guide: FlaskClient) -> None:
    api.takes("tax")
    assert "A001" in guide.get("/desk/card?q=a1").get_data(as_text=True)
    assert "请到东厅甲区等候" in guide.get("/desk?q=A001").get_data(as_text=True)
    refused(guide.get("/desk/card?q=A002"), 404, "TICKET_UNKNOWN")
    assert "没有找到" in guide.get("/desk?q=A002").get_data(as_text=True)
    api.clock.now += 24 * 3600 * 1000
    refused(guide.get("/desk/card?q=A001"), 404, "TICKET_UNKNOWN")


def test_a_code_finds_the_appointment_and_once_checked_in_its_number(api: Api, guide: FlaskClient) -> None:
    code = said(api.post("/appointments", {"service": "tax", "slot_at": moment("9:30")}), 201)["code"]
    assert "check-in" in guide.get(f"/desk/card?q={code.lower()}").get_data(as_text=True)
    said(api.post(f"/appointments/{code}/check-in", role="guide"), 201)
    assert "A001" in guide.get(f"/desk/card?q={code}").get_data(as_text=True)


def test_the_qr_is_a_drawing_of_the_phone_page(api: Api, guide: FlaskClient) -> None:
    one = api.takes("tax")
    answer = guide.get(f"/desk/qr/{one['id']}.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml") and b"<svg" in answer.data
    refused(guide.get("/desk/qr/nobody.svg"), 404, "TICKET_UNKNOWN")
    refused(api.program.app.test_client().get(f"/desk/qr/{one['id']}.svg"), 401, "SIGN_IN_NEEDED")


def test_alarms_stand_on_the_desk_for_half_an_hour(api: Api, guide: FlaskClient) -> None:
    one = api.takes("tax", printer=True)
    said(api.post(f"/tickets/{one['id']}/printed", {"outcome": "failed"}, role="kiosk"))
    assert "A001" in guide.get("/desk?fragment=1").get_data(as_text=True)
    api.clock.now += desk.ALARM_MS + 1
    assert "一切正常" in guide.get("/desk?fragment=1").get_data(as_text=True)


def test_of_many_events_the_newest_are_read(api: Api) -> None:
    for _ in range(5):
        api.takes("tax")
    every, lately = api.events(), api.handles.reading.lately
    assert lately(0) == every and lately(0, limit=2) == every[-2:] and lately(api.clock.now + 1) == []


def test_reading_lately_goes_on_over_its_steps(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hall.store.whole_hall.LATELY_STEP", 2)
    for _ in range(5):
        api.takes("tax")
    assert api.handles.reading.lately(0) == api.events()
