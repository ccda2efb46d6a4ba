"""Turn a past day into the input of a replay (如果), as it was or with one thing changed: rules, windows or shifts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hall.rules.discipline import Discipline, Standing
from hall.rules.past_day import PastDay, Visitor
from hall.rules.times import MINUTE_MS

#: Head starts of appointments and priorities in minutes that a manager can choose by a name.
PRESETS: Mapping[str, tuple[int, int]] = {
    "walk_in_first": (30, 60), "balanced": (60, 120), "appointments_first": (90, 120),
}
#: Above this share of booked work walk-ins wait too long behind appointments: the balanced preset is advised.
BOOKED_MUCH = 45
ADVISED = "balanced"

Reach = Mapping[str, int]
#: What a replay's input calls each standing.
KINDS = {Standing.WALK_IN: "W", Standing.PRIORITY: "P", Standing.APPOINTMENT: "A"}
#: The window that a what-if adds to those that the hall has.
ADDED = "+"


@dataclass(frozen=True)
class Between:
    """Hold what a window does otherwise from one moment to another, both ms from the start of the day.

    `serves` are services with their handicaps in ms that it calls besides what it called then; None closes it.
    """

    window: str
    from_ms: int
    until_ms: int
    serves: Reach | None = None


@dataclass(frozen=True)
class WhatIf:
    """Hold what is otherwise: `rules`, the `handicap_ms` of every service that a window helps out with, `reaches` of
    another configuration, windows open or closed for a while, and how much `earlier_ms` these `shifts` begin and end
    (no window named: all)."""

    rules: Discipline | None = None
    handicap_ms: int | None = None
    reaches: Mapping[str, Reach] = field(default_factory=dict)
    windows: tuple[Between, ...] = ()
    earlier_ms: int = 0
    shifts: frozenset[str] = frozenset()


def replay_input(
    day: PastDay, rules: Discipline, reaches: Mapping[str, Reach], what_if: WhatIf | None = None
) -> list[dict[str, Any]]:
    """Return the lines of `hall replay`; `rules` and `reaches` are those of the day, where `what_if` says nothing."""
    changed = what_if or WhatIf()
    chosen = changed.rules or rules
    policy = {
        "t": 0, "ev": "policy", "ha": chosen.appointment_ms / MINUTE_MS, "hp": chosen.priority_ms / MINUTE_MS,
        "e": chosen.early_ms / MINUTE_MS, "g": chosen.grace_ms / MINUTE_MS,
    }
    lines = [*_windows(day, reaches, changed), *_people(day)]
    # What a window does at a moment comes before who comes at that moment; everything else as it was.
    return [policy, *sorted(lines, key=lambda line: (line["t"], line["ev"] != "window"))]


def _people(day: PastDay) -> Iterator[dict[str, Any]]:
    for one in day.visitors:
        yield _join(day, one)
        if one.granted_at:
            yield {"t": one.granted_at - day.began_at, "ev": "grant", "id": one.id}
        if one.left_at:
            yield {"t": one.left_at - day.began_at, "ev": "leave", "id": one.id}


def _join(day: PastDay, one: Visitor) -> dict[str, Any]:
    """Let somebody come; every further service on her ticket follows when the one before it is done."""
    first, *then = one.legs
    kind = "A" if one.slot_at else "W" if one.granted_at else KINDS[Standing(one.standing)]
    line: dict[str, Any] = {
        "t": one.joined_at - day.began_at, "ev": "join", "id": one.id, "svc": first.service, "cls": kind,
        "service": first.ms,
    }
    if one.slot_at:
        line["slot"] = one.slot_at - day.began_at
    if then:
        line["then"] = [{"svc": leg.service, "service": leg.ms} for leg in then]
    return line


def _windows(day: PastDay, reaches: Mapping[str, Reach], changed: WhatIf) -> Iterator[dict[str, Any]]:
    """Tell of each window, in the order in which they began, when its reach changes."""
    turns = {window: _shifted(window, some, day, changed) for window, some in day.turns.items()}
    extra = {one.window for one in changed.windows} - turns.keys()
    for window in [*turns, *sorted(extra)]:
        own = {**dict.fromkeys(day.called.get(window, ()), 0), **changed.reaches.get(window, reaches.get(window, {}))}
        if changed.handicap_ms is not None:
            own = {service: changed.handicap_ms if handicap else 0 for service, handicap in own.items()}
        yield from _of_a_window(window, own, turns.get(window, ()), day, changed)


def _of_a_window(
    window: str, own: Reach, turns: Sequence[tuple[int, bool]], day: PastDay, changed: WhatIf
) -> Iterator[dict[str, Any]]:
    mine = [one for one in changed.windows if one.window == window]
    stops = [(first - day.began_at, last - day.began_at) for first, last in day.stops]
    moments = {t for t, _ in turns} | {t for stop in stops for t in stop}
    moments |= {t for one in mine for t in (one.from_ms, one.until_ms)}
    was: Reach = {}
    for t in sorted(moments):
        opened = next((opens for at, opens in reversed(turns) if at <= t), False)
        serves: Reach = own if opened else {}
        for one in mine:
            if one.from_ms <= t < one.until_ms:
                serves = {} if one.serves is None else {**serves, **one.serves}
        if any(first <= t < last for first, last in stops):
            serves = {}
        if serves != was:
            yield {"t": t, "ev": "window", "w": window, "serves": dict(serves)}
        was = serves


def _shifted(
    window: str, turns: Sequence[tuple[int, bool]], day: PastDay, changed: WhatIf
) -> tuple[tuple[int, bool], ...]:
    """Return a window's turns in ms from the start of the day, earlier where its shift is."""
    mine = not changed.shifts or window in changed.shifts
    earlier = changed.earlier_ms if mine else 0
    return tuple((max(0, at - day.began_at - earlier), opens) for at, opens in turns)
