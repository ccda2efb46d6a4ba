"""Tell how the days of a report went (走势): by half hour, by day, and as a heat map of hours and services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hall.directory import Centre, Text
from hall.reports.columns import HEAT, Column
from hall.reports.figures import Figures
from hall.rules.measures import HALF_HOUR_MINUTES, LONG_WAIT_MS, PERCENTILES, SHORT_WAIT_MS, mean, place_of, share
from hall.rules.times import MINUTE_MS
from hall.store.ledger.asking import AsOf
from hall.store.ledger.course import Course, Slot

#: Where the colours of waits begin, in minutes, and those of shares, in percent: darker is worse.
WAIT_STEPS = (5, 10, 15, 20, 30)
SHARE_STEPS = (95, 90, 80, 70, 50)
#: Into how many parts the largest count is divided for its colours.
PARTS = 6


@dataclass(frozen=True)
class Row:
    """Hold a half hour or a day: its name as it is told, and its figures."""

    name: str
    figures: Figures


@dataclass(frozen=True)
class CourseReport:
    """Hold how some days went."""

    span: str
    first: date
    last: date
    half_hours: tuple[Row, ...]
    days: tuple[Row, ...]
    heat: tuple[HeatRow, ...]
    hours: tuple[int, ...]
    as_of: int
    at: int

    @property
    def nothing(self) -> bool:
        """Say whether there is nothing to tell of."""
        return not self.half_hours


@dataclass(frozen=True)
class HeatRow:
    """Hold one service of a heat map: its figures by hour, None where nobody took a number."""

    service: str
    name: Text
    hours: tuple[Figures | None, ...]


def course(span: str, days: tuple[date, date], found: Course, known: AsOf, centre: Centre) -> CourseReport:
    """Make the course of some days of what the ledger found."""
    count = (days[1] - days[0]).days + 1
    dates = [str(days[0] + timedelta(days=n)) for n in range(count)]
    hours = tuple(_from_first_to_last(hour for (_, hour), slot in found.heat.items() if slot.taken))
    order = {name: place for place, name in enumerate(centre.services)}
    services = sorted({name for name, _ in found.heat}, key=lambda one: (order.get(one, len(order)), one))
    return CourseReport(
        span, *days,
        half_hours=tuple(
            Row(_clock(one), slot_figures(found.half_hours.get(one, Slot())))
            for one in _from_first_to_last(found.half_hours)
        ),
        days=tuple(Row(one, slot_figures(found.days.get(one, Slot()))) for one in dates),
        heat=tuple(_heat_row(one, hours, found, centre) for one in services),
        hours=hours, as_of=known.seq, at=known.at,
    )


def slot_figures(slot: Slot) -> Figures:
    """Return the figures of a half hour, a day, or an hour of a service."""
    waits, n = sorted(slot.waits), len(slot.waits)
    picked = {f"p{percent}_ms": waits[place_of(percent, n) - 1] if n else None for percent in PERCENTILES}
    return {
        "taken": slot.taken,
        "calls": slot.calls,
        "waiting": {
            "n": n, "mean_ms": mean(sum(waits), n), **picked,
            "within_15_min_percent": share(sum(one <= SHORT_WAIT_MS for one in waits), n),
            "within_20_min_percent": share(sum(one <= LONG_WAIT_MS for one in waits), n),
        },
    }


def as_json(found: CourseReport) -> dict[str, Any]:
    """Encode the course for programs."""
    return {
        "span": found.span,
        "first_day": str(found.first),
        "last_day": str(found.last),
        "half_hours": [{"from": one.name, **one.figures} for one in found.half_hours],
        "days": [{"day": one.name, **one.figures} for one in found.days],
        "heat": [
            {"service": row.service, "name": row.name.model_dump(), "hour": hour, **figures}
            for row in found.heat
            for hour, figures in zip(found.hours, row.hours, strict=True)
            if figures
        ],
        "as_of": found.as_of,
    }


def level_of(word: str, rows: tuple[HeatRow, ...]) -> Callable[[Figures | None], int | None]:
    """Return what says how dark a cell of a heat map is: 0 to 5, darker is more people or worse; None for no cell."""
    column = HEAT[word]
    steps = _steps(column, rows)

    def level(figures: Figures | None) -> int | None:
        value = column.value(figures)
        if value is None:
            return None
        if column.form == "percent":
            return len([step for step in steps if value < step])
        unit = MINUTE_MS if column.form == "minutes" else 1
        return len([step for step in steps if value > step * unit])

    return level


def scale_of(word: str, rows: tuple[HeatRow, ...]) -> list[str]:
    """Return what each colour of a heat map stands for, the lightest first."""
    column = HEAT[word]
    steps = _steps(column, rows)
    if column.form == "percent":
        return [f"≥ {steps[0]}", *(f"{low}–{high}" for high, low in pairwise(steps)), f"< {steps[-1]}"]
    return [f"≤ {steps[0]}", *(f"{low}–{high}" for low, high in pairwise(steps)), f"> {steps[-1]}"]


def _steps(column: Column, rows: tuple[HeatRow, ...]) -> tuple[int, ...]:
    if column.form == "percent":
        return SHARE_STEPS
    if column.form == "minutes":
        return WAIT_STEPS
    most = max((one["taken"] for row in rows for one in row.hours if one), default=0)
    return tuple(max(most * part // PARTS, part) for part in range(1, PARTS))


def _heat_row(service: str, hours: tuple[int, ...], found: Course, centre: Centre) -> HeatRow:
    known = centre.services.get(service)
    slots = [found.heat.get((service, hour)) for hour in hours]
    name = known.name if known else Text(zh=service, en=service)
    # An hour in which people were only called has no numbers of its own.
    return HeatRow(service, name, tuple(slot_figures(one) if one and one.taken else None for one in slots))


def _from_first_to_last(known: Any) -> range:
    some = set(known)
    return range(min(some), max(some) + 1) if some else range(0)


def _clock(half_hour: int) -> str:
    hour, minute = divmod(half_hour * HALF_HOUR_MINUTES, 60)
    return f"{hour:02}:{minute:02}"
