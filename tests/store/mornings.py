"""Make random mornings of a hall and play them twice: on the real Lua, and by the pure rules.

Moments are single ms and the head starts a few ms, so that ties and the edges of every setting are met all the time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st
from redis import Redis

from hall.rules.discipline import (
    Discipline,
    Place,
    Standing,
    choose,
    in_order,
    place,
    rank,
    standing_at_check_in,
    why,
)
from hall.rules.ticket import State
from hall.rules.times import Times
from tests.builders import Story

SERVICES = ("tax", "deeds", "cars")
WINDOWS = ("east/1", "east/2")
RULES = Discipline(appointment_ms=6, priority_ms=9, early_ms=2, grace_ms=3)


@dataclass(frozen=True)
class Takes:
    """Somebody takes a number, `slot` ms after the morning's begin for an appointment."""

    service: str
    standing: Standing
    slot: int = 0
    printing: bool = False


@dataclass(frozen=True)
class Waits:
    """Time passes, in ms."""

    ms: int


@dataclass(frozen=True)
class Calls:
    """A window calls, after it has finished with the visitor before."""

    window: str


@dataclass(frozen=True)
class Prints:
    """The paper of whoever is printing for the longest time comes out."""


Step = Takes | Waits | Calls | Prints


@dataclass(frozen=True)
class Morning:
    """Hold the rules, the reach of each window and what happens."""

    rules: Discipline
    reach: dict[str, dict[str, int]]
    steps: list[Step] = field(default_factory=list)


def some_services() -> st.SearchStrategy[str]:
    """Draw a service, most often the first one, so that queues get long."""
    return st.sampled_from(SERVICES[:1] * 2 + SERVICES[1:])


def takes() -> st.SearchStrategy[Takes]:
    """Draw a newcomer."""
    walk_ins = st.builds(
        Takes, some_services(), st.sampled_from([Standing.WALK_IN, Standing.PRIORITY]), st.just(0), st.booleans()
    )
    booked = st.builds(Takes, some_services(), st.just(Standing.APPOINTMENT), st.integers(0, 16), st.booleans())
    return walk_ins | booked


rules = st.builds(
    Discipline,
    appointment_ms=st.integers(0, 12),
    priority_ms=st.integers(0, 12),
    early_ms=st.integers(0, 3),
    grace_ms=st.integers(0, 3),
)
reaches = st.dictionaries(st.sampled_from(SERVICES), st.integers(0, 5), min_size=1)
steps = st.lists(
    takes() | takes() | st.builds(Waits, st.integers(1, 5)) | st.builds(Calls, st.sampled_from(WINDOWS))
    | st.just(Prints()),
    min_size=6,
    max_size=24,
)
mornings = st.builds(Morning, rules, st.fixed_dictionaries(dict.fromkeys(WINDOWS, reaches)), steps)


class Played:
    """Play a morning on the real queue server and by the pure rules at once; a difference is a failure."""

    def __init__(self, redis: Redis, morning: Morning) -> None:
        redis.flushall()
        self.story = Story(redis, morning.rules, Times(check_in_early_ms=10**9))
        self.rules = morning.rules
        self.reach = morning.reach
        self.begin = self.story.clock.now
        self.waiting: dict[str, Place] = {}
        self.printing: dict[str, Place] = {}
        self.joins = 0
        codes = [one for one in morning.steps if isinstance(one, Takes) and one.standing is Standing.APPOINTMENT]
        self.codes = iter([self._book(one) for one in codes])
        for window, reach in morning.reach.items():
            self.story.tickets.open_window(self.story.press(), window, reach)
        for step in morning.steps:
            self.do(step)

    def do(self, step: Step) -> None:
        """Let one step happen in both worlds."""
        if isinstance(step, Waits):
            self.story.clock.now += step.ms
        elif isinstance(step, Takes):
            self._takes(step)
        elif isinstance(step, Prints) and self.printing:
            printed = next(iter(self.printing))
            self.story.prints(printed)
            self.waiting[printed] = self.printing.pop(printed)
        elif isinstance(step, Calls):
            self.calls(step.window)

    def until_nobody_waits(self) -> None:
        """Let every window call until nobody waits whom it reaches."""
        for window in WINDOWS:
            while self.calls(window):
                self.story.clock.now += 1

    def calls(self, window: str) -> str | None:
        """Let a window call, and hold it against the pure choice and its reason."""
        now, reach = self.story.clock.now, self.reach[window]
        if self.story.window(window).ticket:
            self.story.finishes(window)
        pure = choose(self.waiting.values(), reach, now, self.rules)
        ticket = self.story.tickets.call_next(self.story.press(), window).ticket
        assert (ticket.id if ticket else None) == (pure.ticket if pure else None), "Lua and the rules choose alike"
        if ticket is None or pure is None:
            return None
        assert ticket.why == why(pure, now, self.rules), "Lua and the rules give the same reason"
        assert ticket.handicap == reach[pure.service]
        del self.waiting[pure.ticket]
        return ticket.id

    def what_is_read_agrees(self) -> None:
        """Hold the list of the next visitors and everybody's place against the pure order."""
        now, reading = self.story.clock.now, self.story.reading
        for window, reach in self.reach.items():
            first = in_order(self.waiting.values(), reach, now, self.rules)[:5]
            told = reading.next_for(self.story.window(window), now)
            assert [(one.ticket.id, one.why) for one in told] == [
                (one.ticket, why(one, now, self.rules)) for one in first
            ], "the next five are those whom the rules would choose"
        everybody = [*self.waiting.values(), *self.printing.values()]
        for one in everybody:
            mine = (rank(one, now, self.rules), one.join)
            before = {
                service: sum(
                    (rank(other, now, self.rules), other.join) < mine for other in everybody if other.service == service
                )
                for service in SERVICES
            }
            assert reading.before(self.story.ticket(one.ticket), SERVICES, now) == before, "everybody knows her place"

    def _book(self, one: Takes) -> str:
        code = f"CODE{id(one)}{self.joins}"
        self.joins += 1
        self.story.tickets.book(self.story.press(), code, one.service, "east", self.begin + one.slot, 0, "")
        return code

    def _takes(self, step: Takes) -> None:
        now = self.story.clock.now
        code = next(self.codes) if step.standing is Standing.APPOINTMENT else None
        new = self.story.newcomer(
            step.service, standing=step.standing if not code else Standing.WALK_IN, appointment=code,
            reserve_ms=1000 if step.printing else 0,
        )
        ticket = self.story.tickets.take(self.story.press(), new).ticket
        assert ticket and ticket.state is (State.RESERVED if step.printing else State.WAITING)
        slot = self.begin + step.slot
        standing = standing_at_check_in(slot, now, self.rules) if code else step.standing
        moment = slot if standing is Standing.APPOINTMENT else now
        self.joins += 1
        pure = place(ticket.id, step.service, self.joins, standing, moment, self.rules)
        (self.printing if step.printing else self.waiting)[ticket.id] = pure
