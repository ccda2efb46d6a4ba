"""Let two acts meet that each work alone: what one leaves behind must not mislead the other."""

from __future__ import annotations

import pytest

from hall.rules.refusals import NothingToUndo
from hall.rules.ticket import State
from hall.rules.times import MINUTE_MS
from hall.store.presence import Presence
from hall.store.tickets import Onward
from tests.builders import Story
from tests.store.acts import WINDOW
from tests.store.further_acts import CARS, TOMORROW

TAX = Onward("tax", "east", "east-a", 3 * MINUTE_MS)
OTHER = "east/13"


def a_visitor_at(centre: Story, window: str = WINDOW) -> str:
    """Let a window call somebody."""
    centre.opens(window)
    she = centre.takes("tax", at="9:00")
    centre.calls(window)
    return she


def test_who_stepped_aside_and_leaves_is_listed_at_the_window_no_more(centre: Story) -> None:
    she = a_visitor_at(centre)
    centre.tickets.hold(centre.press(), WINDOW)
    centre.cancels(she)
    assert centre.ticket(she).state is State.CANCELLED
    assert centre.reading.held(WINDOW) == ()


def test_who_walks_over_to_a_window_that_pauses_waits_for_the_service_at_once(centre: Story) -> None:
    she = a_visitor_at(centre)
    centre.opens("west/1", {"cars": 0})
    centre.tickets.transfer(centre.press(), WINDOW, CARS, to="west/1")
    assert centre.ticket(she).pinned == "west/1"
    centre.pauses("west/1")
    assert centre.ticket(she).pinned == ""
    centre.opens("west/2", {"cars": 0})
    assert centre.calls("west/2", at="9:03") == she


def test_a_second_pause_that_misses_the_visitor_is_what_an_undo_takes_back(centre: Story) -> None:
    she = a_visitor_at(centre)
    centre.tickets.pause_window(centre.press(), WINDOW, "break", "serve")
    centre.tickets.pause_window(centre.press(), WINDOW, "break", "no_show")
    assert centre.ticket(she).state is State.MISSED
    centre.tickets.undo(centre.press(), WINDOW)
    assert centre.ticket(she).state is State.CALLED
    assert (centre.window(WINDOW).state, centre.window(WINDOW).ticket) == ("paused", she)


def test_a_lost_window_has_nothing_to_take_back(centre: Story) -> None:
    she = a_visitor_at(centre)
    Presence(centre.redis, centre.keys).heard([WINDOW], centre.clock.now + 1000)
    centre.tickets.pause_window(centre.press(), WINDOW, "break", "serve")
    centre.later(seconds=2)
    centre.tickets.lose_window(WINDOW)
    with pytest.raises(NothingToUndo):
        centre.tickets.undo(centre.press(), WINDOW)
    assert (centre.ticket(she).state, centre.window(WINDOW).ticket) == (State.WAITING, "")


def test_an_ended_day_leaves_nothing_to_take_back(centre: Story) -> None:
    she = a_visitor_at(centre)
    centre.tickets.pause_window(centre.press(), WINDOW, "break", "serve")
    centre.tickets.end_day(centre.press(), TOMORROW, "2014-08-20", [WINDOW])
    with pytest.raises(NothingToUndo):
        centre.tickets.undo(centre.press(), WINDOW)
    assert (centre.ticket(she).state, centre.window(WINDOW).ticket) == (State.EXPIRED, "")


def test_whoever_comes_before_yesterday_is_ended_keeps_her_day_running(centre: Story) -> None:
    centre.takes("tax", at="9:00")
    centre.later(minutes=15 * 60 + 10)
    centre.takes("tax")
    centre.tickets.end_day(None, TOMORROW, "2014-08-20", [WINDOW])
    assert centre.reading.running_day() == TOMORROW


def test_whom_a_call_only_lets_in_is_no_part_of_it(centre: Story) -> None:
    centre.opens(WINDOW)
    centre.opens(OTHER)
    later = centre.takes("tax", at="9:00")
    centre.tickets.defer(centre.press(), later, 10 * MINUTE_MS)
    first = centre.takes_priority("tax")
    assert centre.calls(WINDOW, at="9:11") == first
    assert centre.calls(OTHER) == later
    before = centre.reading.as_of()
    centre.tickets.undo(centre.press(), WINDOW)
    assert centre.ticket(first).state is State.WAITING
    assert centre.ticket(later).state is State.CALLED
    assert centre.told(before) == ["undone"]


def test_a_copy_that_was_printed_in_between_still_counts_after_an_undo(centre: Story) -> None:
    she = a_visitor_at(centre)
    assert centre.tickets.reprint(centre.press(), she).ticket
    centre.tickets.undo(centre.press(), WINDOW)
    assert centre.ticket(she).copy == 2


def test_an_undo_pins_nobody_to_a_window_that_has_paused_since(centre: Story) -> None:
    she = a_visitor_at(centre)
    centre.opens(OTHER)
    centre.tickets.transfer(centre.press(), WINDOW, TAX, to=OTHER)
    centre.opens("east/14")
    centre.tickets.call_this(centre.press(), "east/14", she, "her flight leaves")
    centre.pauses(OTHER)
    centre.tickets.undo(centre.press(), "east/14")
    assert centre.ticket(she).state is State.WAITING
    assert centre.calls(WINDOW) == she
