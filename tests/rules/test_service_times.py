"""A visit is longer than usual once it takes longer than most of those before it (办理时长)."""

from __future__ import annotations

import pytest

from hall.rules.service_times import ENOUGH, FOUR_OF_FIVE, NINE_OF_TEN, ServiceTimes, UnderWay
from hall.rules.times import MINUTE_MS
from tests.api import Api, said


def visit(times: ServiceTimes, minutes: int, ends: str = "finished", service: str = "tax") -> None:
    """Let somebody be served at east/1 for so many minutes; the press that ends it is called "the end"."""
    told = {"ticket": "one", "service": service, "window": "east/1"}
    times.take({**told, "type": "started", "at": "1000"})
    times.take({**told, "type": ends, "at": str(1000 + minutes * MINUTE_MS), "request": "the end"})


def slow_ms(times: ServiceTimes, service: str = "tax") -> int:
    """Return when a visit of a service whose standard is eight minutes is slow."""
    return times.at_most_ms(service, 8, FOUR_OF_FIVE)


def test_without_a_history_the_standard_tells_what_is_long() -> None:
    times = ServiceTimes()
    for minutes in range(ENOUGH - 1):
        visit(times, minutes)
    assert slow_ms(times) == 12 * MINUTE_MS
    assert times.at_most_ms("tax", 8, NINE_OF_TEN) == 16 * MINUTE_MS


def test_with_a_history_the_eightieth_and_the_ninetieth_of_a_hundred_are_the_limits() -> None:
    times = ServiceTimes()
    for minutes in range(100, 0, -1):
        visit(times, minutes)
    assert slow_ms(times) == 80 * MINUTE_MS
    assert times.at_most_ms("tax", 8, NINE_OF_TEN) == 90 * MINUTE_MS
    assert slow_ms(times, "deeds") == 12 * MINUTE_MS, "each service has its own"


def test_the_newest_visits_count() -> None:
    times = ServiceTimes()
    for minutes in [90] * 300 + [5] * 200:
        visit(times, minutes)
    assert slow_ms(times) == 5 * MINUTE_MS


@pytest.mark.parametrize("ends", ["transferred", "held", "sent_back", "no_show", "expired"])
def test_a_visit_that_was_not_finished_is_none(ends: str) -> None:
    times = ServiceTimes()
    for _ in range(30):
        visit(times, 90, ends=ends)
        times.take({"ticket": "one", "service": "tax", "type": "finished", "at": "9000000"})
    assert slow_ms(times) == 12 * MINUTE_MS


def test_a_finish_that_was_taken_back_is_none_and_the_visit_goes_on() -> None:
    times = ServiceTimes()
    for _ in range(ENOUGH):
        visit(times, 1)
        # Another press was taken back, and then this one: the clerk had pressed it by mistake.
        times.take({"type": "undone", "at": "70000", "window": "east/1", "undoes": "another"})
        times.take({"type": "undone", "at": "70000", "window": "east/1", "undoes": "the end"})
        assert times.under_way("one") == UnderWay("tax", 1000)
        times.take({"type": "finished", "at": str(1000 + 9 * MINUTE_MS), "ticket": "one", "window": "east/1"})
    assert slow_ms(times) == 9 * MINUTE_MS


def test_four_of_five_are_counted_and_not_reckoned_with_a_fraction() -> None:
    times = ServiceTimes()
    for minutes in range(1, 36):
        visit(times, minutes)
    # Of 35 visits 28 are four of five; 0.8 times 35 is a little more than 28 where fractions are kept in binary.
    assert slow_ms(times) == 28 * MINUTE_MS


def test_the_console_s_amber_follows_the_visits_of_the_day(api: Api) -> None:
    api.opens("east/1")
    for n in range(ENOUGH + 1):
        api.takes("tax")
        api.clock.now += MINUTE_MS
        api.calls("east/1")
        said(api.act("east/1", "start"))
        if n < ENOUGH:
            api.clock.now += 3 * MINUTE_MS
            said(api.act("east/1", "finish"))
    page = api.get("/window/east/1", role="clerk").get_data(as_text=True)
    assert f'data-late-after="{3 * MINUTE_MS}"' in page
