"""A day of the past becomes the input of a replay, and the replay tells that day again."""

from __future__ import annotations

import pytest

from hall.directory import Policy
from hall.replay import Replay, private_server
from hall.rules.comparing import difference, recorded, replayed
from hall.rules.discipline import Discipline
from hall.rules.past_day import past_day
from hall.rules.what_if import replay_input
from hall.store.tickets import Onward
from tests.builders import Story, moment
from tests.what_if.worked import MIDNIGHT, REACHES_MS, the_day

DEEDS = Onward("deeds", "east", "east-a", 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_that_nobody_changed_is_replayed_to_the_millisecond(centre: Story, seed: int) -> None:
    day = past_day(the_day(centre, seed), MIDNIGHT, REACHES_MS, {})
    with private_server() as url:
        told = list(Replay(url, Policy(), estimates=False).run(replay_input(day, Discipline(), REACHES_MS)))
    really, again = recorded(day), replayed(day, told)
    assert {one: (really[one], again[one]) for one in really if really[one] != again[one]} == {}
    assert max(wait.ms or 0 for wait in again.values()) > 600_000, "a day on which people waited"
    assert {len(one.legs) for one in day.visitors} == {1, 2}
    found = difference(day, really, again)
    assert found and found[0] == found[1] and found[2] == 0


def lines(story: Story) -> list[dict[str, object]]:
    """Return the input of a replay without its rules."""
    reaches = {"east/1": {"tax": 0, "deeds": 5}}
    return replay_input(past_day(story.events(), MIDNIGHT, reaches, {}), Discipline(), reaches)[1:]


def ms(text: str) -> int:
    return moment(text) - MIDNIGHT


def test_what_was_pressed_becomes_the_input_of_a_replay(centre: Story) -> None:
    centre.opens("east/1", {"tax": 0, "deeds": 5}, at="9:00")
    early, booked = centre.takes("tax", at="9:05"), centre.checks_in("tax", slot="9:30", at="9:20")
    granted, impatient, mistaken = (centre.takes("tax", at=f"9:{minute}") for minute in (21, 22, 23))
    assert centre.calls("east/1", at="9:25") == booked
    centre.starts("east/1", at="9:26")
    centre.tickets.grant_priority(centre.press(), granted, "elderly")
    centre.finishes("east/1", at="9:30")
    # She looks at her papers for two minutes while people wait: that time is hers, not the queue's.
    assert centre.calls("east/1", at="9:32") == granted
    centre.cancels(impatient, at="9:33")
    centre.misses("east/1", at="9:34", early=True)
    assert centre.calls("east/1", at="9:34") == early
    centre.tickets.transfer(centre.press(), "east/1", DEEDS)
    centre.pauses("east/1", at="9:34:30")
    centre.opens("east/1", {"tax": 0, "deeds": 5}, at="9:50")
    assert centre.calls("east/1", at="9:50") == early
    centre.finishes("east/1", at="9:52")
    # Called by a slip of the finger, and taken back: it did not happen.
    assert centre.calls("east/1", at="9:52:01") == mistaken
    centre.at("9:52:03")
    centre.tickets.undo(centre.press(), "east/1")
    centre.closes("east/1", at="9:53")
    reach = {"tax": 0, "deeds": 5}
    assert lines(centre) == [
        {"t": ms("9:00"), "ev": "window", "w": "east/1", "serves": reach},
        # Somebody waits and she does not call: as if she had paused.
        {"t": ms("9:05"), "ev": "window", "w": "east/1", "serves": {}},
        {"t": ms("9:05"), "ev": "join", "id": early, "svc": "tax", "cls": "W", "service": 0,
         "then": [{"svc": "deeds", "service": 120_000}]},
        {"t": ms("9:20"), "ev": "join", "id": booked, "svc": "tax", "cls": "A", "service": 420_000, "slot": ms("9:30")},
        {"t": ms("9:21"), "ev": "join", "id": granted, "svc": "tax", "cls": "W", "service": 120_000},
        # Nobody knows how long these two would have taken: as long as the others of that day.
        {"t": ms("9:22"), "ev": "join", "id": impatient, "svc": "tax", "cls": "W", "service": 180_000},
        {"t": ms("9:23"), "ev": "join", "id": mistaken, "svc": "tax", "cls": "W", "service": 180_000},
        {"t": ms("9:25"), "ev": "window", "w": "east/1", "serves": reach},
        {"t": ms("9:26"), "ev": "grant", "id": granted},
        {"t": ms("9:33"), "ev": "leave", "id": impatient},
        {"t": ms("9:34"), "ev": "window", "w": "east/1", "serves": {}},
        {"t": ms("9:50"), "ev": "window", "w": "east/1", "serves": reach},
        {"t": ms("9:52"), "ev": "window", "w": "east/1", "serves": {}},
    ]


def test_a_stopped_hall_calls_nobody_and_a_short_idle_time_is_no_pause(centre: Story) -> None:
    centre.opens("east/1", at="9:00")
    gone = centre.takes("tax", at="9:01")
    centre.tickets.stop_hall(centre.press(), "power")
    centre.cancels(gone, at="9:05")
    centre.at("9:20")
    centre.tickets.stop_hall(centre.press(), "")
    # Nobody waits any more: she is idle, and calls whoever comes as fast as anybody would.
    came = centre.takes("tax", at="9:30")
    assert centre.calls("east/1", at="9:30:20") == came
    centre.finishes("east/1", at="9:40")
    windows = [(line["t"], bool(line["serves"])) for line in lines(centre) if line["ev"] == "window"]
    assert windows == [(ms("9:00"), True), (ms("9:01"), False), (ms("9:20"), True)]
