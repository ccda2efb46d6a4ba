"""Keep what screens report of themselves, device tokens, and the secret of sessions; none of it is an event."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from hall.store.screens import Screens
from hall.store.webhooks import Webhooks

#: Seconds for which it is kept what an area has heard: longer than any night without a screen that speaks.
VOICE_KEEP_SECONDS = 24 * 3600

T = TypeVar("T")


class Presence(Screens, Webhooks):
    """Write and read what devices and programs are and say: tokens, screens, consoles, kiosks, webhooks."""

    def take_turn(self, area: str, turn: Callable[[str], tuple[str, T]]) -> T:
        """Change in one atomic step what is known of an area's voice, and return what came of it.

        `turn` makes the new text of the old one; when somebody else was faster it is asked again with theirs.
        """
        name = self._keys("voice", area)

        def step(pipe: Any) -> T:
            before = pipe.get(name) or ""
            text, told = turn(before)
            pipe.multi()
            if text != before:
                pipe.set(name, text, ex=VOICE_KEEP_SECONDS)
            return told

        told: T = self._redis.transaction(step, name, value_from_callable=True)
        return told

    def voice(self, area: str) -> str:
        """Return what is known of an area's voice, '' when it never spoke."""
        return str(self._redis.get(self._keys("voice", area)) or "")

    def voices(self, areas: Iterable[str]) -> dict[str, str]:
        """Return the same of many areas at once."""
        asked = list(areas)
        with self._redis.pipeline(transaction=False) as pipe:
            for area in asked:
                pipe.get(self._keys("voice", area))
            return {area: text or "" for area, text in zip(asked, pipe.execute(), strict=True)}

    def voice_used(self) -> dict[str, str]:
        """Return which recorded voice is used for each language, and further settings of the voice."""
        found: dict[str, str] = self._redis.hgetall(self._keys("voice_used"))
        return found

    def use_voice(self, **settings: str) -> None:
        """Set which recorded voice is used for a language ('': the built-in one), `chinese`: as what Chinese is said
        ('': Mandarin), or `yao`: how 1 is said."""
        self._redis.hset(self._keys("voice_used"), mapping=settings)

    def heard(self, windows: Iterable[str], until: int) -> None:
        """Note that the consoles of these windows are there; one that is silent until then is lost (失联)."""
        self._redis.zadd(self._keys("due"), {f"lost:{window}": until for window in windows})

    def restart_page(self, kiosk: str) -> None:
        """Ask a kiosk to begin its page anew; it hears of it with its next heartbeat."""
        self._redis.hincrby(self._keys("kiosk", kiosk), "restarts", 1)

    def ask_to_look(self, kiosk: str, by: str, at: int) -> None:
        """Ask the guides to look after a kiosk: one that nobody hears can be told nothing, somebody has to go there."""
        self._redis.hset(self._keys("kiosk", kiosk), mapping={"asked_at": at, "asked_by": by})

    def ask_to_look_no_more(self, kiosk: str) -> None:
        """Take that back."""
        self._redis.hdel(self._keys("kiosk", kiosk), "asked_at", "asked_by")

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

    def key_of_tickets(self) -> bytes:
        """Return what the names are keyed with under which receivers of webhooks know tickets."""
        return hmac.digest(self.secret().encode(), b"key of tickets", hashlib.sha256)

    def holders(self, digests: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return the same of many tokens at once, by digest; those that nobody holds any more are left out."""
        asked = list(digests)
        with self._redis.pipeline(transaction=False) as pipe:
            for digest in asked:
                pipe.hgetall(self._keys("token", digest))
            found = pipe.execute()
        return {digest: fields for digest, fields in zip(asked, found, strict=True) if fields}

    def secret(self) -> str:
        """Return what sessions are signed with; the first process that asks makes it."""
        self._redis.set(self._keys("secret"), secrets.token_urlsafe(32), nx=True)
        return str(self._redis.get(self._keys("secret")))


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
