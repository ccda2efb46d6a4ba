"""Settle what is wrong in the hall (告警): raised once, kept while it lasts, cleared when all is well again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hall.rules.advice_refusals import NotLent, NumbersStopped, UnknownAlert
from hall.store.pressing import Pressing, Request
from hall.store.records import Answer

#: While something is wrong it is looked at again after this long, so that its end is seen soon.
AGAIN_MS = 2_000
#: What is asked of a window stands for so long: then somebody has gone there, or it matters no more.
WISH_MS = 10 * 60_000
#: What these commands refuse with, and `take` while numbers are stopped: their codes are known from here.
REFUSALS = (UnknownAlert, NotLent, NumbersStopped)


@dataclass(frozen=True)
class Verdict:
    """Hold what somebody found who looked: `alert` is "cause:subject"; a `quiet` one leaves no event.

    It is raised when it was wrong for `hold_ms`, and cleared when it was well (`good_at`) after it was last wrong, and
    `calm_ms` after that, so that it does not come and go. `figure` is what was measured, or ''.
    """

    alert: str
    bad: bool
    good_at: int
    calm_ms: int = 0
    quiet: bool = False
    hold_ms: int = 0
    figure: str = ""


class Alerting(Pressing):
    """Raise, clear and acknowledge alerts; ask windows for what is to be done about them."""

    def settle_alerts(
        self,
        items: Iterable[str],
        again: str,
        verdicts: Iterable[Verdict],
        again_ms: int = AGAIN_MS,
        *,
        always: bool = False,
    ) -> None:
        """Settle what was found after these deadlines; for the sweep. `again` names the next look at what stays, which
        is `always` to be when there is a first one and a next one whatever was found."""
        found = [vars(one) for one in verdicts]
        self._do(
            "settle_alerts", None, items=list(items), again=again, again_ms=again_ms, always=always, verdicts=found
        )

    def acknowledge_alerts(self, request: Request, alerts: Iterable[str]) -> Answer:
        """Acknowledge what is wrong (确认告警), by the name of whoever presses."""
        return self._do("acknowledge_alerts", request, alerts=list(alerts))

    def ask_window(self, request: Request, window: str, wish: str, service: str = "") -> Answer:
        """Ask something of a window (请办) about a service's visitors; no wish takes it back."""
        return self._do("ask_window", request, window=window, wish=wish, service=service, show_ms=WISH_MS)

    def lend_window(self, request: Request, window: str, service: str, handicap_ms: int | None) -> Answer:
        """Lend a window to a service (协办), until it closes or opens anew; no handicap takes it back."""
        return self._do("lend_window", request, window=window, service=service, handicap_ms=handicap_ms)

    def stop_numbers(self, request: Request, service: str, *, stops: bool) -> Answer:
        """Give no more numbers for a service (停止取号), or give them again."""
        return self._do("stop_numbers", request, service=service, stops=stops)
