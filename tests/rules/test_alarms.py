"""What is judged to be wrong: each limit, and the way back below it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hall.directory import Policy
from hall.rules.alarms import Cause, HallNow, Limits, ServiceNow, Situation, WindowNow, judge
from hall.rules.times import MINUTE_MS

FINE = ServiceNow("tax", waiting=3, together=3, longest_ms=5 * MINUTE_MS, expected_ms=10 * MINUTE_MS, open_windows=2,
                  work_ms=24 * MINUTE_MS, left_ms=300 * MINUTE_MS)
SEEN = Situation(now=0, services=(FINE,), windows=(WindowNow("east/1"),), halls=(HallNow("east", 40, 2),))


def bad(seen: Situation) -> set[str]:
    """Return what is wrong."""
    return {one.id for one in judge(seen, Limits()) if one.bad}


def with_service(**known: object) -> Situation:
    return replace(SEEN, services=(replace(FINE, **known),))  # type: ignore[arg-type]


def test_a_hall_where_all_is_well_has_nothing_that_is_wrong() -> None:
    assert bad(SEEN) == set()
    assert all(one.well for one in judge(SEEN, Limits()))


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        ({"expected_ms": 21 * MINUTE_MS}, "expected_long"),
        ({"longest_ms": 46 * MINUTE_MS}, "waits_very_long"),
        ({"late_ms": 11 * MINUTE_MS}, "appointment_late"),
        ({"waiting": 11}, "queue_long"),
        ({"work_ms": 301 * MINUTE_MS}, "work_left"),
        ({"open_windows": 0, "expected_ms": None}, "unattended"),
    ],
)
def test_each_limit_of_a_service_tells_its_own_cause(known: dict[str, object], cause: str) -> None:
    assert bad(with_service(**known)) == {f"{cause}:tax"}


def test_above_forty_minutes_is_also_above_twenty_and_counts_only_when_it_lasts() -> None:
    seen = with_service(expected_ms=41 * MINUTE_MS)
    assert bad(seen) == {"expected_long:tax", "expected_very_long:tax"}
    assert {one.hold_ms for one in judge(seen, Limits()) if one.bad} == {5 * MINUTE_MS}


def test_between_the_limit_and_four_fifths_of_it_nothing_is_raised_and_nothing_is_over() -> None:
    for minutes, well in ((20, False), (17, False), (16, True)):
        (found,) = (one for one in judge(with_service(expected_ms=minutes * MINUTE_MS), Limits())
                    if one.cause is Cause.EXPECTED_LONG)
        assert (found.bad, found.well) == (False, well)


def test_a_shortage_is_told_of_the_first_service_of_the_same_windows_alone() -> None:
    assert bad(with_service(expected_ms=41 * MINUTE_MS, open_windows=0, together=0)) == set()


def test_a_hall_without_hours_has_no_time_that_could_run_out() -> None:
    assert bad(with_service(work_ms=10**9, left_ms=None)) == set()


@pytest.mark.parametrize(
    ("window", "wrong"),
    [
        (WindowNow("east/1", idle_ms=6 * MINUTE_MS, waits_ms=11 * MINUTE_MS), {"window_idle:east/1"}),
        (WindowNow("east/1", idle_ms=6 * MINUTE_MS, waits_ms=9 * MINUTE_MS), set()),
        (WindowNow("east/1", idle_ms=5 * MINUTE_MS, waits_ms=60 * MINUTE_MS), set()),
        (WindowNow("east/1", visit_ms=49 * MINUTE_MS, usual_ms=16 * MINUTE_MS), {"visit_long:east/1"}),
        (WindowNow("east/1", visit_ms=47 * MINUTE_MS, usual_ms=16 * MINUTE_MS), set()),
    ],
)
def test_a_window_is_idle_only_while_somebody_waits_and_a_visit_long_against_others(
    window: WindowNow, wrong: set[str]
) -> None:
    assert bad(replace(SEEN, windows=(window,))) == wrong


def test_few_calls_say_nothing_of_those_who_did_not_come() -> None:
    assert bad(replace(SEEN, halls=(HallNow("east", 19, 19), HallNow("west", 20, 4)))) == {"no_shows:west"}


def test_a_kiosk_that_is_silent_and_a_low_rating_are_wrong_at_once() -> None:
    seen = replace(SEEN, kiosks=(("k1", "ok"), ("k2", "silent"), ("k3", "paper_end")), low_ratings=("ticket-9",))
    assert bad(seen) == {"kiosk_silent:k2", "kiosk_fault:k3", "bad_rating:ticket-9"}


def test_the_limits_are_the_policy_s() -> None:
    assert Policy().limits == Limits()
