"""Measure the forecast (来人预测) against "the same half hour last week", on days made up from seeds.

The days have what a hall's days have: weekdays that differ, two humps, growth, busy ends of months, rushes after
holidays, good and bad days, chance, and bookings of which not all come.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hall.rules.backtest import judge
from hall.rules.forecasting import HALF_HOURS, Past

FIRST = date(2014, 1, 6)
SEEDS = (1, 2, 3, 4, 5)
#: Numbers a day of each service, from much asked for to seldom.
VOLUMES = (220, 160, 120, 90, 70, 50, 40, 30, 24, 18, 12, 8, 5, 3)
WEEKDAYS = (1.22, 1.05, 0.95, 0.92, 0.86)
#: Half hours in which numbers are taken, 9:00 to 17:00 without lunch, and how many of a day come in each.
HUMPS = {18: 10, 19: 11, 20: 10, 21: 8, 22: 6, 23: 3, 27: 5, 28: 8, 29: 8, 30: 7, 31: 5, 32: 3, 33: 1}
SHOWS = 0.88
#: How many of a hundred bookings are told so many days before their day: further ahead nothing can be booked.
TOLD_BEFORE = {0: 10, 1: 25, 2: 20, 3: 15, 4: 15, 5: 15}
#: How many days before a day the last one is that is known: its eve; for tomorrow's plan; for later days.
EVE, TOMORROW = 1, 2
AHEADS = (EVE, TOMORROW, 4, 9)
#: Days off besides weekends: three of a spring holiday, one of May, three of October.
HOLIDAYS = frozenset({
    date(2014, 2, 3), date(2014, 2, 4), date(2014, 2, 5), date(2014, 5, 1), date(2014, 10, 1), date(2014, 10, 2),
    date(2014, 10, 3),
})


@dataclass(frozen=True)
class Scenario:
    """Hold what a made-up hall is like: growth a week, more at the ends of months and after breaks, the scatter of
    whole days, which share books, and how much of each volume comes at all."""

    name: str
    growth: float = 0.0
    month_end: float = 0.0
    after_break: float = 0.0
    scatter: float = 0.08
    books: float = 0.0
    volume: float = 1.0


SCENARIOS = (
    Scenario("steady"),
    Scenario("growing", growth=0.012),
    Scenario("month ends and holidays", month_end=0.35, after_break=0.4),
    Scenario("a third booked", books=0.35, scatter=0.12),
    Scenario("everything", growth=0.006, month_end=0.25, after_break=0.3, books=0.2),
    Scenario("a small hall", growth=0.004, month_end=0.2, volume=0.12),
)


def run(as_json: bool, weeks: int = 26) -> None:
    """Measure and print, as a table or as JSON."""
    lines = [
        {"scenario": scenario.name, "ahead": ahead, **_measure(scenario, weeks, ahead)}
        for scenario in SCENARIOS for ahead in (AHEADS if scenario.books else (TOMORROW,))
    ]
    if as_json:
        print(json.dumps(lines))
        return
    heads = f"{'ahead':>6}{'MAE':>7}{'last week':>11}{'WAPE %':>9}{'last week':>11}{'bias %':>9}{'ratio':>7}"
    print(f"{'scenario':<26}{heads}  methods")
    for line in lines:
        print(
            f"{line['scenario']:<26}{line['ahead']:>6}{line['mae']:>7}{line['naive_mae']:>11}{line['wape']:>9}"
            f"{line['naive_wape']:>11}{line['bias']:>9}{line['ratio']:>7}  {', '.join(line['methods'])}"
        )


def _measure(scenario: Scenario, weeks: int, ahead: int) -> dict[str, Any]:
    told = [judge(made_up(scenario, seed, weeks), ahead) for seed in SEEDS]
    found = [one for one in told if one]
    n = len(found)
    mae, naive = sum(one.errors.mae for one in found) / n, sum(one.naive.mae for one in found) / n
    return {
        "mae": round(mae, 2), "naive_mae": round(naive, 2),
        "wape": round(sum(one.errors.wape for one in found) / n, 1),
        "naive_wape": round(sum(one.naive.wape for one in found) / n, 1),
        "bias": round(sum(one.errors.bias for one in found) / n, 1),
        "ratio": round(mae / naive, 2),
        "methods": sorted({one.method.name for one in found}),
    }


def made_up(scenario: Scenario, seed: int, weeks: int) -> Past:
    """Make up some weeks of a hall."""
    chance = random.Random(f"{scenario.name}-{seed}")
    # Of its own, so that the same people come whenever they book.
    telling = random.Random(f"{scenario.name}-{seed}-told")
    arrivals: dict[date, dict[str, list[float]]] = {}
    booked: dict[date, dict[int, dict[str, list[float]]]] = {}
    for place, day in enumerate(_open_days(weeks)):
        level = _level(scenario, day, place, chance)
        arrivals[day], booked[day] = {}, {days_before: {} for days_before in TOLD_BEFORE}
        for number, volume in enumerate(VOLUMES):
            mean = volume * scenario.volume * level
            came, slots = _course(mean, scenario.books if number % 2 == 0 else 0.0, chance)
            arrivals[day][f"s{number}"] = came
            for days_before, part in _told(slots, telling).items():
                booked[day][days_before][f"s{number}"] = part
    return Past(arrivals, kind_of, booked if scenario.books else {}, SHOWS)


def kind_of(day: date) -> int | None:
    """Return the weekday of an open day."""
    return None if day.weekday() > 4 or day in HOLIDAYS else day.weekday()


def _open_days(weeks: int) -> Iterator[date]:
    days = (FIRST + timedelta(days=ahead) for ahead in range(7 * weeks))
    return (day for day in days if kind_of(day) is not None)


def _level(scenario: Scenario, day: date, place: int, chance: random.Random) -> float:
    grown: float = (1 + scenario.growth) ** (place / 5)
    level = WEEKDAYS[day.weekday()] * grown * chance.lognormvariate(0, scenario.scatter)
    if (day + timedelta(days=3)).month != day.month:
        level *= 1 + scenario.month_end
    eve = day - timedelta(days=1)
    if eve in HOLIDAYS:
        level *= 1 + scenario.after_break
    return level


def _course(mean: float, books: float, chance: random.Random) -> tuple[list[float], list[float]]:
    """Make up a day of one service: who comes in each half hour, and for when how many had booked.

    How many book differs from day to day for reasons of their own: that is what knowing the bookings is good for.
    """
    share = books * chance.uniform(0.4, 1.6)
    came, slots = [0.0] * HALF_HOURS, [0.0] * HALF_HOURS
    for half_hour, part in HUMPS.items():
        here = mean * part / sum(HUMPS.values())
        came[half_hour] += _poisson(here * (1 - books), chance)
        slots[half_hour] = _poisson(here * share, chance)
        for _ in range(int(slots[half_hour])):
            if chance.random() < SHOWS:
                came[half_hour - (chance.random() < 0.5)] += 1
    return came, slots


def _told(slots: list[float], chance: random.Random) -> dict[int, list[float]]:
    """Make up how many days before each of these bookings was told."""
    found = {days_before: [0.0] * HALF_HOURS for days_before in TOLD_BEFORE}
    for half_hour, number in enumerate(slots):
        for days_before in chance.choices(list(TOLD_BEFORE), list(TOLD_BEFORE.values()), k=int(number)):
            found[days_before][half_hour] += 1
    return found


def _poisson(mean: float, chance: random.Random) -> int:
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count
