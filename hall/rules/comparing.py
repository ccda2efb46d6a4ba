"""Compare two ways that a day went (对比): waits by standing and service, appointments on time, and who pays.

The figures are those of reports (`measures`): waiting is number → first call, a percentile is the nearest rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hall.rules.discipline import Standing
from hall.rules.measures import ON_TIME_MS, SHORT_WAIT_MS, mean, place_of, share
from hall.rules.past_day import PastDay, Visitor

#: Whose mean wait grows by at least so much pays for the change: below it is chance who pressed first.
FELT_MS = 30_000
#: Of fewer called visitors a mean says nothing.
FEWEST = 5


@dataclass(frozen=True)
class Wait:
    """Hold how it went for one visitor: until her first call in ms, None when there was none; `late` after her slot."""

    ms: int | None
    gave_up: bool = False


@dataclass(frozen=True)
class Waits:
    """Hold the figures of a group: how many were called, waits in ms, percent called within 15 minutes; `left` gave up,
    `never` were still there when the last window closed."""

    n: int
    mean: int | None
    p50: int | None
    p90: int | None
    worst: int | None
    within: float | None
    left: int
    never: int


@dataclass(frozen=True)
class Pair:
    """Hold one group's figures as it was and as it would be."""

    kind: str
    name: str
    was: Waits
    would: Waits

    @property
    def longer_ms(self) -> int:
        """Return by how much the mean wait grows, negative where it falls, 0 where nobody was called."""
        if self.was.mean is None or self.would.mean is None:
            return 0
        return self.would.mean - self.was.mean


@dataclass(frozen=True)
class OnTime:
    """Hold how many appointments were called at most 10 minutes after their slot, of how many."""

    kept: int
    n: int

    @property
    def percent(self) -> float | None:
        """Return the share, None where there were none."""
        return share(self.kept, self.n)


@dataclass(frozen=True)
class Comparison:
    """Hold a day twice: the total, by standing and by service, appointments on time, who pays and who gains."""

    total: Pair
    standings: tuple[Pair, ...]
    services: tuple[Pair, ...]
    on_time_was: OnTime
    on_time_would: OnTime
    pays: tuple[Pair, ...]
    gains: tuple[Pair, ...]


def recorded(day: PastDay) -> dict[str, Wait]:
    """Return how it really went, by visitor."""
    return {
        one.id: Wait(one.called_at - one.joined_at if one.called_at else None, bool(one.left_at))
        for one in day.visitors
    }


def replayed(day: PastDay, told: Iterable[Mapping[str, Any]]) -> dict[str, Wait]:
    """Return how it went in a replay, from what that told."""
    called: dict[str, int] = {}
    left = set()
    for line in told:
        if line["ev"] == "call":
            called.setdefault(line["id"], line["t"])
        elif line["ev"] == "leave":
            left.add(line["id"])
    return {
        one.id: Wait(called[one.id] + day.began_at - one.joined_at if one.id in called else None, one.id in left)
        for one in day.visitors
    }


def compare(day: PastDay, was: Mapping[str, Wait], would: Mapping[str, Wait]) -> Comparison:
    """Compare how a day was with how it would be."""
    people = [one for one in day.visitors if not one.again]
    standings = _pairs("standing", people, lambda one: one.standing, was, would)
    standings = tuple(sorted(standings, key=lambda pair: list(Standing).index(Standing(pair.name))))
    services = _pairs("service", people, lambda one: one.service, was, would)
    [total] = _pairs("total", people, lambda one: "", was, would) or (Pair("total", "", waits([]), waits([])),)
    felt = [pair for pair in (*standings, *services) if min(pair.was.n, pair.would.n) >= FEWEST]
    most = sorted(felt, key=lambda pair: -abs(pair.longer_ms) * pair.would.n)
    return Comparison(
        total, standings, services, _on_time(people, was), _on_time(people, would),
        pays=tuple(pair for pair in most if pair.longer_ms >= FELT_MS),
        gains=tuple(pair for pair in most if pair.longer_ms <= -FELT_MS),
    )


def waits(found: Iterable[Wait]) -> Waits:
    """Return the figures of a group."""
    everybody = list(found)
    known = sorted(one.ms for one in everybody if one.ms is not None)
    n = len(known)
    left = sum(one.gave_up for one in everybody if one.ms is None)
    return Waits(
        n=n,
        mean=mean(sum(known), n),
        p50=known[place_of(50, n) - 1] if n else None,
        p90=known[place_of(90, n) - 1] if n else None,
        worst=known[-1] if n else None,
        within=share(sum(ms <= SHORT_WAIT_MS for ms in known), n),
        left=left,
        never=len(everybody) - n - left,
    )


def booked_percent(day: PastDay) -> float | None:
    """Say how much of the windows' time went to appointments (预约占比), in percent; None where there was none."""
    times = [(one.standing == Standing.APPOINTMENT, leg.ms or 0) for one in day.visitors for leg in one.legs]
    return share(sum(ms for booked, ms in times if booked), sum(ms for _, ms in times))


def difference(day: PastDay, real: Mapping[str, Wait], told: Mapping[str, Wait]) -> tuple[int, int, int] | None:
    """Say how well a replay tells a day: the mean wait really, in the replay, and by how much one visitor's differs.

    Of those whom both called, in ms; None where there is nobody.
    """
    both = [
        (real[one.id].ms or 0, told[one.id].ms or 0)
        for one in day.visitors
        if not one.again and real[one.id].ms is not None and told[one.id].ms is not None
    ]
    if not both:
        return None
    n = len(both)
    sums = (sum(a for a, _ in both), sum(b for _, b in both), sum(abs(a - b) for a, b in both))
    return sums[0] // n, sums[1] // n, sums[2] // n


def _pairs(
    kind: str, people: Iterable[Visitor], name: Callable[[Visitor], str],
    was: Mapping[str, Wait], would: Mapping[str, Wait],
) -> tuple[Pair, ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    for one in people:
        groups[name(one)].append(one.id)
    pairs = [
        Pair(kind, group, waits(was[id] for id in ids), waits(would[id] for id in ids))
        for group, ids in groups.items()
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.was.n))


def _on_time(people: Iterable[Visitor], found: Mapping[str, Wait]) -> OnTime:
    """Count the appointments that kept their standing, as reports do."""
    called = [
        one.joined_at + (found[one.id].ms or 0) <= one.slot_at + ON_TIME_MS
        for one in people
        if one.standing == Standing.APPOINTMENT and found[one.id].ms is not None
    ]
    return OnTime(sum(called), len(called))
