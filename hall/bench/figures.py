"""Sum up durations and say on which machine they were measured (统计)."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hall.handles import Handles

#: Packages on which the figures depend.
PACKAGES = ("flask", "flask-socketio", "python-engineio", "redis", "gevent", "gunicorn")


@dataclass(frozen=True)
class Figure:
    """Hold one row: durations in ms, how many a second, and p50 and p99 as multiples of a bare one's."""

    name: str
    count: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    per_second: float
    ratio: float | None = None
    ratio_p99: float | None = None


def figure(name: str, durations: Sequence[float], seconds: float) -> Figure:
    """Sum up durations in seconds that were measured in a time."""
    ordered = sorted(one * 1000 for one in durations)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Figure(name, len(ordered), statistics.median(ordered), p99, ordered[-1], len(ordered) / seconds)


def rated(one: Figure, bare: Figure) -> Figure:
    """Set a figure beside the bare one of the same run."""
    return replace(one, ratio=one.p50_ms / bare.p50_ms, ratio_p99=one.p99_ms / bare.p99_ms)


def machine(opened: Handles) -> dict[str, str]:
    """Tell what the figures depend on."""
    info: Any = opened.redis.info("server")
    return {
        **computer(),
        "server": str(info.get("valkey_version") or info.get("redis_version")),
        **{name: version(name) for name in PACKAGES},
    }


def computer() -> dict[str, str]:
    """Tell on what they were measured."""
    return {
        "cores": str(os.cpu_count()),
        "processor": next(_processor(), platform.machine()),
        "load": " ".join(f"{one:.1f}" for one in os.getloadavg()),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def _processor() -> Iterator[str]:
    cpuinfo = Path("/proc/cpuinfo")
    for line in cpuinfo.read_text().splitlines() if cpuinfo.exists() else ():
        if line.startswith("model name"):
            yield line.partition(":")[2].strip()


def show(told: dict[str, str], figures: list[Figure], remark: str) -> None:
    """Print a table."""
    print("  ".join(f"{name} {value}" for name, value in told.items()))
    print(f"{'':<56}{'n':>8}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'per s':>8}{'× p50':>8}{'× p99':>8}")
    for one in figures:
        times = f"{one.p50_ms:>9.2f}{one.p99_ms:>9.2f}{one.max_ms:>9.2f}"
        ratios = f"{one.ratio:>8.1f}{one.ratio_p99:>8.1f}" if one.ratio and one.ratio_p99 else ""
        print(f"{one.name:<56}{one.count:>8}{times}{one.per_second:>8.0f}{ratios}")
    if remark:
        print(remark)
