"""Stand where webhooks go: receivers that take, fail, hang, trickle or send on, and remember what came."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

#: Secrets of webhooks, as an administrator keeps them.
SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ok!").decode()
OTHER_SECRET = "whsec_" + base64.b64encode(b"another one, of 32 bytes as well").decode()


class Receiver(ThreadingHTTPServer):
    """Take deliveries as it is told to: `mood` is a status, or "hang", "trickle" or "cut"."""

    daemon_threads = True

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # Whoever does not believe the certificate hangs up in its own thread, not in the one that lets others in.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.mood: int | str = 204
        self.asked: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.raw: list[tuple[dict[str, str], bytes]] = []
        self.closing = threading.Event()
        self.redirected = False
        self.took: list[int] = []
        self.before_answer: Callable[[int], None] = lambda seq: None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/hall"

    @property
    def seqs(self) -> list[int]:
        """Return the numbers of all deliveries in the order in which they came, those it did not take included."""
        return [body["data"]["seq"] for _, body in self.asked]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of senders who hang up."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.raw.append((headers, body))
        self.server.asked.append((headers, json.loads(body)))
        self.server.before_answer(json.loads(body)["data"]["seq"])
        mood = self.server.mood
        if mood == "hang":
            self.server.closing.wait(30)
        elif mood == "trickle":
            # A byte now and then, for as long as somebody listens: no read of it takes long.
            self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
            while not self.server.closing.wait(0.05):
                self.wfile.write(b"z")
        elif mood == "cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        else:
            status = int(mood)
            if 200 <= status < 300:
                self.server.took.append(json.loads(body)["data"]["seq"])
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", self.server.url)
            self.send_header("content-length", "0")
            self.end_headers()

    def do_GET(self) -> None:
        """Be where a redirect would have led."""
        self.server.redirected = True
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


@contextmanager
def receiving(certificate: Path | None = None) -> Iterator[Receiver]:
    """Run a receiver, with TLS where it has a certificate (and its key, in one file)."""
    server = Receiver(certificate)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
