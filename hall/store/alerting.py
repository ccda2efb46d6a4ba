"""Settle what is wrong in the hall (告警): raised once, kept while it lasts, cleared when all is well again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hall.store.pressing import Pressing

#: While something is wrong it is looked at again after this long, so that its end is seen soon.
AGAIN_MS = 2_000


@dataclass(frozen=True)
class Verdict:
    """Hold what somebody found who looked: `alert` is "cause:subject"; a `quiet` one leaves no event.

    It is cleared when it was well (`good_at`) after it was last wrong, and `calm_ms` after that, so that it does not
    come and go.
    """

    alert: str
    bad: bool
    good_at: int
    calm_ms: int = 0
    quiet: bool = False


class Alerting(Pressing):
    """Raise and clear alerts."""

    def settle_alerts(self, items: Iterable[str], again: str, verdicts: Iterable[Verdict]) -> None:
        """Settle what was found after these deadlines; for the sweep. `again` names the next look at what stays."""
        found = [vars(one) for one in verdicts]
        self._do("settle_alerts", None, items=list(items), again=again, again_ms=AGAIN_MS, verdicts=found)
