"""Read the load, the events, the state and the figures over HTTP as managers and programs do."""

from __future__ import annotations

import json
from threading import Timer
from typing import Any

import pytest

from hall.display.saying import Voice
from hall.display.speaking import Asked
from hall.display.voice import Bank
from hall.store.tickets import Request
from hall.web.opened import the_hall
from tests.api import Api, refused, said
from tests.builders import moment
from tests.display.conftest import bank as bank


def a_morning(api: Api) -> None:
    """Let one visitor be called and two wait."""
    api.opens("east/1")
    for _ in range(3):
        api.takes("tax")
    api.at("9:25")
    api.calls("east/1")


def test_the_load_tells_who_waits_how_long_and_what_the_windows_do(api: Api) -> None:
    a_morning(api)
    load = said(api.get("/load", role="manager"))
    assert (load["waiting"], load["longest_wait_seconds"], load["as_of"]) == (2, 20 * 60, 5)
    assert load["windows"] == {"open": 1, "paused": 0, "closed": 8, "calling": 1, "serving": 0, "total": 9}
    tax = next(one for one in load["services"] if one["id"] == "tax")
    assert (tax["waiting"], tax["open_windows"], tax["longest_wait_seconds"]) == (2, 1, 1200)
    agency = next(one for one in load["agencies"] if one["id"] == "taxes")
    assert (agency["waiting"], agency["windows"]) == (2, 4)
    cell = next(one for one in load["grid"] if one["id"] == "east/1")
    assert (cell["state"], cell["number"], cell["since"]) == ("called", "A001", moment("9:25"))


def test_the_load_tells_the_day_so_far_the_devices_and_the_voices(api: Api) -> None:
    a_morning(api)
    said(api.post("/kiosks/heartbeat", {"state": "paper_end", "paper": "near_end", "paper_mm": 61_500}, role="kiosk"))
    load = said(api.get("/load", role="manager"))
    assert load["today"] == {
        "came": 3, "came_usually": None, "usual_days": 0, "called": 1, "within_15_min_percent": 0.0,
        "waiting_over_15_min": 2,
    }
    # Two people wait for a service of eight minutes, and one window is open.
    assert (load["empty_in_minutes"], load["idle_while_others_wait"]) == (20, 0)
    assert load["satisfaction"] == {"percent": None, "n": 0, "unrated": 0}
    agency = next(one for one in load["agencies"] if one["id"] == "taxes")
    assert (agency["p50_ms"], agency["p90_ms"], agency["came"]) == (20 * 60_000, 20 * 60_000, 3)
    assert (agency["came_usually"], agency["windows_advised"]) == (None, 2)
    assert load["devices"]["screens"] == {"paired": 0, "faulty": 0, "faults": {}, "worst_lag_ms": 0}
    assert {one["state"] for one in load["devices"]["voices"]} == {"silent"}


def test_a_window_that_leaves_people_waiting_is_idle_from_its_last_visitor_on(api: Api) -> None:
    a_morning(api)
    api.act("east/1", "finish")
    for at, could_call in (("9:25:59", 0), ("9:26", 2)):
        api.at(at)
        cell = said(api.get("/load", role="manager"))["grid"][0]
        assert (cell["state"], cell["since"], cell["could_call"]) == ("free", moment("9:25"), could_call)


def test_a_voice_tells_how_many_it_has_not_called_yet(api: Api, bank: Bank) -> None:
    a_morning(api)
    area = "east-a"

    def speaks() -> Any:
        voices = said(api.get("/load", role="manager"))["devices"]["voices"]
        return next(one for one in voices if one["area"] == area)

    assert (speaks()["state"], speaks()["unsaid"]) == ("silent", 0)
    with api.program.app.app_context():
        voice = Voice.of(the_hall())
        given = voice.ask(area, Asked("0123456789abcdef", True))
        told = speaks()
        assert (told["state"], told["unsaid"], told["unsaid_ms"] > 2_000) == ("speaking", 1, True)
        assert voice.begin(area, "0123456789abcdef", given["turn"])
    assert (speaks()["state"], speaks()["unsaid"]) == ("quiet", 0)


def test_the_events_are_lines_of_json_in_the_order_in_which_they_happened(api: Api) -> None:
    a_morning(api)
    answer = api.get("/events", role="program")
    assert answer.mimetype == "application/x-ndjson"
    events = [json.loads(line) for line in answer.get_data(as_text=True).strip().split("\n")]
    assert [event["seq"] for event in events] == [1, 2, 3, 4, 5]
    assert [event["type"] for event in events] == ["window_opened", "issued", "issued", "issued", "called"]
    called = events[-1]
    assert called["window"] == "east/1" and called["reason"] == "waited" and called["actor"] == "clerk:clerk-1"
    assert called["at"] == moment("9:25") and called["waited_ms"] == 20 * 60_000


def test_events_are_read_from_a_number_on_and_so_many_at_once(api: Api) -> None:
    a_morning(api)
    answer = api.get("/events?after=2&limit=2", role="manager")
    assert [json.loads(line)["seq"] for line in answer.get_data(as_text=True).strip().split("\n")] == [3, 4]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=100000", "since=2"])
def test_a_question_for_events_that_makes_no_sense_is_invalid(api: Api, query: str) -> None:
    refused(api.get(f"/events?{query}", role="manager"), 422, "UNPROCESSABLE_ENTITY")


def test_the_state_tells_who_waits_in_order_and_who_is_where(api: Api) -> None:
    a_morning(api)
    priority = api.takes("tax", role="guide", standing="priority", reason="elderly")
    state = said(api.get("/state", role="program"))
    assert [one["number"] for one in state["waiting"]["tax"]] == [priority["number"], "A002", "A003"]
    assert list(state["waiting"]) == ["tax"]
    assert state["windows"]["east/1"]["visitor"]["number"] == "A001"
    assert state["as_of"] == 6
    said(api.act("east/1", "hold"))
    window = said(api.get("/state", role="program"))["windows"]["east/1"]
    assert (window["visitor"], [one["number"] for one in window["held"]]) == (None, ["A001"])


@pytest.mark.parametrize("path", ["/load", "/events", "/state"])
def test_only_managers_and_programs_read_them(api: Api, path: str) -> None:
    for role in ("manager", "program"):
        assert api.get(path, role=role).status_code == 200
    refused(api.get(path), 401, "SIGN_IN_NEEDED")
    for role in ("kiosk", "guide", "clerk", "screen"):
        refused(api.get(path, role=role), 403, "NOT_ALLOWED")


def test_whoever_has_read_all_events_may_wait_for_the_next(api: Api) -> None:
    a_morning(api)
    answer = api.get("/events?after=5&wait=0", role="program")
    assert (answer.get_data(as_text=True), answer.headers["As-Of"]) == ("", "5")
    late = Timer(0.3, lambda: api.handles.tickets.stop_hall(Request("late-press", "0123456789abcdef", "test"), "drill"))
    late.start()
    line = api.get("/events?after=5&wait=8", role="program").get_data(as_text=True)
    late.join()
    assert json.loads(line)["type"] == "hall_stopped"
    ahead = api.get("/events?after=900&wait=8", role="program")
    assert ahead.headers["As-Of"] == "6", "who knows more than there is hears so at once"


def test_a_manager_s_page_asks_everybody_else_to_sign_in(api: Api) -> None:
    for path in ("/manage", "/manage/wall"):
        assert api.get(path, role="manager").status_code == 200
        for role in ("", "clerk"):
            answer = api.get(path, role=role)
            assert (answer.status_code, answer.headers["Location"]) == (303, f"/sign-in?next={path}")
