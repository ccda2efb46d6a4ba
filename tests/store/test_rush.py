"""Let everybody press at once, and let very many people wait: the order holds and a call costs the same."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest

from hall.rules.discipline import Place, Standing, in_order
from hall.rules.times import MINUTE_MS, Times
from hall.store.tickets import Tickets
from tests.builders import Story, moment

SERVICES = ("svc0", "svc1", "svc2", "svc3")
WINDOWS = {f"east/{number}": SERVICES[number % 4] for number in range(128)}
#: What a call may do: look at heads, move one ticket, write one event. None of these grows with the queue by more
#: than its logarithm.
CHEAP = frozenset({
    "evalsha", "hgetall", "get", "set", "time", "hset", "hget", "zrange", "zadd", "zrem", "xadd", "zscore",
    "hincrby", "expire", "persist", "del", "hsetnx", "config|resetstat", "info",
})


def a_mixed_crowd(centre: Story, people: int) -> None:
    """Let people of every standing join, spread over the services; appointments may check in at any time."""
    whole_day = Times(check_in_early_ms=24 * 60 * MINUTE_MS)
    centre.tickets = Tickets(centre.redis, centre.keys, centre.rules, centre.clock, whole_day)
    kinds = cycle(["walk_in", "walk_in", "priority", "walk_in", "appointment"])
    for index, kind in zip(range(people), kinds, strict=False):
        service = SERVICES[index * 7 % 4]
        centre.later(seconds=3)
        if kind == "appointment":
            centre.checks_in(service, slot=f"{9 + index % 3}:{index % 4 * 15:02d}")
        elif kind == "priority":
            centre.takes_priority(service)
        else:
            centre.takes(service)


@pytest.mark.parametrize("people", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_128_windows_that_call_at_once_call_everybody_once_and_in_order(centre: Story, people: int) -> None:
    a_mixed_crowd(centre, people)
    everybody = centre.reading.everybody_waiting(SERVICES)
    waiting = [ticket.place for tickets in everybody.values() for ticket in tickets]
    assert len(waiting) == people
    for window, service in WINDOWS.items():
        centre.opens(window, serves={service: 0})
    now = centre.at("9:50")

    with ThreadPoolExecutor(len(WINDOWS)) as clerks:
        served = list(clerks.map(centre.serves_all, WINDOWS))

    seen = [one for calls in served for one in calls]
    assert len(seen) == len(set(seen)) == people, "everybody is called once"
    called: dict[str, list[str]] = defaultdict(list)
    for event in centre.events():
        if event["type"] == "called":
            called[event["service"]].append(event["ticket"])
    for service in SERVICES:
        assert called[service] == [one.ticket for one in in_order(waiting, {service: 0}, now, centre.rules)]


def a_long_queue(centre: Story, people: int) -> None:
    """Let people stand in the queue behind those who are there, written straight into the sets."""
    redis, keys = centre.redis, centre.keys
    for start in range(0, people, 5000):
        members = {f"{10**9 + index:015d}:far-{index}": moment("12:00") + index
                   for index in range(start, min(people, start + 5000))}
        with redis.pipeline(transaction=False) as pipe:
            for kind in ("live", "booked", "since"):
                pipe.zadd(keys(kind, "tax"), members)
            pipe.execute()


def cost_of_a_visit(centre: Story) -> dict[str, dict[str, int]]:
    """Return how often each of the server's commands is used by a number, a call, and finish and call next."""
    costs = {}
    acts = {
        "take": lambda: centre.takes("tax"),
        "call": lambda: centre.calls("east/1"),
        "finish and call": lambda: centre.finishes_and_calls("east/1"),
    }
    for name, act in acts.items():
        centre.redis.config_resetstat()
        act()
        stats = centre.redis.info("commandstats")
        costs[name] = {command.removeprefix("cmdstat_"): one["calls"] for command, one in stats.items()}
    return costs


@pytest.mark.parametrize("people", [20_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_a_call_does_the_same_whether_ten_people_wait_or_a_million(centre: Story, people: int) -> None:
    centre.opens("east/1", serves={"tax": 0, "deeds": 5})
    for _ in range(10):
        centre.takes("tax")
    centre.calls("east/1")
    centre.finishes_and_calls("east/1")
    centre.finishes("east/1")
    among_ten = cost_of_a_visit(centre)
    centre.finishes("east/1")
    a_long_queue(centre, people)
    among_many = cost_of_a_visit(centre)
    assert among_many == among_ten
    assert {name for cost in among_ten.values() for name in cost} <= CHEAP
    # The crowd has sets and no tickets; the store is no whole hall any more.
    centre.redis.flushall()


def test_a_place_far_back_is_counted_without_reading_the_queue(centre: Story) -> None:
    a_long_queue(centre, 5_000)
    last = Place("last", "tax", 10**10, Standing.WALK_IN, False, moment("23:00"))
    new = centre.takes("tax", at="23:00")
    assert last.counted_at == centre.ticket(new).counted_at
    centre.redis.config_resetstat()
    # Half of them are live, half are appointments that are all due and so stand before.
    assert centre.ahead(new) == 10_000
    stats = centre.redis.info("commandstats")
    assert {name.removeprefix("cmdstat_") for name in stats} <= {"zcount", "zrangebyscore", "hgetall", "info",
                                                                  "config|resetstat"}
    centre.redis.flushall()
