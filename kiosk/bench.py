"""Measure how long a visitor stands before a kiosk (每张号票用时): from her touch to paper that the printer confirmed.

It touches a kiosk that runs, as its page does; where the time went stands in that kiosk's own journal. Figures are for
people to compare in one run; no test depends on them.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from kiosk.journal import Step, records

#: Seconds one touch may take: the hall's and the printer's own patience together, and then some.
PATIENCE_SECONDS = 60
#: From which step of the journal to which one a part of the time goes.
PARTS = (
    ("number from the hall", Step.ASKED, Step.TAKEN),
    ("slip drawn", Step.TAKEN, Step.SENT),
    ("sent, printed, confirmed", Step.SENT, Step.PRINTED),
)


class NotTaken(Exception):
    """Say that a touch gave no number, and why."""


@dataclass(frozen=True)
class Figure:
    """Hold one row; durations in ms, those of the journal's parts are whole ones."""

    name: str
    count: int
    p50_ms: float
    p99_ms: float
    max_ms: float


def run(kiosk: str, folder: Path, service: str, tickets: int, as_json: bool) -> None:
    """Take so many numbers and print what they took; raises NotTaken."""
    touches: list[float] = []
    keys = [f"bench-{uuid.uuid4().hex}" for _ in range(tickets)]
    for key in keys:
        before = time.perf_counter()
        _touch(kiosk, service, key)
        touches.append((time.perf_counter() - before) * 1000)
    figures = [_figure("touch to confirmed paper", touches), *_parts(folder, set(keys))]
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    if as_json:
        print(json.dumps({"machine": machine, "figures": [asdict(one) for one in figures]}))
        return
    print("  ".join(f"{name} {value}" for name, value in machine.items()))
    print(f"{'':<28}{'n':>6}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    for one in figures:
        print(f"{one.name:<28}{one.count:>6}{one.p50_ms:>9.1f}{one.p99_ms:>9.1f}{one.max_ms:>9.1f}")


def _touch(kiosk: str, service: str, key: str) -> None:
    """Take one number; a slip that was not confirmed is no figure."""
    answer = requests.post(f"{kiosk}/tickets", json={"service": service}, headers={"Idempotency-Key": key},
                           timeout=PATIENCE_SECONDS)
    told = answer.json()
    if answer.status_code != 201 or told["printed"] != "confirmed":
        raise NotTaken(f"no confirmed slip: {answer.status_code} {told.get('code', told.get('printed'))}")


def _parts(folder: Path, keys: set[str]) -> list[Figure]:
    """Read from the journal where the time of these touches went."""
    moments: dict[str, dict[str, int]] = {}
    by_ticket: dict[str, str] = {}
    for path in sorted(folder.glob("journal-*.jsonl")):
        for record in records(path):
            if record["step"] == Step.TAKEN and record["key"] in keys:
                by_ticket[record["ticket"]["id"]] = record["key"]
            key = record.get("key") or by_ticket.get(record.get("id", ""), "")
            if key in keys:
                moments.setdefault(key, {})[record["step"]] = record["at"]
    return [_figure(name, [one[to] - one[start] for one in moments.values()]) for name, start, to in PARTS if moments]


def _figure(name: str, durations: Sequence[float]) -> Figure:
    ordered = sorted(durations)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Figure(name, len(ordered), statistics.median(ordered), p99, ordered[-1])
