"""Count what happens in a day (当日计数) so that counts only grow: what an undo takes back stays counted.

Whoever draws counts over time takes one that shrinks for a new beginning, and would see a leap. So these are counts of
what was done; how everything stands in the end is told by visits and spells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

#: Upper limits in ms of the classes into which waits are counted: five minutes apart where halls make promises.
WAIT_CLASSES_MS = tuple(minutes * 60_000 for minutes in (2, 5, 10, 15, 20, 30, 45, 60, 90, 120))


@dataclass
class Waits:
    """Hold waits from the number to the first call, counted by classes; the last class has no upper limit."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(WAIT_CLASSES_MS) + 1))
    total_ms: int = 0

    def add(self, ms: int) -> None:
        """Count one wait."""
        self.counts[bisect_left(WAIT_CLASSES_MS, ms)] += 1
        self.total_ms += ms


@dataclass
class Counts:
    """Hold how often each type of event happened for each service ('' where it is about none), and the waits."""

    acts: Counter[tuple[str, str]] = field(default_factory=Counter)
    waits: defaultdict[str, Waits] = field(default_factory=lambda: defaultdict(Waits))

    def take(self, event: Mapping[str, str], *, first_call: bool) -> None:
        """Count one event; `first_call` says that its visitor was never called before."""
        kind, service = event["type"], event.get("service", "")
        # Nobody ever held a number whose paper did not come out, so nobody gave up either.
        self.acts["unprinted" if event.get("reason") == "print_failed" else kind, service] += 1
        if first_call and kind == "called":
            self.waits[service].add(int(event.get("waited_ms", 0)))
