"""Tell how long somebody will probably wait (预计等候): always a range, never one number.

The hall's rules, section 3: who stands before her at the same windows, who is booked and will still pass her, who will
come as a priority visitor, how long one visitor takes now, and how many windows there will be. All durations are ms
counted from now. Sources: Ibrahim and Whitt (2009, 2011); the quantiles are those of Wilson and Hilferty.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import NamedTuple

from hall.rules.times import MINUTE_MS, SECOND_MS

#: The range covers the middle 80 of 100 cases; the median stands between.
LOW, MEDIAN, HIGH = 0.10, 0.50, 0.90
_Z = tuple(NormalDist().inv_cdf(share) for share in (LOW, MEDIAN, HIGH))
#: How far the estimate of the mean itself may be off, as a share of the wait.
MODEL_ERROR = 0.15
#: How often the wait is put in again, because who will still pass her depends on it.
STEPS = 6
#: A step that changes less has found it.
SETTLED_MS = 1.0
MINUTE_SECONDS = 60
#: Where a window is free, a clerk still has to press.
AT_ONCE_SECONDS = 2 * MINUTE_SECONDS
#: What is told is rounded to so many minutes, and below ten to one.
STEP_MINUTES = 5
#: Windows that are planned to stay closed for longer than this have closed for the day, and not for lunch.
LONGEST_BREAK_MS = 240 * MINUTE_MS


@dataclass(frozen=True)
class Range:
    """Hold a wait in seconds as it is told: with 8 of 10 it lies between `low` and `high`."""

    low: int
    high: int

    @property
    def middle_ms(self) -> int:
        """Return its middle, where one figure must stand for the range, in ms."""
        return (self.low + self.high) * SECOND_MS // 2


@dataclass(frozen=True)
class Expected:
    """Hold an expected wait in ms: with 8 of 10 it lies between `low` and `high`."""

    low: int
    median: int
    high: int

    @property
    def told(self) -> Range:
        """Return the range that is told: rounded outward."""
        return Range(_outward(self.low, down=True), max(_outward(self.high), AT_ONCE_SECONDS))

    def no_sooner(self, ms: int) -> Expected:
        """Return what is expected of somebody whom nobody may call before so many ms."""
        return Expected(max(self.low, ms), max(self.median, ms), max(self.high, ms)) if ms > 0 else self

    @property
    def text(self) -> str:
        """Return it as events and records keep it."""
        return f"{self.low},{self.median},{self.high}"


#: A window is free and nobody is ahead.
AT_ONCE = Expected(0, 0, 0)


def expected_from(text: str) -> Expected:
    """Read an expected wait as events and records keep it."""
    low, median, high = map(int, text.split(","))
    return Expected(low, median, high)


@dataclass(frozen=True)
class Told:
    """Hold what somebody was told, and when, in ms since 1970: on paper or on a screen (告知的预计等候)."""

    at: int
    expected: Expected

    def is_passed_by(self, now: int, present: Range) -> bool:
        """Say whether she waits longer than she was told: her range ends later by the clock than it did then."""
        return _clock_end(now + present.high * 1000) > _clock_end(self.at + self.expected.told.high * 1000)


@dataclass(frozen=True)
class Step:
    """Hold how many windows are planned from a moment on, `from_ms` from now."""

    from_ms: int
    windows: float


@dataclass(frozen=True)
class Span:
    """Hold how many windows are planned between two moments in ms since 1970."""

    from_at: int
    until_at: int
    windows: float


@dataclass(frozen=True)
class Coming:
    """Hold some who booked one slot and have their turn before, `due_ms` from now, and the chance of each to come."""

    due_ms: int
    probability: float
    count: int = 1


@dataclass(frozen=True)
class Rival:
    """Hold one service that is served at the windows asked about, her own included.

    `share` is how much of its windows they are, `before` how many wait for it with a smaller rank, `cycle_ms` what one
    of them takes. `joining_per_ms` come later and pass her all the same, for as long as the question says.
    """

    share: float
    before: int
    cycle_ms: float
    joining_per_ms: float = 0.0
    coming: tuple[Coming, ...] = ()


@dataclass(frozen=True)
class Question:
    """Ask for a wait: with those rivals, at those windows. `cycle_ms` and `cv` are those of her own service.

    `passed_for_ms` is how long newcomers may still pass her. `leaving_per_ms` is how likely one who waits gives up in
    a ms. An appointment that is not due yet is called no sooner than `not_before_ms`, where it is asked by the rank
    that it will have then, and after `due_with_her`, who come due in that moment and stand before her.
    """

    cycle_ms: float
    cv: float
    rivals: tuple[Rival, ...]
    plan: tuple[Step, ...]
    passed_for_ms: float = 0.0
    leaving_per_ms: float = 0.0
    not_before_ms: int = 0
    due_with_her: float = 0.0


def expected(asked: Question) -> Expected | None:
    """Return the expected wait; None where no window is open or planned: then nobody can know."""
    if not any(step.windows for step in asked.plan):
        return None
    wait = 0.0
    for _ in range(STEPS + 1):
        ahead, before = _ahead(asked, wait), wait
        wait = _until_done(asked.plan, ahead.work)
        if abs(wait - before) < SETTLED_MS:
            break
    # The scatter is that of the work, and the plan says when it is done: a lunch hour adds time but no doubt.
    with_her = ahead.work + asked.cycle_ms * (1 - _rest(asked.cv))
    together = min(1.0, with_her / (ahead.people + 1) / _manned(asked.plan, wait))
    varied = asked.cv**2 + (1 - asked.cv**2) * together
    v = ((ahead.squares + asked.cycle_ms**2) * varied + ahead.doubt) / with_her**2 + MODEL_ERROR**2
    found = [_until_done(asked.plan, ahead.work * _quantile(v, z)) for z in _Z]
    if asked.not_before_ms:
        found = [max(one, late) for one, late in zip(found, _when_due(asked), strict=True)]
    return Expected(*(round(one) for one in found))


def sooner(one: Expected, other: Expected) -> Expected:
    """Return what is expected of somebody who is called in whichever of two ways comes first."""
    return Expected(min(one.low, other.low), min(one.median, other.median), min(one.high, other.high))


def planned(now: int, open_now: float, spans: Sequence[Span], usual: float) -> tuple[Step, ...]:
    """Lay out how many windows there will be: those open now, then each span as planned, and between spans the usual.

    What is open counts more than what was planned for this moment, if anything is open. Whoever holds a ticket is
    served after closing, by as many windows as before.
    """
    edges = sorted({edge for span in spans for edge in (span.from_at, span.until_at) if edge > now})
    within = _planned_at(now, spans)
    steps = [Step(0, open_now or (within or 0.0))]
    for edge, following in pairwise([*edges, math.inf]):
        found = _planned_at(int(edge), spans)
        windows = usual if found is None else found
        if not windows and following - edge > LONGEST_BREAK_MS:
            break
        steps.append(Step(int(edge) - now, windows))
    return tuple(steps)


def chance_to_come(show_rate: float, slot_at: int, now: int, early_ms: int, grace_ms: int) -> float:
    """Return how likely somebody who booked and is not here yet will still come.

    Check-ins are taken to spread evenly from `early_ms` before the slot to `grace_ms` after it.
    """
    here = min(1.0, max(0.0, (now - slot_at + early_ms) / (early_ms + grace_ms)))
    away = show_rate * (1 - here)
    return away / (1 - show_rate + away) if away else 0.0


def _clock_end(at: int) -> int:
    # As a slip tells it, in full steps.
    return -(-at // (STEP_MINUTES * MINUTE_MS))


def _planned_at(at: int, spans: Sequence[Span]) -> float | None:
    """Return what is planned for a moment, by the span that was planned last."""
    return next((one.windows for one in reversed(spans) if one.from_at <= at < one.until_at), None)


def _rest(cv: float) -> float:
    """Return what is left, in cycles, of the visits at the windows now."""
    return (1 + cv**2) / 2


class _Ahead(NamedTuple):
    """Hold who will be called before her: how many, their work in ms, its squares, and those by the doubt who comes."""

    people: float
    work: float
    squares: float
    doubt: float


def _ahead(asked: Question, wait: float) -> _Ahead:
    """Return who will be called before her if she waits so long."""
    passing = min(wait, asked.passed_for_ms)
    # Who would be called at any moment of the wait has stayed until then.
    gone = asked.leaving_per_ms * wait
    stay = (1 - math.exp(-gone)) / gone if gone else 1.0
    people = squares = doubt = 0.0
    work = asked.cycle_ms * _rest(asked.cv)
    for one in asked.rivals:
        joined = uncertain = one.joining_per_ms * passing
        came = 0.0
        for each in one.coming:
            if each.due_ms < wait:
                expect = each.probability * each.count
                came += expect
                uncertain += expect * (1 - each.probability)
        mine = one.share * ((one.before + joined) * stay + came)
        people += mine
        work += mine * one.cycle_ms
        squares += mine * one.cycle_ms**2
        # Which of them these windows serve is as uncertain as who comes.
        doubt += (one.share * uncertain + mine * (1 - one.share)) * one.cycle_ms**2
    return _Ahead(people, work, squares, doubt)


def _until_done(plan: Sequence[Step], work: float) -> float:
    """Return when the planned windows have done so much work; the last ones that there are go on."""
    last = next(step.windows for step in reversed(plan) if step.windows)
    for step, following in pairwise(plan):
        done = step.windows * (following.from_ms - step.from_ms)
        if step.windows and done >= work:
            return step.from_ms + work / step.windows
        work -= done
    return plan[-1].from_ms + work / (plan[-1].windows or last)


def _manned(plan: Sequence[Step], wait: float) -> float:
    """Return for how much of a wait there are windows at all."""
    closed = sum(
        max(0.0, min(wait, following.from_ms) - step.from_ms) for step, following in pairwise(plan) if not step.windows
    )
    return max(wait - closed, 1.0)


def _when_due(asked: Question) -> list[float]:
    """Return the quantiles of a call that waits for its moment and then for the next window."""
    before = [step.windows for step in asked.plan if step.from_ms <= asked.not_before_ms]
    rest = asked.cycle_ms * (asked.due_with_her + _rest(asked.cv)) / max(1.0, before[-1])
    v = 1 / (1 + asked.due_with_her) + MODEL_ERROR**2
    return [asked.not_before_ms + rest * _quantile(v, z) for z in _Z]


def _quantile(v: float, z: float) -> float:
    """Return a quantile of a gamma value of mean 1 and variance `v`, by Wilson and Hilferty's cube."""
    return max(0.0, 1 - v / 9 + z * math.sqrt(v) / 3) ** 3


def _outward(ms: float, *, down: bool = False) -> int:
    """Round outward, in seconds: to whole minutes below ten, to five minutes above."""
    minutes = ms / MINUTE_MS
    step = 1 if minutes < 10 else STEP_MINUTES
    whole = math.floor(minutes / step) if down else math.ceil(minutes / step)
    return whole * step * MINUTE_SECONDS
