"""Follow the stream for the record (记录) as a consumer group: acknowledge what the ledger has, then let it go."""

from __future__ import annotations

from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from hall.store.connection import STREAM_WAIT_SECONDS
from hall.store.keys import Keys
from hall.store.server_state import RECORDER

#: The one name that the recorder's group reads by: after a kill it finds again what it had not done.
READER = "recorder"
#: Events read at once: a whole burst live, and large steps while it catches up.
BATCH = 2000
#: How long the stream keeps what is recorded: three days.
KEEP_MS = 3 * 24 * 3600 * 1000
#: Entries looked at in one step of trimming.
TRIM_AT_ONCE = 1000

Event = dict[str, str]


class Recorded:
    """Read the stream as the recorder. `redis` is a handle for recording."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis: Any = redis
        self._stream = keys("events")

    def join(self) -> None:
        """Make the group where it is not there yet: at a new queue server it begins with the first event."""
        try:
            self._redis.xgroup_create(self._stream, RECORDER, id="0", mkstream=True)
        except ResponseError as fault:
            if not str(fault).startswith("BUSYGROUP"):
                raise

    def left_over(self) -> list[Event]:
        """Return what was read before and not acknowledged: by a recorder that was killed."""
        return self._read("0", None)

    def news(self, wait_seconds: float = STREAM_WAIT_SECONDS) -> list[Event]:
        """Return what nobody has read yet, waiting for the first; empty when the hall was quiet."""
        return self._read(">", int(wait_seconds * 1000))

    def from_on(self, seq: int) -> list[Event]:
        """Return the events from a number on, whoever has read them."""
        found = self._redis.xrange(self._stream, min=f"{seq}-0", count=BATCH)
        return [fields for _, fields in found]

    def acknowledge(self, events: list[Event]) -> None:
        """Say that these are in the ledger."""
        if events:
            self._redis.xack(self._stream, RECORDER, *(f"{event['seq']}-0" for event in events))

    def trim(self, now: int, keep_ms: int = KEEP_MS) -> int:
        """Let go of what is older than `keep_ms` and acknowledged; returns how many events went."""
        last, gone = self._acknowledged(), 0
        while True:
            found = self._redis.xrange(self._stream, max=f"{last}-0", count=TRIM_AT_ONCE) if last else []
            old = [fields for _, fields in found if int(fields["at"]) < now - keep_ms]
            if not old:
                return gone
            gone += int(self._redis.xtrim(self._stream, minid=f"{int(old[-1]['seq']) + 1}-0", approximate=False))

    def _acknowledged(self) -> int:
        """Return up to which number everything is acknowledged."""
        first = self._redis.xpending(self._stream, RECORDER)["min"]
        if first:
            return int(first.partition("-")[0]) - 1
        groups = self._redis.xinfo_groups(self._stream)
        return next(int(one["last-delivered-id"].partition("-")[0]) for one in groups if one["name"] == RECORDER)

    def _read(self, after: str, block: int | None) -> list[Event]:
        try:
            found = self._redis.xreadgroup(RECORDER, READER, {self._stream: after}, count=BATCH, block=block)
        except ResponseError as fault:
            if not str(fault).startswith("NOGROUP"):
                raise
            # Another queue server, or one that was emptied.
            self.join()
            return self._read(after, block)
        entries = [entry for group in (found or {}).get(self._stream, []) for entry in group]
        return [fields for _, fields in entries if fields]
