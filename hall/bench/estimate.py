"""Measure the estimate of waits (预计等候测准): made-up days through the real replay, told against what came to be.

It is set beside what halls without one tell: position × mean service time / open windows.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hall.bench.made_days import SHAPES, Line, MadeDay, Shape
from hall.directory import Policy, read_policy
from hall.replay import Replay
from hall.rules.discipline import Discipline
from hall.rules.expecting import Bookings, Known, Standing, expect
from hall.rules.measures import TOO_LITTLE_MS
from hall.rules.pace import Lately, Pace
from hall.rules.times import MINUTE_MS
from hall.rules.waiting import Step
from hall.settings import Settings
from hall.store.connection import for_commands
from hall.store.server import QueueServer

#: The estimator was worked out on days of the seeds from 0 on; those that are reported begin here.
FIRST_SEED = 100
#: Estimates that are timed at once.
TIMED = 2000


@dataclass(frozen=True)
class Told:
    """Hold what one number was told and how it was: all in ms; `naive` is None where no window was open."""

    waited: int
    low: int
    median: int
    high: int
    naive: float | None


@dataclass(frozen=True)
class Marks:
    """Hold how the estimates of a shape's days did; times in minutes, shares 0 to 1."""

    name: str
    n: int
    waited: float
    error: float
    ratio: float
    bias: float
    inside: float
    too_little: float


def run(as_json: bool, days: int, settings: Settings) -> None:
    """Measure `days` days of each shape and print, as a table or as JSON."""
    policy = read_policy(settings.config / "policy.toml")
    with tempfile.TemporaryDirectory(prefix="hall-estimate-") as folder:
        server = QueueServer(Path(folder), durable=False)
        try:
            server.start()
            seeds = range(FIRST_SEED, FIRST_SEED + days)
            found = {shape.name: told(server.url, policy, shape, seeds) for shape in SHAPES}
        finally:
            server.stop()
    rows = [marks(name, rows) for name, rows in found.items()]
    rows.append(marks("all numbers 全部", [one for rows in found.values() for one in rows]))
    shapes_mean = sum(one.ratio for one in rows[:-1]) / len(SHAPES)
    if as_json:
        print(json.dumps({"rows": [vars(one) for one in rows], "ratio_mean": shapes_mean, "ms_each": ms_each()}))
        return
    _show(rows, shapes_mean)


def told(url: str, policy: Policy, shape: Shape, seeds: Iterable[int]) -> list[Told]:
    """Replay the days of a shape and return what each number that was called had been told."""
    found: list[Told] = []
    for seed in seeds:
        for_commands(url).flushall()
        lines = MadeDay(shape, seed).lines()
        found += _compare(lines, Replay(url, policy).run(lines))
    return found


def marks(name: str, rows: Sequence[Told]) -> Marks:
    """Sum up."""
    n = len(rows)
    both = [one for one in rows if one.naive is not None]
    naive = sum(abs((one.naive or 0.0) - one.waited) for one in both)
    return Marks(
        name=name,
        n=n,
        waited=sum(one.waited for one in rows) / n / MINUTE_MS,
        error=sum(abs(one.median - one.waited) for one in rows) / n / MINUTE_MS,
        ratio=sum(abs(one.median - one.waited) for one in both) / naive,
        bias=sum(one.median - one.waited for one in rows) / n / MINUTE_MS,
        inside=sum(one.low <= one.waited <= one.high for one in rows) / n,
        too_little=sum(one.waited > one.high + TOO_LITTLE_MS for one in rows) / n,
    )


def _compare(lines: Sequence[Line], events: Iterable[dict[str, Any]]) -> Iterator[Told]:
    people = {line["id"]: line for line in lines if line["ev"] == "join"}
    mean = {line["svc"]: line["cycle"] for line in lines if line["ev"] == "history"}
    windows: dict[str, dict[str, int]] = {}
    joined: dict[str, Told] = {}
    taken: dict[str, int] = {}
    for event in events:
        if event["ev"] == "window":
            windows[event["w"]] = event["serves"]
        elif event["ev"] == "join" and event["estimate"]:
            service = people[event["id"]]["svc"]
            count = sum(service in serves for serves in windows.values())
            at_once = not event["estimate"]["high"]
            naive = 0.0 if at_once else (event["ahead"] + 1) * mean[service] / count if count else None
            joined[event["id"]] = Told(0, naive=naive, **event["estimate"])
            taken[event["id"]] = event["t"]
        elif event["ev"] == "call" and event["id"] in joined:
            yield replace(joined[event["id"]], waited=event["t"] - taken[event["id"]])


def ms_each() -> float:
    """Time one estimate, pure: six services that share twelve windows, sixty people booked, a full morning's pace."""
    services = [f"s{n}" for n in range(6)]
    reaches = {f"w{n}": (services[n % 6], services[(n + 1) % 6]) for n in range(12)}
    slots = {n * 15 * MINUTE_MS: 2 for n in range(1, 11)}
    known = Known(
        now=0, rules=Discipline(), lately=Lately(), paces=dict.fromkeys(services, Pace(8.0 * MINUTE_MS, 0.7, 3.0)),
        reaches=reaches, free=(), bookings={one: Bookings(slots, {}) for one in services[:3]},
        check_in_early_ms=30 * MINUTE_MS,
    )
    one = Standing(services[0], 0, dict.fromkeys(services, 25))
    # The processor's time: whatever else the machine does meanwhile is not the estimate's.
    began = time.process_time()
    for _ in range(TIMED):
        expect(known, one, (Step(0, 4), Step(60 * MINUTE_MS, 2), Step(120 * MINUTE_MS, 4)))
    return (time.process_time() - began) / TIMED * 1000


def _show(rows: Sequence[Marks], shapes_mean: float) -> None:
    print(f"{'days':<32}{'n':>7}{'waited':>8}{'error':>8}{'× naive':>9}{'bias':>7}{'inside':>8}{'> 10 min':>10}")
    for one in rows:
        name = one.name + " " * (32 - len(one.name) - sum(ord(letter) > 0x2E80 for letter in one.name))
        times = f"{one.waited:>8.1f}{one.error:>8.1f}{one.ratio:>9.2f}{one.bias:>+7.1f}"
        print(f"{name}{one.n:>7}{times}{one.inside:>8.1%}{one.too_little:>10.1%}")
    print(f"mean of the shapes × naive {shapes_mean:.2f} (goal 0.65), {ms_each():.3f} ms each (goal 0.2)")
