"""Follow how fast each service goes (办理节奏): from call to call, and who has come of late.

A *cycle* is what one visitor costs a window: from her call to the next one, no-shows included. The time in which
nobody waited is no part of it: where the next visitor took her number only after the last one had left, the cycle ends
with that leaving; so it does where the window paused or closed in between.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from hall.rules.times import MINUTE_MS
from hall.rules.window_spells import LEAVES

Event = Mapping[str, str]
HOUR_MS = 60 * MINUTE_MS
#: How far back the present pace is looked for.
LATELY_MS = 90 * MINUTE_MS
#: The pace of other days weighs as much as so many cycles of today.
HISTORY_CYCLES = 20
#: A longer cycle is a press that was forgotten, not a visitor.
LONGEST_CYCLE_MS = 120 * MINUTE_MS
#: A rate of today is not told from less time than this: the first visitor of a day makes none.
SHORTEST_MS = 30 * MINUTE_MS
#: How much waiting the hall has to have seen before giving up counts fully: a rate of few is mostly chance.
SEEN_MS = 10 * HOUR_MS
#: What share of those who booked come, where the hall does not know yet.
SHOW_RATE = 0.85


@dataclass(frozen=True)
class Pace:
    """Hold what other days taught of a service; `priority_per_hour` None: only today can tell."""

    cycle_ms: float
    cv: float
    priority_per_hour: float | None = None
    show_rate: float = SHOW_RATE


@dataclass
class Cycle:
    """Hold what one visitor cost a window, in ms since 1970; `left_at` is when she left it."""

    service: str
    ticket: str
    began_at: int
    left_at: int = 0
    ended_at: int = 0

    @property
    def ms(self) -> int:
        """Return how long it was."""
        return self.ended_at - self.began_at


@dataclass
class _AtWindow:
    """Hold a window's visitor and the last one before her, each with the press that called or let her go."""

    here: Cycle | None = None
    called_by: str = ""
    last: Cycle | None = None
    let_go_by: str = ""
    #: Whether the next call may still lengthen the last cycle.
    goes_on: bool = False


@dataclass
class Lately:
    """Hold the cycles of each service and the moments at which somebody came for it, from events in their order."""

    cycles: dict[str, deque[Cycle]] = field(default_factory=lambda: defaultdict(deque))
    newcomers: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(deque))
    priorities: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(deque))
    ended_waits: deque[tuple[int, int, bool]] = field(default_factory=deque)
    began_at: int = 0
    _windows: dict[str, _AtWindow] = field(default_factory=lambda: defaultdict(_AtWindow))
    _since: dict[str, int] = field(default_factory=dict)
    #: Sums over the ended waits: each estimate asks for them, and a picture estimates every service.
    _waited_ms: int = 0
    _gave_up: int = 0

    def take(self, event: Event) -> None:
        """Let one event happen."""
        kind, at, ticket = event["type"], int(event["at"]), event.get("ticket", "")
        self.began_at = self.began_at or at
        if kind == "issued":
            self._came(event, at)
        elif kind == "standing_granted":
            self.priorities[event["service"]].append(at)
        if kind in ("issued", "transferred", "sent_back", "returned", "rejoined", "let_in"):
            self._since[ticket] = at
        if kind in ("called", "cancelled"):
            self._waited(ticket, at, kind == "cancelled")
        if kind == "called":
            self._called(event, at)
        elif kind in LEAVES or kind == "expired":
            self._left(event, at)
        elif kind == "undone":
            self._undone(event)
        elif kind in ("window_opened", "window_paused", "window_closed"):
            self._windows[event["window"]].goes_on = False

    def cycle_ms(self, service: str, now: int, usual_ms: float) -> float:
        """Return how long a cycle takes now: that of other days, blended with those of the last 90 minutes."""
        recent = self.cycles[service]
        while recent and recent[0].left_at < now - LATELY_MS:
            recent.popleft()
        known = [one.ms for one in recent if one.ms <= LONGEST_CYCLE_MS]
        return (HISTORY_CYCLES * usual_ms + sum(known)) / (HISTORY_CYCLES + len(known))

    def priority_per_ms(self, service: str, now: int, pace: Pace) -> float:
        """Return how many priority visitors come in a ms, by other days, else by the last 90 minutes."""
        if pace.priority_per_hour is not None:
            return pace.priority_per_hour / HOUR_MS
        return self._rate(self.priorities[service], now)

    def newcomers_per_ms(self, service: str, now: int) -> float:
        """Return how many have come in a ms in the last 90 minutes, in whatever standing."""
        return self._rate(self.newcomers[service], now)

    def leaving_per_ms(self, now: int) -> float:
        """Return how likely one who waits gives up within a ms, by the last 90 minutes, cautiously of few."""
        while self.ended_waits and self.ended_waits[0][0] < now - LATELY_MS:
            _, waited, gave_up = self.ended_waits.popleft()
            self._waited_ms -= waited
            self._gave_up -= gave_up
        return self._gave_up / (SEEN_MS + self._waited_ms) if self._gave_up else 0.0

    def _waited(self, ticket: str, at: int, gave_up: bool) -> None:
        since = self._since.pop(ticket, None) if gave_up else self._since.get(ticket)
        if since is not None:
            self.ended_waits.append((at, at - since, gave_up))
            self._waited_ms += at - since
            self._gave_up += gave_up

    def _rate(self, moments: deque[int], now: int) -> float:
        while moments and moments[0] < now - LATELY_MS:
            moments.popleft()
        return len(moments) / min(LATELY_MS, max(SHORTEST_MS, now - self.began_at))

    def _came(self, event: Event, at: int) -> None:
        self.newcomers[event["service"]].append(at)
        if event.get("standing") == "priority":
            self.priorities[event["service"]].append(at)

    def _called(self, event: Event, at: int) -> None:
        window, ticket = self._windows[event["window"]], event["ticket"]
        if window.last and window.goes_on and self._since.get(ticket, at) <= window.last.left_at:
            window.last.ended_at = at
        window.goes_on = False
        window.here, window.called_by = Cycle(event["service"], ticket, at), event.get("request", "")

    def _left(self, event: Event, at: int) -> None:
        name = event.get("window") or self._where(event.get("ticket", ""))
        window = self._windows.get(name)
        if not window or not window.here or window.here.ticket != event.get("ticket"):
            return
        window.last, window.here, window.goes_on = window.here, None, True
        window.last.left_at = window.last.ended_at = at
        window.let_go_by = event.get("request", "")
        self.cycles[window.last.service].append(window.last)

    def _undone(self, event: Event) -> None:
        """Take a call back, or a leaving, or both of one press: the visitor is there again as if nothing had been."""
        window, press = self._windows[event["window"]], event.get("undoes", "")
        if window.here and window.called_by == press:
            window.here, window.called_by, window.goes_on = None, "", True
            if window.last:
                window.last.ended_at = window.last.left_at
        if window.last and window.let_go_by == press:
            self.cycles[window.last.service].remove(window.last)
            window.here, window.last, window.let_go_by, window.goes_on = window.last, None, "", False

    def _where(self, ticket: str) -> str:
        found = (name for name, one in self._windows.items() if one.here and one.here.ticket == ticket)
        return next(found, "")
