"""Work at a window over HTTP as its clerk does (叫号)."""

from __future__ import annotations

import pytest

from tests.api import Api, refused, said
from tests.builders import moment

ACTS = ("open", "close", "pause", "call-next", "recall", "start", "finish", "finish-and-call-next", "no-show")


def test_a_whole_visit(api: Api) -> None:
    api.opens("east/1")
    she = api.takes("tax")["id"]
    api.at("9:10")
    called = said(api.act("east/1", "call-next"))["ticket"]
    assert (called["id"], called["state"], called["window"], called["called_at"]) == (
        she, "called", "east/1", moment("9:10")
    )
    assert said(api.act("east/1", "recall", {"ticket": she}))["ticket"]["calls"] == 2
    assert said(api.act("east/1", "start", {"ticket": she}))["ticket"]["state"] == "serving"
    done = said(api.act("east/1", "finish"))
    assert (done["ticket"]["state"], done["as_of"]) == ("finished", 6)
    assert [event["type"] for event in api.events()] == [
        "window_opened", "issued", "called", "recalled", "started", "finished"
    ]


def test_nobody_waits_is_an_answer(api: Api) -> None:
    api.opens("east/1")
    assert said(api.act("east/1", "call-next")) == {"ticket": None, "as_of": 1}


def test_finish_and_call_next_is_one_act(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    second = api.takes("tax")["id"]
    api.calls("east/1")
    assert said(api.act("east/1", "finish-and-call-next"))["ticket"]["id"] == second
    assert said(api.act("east/1", "finish-and-call-next"))["ticket"] is None


def test_a_window_with_a_visitor_calls_nobody_else(api: Api) -> None:
    api.opens("east/1")
    she = api.takes("tax")["id"]
    api.calls("east/1")
    problem = refused(api.act("east/1", "call-next"), 409, "WINDOW_BUSY")
    assert (problem["window"], problem["ticket"]) == ("east/1", she)


@pytest.mark.parametrize("act", ["call-next", "finish-and-call-next"])
def test_a_window_that_is_not_open_calls_nobody(api: Api, act: str) -> None:
    api.takes("tax")
    problem = refused(api.act("east/1", act), 409, "WINDOW_NOT_OPEN")
    assert problem["state"] == "closed"


@pytest.mark.parametrize("act", ["recall", "start", "finish", "finish-and-call-next", "no-show"])
def test_a_clerk_who_sees_another_visitor_than_is_there_is_told(api: Api, act: str) -> None:
    api.opens("east/1")
    she = api.takes("tax")["id"]
    api.calls("east/1")
    problem = refused(api.act("east/1", act, {"ticket": "somebody-else"}), 409, "STALE")
    assert problem["ticket"] == she
    assert said(api.get("/windows/east/1", role="clerk"))["visitor"]["state"] == "called"


@pytest.mark.parametrize("act", ["recall", "start", "finish", "finish-and-call-next", "no-show"])
def test_without_a_visitor_there_is_nothing_to_do(api: Api, act: str) -> None:
    api.opens("east/1")
    refused(api.act("east/1", act), 409, "WINDOW_EMPTY")


def test_a_visitor_may_not_be_missed_at_once_unless_the_clerk_says_so(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    problem = refused(api.act("east/1", "no-show"), 409, "TOO_EARLY")
    assert problem["from"] == moment("9:07:30") and problem["wait_ms"] == 150_000
    assert said(api.act("east/1", "no-show", {"early": True}))["ticket"]["state"] == "missed"


def test_after_her_time_a_visitor_is_missed(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    api.at("9:07:30")
    assert said(api.act("east/1", "no-show"))["ticket"]["state"] == "missed"


def test_a_priority_visitor_gets_twice_the_time(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax", role="guide", standing="priority", reason="elderly")
    api.calls("east/1")
    api.at("9:08:29")
    refused(api.act("east/1", "no-show"), 409, "TOO_EARLY")
    api.at("9:08:30")
    said(api.act("east/1", "no-show"))


def test_a_pause_has_a_reason_and_is_refused_while_somebody_is_there(api: Api) -> None:
    refused(api.act("east/1", "pause"), 409, "WINDOW_NOT_OPEN")
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    refused(api.act("east/1", "pause"), 409, "WINDOW_BUSY")
    refused(api.act("east/1", "close"), 409, "WINDOW_BUSY")
    said(api.act("east/1", "finish"))
    said(api.act("east/1", "pause", {"reason": "lunch"}))
    seen = said(api.get("/windows/east/1", role="clerk"))
    assert (seen["state"], seen["reason"], seen["since"]) == ("paused", "lunch", moment("9:05"))
    refused(api.act("east/1", "pause", {"reason": "football"}), 422, "UNPROCESSABLE_ENTITY")


def test_a_window_tells_its_visitor_and_the_next_five_with_their_reasons(api: Api) -> None:
    api.opens("east/1")
    tickets = [api.takes("tax")["id"] for _ in range(7)]
    priority = api.takes("tax", role="guide", standing="priority", reason="military")["id"]
    api.calls("east/1")
    seen = said(api.get("/windows/east/1", role="clerk"))
    assert (seen["state"], seen["visitor"]["id"]) == ("open", priority)
    assert [(one["id"], one["why"]) for one in seen["next"]] == [(one, "waited") for one in tickets[:5]]


def test_who_was_called_in_vain_waits_again_for_a_reason_of_now(api: Api) -> None:
    api.opens()
    ticket = api.takes("tax", role="guide", standing="priority", reason="elderly")
    said(api.act("east/1", "call-this", {"ticket": ticket["id"], "reason": "missed"}))
    assert said(api.get(f"/tickets/{ticket['id']}"))["why"] == "called_out"
    said(api.act("east/1", "pause", {"reason": "lunch", "visitor": "send_back"}))
    assert said(api.get(f"/tickets/{ticket['id']}"))["why"] == "priority"


def test_a_window_that_helps_out_calls_somebody_who_waited_five_minutes_longer(api: Api) -> None:
    api.opens("east/5")
    tax = api.takes("tax")["id"]
    api.at("9:10:01")
    pension = api.takes("pension")["id"]
    assert api.calls("east/5") == tax
    said(api.act("east/5", "finish"))
    assert api.calls("east/5") == pension


@pytest.mark.parametrize("act", ACTS)
def test_only_a_clerk_of_that_window_works_there(api: Api, act: str) -> None:
    refused(api.act("east/1", act, role=""), 401, "SIGN_IN_NEEDED")
    for role in ("kiosk", "guide", "screen", "manager", "program"):
        refused(api.act("east/1", act, role=role), 403, "NOT_ALLOWED")
    problem = refused(api.act("east/1", act, windows="east/2,east/11"), 403, "NOT_ALLOWED")
    assert problem["window"] == "east/1"
    assert api.events() == []


def test_a_clerk_may_be_bound_to_some_windows(api: Api) -> None:
    said(api.act("east/2", "open", windows="east/2,east/3"))
    said(api.get("/windows/east/3", role="clerk", windows="east/2,east/3"))
    refused(api.get("/windows/east/1", role="clerk", windows="east/2,east/3"), 403, "NOT_ALLOWED")


@pytest.mark.parametrize("window", ["east/99", "north/1", "east/0"])
def test_a_window_that_does_not_exist(api: Api, window: str) -> None:
    refused(api.act(window, "call-next"), 404, "WINDOW_UNKNOWN")
    refused(api.get(f"/windows/{window}", role="clerk"), 404, "WINDOW_UNKNOWN")


def test_an_address_that_is_no_window(api: Api) -> None:
    assert api.get("/windows/east/first", role="clerk").status_code == 404
    assert api.act("east/1", "dance").status_code == 404


def test_a_window_tells_its_next_step_to_programs_too(api: Api) -> None:
    def step() -> tuple[str | None, int]:
        told = said(api.get("/windows/east/1", role="clerk"))
        return told["primary"], told["waiting"]

    assert step() == ("open", 0)
    api.opens("east/1")
    api.takes("tax")
    assert step() == ("call-next", 1)
    api.calls("east/1")
    assert step() == ("start", 0)
    said(api.act("east/1", "start"))
    assert step() == ("finish-and-call-next", 0)
    said(api.post("/centre/stop", {"reason": "typhoon"}, role="manager"))
    assert step() == ("finish", 0)
    said(api.act("east/1", "finish"))
    assert step() == (None, 0)
    assert said(api.get("/windows/east/1", role="clerk"))["stopped"] == "typhoon"
