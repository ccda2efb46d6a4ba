"""Send to many websockets with nothing but asyncio (裸广播): the least that a fan-out costs.

    python -m hall.bench.bare 4000

prints `ready {"url": …}`; each line of standard input, the number of an event, goes to every client at once in a
picture of so many bytes. It answers Engine.IO's and Socket.IO's greeting and looks at nothing else.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import struct
import sys
from collections.abc import Callable
from typing import Any

#: What a websocket server adds to the client's key (RFC 6455, 4.2.2).
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Client(asyncio.Protocol):
    """Hold one websocket from its greeting on."""

    def __init__(self, everybody: set[Client], first: Callable[[], bytes]) -> None:
        self.transport: Any = None
        self._everybody = everybody
        self._first = first
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer the greeting, then the wish for the namespace with a first picture."""
        if self in self._everybody:
            return
        if self._head.endswith(b"\r\n\r\n"):
            self.transport.write(frame('40/display,{"sid":"bare"}') + self._first())
            self._everybody.add(self)
            return
        self._head += data
        if self._head.endswith(b"\r\n\r\n"):
            key = self._head.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0].decode()
            accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
            self.transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
                + frame("0" + json.dumps({"sid": "bare", "upgrades": [], "pingTimeout": 60000, "pingInterval": 60000}))
            )

    def connection_lost(self, fault: Exception | None) -> None:
        """Forget it."""
        self._everybody.discard(self)


def frame(text: str) -> bytes:
    """Make a text frame of less than 64 KiB."""
    body = text.encode()
    size = len(body)
    return (struct.pack("!BB", 0x81, size) if size < 126 else struct.pack("!BBH", 0x81, 126, size)) + body


def picture(as_of: int, size: int) -> str:
    """Make a picture of so many bytes."""
    text = f'42/display,["view",{{"as_of":{as_of},"html":"'
    return text + "x" * max(0, size - len(text) - 3) + '"}]'


async def main(size: int) -> None:
    """Serve until nobody speaks any more."""
    everybody: set[Client] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Client(everybody, lambda: frame(picture(0, size))), "127.0.0.1", 0, backlog=2048
    )
    port = server.sockets[0].getsockname()[1]
    print("ready " + json.dumps({"url": f"http://127.0.0.1:{port}"}), flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        ready = frame(picture(int(line), size))
        for client in everybody:
            client.transport.write(ready)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
