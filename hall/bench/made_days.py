"""Make up days (模拟日) as lines for a replay, from a seed: what the estimate of waits is measured on.

Nothing of it is taken from the estimator: service times are lognormal or gamma, the day's own speed differs from that
of other days and drifts, people come in rushes, some who are called do not come and some who wait give up.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hall.rules.times import MINUTE_MS

HOUR_MS = 60 * MINUTE_MS
#: The doors open at the first moment of a day and let people in for so long; windows stay until nobody waits.
OPEN_MS = 8 * HOUR_MS
#: The middle of the day, when some go to lunch.
LUNCH = 3 * HOUR_MS, 4 * HOUR_MS + 30 * MINUTE_MS
SLOT_MS = 15 * MINUTE_MS
#: A window that calls somebody who does not come is held up for so long.
MISSED_MS = 80_000

Line = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """Describe a kind of day. `windows` gives each window its services with handicaps in minutes; shares are 0 to 1.

    `load` is work that comes divided by what the windows can do; `speeds` is how much one day differs from others and
    `drift` how much slower it is at its end than at its beginning, both as natural logarithms.
    """

    name: str
    windows: dict[str, dict[str, int]]
    minutes: dict[str, float]
    load: float = 0.9
    priority: float = 0.05
    booked: float = 0.0
    missed: float = 0.04
    given_up: float = 0.0
    at_lunch: float = 1.0
    closing_early: int = 0
    known_closing: bool = False
    speeds: float = 0.1
    drift: float = 0.0
    cv: float = 0.7
    show_rate: float = 0.85


def _pool(count: int, **serves: int) -> dict[str, dict[str, int]]:
    return {str(number): dict(serves) for number in range(1, count + 1)}


SHAPES = (
    Shape("quiet 清闲", _pool(3, tax=0), {"tax": 9}, load=0.75),
    Shape("busy 繁忙", _pool(6, tax=0), {"tax": 8}, load=1.05, speeds=0.15),
    Shape("lunch 午间减岗", _pool(6, tax=0), {"tax": 8}, load=0.98, at_lunch=0.5),
    Shape("closed at noon 午休", _pool(4, tax=0), {"tax": 8}, load=0.85, at_lunch=0.0),
    Shape("priorities 优先", _pool(4, tax=0), {"tax": 9}, load=0.97, priority=0.22),
    Shape("booked 预约", _pool(6, tax=0), {"tax": 8}, load=0.98, booked=0.4),
    Shape("shared windows 通办", _pool(7, tax=0, deeds=0), {"tax": 6, "deeds": 15}, load=0.98, booked=0.1),
    Shape("helping out 协办", _pool(3, tax=0) | {"4": {"deeds": 0, "tax": 5}, "5": {"deeds": 0, "tax": 5}},
          {"tax": 8, "deeds": 12}, load=0.95),
    Shape("windows closing 提前停窗", _pool(6, tax=0), {"tax": 8}, load=0.92, closing_early=2, known_closing=True),
    Shape("slower and slower 渐慢", _pool(4, tax=0), {"tax": 8}, load=0.95, drift=0.5, speeds=0.25, missed=0.08),
    Shape("giving up 中途离开", _pool(4, tax=0), {"tax": 8}, load=1.05, given_up=0.08, missed=0.1),
    Shape("everything 综合", _pool(4, tax=0) | {"5": {"deeds": 0, "tax": 5}, "6": {"deeds": 0}, "7": {"deeds": 0}},
          {"tax": 7, "deeds": 14}, load=0.98, priority=0.1, booked=0.25, missed=0.06, given_up=0.03, at_lunch=0.6,
          closing_early=1, drift=0.2, speeds=0.2),
)


@dataclass
class MadeDay:
    """Make one day of a shape."""

    shape: Shape
    seed: int
    _lines: list[tuple[int, int, Line]] = field(default_factory=list)

    def lines(self) -> list[Line]:
        """Return the input of a replay, in time order."""
        self._chance = random.Random(f"{self.shape.name}-{self.seed}")
        self._speed = math.exp(self._chance.gauss(0, self.shape.speeds))
        self._length = self._chance.choice([self._lognormal, self._gamma])
        for make in (self._windows, self._history, self._people):
            for line in make():
                self._lines.append((line["t"], len(self._lines), line))
        return [line for _, _, line in sorted(self._lines, key=lambda one: one[:2])]

    def _windows(self) -> Iterator[Line]:
        shape, windows = self.shape, self.shape.windows
        for window, serves in windows.items():
            yield _window(0, window, serves)
        leaving = list(windows)[round(len(windows) * shape.at_lunch):]
        for window in leaving:
            yield _window(LUNCH[0], window, {})
            yield _window(LUNCH[1], window, windows[window])
        early = OPEN_MS - 2 * HOUR_MS
        gone = list(windows)[: shape.closing_early]
        for window in gone:
            yield _window(early, window, {})
        for service in shape.minutes:
            serving = [window for window in windows if service in windows[window]]
            at_lunch = len(set(serving) - set(leaving))
            if leaving:
                yield _plan(LUNCH, service, at_lunch)
            if gone and shape.known_closing:
                yield _plan((early, 24 * HOUR_MS), service, len(set(serving) - set(gone)))

    def _history(self) -> Iterator[Line]:
        shape = self.shape
        for service, minutes in shape.minutes.items():
            cycle = (1 - shape.missed) * minutes * MINUTE_MS + shape.missed * MISSED_MS
            come = len(self._arrivals(service, random.Random(0)))
            yield {"t": 0, "ev": "history", "svc": service, "cycle": round(cycle), "cv": shape.cv,
                   "priority_per_hour": round(come * shape.priority / (OPEN_MS / HOUR_MS), 2),
                   "show_rate": shape.show_rate}

    def _people(self) -> Iterator[Line]:
        shape, chance, count = self.shape, self._chance, 0
        for service in shape.minutes:
            for t in self._arrivals(service, chance):
                count += 1
                name = f"{service}-{count:04d}"
                if chance.random() < shape.booked:
                    yield from self._booked(service, name, t)
                    continue
                kind = "P" if chance.random() < shape.priority / (1 - shape.booked) else "W"
                length = self._service(service, t)
                yield {"t": t, "ev": "join", "id": name, "svc": service, "cls": kind, "service": length}
                if chance.random() < shape.given_up:
                    yield {"t": t + round(chance.expovariate(1 / (25 * MINUTE_MS))), "ev": "leave", "id": name}

    def _booked(self, service: str, name: str, t: int) -> Iterator[Line]:
        """Somebody booked the slot in which this moment lies; most come, some minutes early, a few late."""
        slot, chance = t // SLOT_MS * SLOT_MS, self._chance
        yield {"t": 0, "ev": "booked", "svc": service, "slot": slot}
        if chance.random() < self.shape.show_rate:
            here = max(0, slot + round(chance.gauss(-9, 8) * MINUTE_MS))
            yield {"t": here, "ev": "join", "id": name, "svc": service, "cls": "A", "slot": slot,
                   "service": self._service(service, here)}

    def _arrivals(self, service: str, chance: random.Random) -> list[int]:
        """Return when people come: a rush in the morning, a smaller one after noon."""
        shape = self.shape
        windows = sum(1 / len(serves) for serves in shape.windows.values() if service in serves)
        rate = shape.load * windows / (shape.minutes[service] * MINUTE_MS)
        found, t = [], 0.0
        while (t := t + chance.expovariate(1.9 * rate)) < OPEN_MS:
            hour = t / HOUR_MS
            shape_of_day = 0.55 + 1.25 * math.exp(-((hour - 1.5) ** 2)) + 0.9 * math.exp(-((hour - 5.5) ** 2) / 1.5)
            if chance.random() < shape_of_day / 1.9:
                found.append(int(t))
        return found

    def _service(self, service: str, t: int) -> int:
        if self._chance.random() < self.shape.missed:
            return MISSED_MS
        slower = self._speed * math.exp(self.shape.drift * (t / OPEN_MS - 0.5))
        return max(20_000, round(self.shape.minutes[service] * MINUTE_MS * slower * self._length()))

    def _lognormal(self) -> float:
        spread = math.log(1 + self.shape.cv**2)
        return self._chance.lognormvariate(-spread / 2, math.sqrt(spread))

    def _gamma(self) -> float:
        return self._chance.gammavariate(1 / self.shape.cv**2, self.shape.cv**2)


def _window(t: int, window: str, serves: dict[str, int]) -> Line:
    return {"t": t, "ev": "window", "w": window, "serves": {one: late * MINUTE_MS for one, late in serves.items()}}


def _plan(span: tuple[int, int], service: str, windows: int) -> Line:
    return {"t": 0, "ev": "plan", "from": span[0], "to": span[1], "svc": service, "windows": windows}
