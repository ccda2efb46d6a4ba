"""A visit is longer than usual once it takes longer than four of five before it (办理时长)."""

from __future__ import annotations

import pytest

from hall.rules.times import MINUTE_MS
from hall.windows.pace import ENOUGH, Pace
from tests.api import Api, said


def visit(pace: Pace, minutes: int, ticket: str = "one", ends: str = "finished", service: str = "tax") -> None:
    """Let somebody be served for so many minutes."""
    told = {"ticket": ticket, "service": service}
    pace.hear({**told, "type": "started", "at": "1000"})
    pace.hear({**told, "type": ends, "at": str(1000 + minutes * MINUTE_MS)})


def test_without_a_history_half_as_long_again_as_the_standard_is_long() -> None:
    pace = Pace()
    for minutes in range(19):
        visit(pace, minutes)
    assert pace.slow_ms("tax", 8) == 12 * MINUTE_MS


def test_with_a_history_the_eightieth_of_a_hundred_is_the_usual_limit() -> None:
    pace = Pace()
    for minutes in range(100, 0, -1):
        visit(pace, minutes)
    assert pace.slow_ms("tax", 8) == 80 * MINUTE_MS
    assert pace.slow_ms("deeds", 8) == 12 * MINUTE_MS, "each service has its own"


def test_the_newest_visits_count() -> None:
    pace = Pace()
    for minutes in [90] * 300 + [5] * 200:
        visit(pace, minutes)
    assert pace.slow_ms("tax", 8) == 5 * MINUTE_MS


@pytest.mark.parametrize("ends", ["transferred", "held", "sent_back", "undone", "expired"])
def test_a_visit_that_was_not_finished_is_none(ends: str) -> None:
    pace = Pace()
    for _ in range(30):
        visit(pace, 90, ends=ends)
        pace.hear({"ticket": "one", "service": "tax", "type": "finished", "at": "9000000"})
    assert pace.slow_ms("tax", 8) == 12 * MINUTE_MS


def test_an_event_without_a_ticket_is_heard_and_means_nothing() -> None:
    Pace().hear({"type": "window_opened", "window": "east/1", "at": "1000"})


def test_the_console_s_amber_follows_the_visits_that_the_hall_told_of(api: Api) -> None:
    """The events of twenty visits of three minutes go the way in which a process hears them."""
    api.opens("east/1")
    for n in range(ENOUGH + 1):
        api.takes("tax")
        api.clock.now += MINUTE_MS
        api.calls("east/1")
        said(api.act("east/1", "start"))
        if n < ENOUGH:
            api.clock.now += 3 * MINUTE_MS
            said(api.act("east/1", "finish"))
    for event in api.events():
        api.program.relay._mark(event)  # as its reader of the stream does
    page = api.get("/window/east/1", role="clerk").get_data(as_text=True)
    assert f'data-late-after="{3 * MINUTE_MS}"' in page


def test_four_of_five_are_counted_and_not_reckoned_with_a_fraction() -> None:
    pace = Pace()
    for minutes in range(1, 36):
        pace.hear({"type": "started", "ticket": "T", "at": "60000"})
        pace.hear({"type": "finished", "ticket": "T", "service": "tax", "at": str(60000 + minutes * MINUTE_MS)})
    # Of 35 visits 28 are four of five; 0.8 times 35 is a little more than 28 where fractions are kept in binary.
    assert pace.slow_ms("tax", 8) == 28 * MINUTE_MS
