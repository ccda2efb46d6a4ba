"""Let people and clerks work through a day on the real engine: every free open window calls at once, as in a replay.

It presses what a clerk presses and knows nothing of `hall replay`; what it leaves behind are the events of a day.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hall.rules.discipline import Standing
from hall.rules.times import MINUTE_MS
from hall.store.tickets import Onward
from tests.builders import Story, moment

SERVICES = ("tax", "deeds", "cars", "pension")
#: As the small hall's windows have it, one of them helping out.
REACHES: Mapping[str, Mapping[str, int]] = {
    "east/1": {"tax": 0}, "east/3": {"tax": 0, "deeds": 0}, "east/5": {"pension": 0, "tax": 5},
    "west/1": {"cars": 0, "licences": 0},
}
#: The same in ms, as the directory has it.
REACHES_MS = {window: {one: minutes * MINUTE_MS for one, minutes in some.items()} for window, some in REACHES.items()}
MIDNIGHT = moment("0:00")


@dataclass(frozen=True)
class Person:
    """Hold somebody who comes: for what, when (ms since 1970), how long each service takes her at a window."""

    service: str
    at: int
    takes: tuple[int, ...]
    then: tuple[str, ...] = ()
    standing: Standing = Standing.WALK_IN
    slot_at: int | None = None
    granted_after: int = 0
    leaves_after: int = 0
    comes: bool = True


@dataclass
class Worked:
    """Work through a day; `windows` opens and closes them at their moments, True and False."""

    story: Story
    people: list[Person]
    turns: Mapping[str, list[tuple[int, bool]]]
    reaches: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: REACHES)
    _order: Iterator[int] = field(default_factory=count)

    def happen(self) -> None:
        """Let it happen, moment by moment: who is done goes, then whoever comes or leaves, then free windows call."""
        self._open: dict[str, bool] = {}
        self._busy: dict[str, str] = {}
        self._who: dict[str, Person] = {}
        self._left: dict[str, list[int]] = {}
        self._coming: list[tuple[int, int, int, Any]] = []
        for window, turns in self.turns.items():
            for at, opens in turns:
                self._push(at, 1, ("turn", window, opens))
        for person in self.people:
            self._push(person.at, 2, ("comes", person))
        while self._coming:
            now = self._coming[0][0]
            self.story.clock.now = now
            while self._coming and self._coming[0][0] == now:
                what, *about = heapq.heappop(self._coming)[3]
                getattr(self, f"_{what}")(*about)
            for window, opened in self._open.items():
                if opened and window not in self._busy:
                    self._call(window)

    def _push(self, at: int, kind: int, what: Any) -> None:
        heapq.heappush(self._coming, (at, kind, next(self._order), what))

    def _turn(self, window: str, opens: bool) -> None:
        if opens:
            self.story.opens(window, self.reaches[window])
        else:
            self.story.tickets.close_window(self.story.press(), window, "serve")
        self._open[window] = opens

    def _comes(self, person: Person) -> None:
        ticket = self.story.takes(person.service, standing=person.standing, slot_at=person.slot_at)
        self._who[ticket], self._left[ticket] = person, list(person.takes)
        if person.granted_after:
            self._push(person.at + person.granted_after, 2, ("grants", ticket))
        if person.leaves_after:
            self._push(person.at + person.leaves_after, 2, ("leaves", ticket))

    def _grants(self, ticket: str) -> None:
        if self.story.ticket(ticket).state == "waiting":
            self.story.tickets.grant_priority(self.story.press(), ticket, "elderly")

    def _leaves(self, ticket: str) -> None:
        if self.story.ticket(ticket).state == "waiting":
            self.story.cancels(ticket)

    def _call(self, window: str) -> None:
        ticket = self.story.calls(window)
        if ticket:
            self._busy[window] = ticket
            self._push(self.story.clock.now + self._left[ticket].pop(0), 0, ("done", window))

    def _done(self, window: str) -> None:
        ticket = self._busy.pop(window)
        person = self._who[ticket]
        left = len(self._left[ticket])
        if not person.comes:
            self.story.misses(window, early=True)
        elif left:
            place = Onward(person.then[len(person.then) - left], "east", "east-a", 0)
            self.story.tickets.transfer(self.story.press(), window, place)
        else:
            self.story.finishes(window)


def a_crowd(seed: int, people: int) -> list[Person]:
    """Make up who comes: walk-ins, priorities, appointments; some give up, some go on, some do not come when called."""
    chance = random.Random(seed)
    found = []
    for _ in range(people):
        at = moment("9:20") + chance.randrange(110 * MINUTE_MS)
        kind = chance.choice("WWWWWPA")
        standing = Standing.PRIORITY if kind == "P" else Standing.WALK_IN
        slot = (at // (15 * MINUTE_MS) + chance.choice([0, 1])) * 15 * MINUTE_MS if kind == "A" else None
        fate = chance.random()
        service = chance.choice(SERVICES)
        then = (chance.choice(SERVICES[:2]),) if fate < 0.08 else ()
        takes = tuple(int(chance.gammavariate(2, 2.2 * MINUTE_MS)) + 1 for _ in range(1 + len(then)))
        found.append(Person(
            service, at, takes, then, standing, slot,
            granted_after=90_000 if kind == "W" and 0.1 < fate < 0.15 else 0,
            leaves_after=chance.randrange(4, 20) * MINUTE_MS if 0.15 < fate < 0.25 else 0,
            comes=fate < 0.95,
        ))
    return sorted(found, key=lambda one: one.at)


def the_day(story: Story, seed: int, people: int = 80) -> list[dict[str, str]]:
    """Let a day happen and return its events; windows open one by one, one has its lunch."""
    turns = {
        "east/1": [(moment("8:55"), True), (moment("11:50"), False)],
        "east/3": [(moment("9:00"), True), (moment("10:30"), False), (moment("10:50"), True), (moment("15:00"), False)],
        "east/5": [(moment("9:10"), True), (moment("15:00"), False)],
        "west/1": [(moment("9:05"), True), (moment("15:00"), False)],
    }
    Worked(story, a_crowd(seed, people), turns).happen()
    return story.events()


