"""Tell stories of a hall on the real queue server: only the clock is a fake.

    walk_in = centre.takes("tax", at="9:10")
    booked = centre.checks_in("tax", slot="9:30", at="9:25")
    assert centre.calls("east/12", at="9:30") == booked

People are named by their ticket's id, such as "tax-1"; moments are those of one Wednesday on the hall's wall clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from redis import Redis

from hall.rules.discipline import Discipline, Standing
from hall.rules.ticket import Ticket
from hall.rules.times import MINUTE_MS, Times
from hall.rules.window import Window
from hall.store.keys import KINDS, Keys
from hall.store.reading import Reading
from hall.store.records import Answer
from hall.store.tickets import NewTicket, Request, Tickets

ZONE = ZoneInfo("Asia/Shanghai")
#: By how much its clock is ahead of UTC, all year.
ZONE_OFFSET_MS = 8 * 60 * MINUTE_MS
#: The day of all stories, a Wednesday on which the example hall works.
DAY = (2014, 8, 20)
#: Where a story begins: before the hall opens, so that everything can be booked beforehand.
DAWN = "8:00"
#: What each service of a story puts in front of its numbers, and where its visitors wait.
SERIES: Mapping[str, tuple[str, str, str]] = {
    "tax": ("A", "east", "east-a"),
    "deeds": ("B", "east", "east-a"),
    "cars": ("C", "west", "west-a"),
}
#: Seconds a condition may take before a test gives up, also on a machine that has much else to do; never a thing that
#: is measured.
PATIENCE_SECONDS = 90.0


def moment(text: str, days: int = 0) -> int:
    """Return a moment of the story's day in ms since 1970: "9:10", or "9:10:05"."""
    hour, minute, second = [*map(int, text.split(":")), 0][:3]
    start = datetime(*DAY, hour, minute, second, tzinfo=ZONE)
    return int(start.timestamp() * 1000) + days * 24 * 60 * MINUTE_MS


def clock_text(at: int) -> str:
    """Return a moment as the wall clock shows it, for messages."""
    return f"{datetime.fromtimestamp(at / 1000, ZONE):%H:%M:%S.%f}"[:-3]


def wait_until(true: Callable[[], bool], what: str = "it") -> None:
    """Wait for a condition; no test sleeps for a time that somebody guessed."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"{what} did not come to be in {PATIENCE_SECONDS:.0f} s"
        time.sleep(0.01)


@dataclass
class Clock:
    """Be the centre's clock; a story sets it."""

    now: int

    def __call__(self) -> int:
        return self.now


class Story:
    """Let things happen in a hall; every verb takes `at`, the moment at which it happens."""

    def __init__(self, redis: Redis, rules: Discipline | None = None, times: Times | None = None) -> None:
        self.redis: Any = redis
        self.keys = Keys("civic")
        self.rules = rules or Discipline()
        self.clock = Clock(moment(DAWN))
        self.tickets = Tickets(redis, self.keys, self.rules, self.clock, times or Times())
        self.reading = Reading(redis, self.keys, self.rules, self.clock)
        self._presses = count(1)
        self._people = count(1)

    # time and presses

    def at(self, text: str | None) -> int:
        """Let the clock come to a moment; it never goes back."""
        if text is not None:
            then = moment(text)
            assert then >= self.clock.now, f"{text} is before {clock_text(self.clock.now)}: tell it in order"
            self.clock.now = then
        return self.clock.now

    def later(self, *, minutes: float = 0, seconds: float = 0) -> int:
        """Let time pass."""
        self.clock.now += int(minutes * MINUTE_MS + seconds * 1000)
        return self.clock.now

    def press(self, digest: str = "0123456789abcdef") -> Request:
        """Make a new press of a button."""
        return Request(f"press-{next(self._presses)}", digest, "clerk:test")

    def newcomer(self, service: str, **known: Any) -> NewTicket:
        """Describe somebody who has no number yet."""
        series, hall, area = SERIES.get(service, ("Z", "east", "east-a"))
        offset = int((datetime.fromtimestamp(self.clock.now / 1000, ZONE).utcoffset() or ZERO).total_seconds() * 1000)
        person = {"id": f"{service}-{next(self._people)}", "service": service, "hall": hall, "area": area,
                  "series": series, "offset_ms": offset}
        return NewTicket(**{**person, **known})

    # visitors

    def takes(self, service: str, at: str | None = None, *, printer: bool = False, **known: Any) -> str:
        """Somebody takes a number; with `printer` it is reserved for 20 s until its paper is out."""
        self.at(at)
        new = self.newcomer(service, reserve_ms=20_000 if printer else 0, **known)
        return _id(self.tickets.take(self.press(), new))

    def takes_priority(self, service: str, at: str | None = None, reason: str = "elderly", **known: Any) -> str:
        """Somebody gets a number as a priority visitor."""
        return self.takes(service, at, standing=Standing.PRIORITY, reason=reason, **known)

    def books(self, service: str, slot: str, at: str | None = None, quota: int = 0) -> str:
        """Somebody books a slot and gets a code."""
        self.at(at)
        code = f"CODE{next(self._people):04d}"
        hall = SERIES.get(service, ("Z", "east", "east-a"))[1]
        self.tickets.book(self.press(), code, service, hall, moment(slot), quota, "")
        return code

    def checks_in(
        self, service: str, slot: str = "", at: str | None = None, *, code: str = "", printer: bool = False
    ) -> str:
        """Somebody who booked `slot` (or holds `code`) checks in."""
        code = code or self.books(service, slot)
        self.at(at)
        new = self.newcomer(service, appointment=code, reserve_ms=20_000 if printer else 0)
        return _id(self.tickets.take(self.press(), new))

    def cancels(self, ticket: str, at: str | None = None) -> None:
        """Somebody leaves the queue."""
        self.at(at)
        self.tickets.cancel(self.press(), ticket)

    def prints(self, ticket: str, outcome: str = "confirmed", at: str | None = None) -> Ticket | None:
        """The kiosk says what became of the paper."""
        self.at(at)
        return self.tickets.printed(self.press(), ticket, outcome).ticket

    # clerks

    def opens(self, window: str, serves: Mapping[str, int] | None = None, at: str | None = None) -> str:
        """A window opens; `serves` gives the handicap of each service in minutes, 0 for its own."""
        self.at(at)
        reach = {service: minutes * MINUTE_MS for service, minutes in (serves or {"tax": 0}).items()}
        self.tickets.open_window(self.press(), window, reach)
        return window

    def pauses(self, window: str, reason: str = "break", at: str | None = None) -> None:
        """A window pauses."""
        self.at(at)
        self.tickets.pause_window(self.press(), window, reason)

    def closes(self, window: str, at: str | None = None) -> None:
        """A window closes."""
        self.at(at)
        self.tickets.close_window(self.press(), window)

    def calls(self, window: str, at: str | None = None) -> str | None:
        """A window calls the next visitor; None when nobody waits."""
        self.at(at)
        called = self.tickets.call_next(self.press(), window).ticket
        return called.id if called else None

    def recalls(self, window: str, at: str | None = None) -> None:
        """A window announces its visitor again."""
        self.at(at)
        self.tickets.recall(self.press(), window)

    def starts(self, window: str, at: str | None = None) -> None:
        """The visitor came and is served."""
        self.at(at)
        self.tickets.start(self.press(), window)

    def finishes(self, window: str, at: str | None = None) -> None:
        """The visitor is done."""
        self.at(at)
        self.tickets.finish(self.press(), window)

    def finishes_and_calls(self, window: str, at: str | None = None) -> str | None:
        """The visitor is done and the next one is called, as one act."""
        self.at(at)
        called = self.tickets.finish_and_call_next(self.press(), window).ticket
        return called.id if called else None

    def misses(self, window: str, at: str | None = None, *, early: bool = False) -> None:
        """The called visitor did not come."""
        self.at(at)
        self.tickets.no_show(self.press(), window, early=early)

    def serves_all(self, window: str) -> list[str]:
        """A window calls and finishes one after the other until nobody waits; returns them in order."""
        served = []
        while called := self.calls(window):
            served.append(called)
            self.finishes(window)
        return served

    # what can be seen

    def ticket(self, ticket: str) -> Ticket:
        """Return a ticket as the store has it."""
        found = self.reading.ticket(ticket)
        assert found, f"there is no ticket {ticket}"
        return found

    def window(self, window: str) -> Window:
        """Return a window as the store has it."""
        return self.reading.window(window)

    def number(self, ticket: str) -> str:
        """Return the number that stands on the paper."""
        return self.ticket(ticket).number

    def ahead(self, ticket: str) -> int:
        """Return how many stand before somebody in her own service."""
        found = self.ticket(ticket)
        return self.reading.before(found, [found.service], self.clock.now)[found.service]

    def next_for(self, window: str, count: int = 5) -> list[str]:
        """Return whom a window would call, in order."""
        return [one.ticket.id for one in self.reading.next_for(self.window(window), self.clock.now, count)]

    def events(self, after: int = 0) -> list[dict[str, str]]:
        """Return what happened after an event's number."""
        return self.reading.events(after, 100_000)

    def told(self, after: int = 0) -> list[str]:
        """Return the types of what happened after an event's number."""
        return [event["type"] for event in self.events(after)]

    def everything(self) -> dict[str, Any]:
        """Return a picture of the whole store, to see that nothing changed."""
        names = sorted(self.redis.scan_iter(count=1000))
        with self.redis.pipeline(transaction=False) as pipe:
            for name in names:
                read_whole(pipe, name, KINDS[name.removeprefix(self.keys.prefix).partition(":")[0]])
            return dict(zip(names, pipe.execute(), strict=True))


def read_whole(redis: Any, name: str, kind: str) -> None:
    """Ask for all that a key holds; `kind` is what `hall.store.keys.KINDS` says of it."""
    if kind.startswith("hash"):
        redis.hgetall(name)
    elif kind.startswith("zset"):
        redis.zrange(name, 0, -1, withscores=True)
    elif kind.startswith("stream"):
        redis.xrange(name)
    elif kind.startswith("set"):
        redis.smembers(name)
    elif kind.startswith("list"):
        redis.lrange(name, 0, -1)
    else:
        redis.get(name)


ZERO = datetime.min - datetime.min


def _id(answer: Answer) -> str:
    assert answer.ticket, "there is a ticket in the answer"
    return answer.ticket.id
