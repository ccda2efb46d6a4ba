"""Decide who is next (排队规则): one rank a ticket, one handicap a window and service, the smallest sum is called.

In one sentence: walk-ins stand by the moment they took their number; priority visitors as if they had come
`priority_ms` earlier; appointments by their slot, and from `early_ms` before it as if it were `appointment_ms`
earlier. Ties go to whoever joined first. Nothing else decides.

All moments are ms since 1970, all durations ms. Source: the hall's rules, section 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hall.rules.times import MINUTE_MS


class Standing(StrEnum):
    """Say in which way a visitor stands in the queue (排队类别)."""

    WALK_IN = "walk_in"
    PRIORITY = "priority"
    APPOINTMENT = "appointment"


class PriorityReason(StrEnum):
    """Name what staff saw a document for before they granted a priority (优先理由)."""

    ELDERLY = "elderly"
    DISABILITY = "disability"
    PREGNANCY = "pregnancy"
    MILITARY = "military"


class Why(StrEnum):
    """Name the reason for a place in the queue (为什么是这一位); the words are in the language catalogues."""

    APPOINTMENT_DUE = "appointment_due"
    APPOINTMENT_EARLY = "appointment_early"
    PRIORITY = "priority"
    WAITED = "waited"
    REJOINED = "rejoined"
    CALLED_OUT = "called_out"


@dataclass(frozen=True)
class Discipline:
    """Hold the four settings of the queue (提前量), each in ms and at least 0."""

    #: Ha: how much earlier than its slot a due appointment is counted.
    appointment_ms: int = 90 * MINUTE_MS
    #: Hp: how much earlier than its moment a priority ticket is counted.
    priority_ms: int = 120 * MINUTE_MS
    #: E: how long before its slot an appointment becomes due.
    early_ms: int = 5 * MINUTE_MS
    #: G: how late an appointment may check in and still be one.
    grace_ms: int = 15 * MINUTE_MS


@dataclass(frozen=True)
class Place:
    """Hold what the queue knows of one waiting ticket.

    `counted_at` is the slot of a booked ticket and the already shifted rank of every other one;
    `join` is the number of the event that let it join, and never changes.
    """

    ticket: str
    service: str
    join: int
    standing: Standing
    booked: bool
    counted_at: int
    rejoined: bool = False


def standing_at_check_in(slot_at: int, now: int, rules: Discipline) -> Standing:
    """Say how somebody who checks in now stands: as an appointment, or too late and as a walk-in."""
    return Standing.APPOINTMENT if now <= slot_at + rules.grace_ms else Standing.WALK_IN


def head_start(standing: Standing, rules: Discipline) -> int:
    """Return by how many ms a ticket of this standing counts earlier than the moment it was taken."""
    return rules.priority_ms if standing is Standing.PRIORITY else 0


def place(ticket: str, service: str, join: int, standing: Standing, moment: int, rules: Discipline) -> Place:
    """Give a joining ticket its place: `moment` is the slot of an appointment, else when it was taken."""
    booked = standing is Standing.APPOINTMENT
    return Place(ticket, service, join, standing, booked, moment - head_start(standing, rules))


def is_due(slot_at: int, now: int, rules: Discipline) -> bool:
    """Say whether an appointment counts with its head start already."""
    return now >= slot_at - rules.early_ms


def rank(waiting: Place, now: int, rules: Discipline) -> int:
    """Return the rank (排序值) of a waiting ticket now: the smaller, the sooner."""
    if waiting.booked and is_due(waiting.counted_at, now, rules):
        return waiting.counted_at - rules.appointment_ms
    return waiting.counted_at


def choose(
    waiting: Iterable[Place], reach: Mapping[str, int], now: int, rules: Discipline
) -> Place | None:
    """Choose whom a window calls next: the smallest rank + handicap among the services in its reach.

    `reach` maps a service to its handicap in ms. None when nobody waits whom this window may call.
    """
    callable_here = [one for one in waiting if one.service in reach]
    return min(
        callable_here,
        key=lambda one: (rank(one, now, rules) + reach[one.service], one.join),
        default=None,
    )


def in_order(waiting: Iterable[Place], reach: Mapping[str, int], now: int, rules: Discipline) -> list[Place]:
    """List everybody whom a window reaches, in the order in which it would call them now."""
    return sorted(
        (one for one in waiting if one.service in reach),
        key=lambda one: (rank(one, now, rules) + reach[one.service], one.join),
    )


def why(waiting: Place, now: int, rules: Discipline) -> Why:
    """Explain a place (为什么) by the same facts that rank it."""
    if waiting.booked:
        due = is_due(waiting.counted_at, now, rules)
        return Why.APPOINTMENT_DUE if due else Why.APPOINTMENT_EARLY
    if waiting.rejoined:
        return Why.REJOINED
    return Why.PRIORITY if waiting.standing is Standing.PRIORITY else Why.WAITED
