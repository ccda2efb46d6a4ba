"""The clerk's console: one next step in every state, who comes and why, who waits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hall.rules.discipline import Standing, Why
from hall.rules.ticket import State, Ticket
from hall.rules.window import Window, WindowState
from hall.store.reading import LastAct, Next, Waiting
from hall.web.language import words
from hall.windows import console, onward
from tests.builders import moment
from tests.pages.making import LANGUAGES, SMALL, called, draw, text, ticket

NOTHING_ASIDE = console.Aside()
AT_WINDOW = {"finish", "transfer", "hold", "pause", "close", "return"}


def desk(
    state: WindowState = WindowState.OPEN,
    visitor: Ticket | None = None,
    coming: tuple[Next, ...] = (),
    waiting: dict[str, Waiting] | None = None,
    aside: console.Aside | None = None,
    **facts: Any,
) -> console.ConsoleView:
    place = SMALL.windows["east/3"]
    window = Window("east/3", state, visitor.id if visitor else "", reach=dict(place.reach), **facts)
    return console.view(window, visitor, coming, waiting or {}, aside or NOTHING_ASIDE, SMALL, moment("9:42"), 41)


@pytest.mark.parametrize(
    ("state", "visitor", "act"),
    [
        (WindowState.CLOSED, None, "open"),
        (WindowState.PAUSED, None, "open"),
        (WindowState.OPEN, None, "call-next"),
        (WindowState.OPEN, called(), "start"),
        (WindowState.OPEN, called(state=State.SERVING), "finish-and-call-next"),
        (WindowState.PAUSED, called(), "start"),
        (WindowState.PAUSED, called(state=State.SERVING), "finish"),
        (WindowState.CLOSED, called(state=State.SERVING), "finish"),
    ],
)
def test_the_next_step_of_every_state(state: WindowState, visitor: Ticket | None, act: str) -> None:
    assert desk(state, visitor).primary == act


@pytest.mark.parametrize(
    ("state", "visitor", "acts"),
    [
        (WindowState.CLOSED, None, {"return"}),
        (WindowState.PAUSED, None, {"close", "return"}),
        (WindowState.OPEN, None, {"call-this", "pause", "close", "return"}),
        (WindowState.OPEN, called(), AT_WINDOW | {"recall", "no-show"}),
        (WindowState.OPEN, called(state=State.SERVING), AT_WINDOW),
        (WindowState.PAUSED, called(state=State.SERVING), AT_WINDOW - {"pause"} | {"open"}),
        (WindowState.CLOSED, called(state=State.SERVING), AT_WINDOW - {"pause", "close"} | {"open"}),
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
        ({"rejoined": 1}, Why.REJOINED, "过号重排"),
        ({}, Why.CALLED_OUT, "选呼"),
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
    view = desk(waiting={"tax": Waiting(3, oldest_at=moment("9:12"))})
    tax, deeds = view.queues[:2]
    assert (tax.service, tax.waiting, tax.longest_wait_seconds, tax.own) == ("tax", 3, 1800, True)
    assert (deeds.service, deeds.waiting, deeds.longest_wait_seconds) == ("deeds", 0, 0)
    assert view.waiting == 3


def test_a_window_that_helps_out_says_so() -> None:
    place = SMALL.windows["east/5"]
    view = console.view(Window("east/5", reach=dict(place.reach)), None, (), {}, NOTHING_ASIDE, SMALL, 0, 1)
    assert {queue.service: queue.own for queue in view.queues} == {"pension": True, "tax": False}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "view",
    [
        desk(WindowState.CLOSED),
        desk(WindowState.PAUSED, reason="lunch", since=moment("9:40")),
        desk(),
        desk(waiting={"tax": Waiting(2, oldest_at=moment("9:12"))}),
        desk(visitor=called(needs=("hearing", "wheelchair", "seeing", "company"), calls=2)),
        desk(visitor=called(state=State.SERVING, started_at=moment("9:35"))),
        desk(WindowState.PAUSED, called(state=State.SERVING), reason="lunch"),
        desk(WindowState.CLOSED, called(then=("deeds", "pension"))),
        desk(aside=console.Aside(held=(ticket("A015", state=State.HELD, held_at=moment("9:05")),), stopped="台风")),
        desk(visitor=called(), aside=console.Aside(last=LastAct("call_next", moment("9:41:55")), stopped="台风")),
        desk(waiting={"tax": Waiting(2, moment("9:12"), later=2)}),
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
    acts = "recall no-show finish transfer hold pause close return"
    for fact in ('data-primary="start"', f'data-acts="{acts}"', 'data-ticket="id-A012"',
                 'data-number="A012"', 'data-as-of="41"', 'data-stage="called"'):
        assert fact in drawn


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "代办"), ("en", "for somebody else")])
def test_a_number_that_somebody_took_for_another_says_so_and_of_whom_it_tells_nothing(
        language: str, words: str) -> None:
    drawn = draw("_console.html", desk(visitor=replace(called(), agent="139******78")), language)
    assert words in text(drawn) and "139" not in drawn
    assert words not in text(draw("_console.html", desk(visitor=called()), language))


def test_nothing_that_can_be_pressed_is_inside_what_a_push_replaces() -> None:
    drawn = draw("_console.html", desk(visitor=called()))
    assert "<button" not in drawn and "<a " not in drawn and "<input" not in drawn


def test_the_picture_as_json() -> None:
    view = desk(visitor=called("A012"), coming=(Next(ticket("A013"), Why.WAITED),), waiting={"tax": Waiting(1)})
    said: Any = console.as_json(view)
    assert (said["window"], said["state"], said["stage"], said["primary"]) == ("east/3", "open", "called", "start")
    assert (said["visitor"]["id"], said["visitor"]["number"], said["visitor"]["why"]) == ("id-A012", "A012", "waited")
    assert [one["number"] for one in said["next"]] == ["A013"]
    assert said["waiting"] == 1 and said["as_of"] == 41


def test_a_stopped_hall_calls_nobody_and_says_why() -> None:
    stopped = console.Aside(stopped="台风红色预警")
    free, serving = desk(aside=stopped), desk(visitor=called(state=State.SERVING), aside=stopped)
    assert (free.primary, free.primary_words, serving.primary) == ("", "act.stopped", "finish")
    assert "call-this" not in free.acts
    for view in (free, serving):
        assert "全厅暂停服务：台风红色预警" in text(draw("_console.html", view))
    assert desk(WindowState.CLOSED, aside=stopped).primary == "open"


@pytest.mark.parametrize(("at", "left"), [("9:41:55", 3000), ("9:41:52", 0), ("9:30", 0)])
def test_the_last_act_can_be_taken_back_for_eight_seconds(at: str, left: int) -> None:
    view = desk(aside=console.Aside(last=LastAct("finish", moment(at))))
    assert ("undo" in view.acts) is bool(left)
    assert (view.undo.until - view.now if view.undo else 0) == left
    assert f'data-undo="{"finish" if left else ""}"' in draw("_console.html", view)


def test_who_stepped_aside_is_listed_and_for_how_long() -> None:
    view = desk(aside=console.Aside(held=(ticket("A015", state=State.HELD, held_at=moment("9:05")),)))
    drawn = draw("_console.html", view)
    assert 'data-number="A015"' in drawn and f'data-held-at="{moment("9:05")}"' in drawn
    assert f'data-late-after="{30 * 60_000}"' in drawn


def test_a_visit_tells_its_standard_minutes_and_when_it_is_longer_than_usual() -> None:
    serving = called(state=State.SERVING, started_at=moment("9:35"))
    view = desk(visitor=serving, aside=console.Aside(slow_ms=12 * 60_000))
    assert view.visitor and view.visitor.usual_minutes == 8
    assert f'data-late-after="{12 * 60_000}"' in draw("_console.html", view)


def test_who_waits_for_this_window_alone_is_tagged_and_who_comes_later_is_counted_apart() -> None:
    waiting = {"tax": Waiting(3, moment("9:12"), later=1)}
    view = desk(coming=(Next(ticket(pinned="east/3"), Why.WAITED),), waiting=waiting)
    said = text(draw("_console.html", view))
    assert "本窗口" in said and "1 人稍后" in said
    nobody = desk(waiting={"tax": Waiting(2, moment("9:12"), later=2)})
    assert "暂时没有可叫的号" in text(draw("_console.html", nobody))


@pytest.mark.parametrize("state", list(WindowState))
@pytest.mark.parametrize("waiting", [Waiting(1), Waiting(1, later=1)], ids=["paper on its way", "later"])
def test_nobody_waits_is_never_said_while_somebody_does(state: WindowState, waiting: Waiting) -> None:
    said = text(draw("_console.html", desk(state, waiting={"tax": waiting})))
    assert "没有人" not in said
    assert ("按空格键叫下一位" in said) is False, "nobody could be called"


def test_who_waits_for_this_window_alone_counts_though_her_service_is_not_of_its_reach() -> None:
    view = desk(coming=(Next(ticket(service="pension", pinned="east/3"), Why.WAITED),))
    assert view.waiting == 1
    assert "1 人等候，按空格键叫下一位" in text(draw("_console.html", view))


def test_further_services_on_the_same_ticket_are_named() -> None:
    assert "之后： 契税、养老金" in text(draw("_console.html", desk(visitor=called(then=("deeds", "pension")))))


def found(asked: str) -> list[str]:
    """Search the choices of window 3 as the page does: every piece somewhere among the words."""
    choices = onward.choices(SMALL, SMALL.windows["east/3"])
    return [one.id for one in choices if all(piece in one.search for piece in asked.lower().split())]


@pytest.mark.parametrize(
    ("asked", "first"),
    [("契税", "deeds"), ("deed", "deeds"), ("社保", "pension"), ("|西1|", "west/1"), ("|west/2|", "west/2"),
     ("west window 2", "west/2"), ("东厅5号", "east/5")],
)
def test_a_place_to_go_on_to_is_found_by_its_words(asked: str, first: str) -> None:
    assert found(asked)[0] == first


def test_who_is_sent_on_goes_to_a_queue_or_to_another_window() -> None:
    choices = onward.choices(SMALL, SMALL.windows["east/3"])
    ids = [one.id for one in choices]
    assert "papers" not in ids and "east/3" not in ids
    assert [one.kind for one in choices] == sorted(one.kind for one in choices)
    assert ids[0] == "tax" and ids[-1].startswith("west/")
