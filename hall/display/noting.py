"""Note what screens say (回执): what they have painted, and how they are; gathered for a moment and written together.

A thousand screens that each paint forty calls a second would be forty thousand writes. A web process adds them up: for
each call the first moment, how many painted it, and the first screens that have a name.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from redis.exceptions import RedisError

from hall.display.board import key_of
from hall.rules.ticket import Ticket
from hall.store.proof import Painted
from hall.store.screens import Heard
from hall.web.opened import the_hall

log = logging.getLogger("hall.noting")
#: Seconds for which reports are gathered: an alert of a call that was not shown must not hear of it too late.
GATHER_SECONDS = 0.1
#: Seconds until the next try while the queue server is away.
RETRY_SECONDS = 1.0
#: Screens that are named with one call in one writing; of all others it is known how many they were.
NAMED = 16
#: Calls that this process remembers to have drawn: those of a busy hour.
DRAWN = 8192
#: While the queue server is away reports are kept, but no more of either kind than so many.
KEPT = 4096


@dataclass
class _Call:
    """Gather who painted one call; moments are of this machine's own clock, in seconds."""

    area: str
    first: float
    count: int = 0
    screens: dict[str, float] = field(default_factory=dict)

    def and_later(self, later: _Call) -> _Call:
        """Add what was gathered of the same call since (合并)."""
        screens = {**later.screens, **self.screens}
        return _Call(self.area, min(self.first, later.first), self.count + later.count, screens)


class Notes:
    """Gather what screens say to this process; `later` runs a function in a while, beside everything else."""

    def __init__(
        self, app: Any, later: Callable[[Callable[[], None]], object], sleep: Callable[[float], object]
    ) -> None:
        self._app = app
        self._later = later
        self._sleep = sleep
        self._drawn: OrderedDict[str, list[tuple[int, str, str, int]]] = OrderedDict()
        self._calls: dict[tuple[str, int], _Call] = {}
        self._heard: dict[str, Heard] = {}
        self._waiting = False

    def drawn(self, tickets: Iterable[Ticket], as_of: int) -> None:
        """Remember which calls stand on a picture: screens name a call by the key of its row."""
        for one in tickets:
            key = key_of(one.id)
            known = self._drawn.pop(key, [])
            if not known or known[-1][3] != one.called_at:
                known = [*known[-2:], (as_of, one.id, one.area, one.called_at)]
            self._drawn[key] = known
        while len(self._drawn) > DRAWN:
            self._drawn.popitem(last=False)

    def painted(self, keys: Iterable[str], as_of: int, screen: str) -> None:
        """Take down that a screen has painted these rows of a picture; '' is one without a name."""
        at = monotonic()
        for key in keys:
            known = [one for one in self._drawn.get(key, ()) if one[0] <= as_of]
            if not known or len(self._calls) > KEPT:
                continue
            _, ticket, place, called_at = known[-1]
            call = self._calls.setdefault((ticket, called_at), _Call(place, at))
            call.count += 1
            if screen and len(call.screens) < NAMED:
                call.screens.setdefault(screen, at)
        self._soon()

    def heard(self, one: Heard) -> None:
        """Take down how a screen is; of several reports the last one counts."""
        if len(self._heard) < KEPT:
            self._heard[one.screen or one.digest] = one
            self._soon()

    @property
    def idle(self) -> bool:
        """Say that everything is written down."""
        return not (self._waiting or self._calls or self._heard)

    def _soon(self) -> None:
        if not self._waiting and (self._calls or self._heard):
            self._waiting = True
            self._later(self._write)

    def _write(self) -> None:
        self._sleep(GATHER_SECONDS)
        calls, self._calls = self._calls, {}
        heard, self._heard = self._heard, {}
        try:
            with self._app.app_context():
                hall = the_hall()
                if calls:
                    # One clock for the centre: what this machine's own clock counts is only how long ago it was.
                    now = hall.reading.now()
                    zero = now - monotonic() * 1000
                    hall.presence.shown(_painted(calls, zero, hall.presence.walls()), now)
                if heard:
                    hall.presence.hear_screens(heard.values())
        except RedisError as fault:
            log.warning("what screens say waits for the queue server: %s", fault)
            for key, later in self._calls.items():
                calls[key] = calls[key].and_later(later) if key in calls else later
            self._calls = calls
            self._heard = {**heard, **self._heard}
            self._sleep(RETRY_SECONDS)
        finally:
            self._waiting = False
            self._soon()


def _painted(
    calls: Mapping[tuple[str, int], _Call], zero: float, walls: Mapping[str, tuple[str, bool]]
) -> Iterable[Painted]:
    """Turn moments of this machine into those of the hall, and pick out the boards that hang in a call's own area."""
    for (ticket, called_at), one in calls.items():
        screens = {screen: max(called_at, int(zero + at * 1000)) for screen, at in one.screens.items()}
        own = [at for screen, at in screens.items() if walls.get(screen, ("", False))[0] == one.area]
        first_at = max(called_at, int(zero + one.first * 1000))
        yield Painted(ticket, one.area, called_at, first_at, one.count, screens, min(own, default=0))
