"""Learn from other days (往日经验) how each service goes: cycles, priorities an hour, who booked and came."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hall.rules.measures import HALF_HOUR_MINUTES
from hall.rules.pace import HOUR_MS, LONGEST_CYCLE_MS, SHOW_RATE, Lately, Pace
from hall.rules.times import MINUTE_MS

Event = Mapping[str, str]
#: Fewer cycles or bookings teach nothing: then the configuration counts, and the usual share of those who come.
FEWEST = 20
#: Bounds of how much cycles vary: what lies outside is how the day went, not how the service is.
CV_BOUNDS = (0.2, 1.5)
HALF_HOUR_MS = HALF_HOUR_MINUTES * MINUTE_MS


@dataclass
class Lesson:
    """Take the events of some days, log by log, and tell what they teach."""

    _logs: dict[int, Lately] = field(default_factory=dict)
    _half_hours: set[int] = field(default_factory=set)
    _booked: dict[str, tuple[str, int]] = field(default_factory=dict)
    _came: set[str] = field(default_factory=set)
    _last_at: int = 0

    def take(self, log: int, event: Event) -> None:
        """Let one event of a log happen; a new log begins with no window open."""
        self._logs.setdefault(log, Lately()).take(event)
        kind, code = event["type"], event.get("appointment", "")
        self._last_at = int(event["at"])
        if kind == "issued":
            self._half_hours.add(self._last_at // HALF_HOUR_MS)
        elif kind == "appointment_booked":
            self._booked[code] = event["service"], int(event["slot_at"])
        elif kind == "appointment_cancelled":
            self._booked.pop(code, None)
        elif kind == "appointment_checked_in":
            self._came.add(code)

    def paces(self) -> dict[str, Pace]:
        """Return the pace of every service that enough is known of."""
        return {service: self._pace(service, cycles) for service, cycles in self._cycles() if len(cycles) >= FEWEST}

    def _cycles(self) -> Iterator[tuple[str, list[int]]]:
        for service in sorted({service for lately in self._logs.values() for service in lately.cycles}):
            known = (one.ms for lately in self._logs.values() for one in lately.cycles[service])
            yield service, [ms for ms in known if ms <= LONGEST_CYCLE_MS]

    def _pace(self, service: str, cycles: Sequence[int]) -> Pace:
        mean = max(1.0, sum(cycles) / len(cycles))
        spread = math.sqrt(sum((one - mean) ** 2 for one in cycles) / len(cycles))
        hours = len(self._half_hours) * HALF_HOUR_MS / HOUR_MS
        priorities = sum(len(lately.priorities[service]) for lately in self._logs.values())
        cv = min(max(spread / mean, CV_BOUNDS[0]), CV_BOUNDS[1])
        an_hour = round(priorities / hours, 3) if hours else None
        return Pace(round(mean), round(cv, 3), an_hour, self._show_rate(service))

    def _show_rate(self, service: str) -> float:
        over = Counter(code in self._came for code, (of, slot) in self._booked.items()
                       if of == service and slot < self._last_at)
        return round(over[True] / over.total(), 3) if over.total() >= FEWEST else SHOW_RATE
