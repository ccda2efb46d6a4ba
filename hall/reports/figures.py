"""Make a report (报表) of what the ledger found: means, shares and percentiles by agency, service, window or clerk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hall.directory import Centre, Text
from hall.rules.entries import COUNTED, Entry
from hall.rules.measures import FEWEST_OF_A_CLERK, mean, share
from hall.store.ledger.asking import TOTAL, Found, Place, Sums

#: What a report may be of.
SPANS = ("day", "week", "month")
#: Counts that are told as they are.
COUNTS = ("taken", "called", "finished", "no_show", "cancelled", "expired", "lost")
OPEN_WINDOW = ("serving", "called", "idle")

Figures = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """Hold one line: figures are None about a clerk of whom there are too few."""

    id: str
    name: Text
    figures: Figures | None


@dataclass(frozen=True)
class Report:
    """Hold a report: which days, by what, everything together, and a line each."""

    span: str
    first: date
    last: date
    by: str
    total: Figures
    lines: tuple[Line, ...]
    as_of: int
    at: int


def days_of(span: str, day: date) -> tuple[date, date]:
    """Return the first and the last day of the day, the week (from Monday) or the month that a day lies in."""
    if span == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if span == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day, day


def report(span: str, days: tuple[date, date], by: str, found: Found, centre: Centre) -> Report:
    """Make a report of what the ledger found."""
    total = _figures(found.sums[TOTAL], "")
    lines = tuple(_lines(by, found, centre))
    return Report(span, *days, by, total, lines, found.as_of, found.at)


def as_json(report: Report) -> dict[str, Any]:
    """Encode a report for programs."""
    return {
        "span": report.span,
        "first_day": str(report.first),
        "last_day": str(report.last),
        "by": report.by,
        "total": report.total,
        "lines": [{"id": one.id, "name": one.name.model_dump(), "figures": one.figures} for one in report.lines],
        "as_of": report.as_of,
    }


def _lines(by: str, found: Found, centre: Centre) -> Iterator[Line]:
    """Yield the lines in the order of the configuration; what is no more comes after, by its id."""
    known: Mapping[str, Any] = {"agency": centre.agencies, "service": centre.services, "window": centre.windows}.get(
        by, {}
    )
    order = {name: place for place, name in enumerate(known)}
    for name in sorted(set(found.sums) - {TOTAL}, key=lambda one: (order.get(one, len(order)), one)):
        sums = found.sums[name]
        few = by == "clerk" and sums.counts["served"] < FEWEST_OF_A_CLERK
        figures = None if few else _figures(sums, by)
        yield Line(name, _name(name, found.places.get(name)), figures)


def _name(name: str, place: Place | None) -> Text:
    # A clerk is told by the name of her sign-in, which events put behind her role.
    plain = name.partition(":")[2] or name
    return Text(zh=place.zh, en=place.en) if place else Text(zh=plain, en=plain)


def _figures(sums: Sums, by: str) -> Figures:
    count = sums.counts
    return {
        **{name: count[name] for name in COUNTS},
        "no_show_percent": share(count["no_show"], count["called"]),
        "waiting": {
            **_times(count["called"], count["waiting_ms"], sums.waiting),
            "within_15_min_percent": share(count["short_waits"], count["called"]),
            "within_20_min_percent": share(count["long_waits"], count["called"]),
        },
        "appointments": {
            "n": count["appointments"],
            "within_10_min_percent": share(count["on_time"], count["appointments"]),
        },
        "service_time": _times(count["served"], count["service_ms"], sums.service),
        "walking": {"n": count["walked"], "mean_ms": mean(count["walking_ms"], count["walked"])},
        **{name: count[name] for name in ("recalls", "special_calls", "transfers")},
        "windows": _window_time(sums.time) if by in ("", "agency", "window") else None,
        "ratings": _ratings(sums.ratings, by),
        "entries": _entries(sums, by),
    }


def _ratings(count: Mapping[str, int], by: str) -> Figures | None:
    """Tell how finished services were rated; about a clerk only where so many rated that it says something."""
    if by == "clerk" and count["rated"] < FEWEST_OF_A_CLERK:
        return None
    return {
        "finished_services": count["finished"],
        **{name: count[name] for name in ("rated", "satisfied", "low")},
        "satisfied_percent": share(count["satisfied"], count["rated"]),
        "unrated_percent": share(count["finished"] - count["rated"], count["finished"]),
    }


def _entries(sums: Sums, by: str) -> Figures | None:
    """Tell what was done without a number; notices and groups are of the whole centre."""
    if by in ("window", "clerk"):
        return None
    whole = not by
    return {
        **{str(kind): sums.entries.get(kind, 0) for kind in COUNTED},
        "notices": sums.entries.get(Entry.NOTICE, 0) if whole else None,
        "group_visits": sums.entries.get(Entry.GROUP_VISIT, 0) if whole else None,
        "group_persons": sums.persons if whole else None,
    }


def _times(count: int, total: int, percentiles: Mapping[int, int]) -> Figures:
    told = {"n": count, "mean_ms": mean(total, count)}
    return {**told, "p50_ms": percentiles.get(50), "p90_ms": percentiles.get(90)}


def _window_time(time: Mapping[str, int]) -> Figures:
    told: Figures = {f"{name}_ms": time.get(name, 0) for name in (*OPEN_WINDOW, "paused")}
    opened = sum(time.get(name, 0) for name in OPEN_WINDOW)
    return {**told, "idle_percent": share(time.get("idle", 0), opened)}
