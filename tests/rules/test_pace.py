"""Check how fast a service is said to go: from call to call, without the time in which nobody waited."""

from __future__ import annotations

import pytest

from hall.rules.pace import Lately, Pace
from tests.builders import Story, moment

MINUTE = 60_000


def lately(story: Story) -> Lately:
    found = Lately()
    for event in story.events():
        found.take(event)
    return found


def minutes(story: Story, service: str = "tax") -> list[float]:
    return [one.ms / MINUTE for one in lately(story).cycles[service]]


def undoes(story: Story, at: str) -> None:
    story.at(at)
    story.tickets.undo(story.press(), "east/1")


def test_a_cycle_lasts_from_call_to_call_the_clerk_s_own_minute_included(centre: Story) -> None:
    centre.opens("east/1")
    for _ in range(3):
        centre.takes("tax", at="9:00")
    centre.calls("east/1", at="9:00")
    centre.finishes_and_calls("east/1", at="9:08")
    centre.finishes("east/1", at="9:14")
    centre.calls("east/1", at="9:16")
    assert minutes(centre) == [8, 8]


def test_the_time_in_which_nobody_waited_is_no_part_of_it(centre: Story) -> None:
    centre.opens("east/1")
    centre.takes("tax", at="9:00")
    centre.calls("east/1", at="9:00")
    centre.finishes("east/1", at="9:05")
    centre.takes("tax", at="9:20")
    centre.calls("east/1", at="9:21")
    assert minutes(centre) == [5]


def test_neither_is_a_pause_though_somebody_waits(centre: Story) -> None:
    centre.opens("east/1")
    for _ in range(2):
        centre.takes("tax", at="9:00")
    centre.calls("east/1", at="9:00")
    centre.finishes("east/1", at="9:05")
    centre.pauses("east/1", at="9:06")
    centre.opens("east/1", at="9:30")
    centre.calls("east/1", at="9:31")
    assert minutes(centre) == [5]


def test_who_does_not_come_costs_a_window_her_time_too(centre: Story) -> None:
    centre.opens("east/1")
    for _ in range(2):
        centre.takes("tax", at="9:00")
    centre.calls("east/1", at="9:00")
    centre.misses("east/1", at="9:02", early=True)
    centre.calls("east/1", at="9:03")
    assert minutes(centre) == [3]


def test_what_was_undone_never_was(centre: Story) -> None:
    centre.opens("east/1")
    for _ in range(3):
        centre.takes("tax", at="9:00")
    centre.calls("east/1", at="9:00")
    centre.finishes_and_calls("east/1", at="9:04:00")
    undoes(centre, "9:04:05")
    centre.finishes("east/1", at="9:10")
    centre.calls("east/1", at="9:11:00")
    assert minutes(centre) == [11]
    undoes(centre, "9:11:05")
    assert minutes(centre) == [10]
    centre.calls("east/1", at="9:12")
    assert minutes(centre) == [12]


def test_today_is_blended_with_other_days_and_forgotten_after_ninety_minutes(centre: Story) -> None:
    centre.opens("east/1")
    for _ in range(21):
        centre.takes("tax", at="9:00")
    centre.calls("east/1")
    for _ in range(20):
        centre.later(minutes=4)
        centre.finishes_and_calls("east/1")
    found = lately(centre)
    now = centre.clock.now
    # Twenty of today with four minutes, and other days weigh as twenty with eight.
    assert found.cycle_ms("tax", now, 8 * MINUTE) == 6 * MINUTE
    assert found.cycle_ms("deeds", now, 8 * MINUTE) == 8 * MINUTE
    assert found.cycle_ms("tax", now + 95 * MINUTE, 8 * MINUTE) == 8 * MINUTE


def test_who_comes_as_priority_is_known_from_other_days_or_from_today(centre: Story) -> None:
    centre.takes("tax", at="9:00")
    for _ in range(3):
        centre.takes_priority("tax", at="9:30")
    found, now = lately(centre), moment("10:00")
    assert found.priority_per_ms("tax", now, Pace(8 * MINUTE, 0.7)) == pytest.approx(3 / (60 * MINUTE))
    assert found.priority_per_ms("tax", now, Pace(8 * MINUTE, 0.7, 6.0)) == pytest.approx(6 / (60 * MINUTE))
    assert found.newcomers_per_ms("tax", now) == pytest.approx(4 / (60 * MINUTE))


def test_how_many_give_up_is_told_cautiously_of_few(centre: Story) -> None:
    first, second = centre.takes("tax", at="9:00"), centre.takes("tax", at="9:00")
    centre.opens("east/1")
    centre.calls("east/1", at="9:30")
    centre.cancels(second, at="9:30")
    assert first != second
    # One of two in an hour of waiting together, beside ten hours that count before anything was seen.
    assert lately(centre).leaving_per_ms(moment("9:30")) == pytest.approx(1 / (11 * 60 * MINUTE))


def test_who_gave_up_is_forgotten_after_ninety_minutes_with_the_time_she_waited(centre: Story) -> None:
    first = centre.takes("tax", at="9:00")
    centre.cancels(first, at="9:30")
    second = centre.takes("tax", at="10:00")
    centre.cancels(second, at="10:30")
    found = lately(centre)
    assert found.leaving_per_ms(moment("10:30")) == pytest.approx(2 / (11 * 60 * MINUTE))
    assert found.leaving_per_ms(moment("11:01")) == pytest.approx(1 / (10.5 * 60 * MINUTE))
    assert found.leaving_per_ms(moment("12:01")) == 0
