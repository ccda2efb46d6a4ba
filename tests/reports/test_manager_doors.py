"""Read the load, the events, the state and the figures over HTTP as managers and programs do."""

from __future__ import annotations

import json
from threading import Timer

import pytest

from hall.store.tickets import Request
from tests.api import Api, refused, said
from tests.builders import moment


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


def test_the_events_are_lines_of_json_in_the_order_in_which_they_happened(api: Api) -> None:
    a_morning(api)
    answer = api.get("/events", role="program")
    assert answer.mimetype == "application/x-ndjson"
    events = [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
    assert [event["seq"] for event in events] == [1, 2, 3, 4, 5]
    assert [event["type"] for event in events] == ["window_opened", "issued", "issued", "issued", "called"]
    called = events[-1]
    assert called["window"] == "east/1" and called["reason"] == "waited" and called["actor"] == "clerk:clerk-1"
    assert called["at"] == moment("9:25") and called["waited_ms"] == 20 * 60_000


def test_events_are_read_from_a_number_on_and_so_many_at_once(api: Api) -> None:
    a_morning(api)
    answer = api.get("/events?after=2&limit=2", role="manager")
    assert [json.loads(line)["seq"] for line in answer.get_data(as_text=True).splitlines()] == [3, 4]


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
    assert api.get("/manage", role="manager").status_code == 200
    for role in ("", "clerk"):
        answer = api.get("/manage", role=role)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/manage")
