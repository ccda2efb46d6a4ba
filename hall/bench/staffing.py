"""Measure advice (建议测算): what a window was said to gain, and what it gains when the same half hour is replayed.

Busy mornings are made up from a seed and replayed by the real engine twice, with and without the advised act; visitors
and their matters are the same in both. The gain is that of all who waited then or came in the half hour after it.
"""

from __future__ import annotations

import json
import random
import statistics
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hall.directory import Policy
from hall.replay import Replay
from hall.rules.staffing import Queue, gain
from hall.rules.times import MINUTE_MS
from hall.store.connection import for_commands
from hall.store.server import QueueServer

#: The act is done after this, and looked at for a half hour.
MOMENT_MS = 75 * MINUTE_MS
LOOK_MS = 30 * MINUTE_MS
#: People come until the half hour is over, and all of them are served.
UNTIL_MS = MOMENT_MS + LOOK_MS
SEED = 20140820
DAYS = 8
#: A lent window calls these visitors five minutes later than its own (协办延后).
HANDICAP_MS = 5 * MINUTE_MS


@dataclass(frozen=True)
class Case:
    """Hold one busy service: minutes of a visit and how much they vary, arrivals an hour, open windows; `lent` is the
    share of its time that the window which is lent has left from its own service, None where a window opens."""

    name: str
    minutes: float
    cv: float
    per_hour: float
    windows: int
    lent: float | None = None


CASES = (
    Case("open: 12 min, 4 windows, 110 % busy", 12, 0.7, 22, 4),
    Case("open: 8 min, 6 windows, 107 % busy", 8, 0.6, 48, 6),
    Case("open: 20 min, 3 windows, 130 % busy", 20, 0.9, 11.7, 3),
    Case("open: 10 min, 3 windows, 95 % busy", 10, 0.7, 17, 3),
    Case("lend a window, half idle: 10 min, 3 windows, 115 % busy", 10, 0.7, 20.7, 3, lent=0.5),
)


@dataclass(frozen=True)
class Row:
    """Hold what was said and what came of it, in minutes, in the mean of the mornings."""

    name: str
    mornings: int
    waiting: float
    wait: float
    predicted: float
    simulated: float
    off: float


def run(as_json: bool, days: int = DAYS) -> None:
    """Measure and print, as a table for docs/staffing.md or as JSON."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        server = QueueServer(Path(folder), durable=False)
        try:
            server.start()
            rows = [measure(server.url, case, days) for case in CASES]
        finally:
            server.stop()
    if as_json:
        print(json.dumps([asdict(one) for one in rows]))
        return
    print("| act and service | waiting then | wait without | gain predicted | gain simulated | off by, in the mean |")
    print("|---|---:|---:|---:|---:|---:|")
    for one in rows:
        figures = f"{one.wait:.1f} | {one.predicted:.1f} | {one.simulated:.1f} | {one.off:.1f}"
        print(f"| {one.name} | {one.waiting:.1f} | {figures} |")


def measure(url: str, case: Case, days: int) -> Row:
    """Replay a case's mornings with and without the act."""
    told = []
    for day in range(days):
        lines = morning(case, random.Random(f"{SEED} {case.name} {day}"))
        act = {"t": MOMENT_MS, "ev": "window", "w": "extra", "serves": _serves(case)}
        without, after = _replayed(url, lines), _replayed(url, [*lines, act])
        queue = as_advice_sees_it(case, lines, without)
        share = 1.0 if case.lent is None else case.lent
        wait = _wait(lines, without)
        told.append((queue.waiting, wait, gain(queue) * share, wait - _wait(lines, after)))
    waiting, wait, predicted, simulated = (statistics.fmean(column) for column in zip(*told, strict=True))
    off = statistics.fmean(abs(one[2] - one[3]) for one in told)
    return Row(case.name, days, waiting, wait, predicted, simulated, off)


def morning(case: Case, chance: random.Random) -> list[dict[str, Any]]:
    """Make up a morning: windows, people, matters."""
    lines: list[dict[str, Any]] = [
        {"t": 0, "ev": "window", "w": f"{one}", "serves": {"busy": 0}} for one in range(case.windows)
    ]
    if case.lent is not None:
        lines.append({"t": 0, "ev": "window", "w": "extra", "serves": {"other": 0}})
        lines += _people("other", 60 / case.minutes * (1 - case.lent), case, chance)
    return [*lines, *_people("busy", case.per_hour, case, chance)]


def as_advice_sees_it(case: Case, lines: Iterable[dict[str, Any]], called: dict[str, int]) -> Queue:
    """Return the queue at the moment of the act, from what the hall knows then."""
    came = [one for one in lines if one["ev"] == "join" and one["svc"] == "busy" and one["t"] < MOMENT_MS]
    waiting = sum(called[one["id"]] >= MOMENT_MS for one in came)
    lately = sum(one["t"] >= MOMENT_MS - LOOK_MS for one in came)
    return Queue(waiting, lately * 60 * MINUTE_MS / LOOK_MS, case.minutes, case.cv, case.windows)


def _people(service: str, per_hour: float, case: Case, chance: random.Random) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    t, shape = 0.0, 1 / case.cv**2
    while True:
        t += chance.expovariate(per_hour / 60) * MINUTE_MS
        if t >= UNTIL_MS:
            return found
        took = chance.gammavariate(shape, case.minutes / shape) * MINUTE_MS
        name = f"{service}-{len(found)}"
        found.append({"t": int(t), "ev": "join", "id": name, "svc": service, "cls": "W", "service": int(took) + 1000})


def _serves(case: Case) -> dict[str, int]:
    return {"busy": 0} if case.lent is None else {"other": 0, "busy": HANDICAP_MS}


def _replayed(url: str, lines: list[dict[str, Any]]) -> dict[str, int]:
    """Return when each visitor was called."""
    for_commands(url).flushall()
    told = Replay(url, Policy()).run(sorted(lines, key=lambda one: one["t"]))
    return {one["id"]: one["t"] for one in told if one["ev"] == "call"}


def _wait(lines: Iterable[dict[str, Any]], called: dict[str, int]) -> float:
    """Return how many minutes those of the busy service still waited, from the act on."""
    waits = [
        (called[one["id"]] - max(one["t"], MOMENT_MS)) / MINUTE_MS
        for one in lines
        if one["ev"] == "join" and one["svc"] == "busy" and called[one["id"]] >= MOMENT_MS
    ]
    return statistics.fmean(waits) if waits else 0.0
