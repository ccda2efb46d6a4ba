"""Show the checker hand-made logs in which exactly one thing is wrong: it names that thing, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crash.checker import Least, check, too_little
from tests.crash.history import Heard, History, Press

WINDOW = "east/1"
Log = list[dict[str, str]]


class Made:
    """Make a log, the clients' history that fits it and the states of the end; a test then bends one of them."""

    def __init__(self) -> None:
        self.events: Log = []
        self.history = History()
        self.states: dict[str, str] = {}

    def happens(self, type: str, who: str = "", request: str = "", **more: str) -> None:
        known = {"ticket": who, "number": who, "service": "tax", "standing": "walk_in"} if who else {}
        seq = str(len(self.events) + 1)
        asked = {"request": request} if request else {}
        self.events.append({"seq": seq, "at": f"{1000 + len(self.events)}", "type": type, **known, **asked, **more})

    def pressed(self, act: str, who: str = "", state: str = "", status: int = 200, **more: Any) -> Press:
        """Let somebody press and hear of the newest event."""
        request = f"press-{len(self.history.presses)}"
        window = WINDOW if act not in ("take", "cancel", "rejoin") else ""
        ticket = {"id": who, "number": who, "window": window or None, "state": state} if who else None
        as_of = {"as_of": len(self.events) + more.pop("writes", 1)}
        body = {**(ticket or {}), **as_of} if act == "take" else {"ticket": ticket, **as_of}
        press = Press(request, act, f"/{act}", "clerk", request, {}, window, 1, [Heard(status, {**body, **more})])
        self.history.add(press)
        return press

    def takes(self, who: str, **more: str) -> None:
        press = self.pressed("take", who, "waiting", 201)
        self.happens("issued", who, press.request, **more)
        self.states[who] = "waiting"

    def calls(self, who: str) -> Press:
        press = self.pressed("call-next", who, "called")
        self.happens("called", who, press.request, window=WINDOW)
        self.states[who] = "called"
        return press

    def finishes(self, who: str) -> None:
        press = self.pressed("finish", who, "finished")
        self.happens("finished", who, press.request, window=WINDOW)
        self.states[who] = "finished"

    def undoes(self, who: str, state: str) -> None:
        press = self.pressed("undo")
        self.happens("undone", who, press.request, window=WINDOW, state=state, act="call_next")
        self.states[who] = state

    def kinds(self) -> set[str]:
        return {one.kind for one in check(self.events, self.history, self.states)}


@pytest.fixture
def made() -> Made:
    """Make a small honest morning: three numbers, two calls, one of them taken back and made again."""
    morning = Made()
    for who in ("A001", "A002", "A003"):
        morning.takes(who)
    morning.calls("A001")
    morning.finishes("A001")
    morning.calls("A002")
    morning.undoes("A002", "waiting")
    morning.calls("A002")
    return morning


def test_an_honest_morning_has_no_violation(made: Made) -> None:
    assert made.kinds() == set()


def test_a_number_that_the_log_does_not_know_is_lost(made: Made) -> None:
    made.pressed("take", "A004", "waiting", 201)
    assert made.kinds() == {"answer and log differ"}


def test_a_ticket_that_the_hall_has_no_more_is_lost(made: Made) -> None:
    del made.states["A003"]
    assert made.kinds() == {"lost number"}


def test_a_ticket_in_another_state_than_the_log_tells_is_lost(made: Made) -> None:
    made.states["A003"] = "finished"
    assert made.kinds() == {"lost number"}


def test_an_event_about_somebody_without_a_number_is_a_lost_number(made: Made) -> None:
    made.happens("confirmed", "A009")
    assert made.kinds() == {"lost number"}


def test_somebody_called_while_she_is_called(made: Made) -> None:
    press = made.pressed("call-next", "A002", "called")
    press.window = "east/2"
    press.answers[0].body["ticket"]["window"] = "east/2"
    made.happens("called", "A002", press.request, window="east/2")
    assert made.kinds() == {"called twice"}


def test_two_visitors_at_one_window(made: Made) -> None:
    made.calls("A003")
    assert made.kinds() == {"called twice"}


def test_somebody_who_came_first_is_skipped(made: Made) -> None:
    made.finishes("A002")
    made.takes("A004")
    made.calls("A004")
    assert made.kinds() == {"skipped"}


def test_an_earlier_slot_is_skipped() -> None:
    made = Made()
    made.takes("A001", standing="appointment", slot_at="9000")
    made.takes("A002", standing="appointment", slot_at="8000")
    made.takes("A003")
    for event in made.events[:2]:
        event["standing"] = "appointment"
    made.calls("A001")
    made.events[-1]["standing"] = "appointment"
    assert made.kinds() == {"skipped"}


def test_who_was_called_out_of_order_passes_nobody(made: Made) -> None:
    made.finishes("A002")
    made.takes("A004")
    made.calls("A004")
    made.events[-1]["out_of_order"] = "true"
    assert made.kinds() == set()


def test_a_number_is_given_twice(made: Made) -> None:
    made.takes("A003-again")
    made.events[-1]["number"] = "A003"
    made.history.presses[-1].answers[0].body["number"] = "A003"
    assert made.kinds() == {"number twice"}


def test_a_number_is_left_out(made: Made) -> None:
    made.takes("A005")
    assert made.kinds() == {"gap in numbers"}


def test_a_gap_in_seq(made: Made) -> None:
    made.happens("recalled", "A002", window=WINDOW)
    made.events[-1]["seq"] = "10"
    assert made.kinds() == {"gap in seq"}


def test_two_different_answers_to_one_press(made: Made) -> None:
    press = made.history.presses[3]
    press.answers.append(Heard(200, {"ticket": None, "as_of": 4}))
    assert made.kinds() == {"two answers"}


def test_the_same_answer_twice_is_one(made: Made) -> None:
    press = made.history.presses[3]
    press.answers.append(Heard(200, {**press.answers[0].body, "estimate": "another by now"}))
    assert made.kinds() == set()


def test_one_press_does_its_act_twice(made: Made) -> None:
    press = made.pressed("recall", "A002", "called", writes=2)
    made.happens("recalled", "A002", press.request, window=WINDOW)
    made.happens("recalled", "A002", press.request, window=WINDOW)
    assert made.kinds() == {"done twice"}


def test_a_clerk_is_shown_somebody_else_than_the_log_calls(made: Made) -> None:
    made.history.presses[5].answers[0].body["ticket"]["id"] = "A003"
    assert made.kinds() == {"answer and log differ"}


def test_nobody_waits_although_the_log_calls_somebody(made: Made) -> None:
    made.history.presses[5].answers[0].body["ticket"] = None
    assert made.kinds() == {"answer and log differ"}


def test_an_answer_of_another_moment_than_its_event(made: Made) -> None:
    made.history.presses[5].answers[0].body["as_of"] = 3
    assert made.kinds() == {"answer and log differ"}


def test_a_refused_act_is_done_all_the_same(made: Made) -> None:
    press = made.pressed("recall", status=409, code="NOT_POSSIBLE")
    made.happens("recalled", "A002", press.request, window=WINDOW)
    assert made.kinds() == {"answer and log differ"}


def test_an_act_that_nobody_pressed(made: Made) -> None:
    made.happens("recalled", "A002", "somebody-else", window=WINDOW)
    assert made.kinds() == {"nobody pressed"}


def test_an_undo_to_another_place(made: Made) -> None:
    made.undoes("A002", "missed")
    assert "wrong place" in made.kinds()


def test_a_move_that_no_life_has(made: Made) -> None:
    press = made.pressed("finish", "A003", "finished")
    made.happens("finished", "A003", press.request, window=WINDOW)
    made.states["A003"] = "finished"
    assert made.kinds() == {"wrong move"}


def test_a_press_that_nobody_answered_may_have_been_done_or_not(made: Made) -> None:
    for done in (True, False):
        press = made.pressed("recall")
        press.answers.clear()
        if done:
            made.happens("recalled", "A002", press.request, window=WINDOW)
    assert made.kinds() == set()


ENOUGH = Least(presses=8, calls=3, compared=3, again=0, kills={"web process": 0}, acts=frozenset({"take", "undo"}))


def test_a_run_that_did_enough_counts(made: Made) -> None:
    assert too_little(made.events, made.history, ENOUGH) == []


@pytest.mark.parametrize(("more", "what"), [
    ({"presses": 9}, "presses"),
    ({"calls": 4}, "calls"),
    ({"compared": 4}, "order"),
    ({"again": 1}, "tried again"),
    ({"kills": {"queue server": 1}}, "kills of a queue server"),
    ({"acts": frozenset({"hold"})}, "hold was never done"),
])
def test_a_run_that_did_too_little_is_refused(made: Made, more: dict[str, Any], what: str) -> None:
    short = too_little(made.events, made.history, Least(**{**vars(ENOUGH), **more}))
    assert len(short) == 1 and what in short[0]


def test_a_run_without_answers_is_refused(made: Made) -> None:
    made.history.presses[0].answers.clear()
    assert "share of presses with an answer" in too_little(made.events, made.history, ENOUGH)[0]
