"""Ask for a wait (预计等候) by what a hall knows: its queues, open windows, bookings, plan, and pace of late.

The live hall and a replay both gather a `Known` and ask here, so that both mean the same by the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hall.rules.discipline import Discipline
from hall.rules.pace import Lately, Pace
from hall.rules.waiting import (
    AT_ONCE,
    Coming,
    Expected,
    Question,
    Rival,
    Step,
    chance_to_come,
    expected,
    sooner,
)


@dataclass(frozen=True)
class Bookings:
    """Hold a service's appointments of today: `away` are those not here yet, `here` those checked in and not due yet.

    Both map a slot in ms since 1970 to how many there are.
    """

    away: Mapping[int, int] = field(default_factory=dict)
    here: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """Hold what a hall knows at one moment. `reaches` gives each open window its services.

    `free` are the windows with nobody; `check_in_early_ms` is how long before the slot one may check in.
    """

    now: int
    rules: Discipline
    lately: Lately
    paces: Mapping[str, Pace]
    reaches: Mapping[str, Collection[str]]
    free: Collection[str]
    bookings: Mapping[str, Bookings]
    check_in_early_ms: int

    @cached_property
    def pools(self) -> Mapping[str, frozenset[str]]:
        """Return the open windows of each service that has any."""
        found: dict[str, set[str]] = defaultdict(set)
        for window, services in self.reaches.items():
            for service in services:
                found[service].add(window)
        return {service: frozenset(windows) for service, windows in found.items()}

    def shares(self, service: str) -> dict[str, float]:
        """Return which part of each service's open windows is among those of `service`; her own comes whole."""
        pool = self.pools.get(service, frozenset())
        met = {other for window in pool for other in self.reaches[window]}
        return {service: 1.0} | {one: len(pool & self.pools[one]) / len(self.pools[one]) for one in sorted(met)}


@dataclass(frozen=True)
class Standing:
    """Hold where somebody stands: her service, her rank now, and how many of each service have a smaller one.

    Of an appointment that is not due yet `slot_at` is the slot, and `before_when_due` counts by the rank it will have.
    """

    service: str
    rank: int
    before: Mapping[str, int]
    slot_at: int = 0
    before_when_due: Mapping[str, int] = field(default_factory=dict)


def expect(known: Known, one: Standing, plan: Sequence[Step]) -> Expected | None:
    """Return the expected wait of somebody; None where nobody can know."""
    shares = known.shares(one.service)
    ahead = sum(share * one.before.get(service, 0) for service, share in shares.items())
    if ahead < 1 and any(window in known.free for window in known.pools.get(one.service, ())):
        return AT_ONCE
    found = _expect(_Asking(known, one.service, shares, tuple(plan)), one)
    # A window that serves others too can only help: she waits no longer than for those that serve nobody else.
    alone = sum(len(known.reaches[window]) == 1 for window in known.pools.get(one.service, ()))
    if not found or not alone or len(shares) == 1:
        return found
    without = tuple(Step(step.from_ms, min(step.windows, alone)) for step in plan)
    other = _expect(_Asking(known, one.service, {one.service: 1.0}, without), one)
    return min((found, other or found), key=lambda each: each.median)


def _expect(asking: _Asking, one: Standing) -> Expected | None:
    if not one.slot_at:
        return expected(asking.by_rank(one.rank, one.before))
    # Until her appointment is due everybody passes her who comes before its slot; from then on nearly nobody does.
    first = expected(asking.before_due(one.slot_at, one.before))
    rank = one.slot_at - asking.known.rules.appointment_ms
    second = expected(asking.by_rank(rank, one.before_when_due, one.slot_at))
    return sooner(first, second) if first and second else None


@dataclass(frozen=True)
class _Asking:
    """Hold what two questions about the same visitor have in common."""

    known: Known
    service: str
    shares: Mapping[str, float]
    plan: tuple[Step, ...]

    def by_rank(self, rank: int, before: Mapping[str, int], slot_at: int = 0) -> Question:
        """Ask by a rank that priority visitors alone still pass, not before the appointment at `slot_at` is due."""
        known = self.known
        rivals = [
            self._rival(one, rank, before, known.lately.priority_per_ms(one, known.now, known.paces[one]))
            for one in self.shares
        ]
        passed = max(0, rank + known.rules.priority_ms - known.now)
        not_before = max(0, slot_at - known.rules.early_ms - known.now)
        return self._question(rivals, passed, not_before, self._due_at(slot_at) if slot_at else 0.0)

    def before_due(self, slot_at: int, before: Mapping[str, int]) -> Question:
        """Ask for an appointment that is not due: whoever comes before its slot stands before it."""
        known = self.known
        rank = slot_at - known.rules.appointment_ms
        rivals = [
            self._rival(one, rank, before, known.lately.newcomers_per_ms(one, known.now)) for one in self.shares
        ]
        return self._question(rivals, slot_at - known.now)

    def _rival(self, service: str, rank: int, before: Mapping[str, int], joining: float) -> Rival:
        coming = _coming(self.known, service, rank)
        return Rival(self.shares[service], before.get(service, 0), self._cycle_ms(service), joining, coming)

    def _due_at(self, slot_at: int) -> float:
        """Return how many have the same slot, were here before her, and will be due in the same moment."""
        bookings = self.known.bookings
        return sum(share * bookings[one].here.get(slot_at, 0) for one, share in self.shares.items() if one in bookings)

    def _question(
        self, rivals: Sequence[Rival], passed_for_ms: float, not_before_ms: int = 0, due_with_her: float = 0.0
    ) -> Question:
        known = self.known
        return Question(
            self._cycle_ms(self.service), known.paces[self.service].cv, tuple(rivals), self.plan, passed_for_ms,
            known.lately.leaving_per_ms(known.now), not_before_ms, due_with_her,
        )

    def _cycle_ms(self, service: str) -> float:
        known = self.known
        return known.lately.cycle_ms(service, known.now, known.paces[service].cycle_ms)


def _coming(known: Known, service: str, rank: int) -> tuple[Coming, ...]:
    """Return the booked who will have a smaller rank than `rank` once they are due: the later the slot, the later."""
    found = known.bookings.get(service)
    if not found:
        return ()
    rules, now = known.rules, known.now
    last = rank + rules.appointment_ms
    coming = [Coming(slot - rules.early_ms - now, 1.0, count) for slot, count in found.here.items() if slot <= last]
    for slot, count in found.away.items():
        if slot >= last or count <= 0:
            continue
        chance = chance_to_come(known.paces[service].show_rate, slot, now, known.check_in_early_ms, rules.grace_ms)
        if chance:
            # Who is due already comes in the middle of the time that she has left.
            due = max(slot - rules.early_ms - now, 0) or (slot + rules.grace_ms - now) // 2
            coming.append(Coming(due, chance, count))
    return tuple(coming)
