"""A replayed day tells each visitor a wait by what is known at that moment, and keeps the goals of the hall's rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from redis import Redis

from hall.bench.estimate import marks, told
from hall.bench.made_days import SHAPES, MadeDay
from hall.directory import Policy
from hall.replay import Replay
from hall.store.server import QueueServer

MINUTE = 60_000
HOUR = 60 * MINUTE
Line = dict[str, Any]


@pytest.fixture
def url(server: QueueServer, redis: Redis) -> str:
    """Lend an empty queue server."""
    assert not redis.dbsize()
    return server.url


def replay(url: str, lines: list[Line]) -> list[Line]:
    return list(Replay(url, Policy()).run(lines))


def opened(windows: int, t: int = 0, service: str = "tax") -> list[Line]:
    return [{"t": t, "ev": "window", "w": str(n), "serves": {service: 0}} for n in range(windows)]


def people(count: int, t: int = 0, minutes: float = 8, first: int = 0, **more: Any) -> list[Line]:
    one = {"t": t, "ev": "join", "svc": "tax", "cls": "W", "service": int(minutes * MINUTE), **more}
    return [{**one, "id": f"T{first + n:03d}"} for n in range(count)]


def last_estimate(events: list[Line]) -> Any:
    return [one["estimate"] for one in events if one["ev"] == "join"][-1]


HISTORY = {"t": 0, "ev": "history", "svc": "tax", "cycle": 8 * MINUTE, "cv": 0.7, "priority_per_hour": 0.0,
           "show_rate": 0.8}


#: Asks after the windows have called: twelve of fifteen still wait before her.
SHE = people(1, t=2000, first=900)


def median(url: str, lines: list[Line]) -> float:
    return float(last_estimate(replay(url, lines))["median"]) / MINUTE


def test_nobody_can_know_without_a_window_and_a_free_one_is_now(url: str) -> None:
    events = replay(url, [*people(1), *opened(1, t=MINUTE), *people(1, t=20 * MINUTE, first=1)])
    assert [one["estimate"] for one in events if one["ev"] == "join"] == [None, {"low": 0, "median": 0, "high": 0}]


def test_what_other_days_taught_counts_until_today_is_known(url: str, redis: Redis) -> None:
    slow = {**HISTORY, "cycle": 16 * MINUTE}
    assert median(url, [HISTORY, *opened(3), *people(15), *SHE]) == pytest.approx(12.7 * 8 / 3, abs=2)
    redis.flushall()
    assert median(url, [slow, *opened(3), *people(15), *SHE]) == pytest.approx(12.7 * 16 / 3, abs=4)
    redis.flushall()
    # Sixty visitors of four minutes each later it is known that today goes twice as fast.
    today = [HISTORY, *opened(3), *people(75, minutes=4), *people(1, t=81 * MINUTE, first=75)]
    assert median(url, today) == pytest.approx(12.7 * 5 / 3, abs=2)


def test_a_lunch_that_is_planned_is_in_what_is_told_before_it(url: str, redis: Redis) -> None:
    lunch = {"t": 0, "ev": "plan", "from": 5 * MINUTE, "to": 65 * MINUTE, "svc": "tax", "windows": 0}
    without = median(url, [HISTORY, *opened(3), *people(15), *SHE])
    redis.flushall()
    assert median(url, [HISTORY, lunch, *opened(3), *people(15), *SHE]) == pytest.approx(without + 60, abs=0.1)


def test_who_has_booked_and_will_pass_her_is_counted_until_he_is_here(url: str, redis: Redis) -> None:
    booked = [{"t": 0, "ev": "booked", "svc": "tax", "slot": 20 * MINUTE} for _ in range(6)]
    morning = [HISTORY, *opened(3), *people(15)]
    alone = median(url, [*morning, *SHE])
    redis.flushall()
    # Eight of ten come; as ten of the 45 minutes in which they may check in are over, a few less.
    assert median(url, [*booked, *morning, *SHE]) == pytest.approx(alone + 6 * 0.75 * 8 / 3, abs=3)
    redis.flushall()
    # Once they are here they are certain, though not due yet, and not counted twice.
    here = [{**one, "cls": "A", "slot": 20 * MINUTE} for one in people(6, t=1000, first=100)]
    assert median(url, [*booked, *morning, *here, *SHE]) == pytest.approx(alone + 6 * 8 / 3, abs=2)


def test_an_early_appointment_is_told_its_own_moment(url: str) -> None:
    she = {**people(1, t=MINUTE, first=100)[0], "cls": "A", "slot": 26 * MINUTE}
    found = last_estimate(replay(url, [HISTORY, *opened(3), *people(30), she]))
    # Due at 21 minutes, twenty from now, and then the next window.
    assert 20 * MINUTE <= found["low"] <= found["median"] < 23 * MINUTE < found["high"] < 28 * MINUTE


def test_the_same_day_gives_the_same_bytes(url: str, redis: Redis) -> None:
    lines = MadeDay(SHAPES[-1], seed=7).lines()[:150]
    first = [json.dumps(one) for one in replay(url, lines)]
    redis.flushall()
    assert [json.dumps(one) for one in replay(url, lines)] == first


@pytest.mark.slow
def test_days_of_several_shapes_keep_the_goals(url: str) -> None:
    shapes = [one for one in SHAPES if one.name.split()[0] in ("booked", "helping", "everything")]
    rows = [one for shape in shapes for one in told(url, Policy(), shape, [100])]
    found = marks("", rows)
    assert found.n > 900 and len(shapes) == 3
    assert found.ratio <= 0.65
    assert 0.75 <= found.inside <= 0.88
    assert found.too_little <= 0.04
