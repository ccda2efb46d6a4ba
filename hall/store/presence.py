"""Keep what screens report of themselves, device tokens, and the secret of sessions; none of it is an event."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any

from redis import Redis

from hall.store.keys import Keys

#: Seconds a "shown" mark is of use: longer than any call may wait for its visitor.
SHOWN_KEEP_SECONDS = 3600


class Presence:
    """Write and read device tokens and "shown at" of calls."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis: Any = redis
        self._keys = keys

    def shown(self, ticket: str, at: int) -> None:
        """Note when a screen first showed a call; later ones change nothing."""
        self._redis.set(self._keys("shown", ticket), at, nx=True, ex=SHOWN_KEEP_SECONDS)

    def heard(self, windows: Iterable[str], until: int) -> None:
        """Note that the consoles of these windows are there; one that is silent until then is lost (失联)."""
        self._redis.zadd(self._keys("due"), {f"lost:{window}": until for window in windows})

    def restart_page(self, kiosk: str) -> None:
        """Ask a kiosk to begin its page anew; it hears of it with its next heartbeat."""
        self._redis.hincrby(self._keys("kiosk", kiosk), "restarts", 1)

    def new_token(self, role: str, name: str, windows: str = "*") -> str:
        """Make a bearer token; only its digest is kept. `windows` are ids with commas, or * for every window."""
        token = secrets.token_urlsafe(24)
        self._redis.hset(
            self._keys("token", digest_of(token)), mapping={"role": role, "name": name, "windows": windows}
        )
        return token

    def holder(self, digest: str) -> dict[str, str] | None:
        """Return role, name and windows of the holder of a token with this digest, or None."""
        found: dict[str, str] = self._redis.hgetall(self._keys("token", digest))
        return found or None

    def key_of_persons(self) -> str:
        """Return what digests of phone and card numbers are keyed with: kiosks hear it, so it is not the secret."""
        return hmac.new(self.secret().encode(), b"key of persons", hashlib.sha256).hexdigest()

    def secret(self) -> str:
        """Return what sessions are signed with; the first process that asks makes it."""
        self._redis.set(self._keys("secret"), secrets.token_urlsafe(32), nx=True)
        return str(self._redis.get(self._keys("secret")))


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
