"""What a console asks the store besides its queues: what was done last, and who may not be called yet."""

from __future__ import annotations

from hall.store.reading import LastAct
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
