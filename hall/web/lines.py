"""Keep the lines to the screens (线路): a ready frame goes straight to each that is free, and only the newest to each
that is slow.

python-socketio and python-engineio go on speaking their protocol: a line is the websocket that engineio asks for, and
a backlog is the queue that it asks for, one of each a client. What they send themselves goes the usual way, through the
queue to the writer of that client. A picture that was made ready once takes a short cut: where nothing waits it is
written at once, without a switch of greenlets, and where something waits it replaces the older one in the queue.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from engineio.async_drivers.gevent import WebSocketWSGI
from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from flask_socketio import SocketIO
from gevent.lock import Semaphore
from gevent.queue import Empty, JoinableQueue
from socketio.packet import EVENT
from socketio.packet import Packet as SocketPacket

#: Bytes the kernel may hold for one client; it keeps double. What waits there cannot be replaced by newer, so no more
#: than two or three pictures.
KERNEL_BYTES = 64 * 1024
#: Answers that may wait for one client beside its pictures; an honest one has two or three.
ANSWERS_WAITING = 64
#: Seconds one piece may take to be taken by a client; a page dials again after six silent ones.
DRAIN_SECONDS = 10.0
#: Lengths that a websocket frame tells in its second byte itself, or in the two bytes after it (RFC 6455, 5.2).
SHORT, MIDDLE = 126, 65536


class Frame(bytes):
    """Hold bytes that are a websocket frame already."""


class Newest(EnginePacket):  # type: ignore[misc]
    """Hold a message that makes older ones of its `slot` worthless, ready to be written to any client."""

    def __init__(self, slot: str, frame: Frame, told: SocketPacket | None = None) -> None:
        super().__init__(MESSAGE)
        self.slot = slot
        self.frame = frame
        self.told = told

    def encode(self, b64: bool = False) -> Frame:
        """Return the ready frame; the writer of a client gives it to its line."""
        return self.frame


#: Wakes a client's writer, so that it writes the rest of a frame that went out in part.
REST = Newest("rest", Frame())


def newest(event: str, body: Any, namespace: str) -> Newest:
    """Make an event ready, once for all who hear of it."""
    packet = SocketPacket(EVENT, data=[event, body], namespace=namespace)
    text = f"{MESSAGE}{packet.encode()}".encode()
    size = len(text)
    if size < SHORT:
        head = struct.pack("!BB", 0x81, size)
    elif size < MIDDLE:
        head = struct.pack("!BBH", 0x81, SHORT, size)
    else:
        head = struct.pack("!BBQ", 0x81, SHORT + 1, size)
    return Newest(f"{namespace} {event}", Frame(head + text), packet)


class Backlog(JoinableQueue):  # type: ignore[misc]
    """Queue what one client has not taken yet: the newest of each slot, and a bounded number of answers."""

    overflowed = False

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Queue a packet, in the place of an older one of its slot; None ends the writer."""
        slot = getattr(item, "slot", None)
        if slot is not None:
            self._forget(slot)
        elif item is not None and self.qsize() >= ANSWERS_WAITING:
            self.overflowed = True
            return
        super().put(item, block, timeout)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Give one packet at a time: what still lies here can be replaced until its turn comes."""
        if not block:
            raise Empty
        return super().get(block, timeout)

    def _forget(self, slot: str) -> None:
        for index, waiting in enumerate(self.queue):
            if getattr(waiting, "slot", None) == slot:
                del self.queue[index]
                self.task_done()
                return


class Wire:
    """Be the socket of one client: whole messages in turn, or what goes at once without waiting."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._turn = Semaphore(1)
        self._senders = 0
        self._writes_since: float | None = None
        self.rest = b""
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)

    def send(self, data: bytes) -> int:
        """Write all of it, after what is left of an earlier message; waits for a slow client."""
        # One who waits for the turn counts too, or a later picture could slip in before.
        self._senders += 1
        try:
            with self._turn:
                self._writes_since = monotonic()
                rest, self.rest = self.rest, b""
                self._sock.sendall(rest + data if rest else data)
        finally:
            self._writes_since = None
            self._senders -= 1
        return len(data)

    def send_at_once(self, frame: Frame) -> bool:
        """Write a frame as far as it goes without waiting, and keep the rest; False when nothing of it went."""
        if self._senders or self.rest:
            return False
        try:
            sent = self._sock.send(frame, 0, 0.0)
        except BlockingIOError:
            return False
        except OSError:
            # The line is dead; its reader sees that too, and ends it.
            return True
        self.rest = frame[sent:]
        return True

    def blocked_seconds(self) -> float:
        """Return for how long one piece has been waiting for the client to take it."""
        return monotonic() - self._writes_since if self._writes_since is not None else 0.0

    def cut(self) -> None:
        """End the connection at once, whoever waits for it."""
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def recv(self, size: int) -> bytes:
        """Read what the client sent."""
        data: bytes = self._sock.recv(size)
        return data

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()


class Line(WebSocketWSGI):  # type: ignore[misc]
    """Be the websocket of one client, as engineio asks for it."""

    def __init__(self, lines: dict[str, Line], handler: Callable[[Any], Any], server: Any) -> None:
        super().__init__(handler, server)
        self._lines = lines
        # engineio gives a method of its own socket of this client: there is the queue, and the client's id.
        self._client: Any = handler.__self__  # type: ignore[attr-defined]
        self.wire: Wire

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Serve the client until it goes."""
        self.wire = Wire(environ["gunicorn.socket"])
        mine = {**environ, "gunicorn.socket": self.wire}
        # Compression has a state for each client: nothing could be made ready once, and each costs memory.
        mine.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        self._lines[self._client.sid] = self
        try:
            return super().__call__(mine, start_response)
        finally:
            self._lines.pop(self._client.sid, None)

    def send(self, message: str | bytes) -> Any:
        """Write a message of engineio, or a ready frame as it is; waits for a slow client."""
        if isinstance(message, Frame):
            return self.wire.send(message)
        return super().send(message)

    def put(self, packet: Newest) -> None:
        """Write a ready packet at once where nothing waits; queue it in the place of an older one otherwise."""
        backlog = self._client.queue
        if self._client.closed or self._client.closing:
            return
        if backlog.empty() and self.wire.send_at_once(packet.frame):
            if self.wire.rest:
                backlog.put(REST)
            return
        backlog.put(packet)

    @property
    def waiting(self) -> int:
        """Return how many packets wait for this client."""
        return int(self._client.queue.qsize())

    @property
    def stuck(self) -> bool:
        """Say whether this client has stopped to take what it is sent."""
        return bool(self._client.queue.overflowed) or self.wire.blocked_seconds() > DRAIN_SECONDS


class OrdinaryLine:
    """Be the line of a client whom another server than gunicorn's serves: a packet goes python-socketio's own way."""

    stuck = False
    waiting = 0

    def __init__(self, server: Any, client: str) -> None:
        self._server = server
        self._client = client

    def put(self, packet: Newest) -> None:
        """Send a packet through the client's ordinary queue."""
        self._server._send_packet(self._client, packet.told)


class Lines:
    """Know the line of every client of this process."""

    def __init__(self, socketio: SocketIO) -> None:
        self._server = socketio.server
        self._lines: dict[str, Line] = {}
        self.cut = 0
        engine = self._server.eio
        self._direct = socketio.async_mode == "gevent"
        if not self._direct:
            return
        own = {"websocket": partial(Line, self._lines), "queue": Backlog}
        engine._async = {**engine._async, **own}

    def of(self, sid: str, namespace: str) -> Line | OrdinaryLine:
        """Return the line of a client that is connected to a namespace."""
        client = self._server.manager.eio_sid_from_sid(sid, namespace)
        return self._lines[client] if self._direct else OrdinaryLine(self._server, client)

    def cut_the_stuck(self) -> None:
        """Cut whoever does not take what it is sent: it dials again, and gets the whole picture."""
        for line in list(self._lines.values()):
            if line.stuck:
                self.cut += 1
                line.wire.cut()

    def cut_all(self) -> None:
        """Cut every line; when the process ends."""
        for line in list(self._lines.values()):
            line.wire.cut()

    @property
    def open(self) -> int:
        """Return how many clients there are."""
        return len(self._lines)

    @property
    def waiting(self) -> int:
        """Return how many packets wait for all of them together."""
        return sum(line.waiting for line in self._lines.values())
