"""A visitor rates what was finished, once and once more; who was not satisfied is called back by name."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import cast

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from hall.display.showing import touched
from hall.ticketing.pages import show as show_phones
from hall.web.relay import Relay, Show
from hall.windows.pages import show as show_consoles
from tests.api import Api, refused, said

GOOD = {"level": 5, "reasons": ["quick", "slow"]}
LOW = {"level": 1, "reasons": ["slow"], "contact": "139 0000 0000"}


def served(api: Api, **known: object) -> str:
    """Somebody is served at east/1; returns her ticket."""
    api.opens()
    ticket: str = api.takes(**known)["id"]
    assert api.calls() == ticket
    said(api.act("east/1", "finish"))
    return ticket


def test_a_visitor_rates_once_and_once_more(api: Api) -> None:
    she = served(api)
    rated = said(api.post(f"/tickets/{she}/rating", GOOD))
    # What goes with a low level is no reason for a good one.
    assert (rated["turn"], rated["level"], rated["reasons"], rated["again_level"]) == (1, 5, ["quick"], None)
    refused(api.post(f"/tickets/{she}/rating", {"level": 1}), 409, "RATED_BEFORE")
    assert said(api.post(f"/tickets/{she}/rating", {"level": 3, "again": True}))["again_level"] == 3
    refused(api.post(f"/tickets/{she}/rating", {"level": 4, "again": True}), 409, "RATED_BEFORE")
    assert [(one["type"], one["level"], one["actor"]) for one in api.events() if "level" in one] == [
        ("rated", "5", "visitor"), ("rated_again", "3", "visitor"),
    ]


def test_the_same_press_rates_once(api: Api) -> None:
    she = served(api)
    first = api.post(f"/tickets/{she}/rating", GOOD, key="one-press-of-hers")
    assert said(api.post(f"/tickets/{she}/rating", GOOD, key="one-press-of-hers")) == said(first)


def test_each_service_of_a_chain_is_rated_for_itself(api: Api) -> None:
    api.opens("east/3")
    she = api.takes(then=["deeds"])["id"]
    api.calls("east/3")
    refused(api.post(f"/tickets/{she}/rating", GOOD), 409, "NOTHING_TO_RATE")
    said(api.act("east/3", "finish"))
    assert said(api.post(f"/tickets/{she}/rating", GOOD))["turn"] == 1
    assert api.calls("east/3") == she
    said(api.act("east/3", "finish"))
    assert said(api.post(f"/tickets/{she}/rating", LOW))["turn"] == 2
    assert [one["service"] for one in api.events() if one["type"] == "rated"] == ["tax", "deeds"]


def test_it_may_be_rated_until_the_day_after(api: Api) -> None:
    first, second = served(api), served(api)
    api.clock.now += 24 * 3_600_000
    said(api.post(f"/tickets/{first}/rating", GOOD))
    api.clock.now += 24 * 3_600_000
    refused(api.post(f"/tickets/{second}/rating", GOOD), 409, "RATING_TOO_LATE")


@pytest.mark.parametrize("role", ["clerk", "guide", "manager", "kiosk", "screen"])
def test_nobody_of_the_hall_rates_for_a_visitor(api: Api, role: str) -> None:
    she = served(api)
    refused(api.post(f"/tickets/{she}/rating", GOOD, role=role), 403, "NOT_ALLOWED")
    assert said(api.post(f"/tickets/{she}/rating", GOOD, role="rating_pad"))["level"] == 5


def test_a_clerk_sees_nothing_of_a_rating(api: Api) -> None:
    she, console, ticket = served(api), "/windows/east/1", "/tickets/"

    def seen() -> list[object]:
        answers = [api.get(path, role="clerk").get_json() for path in (console, ticket + she)]
        pages = [api.get(f"/t/{she}?fragment=1").get_data(as_text=True)]
        return [{**one, "as_of": 0, "at": 0} for one in answers] + pages

    before = seen()
    said(api.post(f"/tickets/{she}/rating", LOW))
    assert seen() == before
    for path in ("/events", "/follow-ups", "/state"):
        refused(api.get(path, role="clerk"), 403, "NOT_ALLOWED")
    # Her window's next act is not in the way of it, and the other way round.
    assert said(api.act("east/1", "call-next"))["ticket"] is None


def test_no_screen_moves_when_somebody_rates() -> None:
    heard: list[Show] = []
    relay = cast(Relay, SimpleNamespace(add=heard.append))
    app = APIFlask("nobody asks it")
    show_consoles(app, relay)
    show_phones(app, relay)
    event = {"seq": "9", "at": "9", "window": "east/1", "service": "tax", "ticket": "tax-1", "hall": "east"}
    for kind in ("rated", "rated_again", "follow_up_opened", "follow_up_settled", "deflected", "guided"):
        assert [one.touched({**event, "type": kind}) for one in heard] == [(), ()], kind
        assert touched({**event, "type": kind}, {"east-a": "east"}) == (), kind


def test_a_finish_that_is_taken_back_takes_no_rating_with_it(api: Api) -> None:
    she = served(api)
    said(api.post(f"/tickets/{she}/rating", LOW))
    assert said(api.act("east/1", "undo"))["ticket"]["id"] == she
    said(api.act("east/1", "finish"))
    refused(api.post(f"/tickets/{she}/rating", GOOD), 409, "RATED_BEFORE")
    assert said(api.get("/follow-ups", role="manager"))["follow_ups"][0]["level"] == 1


def test_a_low_rating_is_called_back_and_settled_by_name(api: Api) -> None:
    she = served(api)
    said(api.post(f"/tickets/{she}/rating", LOW))
    assert LOW["contact"] not in json.dumps(api.events()), "her telephone number is on no event"

    def listed() -> dict[str, object]:
        [one] = said(api.get("/follow-ups", role="manager"))["follow_ups"]
        found: dict[str, object] = one
        return found

    assert (listed()["stage"], listed()["overdue"], listed()["contact"]) == ("open", False, "139 0000 0000")
    # The story is of a Wednesday: the next working day ends on Thursday at midnight.
    api.clock.now += 39 * 3_600_000
    assert listed()["overdue"] is True
    refused(api.post(f"/follow-ups/{she}/1/call-back", role="guide"), 403, "NOT_ALLOWED")
    said(api.post(f"/follow-ups/{she}/1/call-back", role="manager"))
    assert (listed()["stage"], listed()["overdue"]) == ("called_back", False)
    refused(api.post(f"/follow-ups/{she}/1/settle", {"outcome": "forgotten"}, role="manager"), 422,
            "UNPROCESSABLE_ENTITY")
    said(api.post(f"/follow-ups/{she}/1/settle", {"outcome": "solved"}, role="manager"))
    done = listed()
    assert (done["stage"], done["outcome"], done["contact"]) == ("settled", "solved", None)
    assert done["called_back_by"] == done["settled_by"] == "manager:manager-1"
    # After the ticket itself is forgotten she may still say what she thinks of it now.
    api.handles.redis.delete(api.handles.keys("ticket", she))
    assert said(api.post(f"/tickets/{she}/rating", {"level": 4, "again": True}))["again_level"] == 4


def test_an_overdue_one_stands_first(api: Api) -> None:
    first, second = served(api), served(api)
    said(api.post(f"/tickets/{second}/rating", LOW))
    api.clock.now += 20 * 3_600_000
    said(api.post(f"/tickets/{first}/rating", LOW))
    found = said(api.get("/follow-ups", role="manager"))["follow_ups"]
    assert [one["ticket"] for one in found] == [second, first]


@pytest.fixture
def phone(api: Api) -> FlaskClient:
    """Open a visitor's browser, without any script."""
    return api.program.app.test_client()


def test_a_phone_without_script_rates_and_is_thanked(api: Api, phone: FlaskClient) -> None:
    she = served(api)
    assert f"/t/{she}/rating?turn=1&amp;level=5" in phone.get(f"/t/{she}").get_data(as_text=True)
    form = phone.get(f"/t/{she}/rating?turn=1&level=2").get_data(as_text=True)
    assert "等得太久" in form and "回访电话" in form and 'data-stage="ask"' in form
    wrong = phone.post(f"/t/{she}/rating", data={"turn": 1, "level": 2, "contact": "my friend"})
    assert wrong.status_code == 422 and 'role="alert"' in wrong.get_data(as_text=True)
    sent = phone.post(f"/t/{she}/rating", data={"turn": 1, "level": 2, "reasons": ["slow", "unclear"]})
    assert sent.status_code == 303
    assert 'data-stage="thanks"' in phone.get(sent.headers["Location"]).get_data(as_text=True)
    twice = phone.post(f"/t/{she}/rating", data={"turn": 1, "level": 5})
    assert twice.status_code == 409 and 'data-stage="before"' in twice.get_data(as_text=True)
    # Somebody else's browser is told nothing of it.
    other = api.program.app.test_client().get(f"/t/{she}/rating").get_data(as_text=True)
    assert 'data-stage="ask"' in other
    [event] = [one for one in api.events() if one["type"] == "rated"]
    assert (event["level"], event["reasons"], event["window"]) == ("2", "slow,unclear", "east/1")


def test_before_and_long_after_there_is_nothing_to_rate(api: Api, phone: FlaskClient) -> None:
    waits = api.takes()["id"]
    assert 'data-stage="nothing"' in phone.get(f"/t/{waits}/rating").get_data(as_text=True)
    assert "rating?" not in phone.get(f"/t/{waits}").get_data(as_text=True)
    api.opens()
    api.calls()
    said(api.act("east/1", "finish"))
    api.clock.now += 48 * 3_600_000
    assert 'data-stage="late"' in phone.get(f"/t/{waits}/rating").get_data(as_text=True)
    assert "rating?" not in phone.get(f"/t/{waits}").get_data(as_text=True)
    assert phone.get("/t/nobody/rating").status_code == 404


def test_the_pad_of_a_window_asks_for_fifteen_seconds_and_only_there(api: Api) -> None:
    pad = api.program.app.test_client()
    assert pad.get("/rate/east/1").headers["Location"] == "/sign-in?next=/rate/east/1"
    pad.post("/sign-in", data={"token": api.token("rating_pad", "east/1")})

    def asks(window: str = "east/1") -> bool:
        return "data-level" in pad.get(f"/rate/{window}").get_data(as_text=True)

    assert not asks()
    she = served(api)
    assert asks() and not asks("east/2")
    said(api.act("east/1", "undo"))
    assert not asks()
    said(api.act("east/1", "finish"))
    assert asks()
    said(api.post(f"/tickets/{she}/rating", {"level": 4, "turn": 1}, role="rating_pad", windows="east/1"))
    assert not asks()
    served(api)
    assert asks()
    api.clock.now += 15_000
    assert not asks()
