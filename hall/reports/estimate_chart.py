"""Lay out the figures of the estimates' report card (估计成绩单) as people read them: as text, and as a chart."""

from __future__ import annotations

from dataclasses import dataclass

from hall.reports.columns import NOTHING
from hall.reports.estimate_card import Card, Figures, is_kept
from hall.rules.times import MINUTE_MS

#: The chart in units of its own: the height of its columns, the width of one half hour.
COLUMN_HEIGHT, COLUMN_WIDTH = 120, 44


@dataclass(frozen=True)
class Bar:
    """Hold one half hour of the chart: where its column stands, how high it is, and whether it keeps the goals."""

    half_hour: str
    x: int
    y: float
    height: float
    minutes: str
    n: int
    kept: bool | None


def tell(figures: Figures, name: str) -> str:
    """Return a figure as the page tells it: times in minutes, a bias with its sign."""
    value: int | float | None = figures[name]
    if value is None:
        return NOTHING
    if name == "bias_ms":
        # What rounds to nothing has no sign.
        return f"{round(value / MINUTE_MS, 1) or 0:+.1f}".replace("+0.0", "0.0")
    return f"{value / MINUTE_MS:.1f}" if name.endswith("_ms") else str(value)


def bars(card: Card) -> list[Bar]:
    """Lay the mean errors of the half hours out as columns beside one another; the highest fills the chart."""
    highest = max((one.figures["error_mean_ms"] for one in card.half_hours), default=0) or 1
    found = []
    for place, one in enumerate(card.half_hours):
        height = round(one.figures["error_mean_ms"] / highest * COLUMN_HEIGHT, 1)
        found.append(
            Bar(
                one.id, place * COLUMN_WIDTH, COLUMN_HEIGHT - height, height, tell(one.figures, "error_mean_ms"),
                one.figures["n"], is_kept(one.figures),
            )
        )
    return found
