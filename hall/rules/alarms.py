"""Judge what is wrong in the hall (告警判定): from what is seen at one moment to findings, each a cause and a place.

Whether a finding becomes an alert, and when it is over, needs the past: a finding says how long it has to last
(`hold_ms`), when it is well again (`well`) and for how long it then has to be calm (`calm_ms`). All times are ms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hall.rules.times import MINUTE_MS


class Cause(StrEnum):
    """Name what can be wrong with the work of the hall, the gravest first; screens have causes of their own."""

    #: People wait and no window is open for them.
    UNATTENDED = "unattended"
    EXPECTED_VERY_LONG = "expected_very_long"
    WAITS_VERY_LONG = "waits_very_long"
    APPOINTMENT_LATE = "appointment_late"
    WORK_LEFT = "work_left"
    EXPECTED_LONG = "expected_long"
    QUEUE_LONG = "queue_long"
    WINDOW_IDLE = "window_idle"
    VISIT_LONG = "visit_long"
    NO_SHOWS = "no_shows"
    BAD_RATING = "bad_rating"
    KIOSK_SILENT = "kiosk_silent"
    KIOSK_FAULT = "kiosk_fault"


#: Causes that say of a service that too few windows serve it: one place, one act, whichever of them came first.
PRESSURE = tuple(Cause)[: tuple(Cause).index(Cause.WINDOW_IDLE)]


@dataclass(frozen=True)
class Limits:
    """Hold from when on something is wrong (告警阈值); the figures are the policy's."""

    expected_long_ms: int = 20 * MINUTE_MS
    expected_very_long_ms: int = 40 * MINUTE_MS
    expected_for_ms: int = 5 * MINUTE_MS
    waits_ms: int = 45 * MINUTE_MS
    appointment_late_ms: int = 10 * MINUTE_MS
    idle_ms: int = 5 * MINUTE_MS
    idle_while_waits_ms: int = 10 * MINUTE_MS
    #: Of an idle window its clerk knows first, the guide and the manager this much later.
    guide_after_ms: int = 2 * MINUTE_MS
    manager_after_ms: int = 5 * MINUTE_MS
    visit_times: float = 3.0
    no_show_share: float = 0.15
    no_show_calls: int = 20
    queue_people: int = 10
    low_rating: int = 2
    #: It is well again below this share of the limit, for so long.
    clear_share: float = 0.8
    calm_ms: int = 2 * MINUTE_MS


@dataclass(frozen=True)
class ServiceNow:
    """Hold one service with a queue: who waits, how long a new number would, what is left to do and the time for it.

    `expected_ms` is None where nobody can know, `left_ms` where the hall has no hours; `late_ms` is by how much the
    worst appointment that is here will be called after its slot. Services of the same windows wait alike: `together`
    is how many wait for all of them, at the first of them alone, so that one shortage is one alert.
    """

    id: str
    waiting: int = 0
    together: int = 0
    longest_ms: int = 0
    expected_ms: int | None = None
    open_windows: int = 0
    work_ms: int = 0
    left_ms: int | None = None
    late_ms: int = 0


@dataclass(frozen=True)
class WindowNow:
    """Hold one window: how long it has been idle, how long somebody has waited whom it could call or help meanwhile;
    or how long its visit takes, and what nine of ten visits of that service take at most."""

    id: str
    idle_ms: int = 0
    waits_ms: int = 0
    visit_ms: int = 0
    usual_ms: int = 0


@dataclass(frozen=True)
class HallNow:
    """Hold one hall: the calls of the last half hour that have ended, and how many of them nobody came to."""

    id: str
    calls: int = 0
    missed: int = 0


@dataclass(frozen=True)
class Situation:
    """Hold what is seen at one moment (现场情况). `kiosks` are those that were heard, each with its state, without
    those that may be switched off now; `low_ratings` the tickets of low ratings that nobody has followed up yet."""

    now: int
    services: tuple[ServiceNow, ...] = ()
    windows: tuple[WindowNow, ...] = ()
    halls: tuple[HallNow, ...] = ()
    kiosks: tuple[tuple[str, str], ...] = ()
    low_ratings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Hold one judgement: `figure` is what was measured, in whole minutes, people, percent, or ''."""

    cause: Cause
    subject: str
    bad: bool
    well: bool
    figure: str = ""
    hold_ms: int = 0
    calm_ms: int = 0

    @property
    def id(self) -> str:
        """Return the name of its alert: the cause and the place."""
        return f"{self.cause}:{self.subject}"


def judge(seen: Situation, limits: Limits) -> list[Finding]:
    """Judge everything that is seen; what is not found here is well."""
    found: list[Finding] = []
    for service in seen.services:
        found += _service(service, limits)
    for window in seen.windows:
        found += _window(window, limits)
    for hall in seen.halls:
        enough = hall.calls >= limits.no_show_calls
        share = hall.missed / hall.calls if enough else 0.0
        found.append(_banded(Cause.NO_SHOWS, hall.id, share, limits.no_show_share, limits, f"{round(100 * share)}"))
    for kiosk, state in seen.kiosks:
        found.append(_plain(Cause.KIOSK_SILENT, kiosk, state == "silent"))
        found.append(_plain(Cause.KIOSK_FAULT, kiosk, state not in ("ok", "silent"), state))
    found += [_plain(Cause.BAD_RATING, ticket, True) for ticket in seen.low_ratings]
    return found


def _service(one: ServiceNow, limits: Limits) -> Iterator[Finding]:
    """Judge one service; how long a new number would wait counts only when it lasts."""
    alone = one.together > 0 and not one.open_windows
    yield _plain(Cause.UNATTENDED, one.id, alone, f"{one.together}", limits.expected_for_ms)
    expected = (one.expected_ms or 0) if one.together else 0
    for cause, limit in (
        (Cause.EXPECTED_LONG, limits.expected_long_ms), (Cause.EXPECTED_VERY_LONG, limits.expected_very_long_ms),
    ):
        yield _banded(cause, one.id, expected, limit, limits, _minutes(expected), limits.expected_for_ms)
    for cause, value, limit in (
        (Cause.WAITS_VERY_LONG, one.longest_ms, limits.waits_ms),
        (Cause.APPOINTMENT_LATE, one.late_ms, limits.appointment_late_ms),
    ):
        yield _banded(cause, one.id, value, limit, limits, _minutes(value))
    yield _banded(Cause.QUEUE_LONG, one.id, one.waiting, limits.queue_people, limits, f"{one.waiting}")
    if one.left_ms is not None:
        over = _minutes(max(0, one.work_ms - one.left_ms))
        yield _banded(Cause.WORK_LEFT, one.id, one.work_ms, one.left_ms, limits, over)


def _window(one: WindowNow, limits: Limits) -> Iterator[Finding]:
    idle = one.idle_ms > limits.idle_ms and one.waits_ms > limits.idle_while_waits_ms
    yield _plain(Cause.WINDOW_IDLE, one.id, idle, _minutes(one.idle_ms))
    long = bool(one.usual_ms) and one.visit_ms > limits.visit_times * one.usual_ms
    yield _plain(Cause.VISIT_LONG, one.id, long, _minutes(one.visit_ms))


def _banded(
    cause: Cause, subject: str, value: float, limit: float, limits: Limits, figure: str, hold_ms: int = 0
) -> Finding:
    """Find something wrong above its limit, and well only some way below it."""
    return Finding(cause, subject, value > limit, value <= limit * limits.clear_share, figure, hold_ms, limits.calm_ms)


def _plain(cause: Cause, subject: str, bad: bool, figure: str = "", hold_ms: int = 0) -> Finding:
    """Find something that is so or is not: it is over at once."""
    return Finding(cause, subject, bad, not bad, figure, hold_ms)


def _minutes(ms: int) -> str:
    return f"{ms // MINUTE_MS}"
