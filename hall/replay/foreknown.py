"""Know what an input tells for its estimates alone (预知): other days, what is planned, who is booked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hall.rules import waiting
from hall.rules.discipline import Discipline, is_due
from hall.rules.expecting import Bookings
from hall.rules.pace import SHOW_RATE, Lately, Pace
from hall.rules.times import MINUTE_MS

#: Where a replayed day begins on the engine's clock: any midnight of UTC does.
DAWN = 16_000 * 24 * 60 * MINUTE_MS
#: What a service is taken to be like when the input has no history of it: ms from call to call, and its variation.
CYCLE_MS, CV = 8 * MINUTE_MS, 0.7


@dataclass
class Foreknown:
    """Hold what is known for the estimates alone: other days, the plan, the bookings; and how it has gone today.

    `usual` is how many windows of a service were open last while no span was planned for it, `closed` what each window
    served that closed in such a span. `away` counts the booked who are not here yet by slot, `here` gives the slot of
    each who checked in and was not called yet.
    """

    lately: Lately = field(default_factory=Lately)
    last_event: int = 0
    paces: dict[str, Pace] = field(default_factory=lambda: defaultdict(lambda: Pace(CYCLE_MS, CV)))
    spans: dict[str, list[waiting.Span]] = field(default_factory=lambda: defaultdict(list))
    usual: Counter[str] = field(default_factory=Counter)
    closed: dict[str, Mapping[str, int]] = field(default_factory=dict)
    away: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    here: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def learn(self, line: Mapping[str, Any]) -> None:
        """Take in a line of the input."""
        service = line["svc"]
        if line["ev"] == "history":
            show_rate = line.get("show_rate", SHOW_RATE)
            self.paces[service] = Pace(
                line.get("cycle", CYCLE_MS), line.get("cv", CV), line.get("priority_per_hour"), show_rate
            )
        elif line["ev"] == "plan":
            self.spans[service].append(waiting.Span(DAWN + line["from"], DAWN + line["to"], line["windows"]))
        else:
            self.away[service][DAWN + line["slot"]] += 1

    def is_planned(self, service: str, now: int) -> bool:
        """Say whether a span is planned for a service now, such as lunch."""
        return any(span.from_at <= now < span.until_at for span in self.spans[service])

    def returning(self, now: int) -> dict[str, Mapping[str, int]]:
        """Return the windows that closed for a span, while it lasts: they come back to the same queues."""
        return {
            window: serves for window, serves in self.closed.items()
            if any(self.is_planned(service, now) for service in serves)
        }

    def bookings(self, now: int, rules: Discipline) -> dict[str, Bookings]:
        """Return each service's bookings as they are now."""
        return {
            service: Bookings(
                self.away[service], Counter(slot for slot in here.values() if not is_due(slot, now, rules))
            )
            for service, here in ((service, self.here[service]) for service in {*self.away, *self.here})
        }
