"""Press every button twice: the same press gives the same answer and changes nothing, whatever happened between."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from hall.rules.refusals import Refusal, RequestReused, ServiceClosed
from hall.store.records import Answer
from hall.store.tickets import Request, Tickets
from tests.builders import Story
from tests.store.acts import WINDOW, Act, Wrong
from tests.store.every_act import ACTS, WRONG

#: The sweep's acts have no press: it checks state and deadline itself (test_paper.py).
WITHOUT_A_PRESS = {
    *("paper_overdue", "unpin", "let_in_later", "recall_by_itself", "lose_window", "miss_kiosk", "settle_alerts"),
}
#: It changes the handle, not the hall.
#: What a kiosk says of itself is only how it is; said twice, it is the same.
NO_ACT = {"adopt", "hear_kiosk"}

acts = pytest.mark.parametrize("act", ACTS, ids=str)
wrongs = pytest.mark.parametrize("wrong", WRONG, ids=str)


def outcome(press: Any) -> tuple[str, object]:
    """Return what an act answered, or the code and the data of its refusal."""
    try:
        answer: Answer = press()
    except Refusal as refusal:
        return refusal.code, refusal.data
    return "", answer


def test_every_act_of_the_hall_is_pressed_twice_here() -> None:
    methods = {name for name, _ in inspect.getmembers(Tickets, inspect.isfunction) if not name.startswith("_")}
    pressed = methods - WITHOUT_A_PRESS - NO_ACT
    assert pressed == {act.method for act in ACTS} | {"refuse"}, "add it to tests/store/acts.py"


@acts
def test_the_same_press_gives_the_same_answer_and_changes_nothing(centre: Story, act: Act) -> None:
    button, press = act.situation(centre), centre.press()
    first = button(press)
    after_once = centre.everything()
    centre.later(minutes=10)
    assert button(press) == first
    assert centre.everything() == after_once


@acts
def test_an_act_writes_exactly_its_events_and_answers_with_the_last_number(centre: Story, act: Act) -> None:
    button, press = act.situation(centre), centre.press()
    before = centre.reading.as_of()
    answer = button(press)
    events = centre.events(after=before)
    assert tuple(event["type"] for event in events) == act.tells
    assert answer.as_of == before + len(events) == centre.reading.as_of()
    for event in events:
        assert (event["request"], event["actor"], event["at"]) == (press.id, press.actor, str(centre.clock.now))
        assert all(event.values()), "what is not known is left out"


@acts
def test_the_answer_is_the_ticket_as_it_is_kept(centre: Story, act: Act) -> None:
    answer = act.situation(centre)(centre.press())
    if answer.ticket:
        assert answer.ticket == centre.ticket(answer.ticket.id)


@acts
def test_the_same_key_with_another_body_is_refused_and_changes_nothing(centre: Story, act: Act) -> None:
    button, press = act.situation(centre), centre.press()
    button(press)
    after_once = centre.everything()
    with pytest.raises(RequestReused):
        button(Request(press.id, "another-digest-0", press.actor))
    assert centre.everything() == after_once


@wrongs
def test_in_a_wrong_situation_the_act_is_refused_with_its_code_and_tells_nothing(centre: Story, wrong: Wrong) -> None:
    wrong.situation(centre)
    before = centre.everything()
    press = centre.press()
    code, data = outcome(lambda: wrong.press(centre, press))
    assert code == wrong.code
    assert isinstance(data, dict) and data["as_of"] == centre.reading.as_of()
    kept = centre.keys("request", press.id)
    assert {name: value for name, value in centre.everything().items() if name != kept} == before


@wrongs
def test_a_refusal_is_given_again_to_the_same_press(centre: Story, wrong: Wrong) -> None:
    wrong.situation(centre)
    press = centre.press()
    first = outcome(lambda: wrong.press(centre, press))
    after_once = centre.everything()
    centre.later(minutes=1)
    assert outcome(lambda: wrong.press(centre, press)) == first
    assert centre.everything() == after_once


#: A stopped hall takes no newcomer who could be called, so its refusal has a story of its own.
CALLS = [one for one in WRONG if one.method == "call_next" and one.code != "HALL_STOPPED"]


@pytest.mark.parametrize("wrong", CALLS, ids=str)
def test_a_refusal_stays_a_refusal_although_the_act_would_be_possible_by_now(centre: Story, wrong: Wrong) -> None:
    wrong.situation(centre)
    press = centre.press()
    first = outcome(lambda: wrong.press(centre, press))
    if centre.window(WINDOW).ticket:
        centre.finishes(WINDOW)
    centre.opens(WINDOW)
    waits = centre.takes("tax")
    assert outcome(lambda: wrong.press(centre, press)) == first
    assert centre.ticket(waits).state == "waiting"


def test_nobody_waits_is_said_again_although_somebody_came_since(centre: Story) -> None:
    centre.opens(WINDOW)
    press = centre.press()
    assert centre.tickets.call_next(press, WINDOW).ticket is None
    came = centre.takes("tax")
    assert centre.tickets.call_next(press, WINDOW).ticket is None
    assert centre.calls(WINDOW) == came


def test_a_repeat_after_the_visitor_has_left_still_names_her_as_she_was_called(centre: Story) -> None:
    centre.opens(WINDOW)
    she = centre.takes("tax", at="9:00")
    press = centre.press()
    first = centre.tickets.call_next(press, WINDOW)
    centre.finishes(WINDOW, at="9:10")
    again = centre.tickets.call_next(press, WINDOW)
    assert again == first and again.ticket and (again.ticket.id, again.ticket.state) == (she, "called")
    assert centre.window(WINDOW).ticket == ""


def test_a_door_that_refuses_by_itself_gives_the_answer_of_before(centre: Story) -> None:
    press, new = centre.press(), centre.newcomer("tax")
    first = centre.tickets.take(press, new)
    # The service closed meanwhile; the visitor's number is hers all the same.
    assert centre.tickets.refuse(press, ServiceClosed(service="tax")) == first


def test_two_presses_are_two_acts(centre: Story) -> None:
    new = [centre.newcomer("tax"), centre.newcomer("tax")]
    numbers = [answer.ticket.number for one in new if (answer := centre.tickets.take(centre.press(), one)).ticket]
    assert numbers == ["A001", "A002"]
