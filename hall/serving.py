"""Run one web process: gunicorn with one gevent worker, in front of it as many screens as the files limit lets in."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gevent import Timeout, get_hub, getcurrent, sleep, spawn
from gunicorn.app.base import BaseApplication
from gunicorn.workers.ggevent import GeventWorker

from hall.app import create_app
from hall.settings import Settings

#: Sockets one process may hold: a thousand screens and the consoles, with room to spare.
CONNECTIONS = 5000
#: Open files that this needs.
FILES = 8192
#: Seconds between two looks whether the worker was told to stop.
WATCH_SECONDS = 0.1
#: Seconds for the answers under way after SIGTERM.
GRACE_SECONDS = 10
#: Seconds that a line may stay open on which nobody asks anything.
QUIET_SECONDS = 30


class Worker(GeventWorker):  # type: ignore[misc]
    """Answer as gunicorn does; told to stop, wait for answers under way and for no line on which nobody asks."""

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self._quiet: dict[Any, Timeout] = {}

    @contextmanager
    def timeout_ctx(self) -> Iterator[None]:
        """Wait for the next question of a line."""
        line = getcurrent()
        with Timeout(self.cfg.keepalive, False) as patience:
            self._quiet[line] = patience
            try:
                yield
            finally:
                del self._quiet[line]

    def let_quiet_lines_go(self) -> None:
        """End all lines on which nobody asks anything: browsers and proxies keep theirs open for long."""
        for line, patience in list(self._quiet.items()):
            get_hub().loop.run_callback(self._let_go, line, patience)

    def _let_go(self, line: Any, patience: Timeout) -> None:
        # It may have got its question since it was looked at.
        if self._quiet.get(line) is patience:
            line.throw(patience)


class WebProcess(BaseApplication):  # type: ignore[misc]
    """Hold the settings of gunicorn and the program that it serves."""

    def __init__(self, settings: Settings, url: str, host: str, port: int) -> None:
        self._settings = settings
        self._url = url
        self._bind = f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own defaults."""
        for name, value in {
            "bind": self._bind,
            "workers": 1,
            "worker_class": Worker,
            "worker_connections": CONNECTIONS,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": 60,
            "keepalive": QUIET_SECONDS,
            "loglevel": "warning",
            "proc_name": "hall",
            "control_socket_disable": True,
            "post_worker_init": self._begin,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the program in the worker, after the fork, and start what it does by itself."""
        self._program = create_app(self._settings, self._url)
        self._program.start()
        return self._program.app

    def _begin(self, worker: Worker) -> None:
        """Say that the program serves, the first time, and watch for its end."""
        if worker.age == 1:
            host, port = worker.sockets[0].getsockname()[:2]
            print("ready " + json.dumps({"url": f"http://{host}:{port}"}), flush=True)
        spawn(self._hang_up, worker)

    def _hang_up(self, worker: Worker) -> None:
        """Let the screens go after SIGTERM: they dial again, and nobody waits for their sockets."""
        while worker.alive:
            sleep(WATCH_SECONDS)
        self._program.relay.hang_up()
        while True:
            worker.let_quiet_lines_go()
            sleep(WATCH_SECONDS)


def serve(settings: Settings, url: str, host: str, port: int) -> None:
    """Serve until SIGTERM."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES:
        limit = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    WebProcess(settings, url, host, port).run()
