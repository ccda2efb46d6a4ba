"""Say how a finished service can be rated (好差评), what it is good for, and until when a low rating is settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from hall.rules.admission import Hours, spans

#: The five levels: 5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意.
LEVELS = (5, 4, 3, 2, 1)
#: From this level on somebody was satisfied; whoever did not answer is unrated (未评价) and never satisfied.
SATISFIED_FROM = 3
#: Up to this level somebody has to call back and to settle it.
FOLLOWED_UP_TO = 2

#: Events about a visit that is over: nobody's place and no screen of clerks or visitors changes with them, so that
#: a clerk cannot see who rated.
AFTER_THE_VISIT = frozenset({"rated", "rated_again", "follow_up_opened", "follow_up_called_back", "follow_up_settled"})


class Reason(StrEnum):
    """Name what can be ticked with a level (评价原因)."""

    QUICK = "quick"
    CLEAR = "clear"
    FRIENDLY = "friendly"
    COMFORTABLE = "comfortable"
    WAITED_LONG = "waited_long"
    SLOW = "slow"
    UNCLEAR = "unclear"
    UNFRIENDLY = "unfriendly"
    SENT_AROUND = "sent_around"
    SYSTEM = "system"


#: What goes with a good level; all the rest goes with a low one.
PRAISES = (Reason.QUICK, Reason.CLEAR, Reason.FRIENDLY, Reason.COMFORTABLE)
COMPLAINTS = tuple(one for one in Reason if one not in PRAISES)


class Stage(StrEnum):
    """Name how far a low rating has been followed up (整改进度)."""

    OPEN = "open"
    CALLED_BACK = "called_back"
    SETTLED = "settled"


class Settlement(StrEnum):
    """Name how a low rating was settled (处理结果)."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class FinishedService:
    """Hold one finished service of a visit (办结的事项); `finished_at` is in ms since 1970."""

    service: str
    window: str
    clerk: str
    finished_at: int


@dataclass(frozen=True)
class Rating:
    """Hold how a finished service was rated; `turn` is which of the visit's, `again` the level of 追评, 0 for none."""

    turn: int
    level: int
    rated_at: int
    reasons: tuple[str, ...] = ()
    again: int = 0


@dataclass
class Satisfaction:
    """Count how finished services were rated (满意度): `finished` could be rated, `rated` were, `satisfied` of them."""

    finished: int = 0
    rated: int = 0
    satisfied: int = 0

    def take(self, rating: Rating | None) -> None:
        """Count one finished service and its rating, None where there is none."""
        self.finished += 1
        if rating:
            self.rated += 1
            self.satisfied += rating.level >= SATISFIED_FROM


def satisfaction(ratings: Iterable[Rating | None]) -> Satisfaction:
    """Count finished services by their ratings; None is one that nobody rated."""
    counted = Satisfaction()
    for one in ratings:
        counted.take(one)
    return counted


def choices(level: int) -> tuple[Reason, ...]:
    """List the reasons that can be ticked with a level."""
    return COMPLAINTS if level <= FOLLOWED_UP_TO else PRAISES


def working_days_after(hours: Iterable[Hours], local: datetime, days: int) -> datetime:
    """Return the end of the n-th working day after a local moment: a day on which any of these services is open.

    Where no service is ever open, every day of the calendar counts.
    """
    known = tuple(hours)
    day, left = local.date(), days
    for ahead in range(1, 400):
        day = local.date() + timedelta(days=ahead)
        left -= _is_working(known, day)
        if not left:
            return _end_of(day, local)
    return _end_of(local.date() + timedelta(days=days), local)


def _is_working(hours: tuple[Hours, ...], day: date) -> bool:
    return any(spans(one, day) for one in hours)


def _end_of(day: date, local: datetime) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=local.tzinfo)
