"""Make the handles to the queue server: one for commands, one for waiting on the stream."""

from __future__ import annotations

from redis import BlockingConnectionPool, Redis, UnixDomainSocketConnection
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

#: Seconds a command may take; a hall's server answers in a millisecond, so longer means it is away.
COMMAND_TIMEOUT_SECONDS = 2.0
#: Connections for commands of one process. A burst of 128 presses takes turns; the server works one by one anyway.
COMMAND_CONNECTIONS = 32
#: How often a command is sent again when its answer is lost; every change carries a request id, so that is safe.
REPEATS = 4
#: Seconds a press waits for its turn on a connection.
TURN_SECONDS = 10.0
#: Seconds one read of the stream waits; the socket waits a little longer, so a quiet hall is no fault.
STREAM_WAIT_SECONDS = 2.0


class _Socket(UnixDomainSocketConnection):
    """Connect over a socket; one that times out is told like any other.

    redis-py counts a timeout by a host and a port, which a socket has not: an AttributeError would hide that the server
    is out of reach from everybody who waits for it to come back.
    """

    host, port = "", 0


def _connect(url: str, timeout: float, connections: int, *, text: bool = True, repeats: int = REPEATS) -> Redis:
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=TURN_SECONDS,
        protocol=3,
        decode_responses=text,
        socket_timeout=timeout,
        socket_connect_timeout=COMMAND_TIMEOUT_SECONDS,
        health_check_interval=0,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.02), repeats),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
    if pool.connection_class is UnixDomainSocketConnection:
        pool.connection_class = _Socket
    return Redis(connection_pool=pool)


def for_commands(url: str) -> Redis:
    """Return the handle for commands. It repeats them by itself when an answer is lost: requests carry ids."""
    return _connect(url, COMMAND_TIMEOUT_SECONDS, COMMAND_CONNECTIONS)


def for_waiting(url: str) -> Redis:
    """Return the handle for blocking reads of the stream."""
    return _connect(url, STREAM_WAIT_SECONDS + 3, connections=4)


def for_recording(url: str) -> Redis:
    """Return the handle for reads of a group, which repeats nothing by itself.

    The server takes what it hands to a group for read: asked again after a lost answer it would hand out what follows.
    """
    return _connect(url, STREAM_WAIT_SECONDS + 3, connections=4, repeats=0)


def for_jobs(url: str) -> Redis:
    """Return the handle for RQ, which reads bytes; its worker waits for work as long as a read of the stream does."""
    return _connect(url, STREAM_WAIT_SECONDS + 3, connections=4, text=False)
