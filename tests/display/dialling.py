"""Dial a web process of the tests over a real socket: what the relay sends goes past Flask-SocketIO's own test client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import socketio
from werkzeug.serving import make_server

from hall.app import Program
from tests.builders import wait_until


@contextmanager
def served(program: Program) -> Iterator[str]:
    """Serve it on a free port."""
    server = make_server("127.0.0.1", 0, program.app, threaded=True)
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()


class Dialled:
    """Be one client in one namespace, and remember what it hears."""

    def __init__(self, url: str, namespace: str, auth: Any = None) -> None:
        self._namespace = namespace
        self._heard: list[dict[str, Any]] = []
        self._client = socketio.Client(reconnection=False)
        self._client.on("*", lambda name, *args: self._heard.append({"name": name, "args": args}), namespace)
        self._client.connect(url, namespaces=[namespace], auth=auth or {}, transports=["websocket"], wait_timeout=10)

    def call(self, event: str, said: Any) -> Any:
        """Say something and wait for the answer."""
        return self._client.call(event, said, self._namespace, timeout=10)

    def say(self, event: str, *said: Any) -> None:
        """Say something that has no answer."""
        self._client.emit(event, said or None, self._namespace)

    def hears(self, event: str) -> Any:
        """Wait for something new of this kind and return the newest; what came before is forgotten."""
        wait_until(lambda: any(one["name"] == event for one in self._heard), event)
        found = [one["args"][0] for one in self._heard if one["name"] == event]
        self._heard.clear()
        return found[-1]

    def hang_up(self) -> None:
        """End the line."""
        self._client.disconnect()
