"""Answer every question about the hall's state; nothing here changes anything."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from hall.rules.discipline import Place, Standing, Why, in_order, rank, why
from hall.rules.ticket import State, Ticket
from hall.rules.times import MINUTE_MS
from hall.rules.window import Window
from hall.store.appointed import Appointed
from hall.store.group_visits import GroupVisits
from hall.store.records import Appointment, KioskState, appointment_from, kiosk_from, ticket_from, window_from
from hall.store.standings import Standings, join_of

#: How long a missed number stands on the wall: as long as its visitor may come back.
MISSED_MS = 60 * MINUTE_MS
#: How long a wall says that a call was taken back: long enough for whoever already walks to look up again.
TAKEN_BACK_MS = 30_000
#: Rows that a wall can be asked for at most; more than fit on any board's pages.
BOARD_ROWS = 60
#: Tickets read at once where all of them are asked for.
AT_ONCE = 500


@dataclass(frozen=True)
class Waiting:
    """Hold who waits for one service; `oldest_at` is when the one who waits longest took the number, or 0.

    `total` counts everybody: also whose slip is still printing, who waits for one window alone, or comes back later.
    `later` are those of them who put their turn off or are on the way from the other hall: nobody may call them yet.
    `callable_at` is `oldest_at` of all others.
    """

    total: int = 0
    oldest_at: int = 0
    later: int = 0
    callable_at: int = 0


@dataclass(frozen=True)
class LastAct:
    """Hold what a window did last and when, in ms; for some seconds it can be taken back (撤销)."""

    act: str
    at: int


@dataclass(frozen=True)
class Calls:
    """Hold what a wall shows: called and serving tickets, newest call first, and the missed ones, latest first.

    `taken_back` are the tickets whose call was taken back a moment ago, each with that moment, latest first; `stopped`
    is why the whole hall is stopped, or ''.
    """

    as_of: int
    now: int
    rows: tuple[Ticket, ...]
    missed: tuple[Ticket, ...]
    taken_back: tuple[tuple[Ticket, int], ...] = ()
    stopped: str = ""


@dataclass(frozen=True)
class Next:
    """Hold one of the next visitors of a window and the reason of her place."""

    ticket: Ticket
    why: Why


class Reading(Appointed, GroupVisits, Standings):
    """Read one centre's state."""

    def needed_by(self) -> Counter[str]:
        """Count, for each service, the tickets that need it now or later (一票到底); for a change of configuration."""
        found: Counter[str] = Counter()
        alive = self._redis.zrange(self._keys("alive"), 0, -1)
        for first in range(0, len(alive), AT_ONCE):
            for ticket in self.tickets(alive[first : first + AT_ONCE]).values():
                found.update({ticket.service, *ticket.then})
        return found

    def booked_from(self, services: Iterable[str], now: int) -> dict[str, int]:
        """Count the appointments of each of these services from a moment on."""
        return {
            one: sum(taken for slot, taken in self.slots_taken(one).items() if slot >= now) for one in services
        }

    def with_visitors(self, windows: Iterable[str]) -> frozenset[str]:
        """Return those of these windows that have a visitor, or somebody who stepped aside there."""
        found = self.windows(windows)
        return frozenset(name for name, one in found.items() if one.ticket or self.held(name))

    def ticket(self, ticket: str) -> Ticket | None:
        """Return one ticket, or None when there is none of this id."""
        return self.tickets([ticket]).get(ticket)

    def tickets(self, ids: Iterable[str]) -> dict[str, Ticket]:
        """Return those tickets that exist, by id, in the given order."""
        wanted = list(ids)
        found = self._all(wanted, "ticket")
        return {one: ticket_from(record) for one, record in zip(wanted, found, strict=True) if record}

    def window(self, window: str) -> Window:
        """Return what a window is doing now."""
        return self.windows([window])[window]

    def windows(self, ids: Iterable[str]) -> dict[str, Window]:
        """Return what these windows are doing now, by id, in the given order."""
        wanted = list(ids)
        found = self._all(wanted, "window")
        return {one: window_from(one, record) for one, record in zip(wanted, found, strict=True)}

    def held(self, window: str) -> tuple[Ticket, ...]:
        """Return the visitors who stepped aside at a window, the longest first."""
        return tuple(self.tickets(self._redis.zrange(self._keys("held", window), 0, -1)).values())

    def last_act(self, window: str) -> LastAct | None:
        """Return what a window did last, or None when there is nothing that could be taken back."""
        kept = self._redis.get(self._keys("undo", window))
        found: Any = json.loads(kept) if kept else None
        return LastAct(found["act"], int(found["at"])) if found else None

    def by_number(self, day: int, number: str) -> str | None:
        """Return the id of the ticket that has this number on a business day, or None."""
        found: str | None = self._redis.hget(self._keys("ids", day), number)
        return found

    def kiosks(self) -> dict[str, KioskState]:
        """Return how every kiosk is that was ever heard, by its name."""
        return self.kiosks_of(sorted(self._redis.zrange(self._keys("kiosks"), 0, -1)))

    def kiosks_of(self, names: Iterable[str]) -> dict[str, KioskState]:
        """Return the same of the kiosks of these names; it looks at no other key of the store."""
        wanted = list(names)
        records = self._all(wanted, "kiosk")
        return {name: kiosk_from(name, one) for name, one in zip(wanted, records, strict=True) if "state" in one}

    def appointment(self, code: str) -> Appointment | None:
        """Return one appointment, or None."""
        record = self._redis.hgetall(self._keys("appointment", code))
        return appointment_from(record) if record else None

    def slots_taken(self, *services: str) -> Counter[int]:
        """Return how many places of each slot are taken of these services together."""
        found: Counter[int] = Counter()
        for service in services:
            taken = self._redis.hgetall(self._keys("slots", service))
            found.update({int(slot): int(count) for slot, count in taken.items()})
        return found

    def given(self, day: int) -> dict[str, int]:
        """Return how many numbers of each series a day gave; days count since 1970 in the centre's zone."""
        return {series: int(count) for series, count in self._redis.hgetall(self._keys("numbers", day)).items()}

    def waiting(self, services: Iterable[str]) -> dict[str, Waiting]:
        """Return who waits for each of these services."""
        wanted = list(services)
        with self._redis.pipeline(transaction=False) as pipe:
            for service in wanted:
                pipe.zcard(self._keys("since", service))
                pipe.zrange(self._keys("since", service), 0, 0, withscores=True)
                pipe.zrange(self._keys("later", service), 0, -1)
            replies = iter(pipe.execute())
        found = {}
        for service in wanted:
            total, oldest, later = int(next(replies)), next(replies), set(next(replies))
            oldest_at = int(oldest[0][1]) if oldest else 0
            # Only where who waits longest does so by her own wish somebody else has to be looked for.
            first_at = self._oldest_but(service, later) if oldest and oldest[0][0] in later else oldest_at
            found[service] = Waiting(total, oldest_at, len(later), first_at)
        return found

    def _oldest_but(self, service: str, later: set[str]) -> int:
        rows = self._redis.zrange(self._keys("since", service), 0, len(later), withscores=True)
        return next((int(at) for name, at in rows if name not in later), 0)

    def next_for(self, window: Window, now: int, count: int = 5) -> tuple[Next, ...]:
        """Return the visitors whom this window would call next, in order, each with the reason of her place."""
        reach = {**window.reach, f"@{window.id}": 0}
        kinds = [(service, kind) for service in reach for kind in ("booked", "live")]
        with self._redis.pipeline(transaction=False) as pipe:
            for service, kind in kinds:
                pipe.zrange(self._keys(kind, service), 0, count - 1, withscores=True)
            heads = pipe.execute()
        places = [
            Place(_id(member), service, join_of(member), Standing.WALK_IN, kind == "booked", int(score))
            for (service, kind), rows in zip(kinds, heads, strict=True)
            for member, score in rows
        ]
        first = in_order(places, reach, now, self._rules)[:count]
        tickets = self.tickets(place.ticket for place in first)
        return tuple(Next(one, why(one.place, now, self._rules)) for one in tickets.values())

    def calls(self, area: str) -> Calls:
        """Return what the wall of an area shows."""
        return self.calls_of([area])[area]

    def calls_of(self, areas: Iterable[str]) -> dict[str, Calls]:
        """Return what the walls of these areas show, as it was at one moment."""
        now, wanted = self.now(), list(areas)
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.hmget(self._keys("head"), "seq", "stopped")
            for area in wanted:
                pipe.zrevrange(self._keys("board", area), 0, BOARD_ROWS - 1)
                pipe.zrevrangebyscore(self._keys("missed", area), "+inf", now - MISSED_MS, 0, 10)
                pipe.zrevrangebyscore(
                    self._keys("taken_back", area), "+inf", now - TAKEN_BACK_MS, 0, 10, withscores=True
                )
            (seq, stopped), *lists = pipe.execute()
        rows, missed, back = lists[0::3], lists[1::3], lists[2::3]
        found = self.tickets(dict.fromkeys(chain(*rows, *missed, *(map(_first, one) for one in back))))
        return {
            area: Calls(
                int(seq or 0), now,
                tuple(found[one] for one in rows[n] if one in found),
                tuple(found[one] for one in missed[n] if one in found and found[one].state is State.MISSED),
                tuple(
                    (found[one], int(at)) for one, at in back[n] if one in found and found[one].state is State.WAITING
                ),
                stopped or "",
            )
            for n, area in enumerate(wanted)
        }

    def everybody_waiting(self, services: Sequence[str]) -> dict[str, list[Ticket]]:
        """Return every waiting ticket of these services in queue order; for `hall state`, not for screens."""
        now = self.now()
        found = {}
        for service in services:
            members = self._redis.zrange(self._keys("since", service), 0, -1)
            tickets = list(self.tickets(_id(member) for member in members).values())
            found[service] = sorted(tickets, key=lambda one: (rank(one.place, now, self._rules), one.join))
        return found

    def _all(self, ids: Sequence[str], kind: str) -> list[Mapping[str, str]]:
        if not ids:
            return []
        with self._redis.pipeline(transaction=False) as pipe:
            for one in ids:
                pipe.hgetall(self._keys(kind, one))
            found: list[Mapping[str, str]] = pipe.execute()
        return found


def _first(scored: tuple[str, float]) -> str:
    return scored[0]


def _id(member: str) -> str:
    return member[16:]
