"""Start the hall's other programs as children, wait for their `ready` line, and stop them in order."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

from hall.settings import Settings

#: Seconds a program may take until it says that it is ready.
READY_SECONDS = 60.0
#: Seconds a program may take to stop.
STOP_SECONDS = 20.0


class NotReady(Exception):
    """A program ended, or said nothing for too long, before it was ready."""


class KeptPort:
    """Keep a port of 127.0.0.1 for programs that come and go: while none listens there, nobody else is given it.

    The system gives a free port to whoever asks for any. Between its choice and its use, or between a program's end and
    its return, that could be somebody else, who would then be told what was meant for the program.
    """

    def __init__(self) -> None:
        self._holder = socket.socket()
        # Who binds it by its number and says the same, as every server does, may listen on it beside this one.
        self._holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._holder.bind(("127.0.0.1", 0))
        self.port = int(self._holder.getsockname()[1])

    def let_go(self) -> None:
        """Keep it no longer."""
        self._holder.close()


class Child:
    """Hold one program of the hall that runs as a child of this one."""

    def __init__(self, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self.name = " ".join((module, *arguments[:1]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._ready = threading.Event()
        self._said: dict[str, Any] = {}
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    def ready(self) -> dict[str, Any]:
        """Wait for its `ready {json}` line and return what it said."""
        self._ready.wait(READY_SECONDS)
        if not self._said and self._process.poll() is not None:
            raise NotReady(f"{self.name} ended with {self._process.returncode} before it was ready")
        if not self._said:
            raise NotReady(f"{self.name} said nothing for {READY_SECONDS:.0f} s")
        return self._said

    def hear_out(self) -> None:
        """Wait until its output ends: from then on no thread listens here, and threads may be made cooperative."""
        self._reader.join(READY_SECONDS)

    def alive(self) -> bool:
        """Say whether it still runs."""
        return self._process.poll() is None

    def tell_to_stop(self) -> None:
        """Ask it to stop, and wait for nothing."""
        if self.alive():
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Ask it to stop, wait, and end it and what it started if it does not."""
        self.tell_to_stop()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._reader.join(1)

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            if line.startswith("ready ") and not self._ready.is_set():
                self._said = json.loads(line.removeprefix("ready "))
                self._ready.set()
            else:
                sys.stderr.write(line)
        self._ready.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Told(SystemExit):
    """The program was told to end."""


@contextmanager
def ended_in_order() -> Iterator[None]:
    """On SIGTERM end what was started meanwhile, as after Ctrl+C, and only then the program, as the signal would have.

    A program that does something else when it is told to stop says so later, and that counts.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: object) -> None:
        # Whoever says it again shall not cut short what ends in order.
        signal.signal(number, signal.SIG_IGN)
        raise _Told(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except _Told:
        before = signal.SIG_DFL
        signal.signal(signal.SIGTERM, before)
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def queue_server() -> Iterator[str]:
    """Give the address of the queue server: one's own, or the bundled one of HALL_DATA, running or started for now."""
    url = Settings().redis_url
    if url:
        try:
            yield url
        except Exception as fault:
            # Not before: a web process makes sockets cooperative first.
            from redis.exceptions import RedisError

            if not isinstance(fault, RedisError):
                raise
            raise SystemExit(f"the queue server of HALL_REDIS_URL fails: {fault}") from fault
        return
    with Child("hall", "queue") as server:
        address = str(server.ready()["url"])
        server.hear_out()
        yield address
