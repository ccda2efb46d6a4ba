"""Keep the proof of display (显示凭证): which screens showed a call and spoke it, and when; none of it is an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from redis import Redis

from hall.store.keys import Keys

#: Seconds a "shown" mark is of use to the queue: longer than any call may wait for its visitor.
SHOWN_KEEP_SECONDS = 3600
#: Seconds for which somebody may ask whether she was really called: a day.
PROOF_KEEP_SECONDS = 24 * 3600
#: An area whose walls have said nothing for so many seconds, and to which none is assigned, has no screen.
WALL_KEEP_SECONDS = 3600


@dataclass(frozen=True)
class Painted:
    """Hold that screens painted one call: whose, which one (by its moment), where, when first, on how many.

    `screens` are those that the hall knows by name, each with its moment; `own_at` is when a board that hangs in the
    call's own area painted it first, 0 when none did.
    """

    ticket: str
    area: str
    called_at: int
    first_at: int
    count: int
    screens: Mapping[str, int] = field(default_factory=dict)
    own_at: int = 0


@dataclass(frozen=True)
class Mark:
    """Hold that a screen did something with a call at a moment."""

    screen: str
    at: int


@dataclass(frozen=True)
class Proved:
    """Hold what is known of all calls of a ticket; `counts` says for each call, by its moment, how many showed it."""

    shown: tuple[Mark, ...] = ()
    spoken: tuple[Mark, ...] = ()
    counts: Mapping[int, int] = field(default_factory=dict)
    firsts: Mapping[int, int] = field(default_factory=dict)


class Proof:
    """Write and read what screens say of calls."""

    _redis: Any
    _keys: Keys

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    def shown(self, painted: Iterable[Painted], now: int) -> None:
        """Note which calls screens have painted, many at once; of each screen its first moment counts."""
        with self._redis.pipeline(transaction=False) as pipe:
            for one in painted:
                pipe.set(self._keys("shown", one.ticket), one.first_at, nx=True, ex=SHOWN_KEEP_SECONDS)
                proof, wall = self._keys("proof", one.ticket), self._keys("wall", one.area)
                pipe.hsetnx(proof, f"first:{one.called_at}", one.first_at)
                pipe.hincrby(proof, f"count:{one.called_at}", one.count)
                for screen, at in one.screens.items():
                    pipe.hsetnx(proof, f"shown:{one.called_at}:{screen}", at)
                pipe.hset(wall, "any_at", now)
                if one.own_at:
                    pipe.hsetnx(proof, f"own:{one.called_at}", one.own_at)
                    pipe.hset(wall, "own_at", now)
                pipe.expire(proof, PROOF_KEEP_SECONDS)
                pipe.expire(wall, WALL_KEEP_SECONDS)
            pipe.execute()

    def spoken(self, ticket: str, nth: int, screen: str, at: int) -> None:
        """Note that a screen spoke the nth announcement of a call."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.hset(self._keys("proof", ticket), f"spoken:{nth}:{at}:{screen}", at)
            pipe.expire(self._keys("proof", ticket), PROOF_KEEP_SECONDS)
            pipe.execute()

    def proved(self, ticket: str) -> Proved:
        """Return what is known of the calls of a ticket."""
        marks: dict[str, list[Mark]] = {"shown": [], "spoken": []}
        numbers: dict[str, dict[int, int]] = {"first": {}, "count": {}, "own": {}}
        for name, value in self._redis.hgetall(self._keys("proof", ticket)).items():
            kind, _, rest = name.partition(":")
            if kind in numbers:
                numbers[kind][int(rest)] = int(value)
            else:
                marks[kind].append(Mark(rest.split(":", 2 if kind == "spoken" else 1)[-1], int(value)))
        in_order = {kind: tuple(sorted(found, key=lambda one: one.at)) for kind, found in marks.items()}
        return Proved(in_order["shown"], in_order["spoken"], numbers["count"], numbers["first"])

    def unshown(self, calls: Iterable[tuple[str, int]], *, own: bool) -> list[str]:
        """Return the tickets of those calls (ticket, moment) that no screen (`own`: no board of the area) painted."""
        asked = list(calls)
        with self._redis.pipeline(transaction=False) as pipe:
            for ticket, called_at in asked:
                pipe.hexists(self._keys("proof", ticket), f"{'own' if own else 'first'}:{called_at}")
            found = pipe.execute() if asked else []
        return [ticket for (ticket, _), proved in zip(asked, found, strict=True) if not proved]

    def newest_calls(self, areas: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Return for each area the number and the moment of the newest call on its wall; none where it is empty."""
        asked = list(areas)
        with self._redis.pipeline(transaction=False) as pipe:
            for area in asked:
                pipe.zrevrange(self._keys("board", area), 0, 0, withscores=True)
            heads = {area: rows[0] for area, rows in zip(asked, pipe.execute(), strict=True) if rows}
            for ticket, _ in heads.values():
                pipe.hget(self._keys("ticket", ticket), "called_at")
            moments = pipe.execute()
        return {
            area: (int(seq), int(at or 0)) for (area, (_, seq)), at in zip(heads.items(), moments, strict=True)
        }

    def wall_seen(self, area: str, *, own: bool) -> int:
        """Return when a screen last said that it painted a call of an area, 0 for not within the hour."""
        return int(self._redis.hget(self._keys("wall", area), "own_at" if own else "any_at") or 0)
