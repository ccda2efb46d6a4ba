"""Read how the queue server (队列服务器) is, and how far the recorder is behind: for supervision, not for screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hall.store.keys import Keys

#: The consumer group of the recorder (store.recorded), of which whoever only reads knows no more than the name.
RECORDER = "ledger"


@dataclass(frozen=True)
class ServerState:
    """Hold the state of the queue server; sizes are in bytes, `memory_limit` is 0 where there is none.

    `safe` says that every write reaches the disk. `last_at` is the moment of the last event in ms, `stream` how many
    events the stream holds, `recorder_behind` how many of them are not in the ledger yet, None where nobody records.
    """

    safe: bool
    memory: int
    memory_limit: int
    clients: int
    uptime_seconds: int
    commands: int
    last_at: int
    stream: int
    recorder_behind: int | None


def server_state(redis: Any, keys: Keys) -> ServerState:
    """Ask the queue server how it is."""
    with redis.pipeline(transaction=False) as pipe:
        pipe.info()
        pipe.hmget(keys("head"), "seq", "at")
        pipe.xlen(keys("events"))
        # Refused while there is no stream: then there is nobody who reads it either.
        pipe.xinfo_groups(keys("events"))
        pipe.xpending(keys("events"), RECORDER)
        info, (seq, at), stream, groups, pending = pipe.execute(raise_on_error=False)
    return ServerState(
        safe=bool(info["aof_enabled"]) and info["aof_last_write_status"] == info["aof_last_bgrewrite_status"] == "ok",
        memory=int(info["used_memory"]),
        memory_limit=int(info.get("maxmemory", 0)),
        clients=int(info["connected_clients"]),
        uptime_seconds=int(info["uptime_in_seconds"]),
        commands=int(info["total_commands_processed"]),
        last_at=int(at or 0),
        stream=int(stream),
        recorder_behind=_behind(int(seq or 0), groups, pending),
    )


def _behind(seq: int, groups: Any, pending: Any) -> int | None:
    """Count the events that the recorder has not acknowledged: those it never got, and those it got and holds."""
    if isinstance(groups, Exception) or isinstance(pending, Exception):
        return None
    given = [int(one["last-delivered-id"].partition("-")[0]) for one in groups if one["name"] == RECORDER]
    return max(0, seq - given[0]) + int(pending["pending"]) if given else None
