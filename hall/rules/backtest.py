"""Hold forecasts against what came (回测): the best method is told only where it errs less than last week does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hall.rules.forecasting import HALF_HOURS, METHODS, Course, Courses, Forecaster, Method, Past

#: Days to try and to judge on, each with at least two of its weekday before it: of fewer nothing can be said.
FEWEST_DAYS = 10


@dataclass(frozen=True)
class Errors:
    """Hold how far forecasts were off, by half hour and series: `mae` people, `wape` and `bias` in percent of all."""

    mae: float
    wape: float
    bias: float


@dataclass(frozen=True)
class Verdict:
    """Hold what a backtest said: the best method on the earlier days, and its errors and those of "last week" on the
    later ones. None where the hall has too few days."""

    method: Method
    days: int
    errors: Errors
    naive: Errors

    @property
    def better(self) -> bool:
        """Say whether the forecast may be told: it errs less than last week does."""
        return self.errors.wape < self.naive.wape


def judge(past: Past, ahead: int = 1, methods: Sequence[Method] = METHODS) -> Verdict | None:
    """Try every method on the hall's earlier days and hold the best one against last week on the later ones.

    `ahead` is how many days before a day its forecast is made.
    """
    forecaster = Forecaster(past)
    days = [day for day in forecaster.days if forecaster.earlier_days(day, day - timedelta(days=ahead)) > 1]
    if len(days) < 2 * FEWEST_DAYS:
        return None
    # So that what is judged on has had no say in what is judged.
    tried, judged = days[: len(days) // 2], days[len(days) // 2 :]
    chosen = min(methods, key=lambda method: _errors(forecaster, past, tried, ahead, method).wape)
    return Verdict(
        chosen, len(judged), _errors(forecaster, past, judged, ahead, chosen),
        _errors(forecaster, past, judged, ahead, None),
    )


def _errors(
    forecaster: Forecaster, past: Past, days: Iterable[date], ahead: int, method: Method | None
) -> Errors:
    people = off = bias = 0.0
    n = 0
    for day in days:
        n += forecaster.cells
        known = day - timedelta(days=ahead)
        told = forecaster.forecast(day, known, method) if method else forecaster.naive(day, known)
        for really, expected in _cells(past.arrivals[day], told):
            people, off, bias = people + really, off + abs(expected - really), bias + expected - really
    return Errors(off / n if n else 0.0, 100 * off / people if people else 0.0, 100 * bias / people if people else 0.0)


def _cells(really: Courses, told: Courses) -> Iterator[tuple[float, float]]:
    """Yield what came and what was told, for each half hour of each series."""
    nobody: Course = (0.0,) * HALF_HOURS
    for series in really.keys() | told.keys():
        yield from zip(really.get(series, nobody), told.get(series, nobody), strict=True)
