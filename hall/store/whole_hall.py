"""Answer what holds for the whole hall: its clock, its news, what is in force; nothing here changes anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from redis import Redis

from hall.rules.discipline import Discipline
from hall.rules.pace import Pace
from hall.store.keys import Keys
from hall.store.paces import Paces
from hall.store.server_state import ServerState, server_state

#: Events read backwards at once, when only those of the last minutes are wanted.
LATELY_STEP = 500


@dataclass(frozen=True)
class Configuration:
    """Hold the configuration in force: its name, and the centre as JSON."""

    version: str
    text: str


@dataclass(frozen=True)
class Alert:
    """Hold what is wrong (告警): its cause, what it concerns, and since when, in ms since 1970.

    `figure` is what was measured last, or ''; who has acknowledged it, and when, is '' and 0 while nobody has.
    """

    cause: str
    subject: str
    since: int
    figure: str = ""
    acknowledged_by: str = ""
    acknowledged_at: int = 0

    @property
    def id(self) -> str:
        """Return its name: the cause and the place."""
        return f"{self.cause}:{self.subject}"


@dataclass(frozen=True)
class Wish:
    """Hold what is asked of a window (请办): to open, to call, or whether it needs help with its visitor's `ticket`.

    `service` is whose visitors it is about, `asked_by` who wants it.
    """

    window: str
    wish: str
    service: str
    asked_at: int
    until_at: int
    asked_by: str
    ticket: str = ""


@dataclass(frozen=True)
class NoticeGiven:
    """Hold a notice that stands on the walls of some areas now (通知); moments are in ms since 1970.

    `key` is new each time that it is given, `notice` says which one it is.
    """

    key: str
    notice: str
    areas: tuple[str, ...]
    given_at: int
    until: int


class WholeHall:
    """Read what concerns no single visitor or window. `clock` is the one that `Tickets` has."""

    def __init__(
        self, redis: Redis, keys: Keys, rules: Discipline, clock: Callable[[], int] | None = None
    ) -> None:
        self._redis: Any = redis
        self._keys = keys
        self._clock = clock
        self.adopt(rules)

    def adopt(self, rules: Discipline) -> None:
        """Rank by these rules from now on."""
        self._rules = rules

    def configuration(self) -> Configuration | None:
        """Return the configuration in force, or None in a new centre."""
        found = self._redis.hgetall(self._keys("configuration"))
        return Configuration(**found) if found else None

    def paces(self) -> dict[str, Pace]:
        """Return what other days taught of each service (办理节奏)."""
        return Paces(self._redis, self._keys).read()

    def config_version(self) -> str:
        """Return the name of the configuration in force, or ''."""
        return str(self._redis.hget(self._keys("head"), "config") or "")

    def now(self) -> int:
        """Return the centre's one clock in ms since 1970."""
        if self._clock:
            return self._clock()
        seconds, micros = self._redis.time()
        return int(seconds) * 1000 + int(micros) // 1000

    def as_of(self) -> int:
        """Return the number of the last event."""
        return int(self._redis.hget(self._keys("head"), "seq") or 0)

    def events(self, after: int = 0, limit: int = 1000) -> list[dict[str, str]]:
        """Return up to `limit` events after number `after`, oldest first, as they are on the stream."""
        found = self._redis.xrange(self._keys("events"), f"({after}-0", "+", count=limit)
        return [fields for _, fields in found]

    def lately(self, since: int, limit: int = 5000) -> list[dict[str, str]]:
        """Return the events from moment `since` on, oldest first; of more than `limit` the newest."""
        found: list[dict[str, str]] = []
        until = "+"
        while len(found) < limit:
            batch = self._redis.xrevrange(self._keys("events"), until, "-", count=LATELY_STEP)
            found += [fields for _, fields in batch if int(fields["at"]) >= since]
            if len(batch) < LATELY_STEP or int(batch[-1][1]["at"]) < since:
                break
            until = f"({batch[-1][0]}"
        return found[:limit][::-1]

    def alerts(self) -> list[Alert]:
        """Return what is wrong now, the longest first."""
        found = []
        for name, kept in self._redis.hgetall(self._keys("alerts")).items():
            cause, _, subject = name.partition(":")
            told = json.loads(kept)
            # What has not been wrong for long enough is no alert yet.
            if "raised_at" in told:
                seen = told.get("acknowledged_by", ""), int(told.get("acknowledged_at", 0))
                found.append(Alert(cause, subject, int(told["since"]), told.get("figure", ""), *seen))
        return sorted(found, key=lambda one: (one.since, one.cause, one.subject))

    def alerts_kept(self) -> list[str]:
        """Return the names of all alerts, and of what has not been wrong for long enough to be one."""
        return list(self._redis.hkeys(self._keys("alerts")))

    def wishes(self, now: int) -> dict[str, Wish]:
        """Return what is asked of windows still, by window."""
        kept = self._redis.hgetall(self._keys("wishes"))
        found = (self._wish(window, json.loads(text)) for window, text in kept.items())
        return {one.window: one for one in found if one.until_at > now}

    def _wish(self, window: str, told: dict[str, str]) -> Wish:
        times = int(told["asked_at"]), int(told["until_at"])
        return Wish(window, told["wish"], told["service"], *times, told["asked_by"], told["ticket"])

    def no_numbers(self) -> dict[str, tuple[int, str]]:
        """Return the services whose numbers are stopped (停止取号), each with since when and by whom."""
        kept = self._redis.hgetall(self._keys("no_numbers"))
        told = {service: json.loads(text) for service, text in kept.items()}
        return {service: (int(one["at"]), str(one["by"])) for service, one in sorted(told.items())}

    def due_at(self, item: str) -> int:
        """Return by when a sweep has to look at something, as `kind:id`; 0 where it has not to."""
        return int(self._redis.zscore(self._keys("due"), item) or 0)

    def consoles_on(self, windows: Iterable[str], now: int) -> frozenset[str]:
        """Return those of these windows whose console was heard of late: a clerk is probably there."""
        names = list(windows)
        until = self._redis.zmscore(self._keys("due"), [f"lost:{name}" for name in names]) if names else []
        return frozenset(name for name, at in zip(names, until, strict=True) if at is not None and at > now)
    def server_state(self) -> ServerState:
        """Return how the queue server is, and how far the recorder is behind."""
        return server_state(self._redis, self._keys)

    def stopped(self) -> str:
        """Return why the whole hall is stopped, or ''."""
        return str(self._redis.hget(self._keys("head"), "stopped") or "")

    def notices(self, now: int) -> tuple[NoticeGiven, ...]:
        """Return the notices that stand on walls now, in the order in which they were given."""
        kept = self._redis.zrange(self._keys("notices"), f"({now}", "+inf", byscore=True, withscores=True)
        found = ((json.loads(text), int(until)) for text, until in kept)
        given = (
            NoticeGiven(one["key"], one["notice"], tuple(one["areas"].split(",")), int(one["given_at"]), until)
            for one, until in found
        )
        return tuple(sorted(given, key=lambda one: int(one.key)))

    def running_day(self) -> int | None:
        """Return the ordinal of the business day whose tickets may still be open, or None when all is ended."""
        found = self._redis.hget(self._keys("head"), "day")
        return int(found) if found else None

    def anybody(self) -> bool:
        """Say whether any ticket still wants something of the hall."""
        return bool(self._redis.zcard(self._keys("alive")))

    def overdue(self, now: int, limit: int = 100) -> list[str]:
        """Return what a sweep has to look at by now, as `kind:id`."""
        return list(self._redis.zrangebyscore(self._keys("due"), "-inf", now, 0, limit))
