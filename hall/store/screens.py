"""Know the screens (屏幕): which hang where, how each is, and which wait with a code until somebody assigns them.

A screen makes its own secret and keeps it; of it only the digest is kept here. When an administrator claims the code
that it shows, that digest becomes a bearer token: nothing secret ever travels back, so nobody else can collect it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hall.store.proof import Proof

#: A code lives ten minutes: long enough to walk to a desk, too short to guess one of a hundred million.
CODE_MS = 10 * 60_000
#: A screen shows the next code while its last one is still good for so long, so that none runs out under the fingers.
CODE_OVERLAP_MS = 30_000
#: A screen that nobody has paired is forgotten this many seconds after it was last heard.
WAITING_KEEP_SECONDS = 60
#: Screens that may show a code at once; more is no hall.
WAITING_AT_ONCE = 200
#: Wrong codes that one person may try within a minute.
TRIES_A_MINUTE = 20
#: A screen that was heard and is silent for so long has an alert.
SILENT_MS = 15_000
#: Seconds for which a revoked screen is remembered, so that a repeated press hears the same.
REVOKED_KEEP_SECONDS = 24 * 3600


@dataclass(frozen=True)
class ScreenState:
    """Hold a paired screen: what it is to show, what it said of itself last (`report`), and when, in ms since 1970.

    `reload` and `test` name the last wish of a manager; a screen that hears another name than before obeys.
    """

    id: str
    digest: str
    assigned: Mapping[str, Any]
    paired_at: int
    heard_at: int = 0
    report: Mapping[str, Any] = field(default_factory=dict)
    reload: str = ""
    test: str = ""
    revoked: bool = False

    def lag_ms(self, newest: tuple[int, int] | None) -> int:
        """Return for how long a call was out of which the screen still showed a picture of before; `newest` is the
        number and the moment of the newest call of its area."""
        seq, called_at = newest or (0, 0)
        return max(0, self.heard_at - called_at) if 0 <= self.report.get("as_of", -1) < seq else 0


@dataclass(frozen=True)
class WaitingScreen:
    """Hold a screen that is open and paired with nobody; `code` is '' where it shows none."""

    id: str
    heard_at: int
    report: Mapping[str, Any]
    code: str = ""


@dataclass(frozen=True)
class Heard:
    """Hold one report of a screen: of a paired one by its id, else by the digest of its secret."""

    screen: str
    digest: str
    report: Mapping[str, Any]
    at: int
    area: str = ""


class Screens(Proof):
    """Pair screens and hear them."""

    def screen(self, screen: str) -> ScreenState | None:
        """Return a paired screen, also one that was revoked of late, or None."""
        record = self._redis.hgetall(self._keys("screen", screen))
        return _screen(screen, record) if record.get("digest") else None

    def screens(self) -> list[ScreenState]:
        """Return all paired screens in the order of their pairing."""
        names = self._redis.zrange(self._keys("screens"), 0, -1)
        with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hgetall(self._keys("screen", name))
            found = pipe.execute() if names else []
        return [_screen(name, one) for name, one in zip(names, found, strict=True) if one.get("digest")]

    def screen_names(self, screens: Iterable[str]) -> dict[str, str]:
        """Return what people call these screens, by id."""
        found = {one: self.screen(one) for one in set(screens)}
        return {one: state.assigned["name"] if state else one for one, state in found.items()}

    def walls(self) -> dict[str, tuple[str, bool]]:
        """Return for each board, by its screen, the area in which it hangs and whether it is to sound."""
        found = self._redis.hgetall(self._keys("walls"))
        return {screen: (said.split(" ")[0], said.endswith(" sound")) for screen, said in found.items()}

    def hear_screens(self, heard: Iterable[Heard]) -> None:
        """Note what screens say of themselves, many at once, and until when each has to be heard again."""
        everybody = self._keys("waiting_screens")
        with self._redis.pipeline(transaction=False) as pipe:
            for one in heard:
                mapping = {"report": json.dumps(one.report), "heard_at": one.at}
                if not one.screen:
                    name = self._keys("waiting_screen", one.digest[:16])
                    pipe.hset(name, mapping=mapping)
                    pipe.expire(name, WAITING_KEEP_SECONDS)
                    pipe.zadd(everybody, {one.digest[:16]: one.at})
                    pipe.zremrangebyscore(everybody, "-inf", one.at - WAITING_KEEP_SECONDS * 1000)
                    continue
                pipe.hset(self._keys("screen", one.screen), mapping=mapping)
                pipe.zadd(self._keys("due"), {f"screen:{one.screen}": one.at + SILENT_MS})
                if one.area and one.report.get("sound") == "leader":
                    pipe.hset(self._keys("wall", one.area), "leader_at", one.at)
                    pipe.zadd(self._keys("due"), {f"sound:{one.area}": one.at + SILENT_MS})
            pipe.execute()

    def leader_heard(self, area: str) -> int:
        """Return when the screen that speaks for an area last said so, or 0."""
        return int(self._redis.hget(self._keys("wall", area), "leader_at") or 0)

    def waiting_screens(self, now: int) -> list[WaitingScreen]:
        """Return the screens that are open and unpaired, those that were heard last first."""
        since = now - WAITING_KEEP_SECONDS * 1000
        everybody = self._keys("waiting_screens")
        self._redis.zremrangebyscore(everybody, "-inf", since)
        names = self._redis.zrevrange(everybody, 0, WAITING_AT_ONCE - 1)
        with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hgetall(self._keys("waiting_screen", name))
            found = pipe.execute() if names else []
        return [
            WaitingScreen(name, int(one["heard_at"]), json.loads(one["report"]), _code(one, now))
            for name, one in zip(names, found, strict=True)
            if "report" in one
        ]

    def code_for(self, digest: str, fresh: str, now: int) -> tuple[str, int] | None:
        """Return the code of a waiting screen and until when it is good; `fresh` becomes it when it needs a new one.

        None when too many show one, or somebody else has that code just now: ask again with another.
        """
        name, coded = self._keys("waiting_screen", digest[:16]), self._keys("coded_screens")
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.zremrangebyscore(coded, "-inf", now - WAITING_KEEP_SECONDS * 1000)
            pipe.zadd(coded, {digest[:16]: now}, xx=True)
            pipe.hmget(name, "code", "code_until")
            pipe.zcard(coded)
            _, _, (code, until), count = pipe.execute()
        if code and int(until) - CODE_OVERLAP_MS > now:
            return code, int(until)
        if not code and count >= WAITING_AT_ONCE:
            return None
        until, key = now + CODE_MS, self._keys("code", fresh)
        if not self._redis.hsetnx(key, "digest", digest):
            return None
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(key, "until", until)
            pipe.pexpire(key, CODE_MS)
            pipe.hset(name, mapping={"code": fresh, "code_until": until})
            pipe.expire(name, WAITING_KEEP_SECONDS)
            pipe.zadd(coded, {digest[:16]: now})
            pipe.execute()
        return fresh, until

    def tries(self, person: str) -> bool:
        """Count a wrong code of a person and say whether she may try on."""
        name = self._keys("tries", person)
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.incr(name)
            pipe.expire(name, 60)
            count, _ = pipe.execute()
        return int(count) <= TRIES_A_MINUTE

    def claim(self, code: str, screen: str, press: str, now: int) -> tuple[str, str] | None:
        """Claim a code for a new screen (认领): return its id and digest, or None for a code that is not good.

        The same press again finds the same screen; another one's id is '', for it comes too late.
        """
        name = self._keys("code", code)
        found = self._redis.hgetall(name)
        if int(found.get("until") or 0) <= now:
            return None
        self._redis.hsetnx(name, "claim", f"{press} {screen}")
        claimed_by, _, claimed = self._redis.hget(name, "claim").partition(" ")
        return (claimed if claimed_by == press else ""), found["digest"]

    def assign(self, screen: str, assigned: Mapping[str, Any], now: int, digest: str = "") -> None:
        """Say what a screen is to show; with `digest` it is paired by that and gets its token."""
        area = assigned["place"] if assigned["kind"] == "board" else ""
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(self._keys("screen", screen), "assigned", json.dumps(assigned))
            if digest:
                pipe.hset(self._keys("screen", screen), mapping={"digest": digest, "paired_at": now})
                pipe.hset(self._keys("token", digest), mapping={"role": "screen", "name": screen, "windows": "*"})
                pipe.zadd(self._keys("screens"), {screen: now})
                pipe.zrem(self._keys("waiting_screens"), digest[:16])
                pipe.zrem(self._keys("coded_screens"), digest[:16])
                pipe.delete(self._keys("waiting_screen", digest[:16]))
            if area:
                pipe.hset(self._keys("walls"), screen, area + (" sound" if assigned["sound"] else ""))
            else:
                pipe.hdel(self._keys("walls"), screen)
            if area and assigned["sound"]:
                pipe.zadd(self._keys("due"), {f"sound:{area}": now + SILENT_MS})
            pipe.execute()

    def wish(self, screen: str, what: str, press: str) -> None:
        """Ask a screen to `reload` or to show a `test` call; it hears of it with its next report."""
        self._redis.hset(self._keys("screen", screen), what, press)

    def revoke(self, screen: ScreenState, now: int) -> None:
        """Take a screen's token away (吊销): it shows a code again, and its alerts end."""
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(self._keys("token", screen.digest))
            pipe.hset(self._keys("screen", screen.id), "revoked_at", now)
            pipe.expire(self._keys("screen", screen.id), REVOKED_KEEP_SECONDS)
            pipe.zrem(self._keys("screens"), screen.id)
            pipe.hdel(self._keys("walls"), screen.id)
            pipe.zadd(self._keys("due"), {f"screen:{screen.id}": now})
            pipe.execute()


def _code(record: Mapping[str, str], now: int) -> str:
    return record["code"] if int(record.get("code_until") or 0) > now else ""


def _screen(screen: str, record: Mapping[str, str]) -> ScreenState:
    return ScreenState(
        id=screen,
        digest=record["digest"],
        assigned=json.loads(record["assigned"]),
        paired_at=int(record["paired_at"]),
        heard_at=int(record.get("heard_at") or 0),
        report=json.loads(record.get("report") or "{}"),
        reload=record.get("reload", ""),
        test=record.get("test", ""),
        revoked="revoked_at" in record,
    )
