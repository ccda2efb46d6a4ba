"""Make the report card of the estimates (估计成绩单): how far what was told of waits came true."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hall.directory import Centre, Text
from hall.rules.measures import HALF_HOUR_MINUTES, mean, share
from hall.store.ledger.asking import FoundExpected
from hall.store.ledger.expected_waits import Compared

#: Goals of the hall's rules, section 3: how often the wait lies inside the range of 8 in 10, and how often it is more
#: than 10 minutes longer than its end, in percent.
INSIDE_GOAL = (75.0, 88.0)
TOO_LITTLE_GOAL = 4.0
#: Fewer estimates than these say something about chance: no goal is held against them.
FEWEST = 20

#: Standard deviations that chance exceeds once in twenty times to one side.
ONE_IN_TWENTY = 1.645

Figures = dict[str, Any]


@dataclass(frozen=True)
class CardLine:
    """Hold one half hour, such as "09:30", or one service, with its figures."""

    id: str
    name: Text
    figures: Figures


@dataclass(frozen=True)
class Card:
    """Hold the card of some days: everything, by half hour of the number, and by service."""

    span: str
    first: date
    last: date
    total: Figures
    half_hours: tuple[CardLine, ...]
    services: tuple[CardLine, ...]
    as_of: int
    at: int


def card(span: str, days: tuple[date, date], found: FoundExpected, centre: Centre) -> Card:
    """Make a card of what the ledger found."""
    hours: dict[int, Compared] = defaultdict(Compared)
    services: dict[str, Compared] = defaultdict(Compared)
    total = Compared()
    for half_hour, service, one in found.rows:
        hours[half_hour] += one
        services[service] += one
        total += one
    order = {name: place for place, name in enumerate(centre.services)}
    names = sorted(services, key=lambda one: (order.get(one, len(order)), one))
    return Card(
        span, *days, figures(total),
        tuple(CardLine(name, Text(zh=name, en=name), figures(hours[n])) for n, name in _clock(sorted(hours))),
        tuple(CardLine(one, _name(one, found), figures(services[one])) for one in names),
        found.as_of, found.at,
    )


def figures(one: Compared) -> Figures:
    """Return the figures of some estimates; a mean is cut off towards 0, a share is percent with one decimal."""
    bias = mean(abs(one.bias_ms), one.n)
    return {
        "n": one.n,
        "waited_mean_ms": mean(one.waited_ms, one.n),
        "error_mean_ms": mean(one.error_ms, one.n),
        "bias_ms": -bias if bias and one.bias_ms < 0 else bias,
        "inside_percent": share(one.inside, one.n),
        "too_little_percent": share(one.too_little, one.n),
    }


def is_kept(told: Figures) -> bool | None:
    """Say whether the goals are kept, as far as chance lets so few tell; None where there are too few to tell."""
    if told["n"] < FEWEST:
        return None
    low, high = INSIDE_GOAL
    inside, too_little = told["inside_percent"], told["too_little_percent"]
    return bool(
        low - _chance(low, told["n"]) <= inside <= high + _chance(high, told["n"])
        and too_little <= TOO_LITTLE_GOAL + _chance(TOO_LITTLE_GOAL, told["n"])
    )


def _chance(percent: float, n: int) -> float:
    """Return by how much a share of `n` misses its goal by chance, in percent, in all but one of twenty cases."""
    return ONE_IN_TWENTY * math.sqrt(percent * (100 - percent) / n)


def as_json(card: Card) -> dict[str, Any]:
    """Encode a card for programs."""
    return {
        "span": card.span,
        "first_day": str(card.first),
        "last_day": str(card.last),
        "total": card.total,
        "half_hours": [{"half_hour": one.id, "figures": one.figures} for one in card.half_hours],
        "services": [{"id": one.id, "name": one.name.model_dump(), "figures": one.figures} for one in card.services],
        "as_of": card.as_of,
    }


def _clock(half_hours: Iterable[int]) -> list[tuple[int, str]]:
    return [(n, f"{n * HALF_HOUR_MINUTES // 60:02d}:{n * HALF_HOUR_MINUTES % 60:02d}") for n in half_hours]


def _name(service: str, found: FoundExpected) -> Text:
    place = found.places.get(service)
    return Text(zh=place.zh, en=place.en) if place else Text(zh=service, en=service)
