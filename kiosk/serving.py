"""Serve a page on this machine only (本机服务): bind first, say ready, stop cleanly."""

from __future__ import annotations

import contextlib
import json
import logging
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

import waitress  # type: ignore[import-untyped]
from flask import Flask

#: Threads of a page's server: a touch that prints holds one for a few seconds, the rest stay free for looking.
THREADS = 8


def serve(app: Flask, port: int, say: Callable[[str], dict[str, Any]], stop: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; `say` makes the ready line from the address, `stop` is called at the end."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(app, host="127.0.0.1", port=port, threads=THREADS, ident="hall")
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _end)
    print("ready", json.dumps(say(f"http://127.0.0.1:{server.effective_port}"), ensure_ascii=False), flush=True)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
    finally:
        server.close()
        stop()


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """End the server's loop: waitress finishes what it answers."""
    raise KeyboardInterrupt
