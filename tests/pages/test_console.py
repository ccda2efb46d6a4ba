"""The clerk's console: one next step in every state, who comes and why, who waits."""

from __future__ import annotations

from typing import Any

import pytest

from hall.rules.discipline import Standing, Why
from hall.rules.ticket import State, Ticket
from hall.rules.window import Window, WindowState
from hall.store.reading import Next, Waiting
from hall.web.language import words
from hall.windows import console
from tests.builders import moment
from tests.pages.making import LANGUAGES, SMALL, called, draw, text, ticket

REACH = {"tax": 0, "deeds": 0, "papers": 0}


def desk(
    state: WindowState = WindowState.OPEN,
    visitor: Ticket | None = None,
    coming: tuple[Next, ...] = (),
    waiting: dict[str, Waiting] | None = None,
    **facts: Any,
) -> console.ConsoleView:
    place = SMALL.windows["east/3"]
    window = Window("east/3", state, visitor.id if visitor else "", reach=dict(place.reach), **facts)
    return console.view(window, visitor, coming, waiting or {}, SMALL, moment("9:42"), 41)


@pytest.mark.parametrize(
    ("state", "visitor", "act"),
    [
        (WindowState.CLOSED, None, "open"),
        (WindowState.PAUSED, None, "open"),
        (WindowState.OPEN, None, "call-next"),
        (WindowState.OPEN, called(), "start"),
        (WindowState.OPEN, called(state=State.SERVING), "finish-and-call-next"),
    ],
)
def test_the_next_step_of_every_state(state: WindowState, visitor: Ticket | None, act: str) -> None:
    assert desk(state, visitor).primary == act


@pytest.mark.parametrize(
    ("state", "visitor", "acts"),
    [
        (WindowState.CLOSED, None, set()),
        (WindowState.PAUSED, None, {"close"}),
        (WindowState.OPEN, None, {"pause", "close"}),
        (WindowState.OPEN, called(), {"recall", "no-show", "finish"}),
        (WindowState.OPEN, called(state=State.SERVING), {"finish"}),
    ],
)
def test_what_else_is_possible(state: WindowState, visitor: Ticket | None, acts: set[str]) -> None:
    assert set(desk(state, visitor).acts) == acts


@pytest.mark.parametrize(
    ("facts", "why", "said"),
    [
        ({}, Why.WAITED, "等候 42 分钟"),
        ({"issued_at": moment("8:30")}, Why.WAITED, "等候 1 小时 12 分"),
        ({"issued_at": moment("9:41:30")}, Why.WAITED, "等候 不到 1 分钟"),
        ({"slot_at": moment("10:00")}, Why.APPOINTMENT_DUE, "预约 10:00，已到点"),
        ({"slot_at": moment("10:30")}, Why.APPOINTMENT_EARLY, "预约 10:30，提前到"),
        ({"standing": Standing.PRIORITY, "reason": "elderly"}, Why.PRIORITY, "优先（老年人）"),
        ({"standing": Standing.PRIORITY}, Why.PRIORITY, "优先"),
    ],
)
def test_why_somebody_is_next_is_said_in_words(facts: dict[str, Any], why: Why, said: str) -> None:
    view = desk(coming=(Next(ticket(**facts), why),))
    assert words("zh-CN")(view.coming[0].why) == said


def test_the_reason_of_the_visitor_counts_until_she_was_first_called() -> None:
    visitor = called(at="9:40", why="waited", first_called_at=moment("9:20"))
    view = desk(visitor=visitor)
    assert view.visitor and words("zh-CN")(view.visitor.why) == "等候 20 分钟"


def test_the_queues_are_those_of_the_window_each_with_its_longest_wait() -> None:
    view = desk(waiting={"tax": Waiting(booked=1, live=2, oldest_at=moment("9:12"))})
    tax, deeds = view.queues[:2]
    assert (tax.service, tax.waiting, tax.longest_wait_seconds, tax.own) == ("tax", 3, 1800, True)
    assert (deeds.service, deeds.waiting, deeds.longest_wait_seconds) == ("deeds", 0, 0)
    assert view.waiting == 3


def test_a_window_that_helps_out_says_so() -> None:
    place = SMALL.windows["east/5"]
    view = console.view(Window("east/5", reach=dict(place.reach)), None, (), {}, SMALL, 0, 1)
    assert {queue.service: queue.own for queue in view.queues} == {"pension": True, "tax": False}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "view",
    [
        desk(WindowState.CLOSED),
        desk(WindowState.PAUSED, reason="lunch", since=moment("9:40")),
        desk(),
        desk(waiting={"tax": Waiting(live=2, oldest_at=moment("9:12"))}),
        desk(visitor=called(needs=("hearing", "wheelchair", "seeing", "company"), calls=2)),
        desk(visitor=called(state=State.SERVING, started_at=moment("9:35"))),
        desk(coming=tuple(Next(ticket(f"A{n:03}", standing=one), Why.WAITED) for n, one in enumerate(Standing))),
    ],
)
def test_every_state_can_be_drawn_in_every_language(view: console.ConsoleView, language: str) -> None:
    assert 'id="console"' in draw("_console.html", view, language)


@pytest.mark.parametrize("reason", ["break", "lunch", "back_office", "technical", "other"])
def test_a_pause_says_why(reason: str) -> None:
    assert words("zh-CN")(f"pause.{reason}") in text(draw("_console.html", desk(WindowState.PAUSED, reason=reason)))


def test_the_fragment_tells_the_script_what_may_be_pressed() -> None:
    drawn = draw("_console.html", desk(visitor=called("A012")))
    for fact in ('data-primary="start"', 'data-acts="recall no-show finish"', 'data-ticket="id-A012"',
                 'data-number="A012"', 'data-as-of="41"', 'data-stage="called"'):
        assert fact in drawn


def test_nothing_that_can_be_pressed_is_inside_what_a_push_replaces() -> None:
    drawn = draw("_console.html", desk(visitor=called()))
    assert "<button" not in drawn and "<a " not in drawn and "<input" not in drawn


def test_the_picture_as_json() -> None:
    view = desk(visitor=called("A012"), coming=(Next(ticket("A013"), Why.WAITED),), waiting={"tax": Waiting(live=1)})
    said: Any = console.as_json(view)
    assert (said["window"], said["state"], said["stage"], said["primary"]) == ("east/3", "open", "called", "start")
    assert (said["visitor"]["id"], said["visitor"]["number"], said["visitor"]["why"]) == ("id-A012", "A012", "waited")
    assert [one["number"] for one in said["next"]] == ["A013"]
    assert said["waiting"] == 1 and said["as_of"] == 41
