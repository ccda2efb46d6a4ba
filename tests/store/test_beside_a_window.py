"""What a console asks the store besides its queues: what was done last, and who may not be called yet."""

from __future__ import annotations

from hall.rules.times import MINUTE_MS
from hall.store.reading import LastAct
from hall.store.tickets import Onward
from tests.builders import Story, moment
from tests.store.further_acts import CARS


def test_the_last_act_is_known_until_it_is_taken_back(centre: Story) -> None:
    centre.opens("east/12", at="9:00")
    centre.takes("tax", at="9:01")
    assert centre.reading.last_act("east/12") is None
    centre.calls("east/12", at="9:02")
    assert centre.reading.last_act("east/12") == LastAct("call_next", moment("9:02"))
    centre.later(seconds=5)
    centre.tickets.undo(centre.press(), "east/12")
    assert centre.reading.last_act("east/12") is None


def test_who_walks_over_from_the_other_hall_waits_and_is_counted_apart(centre: Story) -> None:
    centre.opens("east/12", at="9:00")
    centre.takes("tax", at="9:01")
    centre.calls("east/12", at="9:02")
    centre.tickets.transfer(centre.press(), "east/12", CARS)
    waiting = centre.reading.waiting(["cars", "tax"])
    assert (waiting["cars"].total, waiting["cars"].later) == (1, 1)
    assert (waiting["tax"].total, waiting["tax"].later) == (0, 0)


def test_the_moment_from_which_somebody_may_be_called_is_an_event(centre: Story) -> None:
    """The consoles hear of it, and none goes on saying that nobody waits."""
    centre.opens("west/3", serves={"cars": 0}, at="9:00")
    she = centre.takes("cars", at="9:01")
    centre.tickets.defer(centre.press(), she, 10 * MINUTE_MS)
    before = centre.reading.as_of()
    centre.at("9:11")
    centre.tickets.let_in_later(she)
    centre.tickets.let_in_later(she)
    assert [(event["type"], event["service"]) for event in centre.events(before)] == [("let_in", "cars")]
    assert centre.next_for("west/3") == [she]


def test_who_waits_for_one_window_no_longer_is_an_event(centre: Story) -> None:
    for window in ("east/12", "east/13"):
        centre.opens(window, at="9:00")
    she = centre.takes("tax", at="9:01")
    centre.calls("east/12")
    centre.tickets.transfer(centre.press(), "east/12", Onward("tax", "east", "east-a"), to="east/13")
    before = centre.reading.as_of()
    centre.at("9:12")
    centre.tickets.unpin(she)
    centre.tickets.unpin(she)
    assert [(event["type"], event["window"]) for event in centre.events(before)] == [("unpinned", "east/13")]


def test_the_end_of_the_line_takes_nobody_forward(centre: Story) -> None:
    """Who came early for her appointment stands behind everybody of now; the end of the line is no way to the front."""
    centre.opens("east/12", at="9:00")
    early = centre.checks_in("tax", slot="9:30", at="9:05")
    assert centre.calls("east/12") == early
    other = Onward("deeds", "east", "east-a")
    centre.tickets.transfer(centre.press(), "east/12", other, end_of_line=True)
    before_her = centre.takes("deeds", at="9:20")
    centre.opens("east/13", serves={"deeds": 0})
    assert centre.serves_all("east/13") == [before_her, early]
