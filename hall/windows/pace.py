"""Know how long visits take lately (平时办理时长): one longer than four of five is longer than usual."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping

from hall.rules.measures import place_of
from hall.rules.times import MINUTE_MS

#: How many of a hundred visits are not longer than usual.
USUAL_PERCENT = 80
#: With fewer visits than these nothing is known yet, and a standard of the service takes their place.
ENOUGH = 20
#: How many visits of a service are remembered: the newest, about a day of a busy one.
REMEMBERED = 200
#: A visit longer than this many times the standard minutes is longer than usual while nothing is known.
STANDARD_SHARE = 1.5


class Pace:
    """Hold how long the visits of each service took that this process has heard of, event by event."""

    def __init__(self) -> None:
        self._began: dict[str, int] = {}
        self._took: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=REMEMBERED))

    def hear(self, event: Mapping[str, str]) -> None:
        """Learn from an event: a visit counts from its start to its finish, and not when anything came between."""
        ticket = event.get("ticket", "")
        if event["type"] == "started":
            self._began[ticket] = int(event["at"])
            return
        began = self._began.pop(ticket, 0)
        if began and event["type"] == "finished":
            self._took[event["service"]].append(int(event["at"]) - began)

    def slow_ms(self, service: str, standard_minutes: int) -> int:
        """Return after how long a visit of a service is longer than usual: the 80th percentile of those before."""
        took = sorted(self._took.get(service, ()))
        if len(took) < ENOUGH:
            return int(standard_minutes * MINUTE_MS * STANDARD_SHARE)
        return took[place_of(USUAL_PERCENT, len(took)) - 1]
