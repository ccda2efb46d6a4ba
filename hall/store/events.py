"""Follow the one numbered stream of events: news goes up from here to every screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from redis import Redis

from hall.store.connection import STREAM_WAIT_SECONDS
from hall.store.keys import Keys

#: Events taken at once; a burst of 128 calls is one read.
BATCH = 512


class Events:
    """Read the stream from a place that the reader remembers. `redis` is a handle for waiting."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis: Any = redis
        self._stream = keys("events")

    def last(self) -> int:
        """Return the number of the newest event, 0 when there is none yet."""
        newest = self._redis.xrevrange(self._stream, count=1)
        return int(newest[0][0].partition("-")[0]) if newest else 0

    def after(self, seq: int, wait_seconds: float = STREAM_WAIT_SECONDS) -> list[dict[str, str]]:
        """Return the events after number `seq`, waiting for the first; empty when the hall was quiet."""
        found = self._redis.xread({self._stream: f"{seq}-0"}, count=BATCH, block=int(wait_seconds * 1000))
        return [fields for _, fields in _entries(found, self._stream)]


def _entries(found: Any, stream: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Unpack the nested answer of protocol 3."""
    for group in (found or {}).get(stream, []):
        yield from group
