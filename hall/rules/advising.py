"""Advise what to do for a service that too few windows serve (调度建议): the act that gains most, and how much.

A window that can reach the service may be asked to open or to go on; one that stands idle may be lent to it (协办);
where no window helps, its numbers may be stopped (停止取号) or people told (通知).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hall.rules.staffing import Queue, gain

#: Advice that gains less than this many minutes is not worth anybody's walk.
LEAST_MINUTES = 2


class Act(StrEnum):
    """Name what can be advised, in the order in which it is tried."""

    OPEN = "open"
    LEND = "lend"
    STOP = "stop"
    NOTICE = "notice"


@dataclass(frozen=True)
class Helper:
    """Hold a window that could serve: by opening, or lent; `share` of its time (0 to 1) would go to this service.

    A `staffed` one has its console on, so a clerk is probably there; `handicap_ms` is how much later it would call.
    """

    window: str
    act: Act
    share: float = 1.0
    staffed: bool = False
    handicap_ms: int = 0


@dataclass(frozen=True)
class Advice:
    """Hold one advice: `minutes` is by how much less people of the service will wait, None where nobody can say."""

    act: Act
    service: str
    window: str = ""
    minutes: int | None = None


def advise(service: str, queue: Queue, helpers: Iterable[Helper], *, may_stop: bool) -> Advice:
    """Return the best advice for a service; `may_stop` says that its numbers are given still and its wait is very long.

    Of windows that gain about the same, one with a clerk at it comes first, then one whose own business it is.
    """
    gained = gain(queue)
    worth = [one for one in helpers if math.isinf(gained) or gained * one.share >= LEAST_MINUTES]
    if worth:
        best = min(worth, key=lambda one: (-_minutes(gained, one), not one.staffed, one.handicap_ms))
        minutes = None if math.isinf(gained) else _minutes(gained, best)
        return Advice(best.act, service, best.window, minutes)
    return Advice(Act.STOP if may_stop else Act.NOTICE, service)


def _minutes(gained: float, helper: Helper) -> int:
    """Return the whole minutes that a window gains; where none is open any is as good as another."""
    return 0 if math.isinf(gained) else round(gained * helper.share)
