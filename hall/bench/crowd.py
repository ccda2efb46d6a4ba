"""Be many screens in one process (一屋子屏幕): raw websockets that speak Socket.IO and note when each picture came.

Asked in JSON lines on standard input, it answers each with one on standard output:

    {"dial": "http://127.0.0.1:8000", "keys": ["east-a"], "count": 200}    every screen has its first picture
    {"seen": [[[as_of, moment, "east-a"], …]]}        for each list, how long after it each of its screens was right
    {"redial": {"east-a": as_of}}                     all lines are cut and dial at one moment
"""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import os
import re
import resource
import struct
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

#: Open files that a thousand screens need.
FILES = 8192
#: Seconds after which a screen that has no picture is counted as missing.
PATIENCE_SECONDS = 30.0
#: How a picture's message begins; its number stands right after it.
VIEW = re.compile(rb'42/display,\["view",\{"as_of":(\d+)')


class Screen(asyncio.Protocol):
    """Hold one websocket, and the numbers of its pictures with their moments."""

    def __init__(self, host: str, key: str) -> None:
        self.key = key
        self.numbers: list[int] = []
        self.moments: list[float] = []
        self.bytes_of_last = 0
        self._host = host
        self._open = False
        self._buffer = bytearray()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the websocket."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Take frames apart; the server's are not masked."""
        at = time.monotonic()
        self._buffer += data
        if not self._open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head.partition(b"\r\n")[0], bytes(head)
            self._open, self._buffer = True, rest
        while (message := self._message()) is not None:
            self._hear(message, at)

    def _message(self) -> bytes | None:
        held = self._buffer
        if len(held) < 2:
            return None
        size, start = held[1], 2
        if size == 126 and len(held) >= 4:
            size, start = struct.unpack_from("!H", held, 2)[0], 4
        elif size == 127 and len(held) >= 10:
            size, start = struct.unpack_from("!Q", held, 2)[0], 10
        elif size >= 126:
            return None
        if len(held) < start + size:
            return None
        message = bytes(held[start : start + size])
        del held[: start + size]
        return message

    def _hear(self, message: bytes, at: float) -> None:
        if found := VIEW.match(message):
            self.numbers.append(int(found[1]))
            self.moments.append(at)
            self.bytes_of_last = len(message)
        elif message[:1] == b"0":
            self._say("40/display," + json.dumps({"area": self.key}))
        elif message == b"2":
            self._say("3")

    def _say(self, text: str) -> None:
        """Send a text frame; the mask of zeros leaves it as it is."""
        body = text.encode()
        assert len(body) < 126 and self.transport
        self.transport.write(struct.pack("!BBI", 0x81, 0x80 | len(body), 0) + body)

    def waited(self, as_of: int, since: float) -> float | None:
        """Return the seconds until this screen was right about an event."""
        index = bisect_left(self.numbers, as_of)
        return self.moments[index] - since if index < len(self.numbers) else None


class Crowd:
    """Hold all screens."""

    def __init__(self) -> None:
        self._screens: list[Screen] = []
        self._address = ("", 0)

    async def dial(self, url: str, keys: Sequence[str], count: int) -> dict[str, Any]:
        """Let so many screens dial at once and wait until each has its first picture; those of before go."""
        split = urlsplit(url)
        self.hang_up()
        self._address = (split.hostname or "", split.port or 80)
        return await self._dial_all([keys[index % len(keys)] for index in range(count)], {})

    async def redial(self, newest: Mapping[str, int]) -> dict[str, Any]:
        """Cut all lines and dial again at one moment; right is who has a picture that knows its area's last event."""
        keys = [one.key for one in self._screens]
        self.hang_up()
        return await self._dial_all(keys, newest)

    async def seen(self, lists: Sequence[Sequence[tuple[int, float, str]]]) -> dict[str, Any]:
        """Tell for each list how long after its moments each screen of the key was right about the event."""
        newest: dict[str, int] = {}
        for as_of, _, key in chain(*lists):
            newest[key] = max(as_of, newest.get(key, 0))
        concerned = [screen for screen in self._screens if screen.key in newest]
        await self._until(lambda: all(_is_right(one, newest) for one in concerned))
        waits = [
            [one.waited(as_of, since) for as_of, since, key in presses for one in concerned if one.key == key]
            for presses in lists
        ]
        size = max((one.bytes_of_last for one in concerned), default=0)
        for screen in self._screens:
            screen.numbers, screen.moments = screen.numbers[-1:], screen.moments[-1:]
        return {**_told(waits), "bytes": size}

    async def _dial_all(self, keys: Sequence[str], newest: Mapping[str, int]) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        host = f"{self._address[0]}:{self._address[1]}"
        since = time.monotonic()
        self._screens = [Screen(host, key) for key in keys]
        await asyncio.gather(
            *(loop.create_connection(lambda one=one: one, *self._address) for one in self._screens)  # type: ignore[misc]
        )
        await self._until(lambda: all(_is_right(one, newest) for one in self._screens))
        return _told([[one.waited(newest.get(one.key, 0), since) for one in self._screens]])

    async def _until(self, true: Callable[[], bool]) -> None:
        """Wait for it, looked at no more often than somebody could care."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not true() and time.monotonic() < until:
            await asyncio.sleep(0.05)

    def hang_up(self) -> None:
        """Cut all lines."""
        for screen in self._screens:
            if screen.transport:
                screen.transport.abort()
        self._screens = []


def _is_right(screen: Screen, newest: Mapping[str, int]) -> bool:
    return bool(screen.numbers) and screen.numbers[-1] >= newest.get(screen.key, 0)


def _told(lists: Sequence[Sequence[float | None]]) -> dict[str, Any]:
    there = [[round(one * 1e6) for one in waits if one is not None] for waits in lists]
    return {"micros": there, "missing": sum(map(len, lists)) - sum(map(len, there))}


async def main() -> None:
    """Answer until nobody asks any more."""
    # What is noted here is kept anyway: a collection in the middle of a measurement would be measured, too.
    gc.disable()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if hard == resource.RLIM_INFINITY else min(FILES, hard), hard))
    crowd, loop = Crowd(), asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        if "dial" in asked:
            answer = await crowd.dial(asked["dial"], asked["keys"], asked["count"])
        elif "seen" in asked:
            answer = await crowd.seen(asked["seen"])
        else:
            answer = await crowd.redial(asked["redial"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
