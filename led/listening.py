"""Listen to the hall as a screen does (接收画面): one line a bar, dialled again whenever it is silent.

Socket.IO over one websocket is a few words of text: `0` opens, `40/display,{auth}` asks for a room, `42/display,[…]` is
an event, `2` wants a `3` back.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simple_websocket import Client, ConnectionClosed, ConnectionError

log = logging.getLogger("led.listening")
#: A hall that says nothing for so many seconds is dialled again; it beats every two.
SILENT_SECONDS = 6.0
#: After so many seconds a bar says that people should listen instead, as all screens do.
FALLBACK_SECONDS = 300.0
#: Seconds until the hall is dialled again.
REDIAL_SECONDS = 1.0
NAMESPACE = "/display"
#: What a bar says when its hall has been away for long.
FALLBACK: Mapping[str, str] = {"zh-CN": "请听广播", "en": "Please listen"}

Hear = Callable[[Sequence[str]], None]


class Listener:
    """Follow what one window or area shows; `hear` gets its lines each time there is a picture."""

    def __init__(
        self, hall: str, auth: Mapping[str, str], hear: Hear, fallback_seconds: float = FALLBACK_SECONDS
    ) -> None:
        self._address = hall.replace("http", "ws", 1).rstrip("/") + "/socket.io/?EIO=4&transport=websocket"
        self._auth = auth
        self._hear = hear
        self._fallback = fallback_seconds
        self._heard_at = time.monotonic()
        self._stopped = threading.Event()
        self._away_told = False

    def stop(self) -> None:
        """End `run` soon."""
        self._stopped.set()

    def run(self) -> None:
        """Listen until it is stopped, through every fault of the network."""
        while not self._stopped.is_set():
            try:
                self._listen()
            except (ConnectionClosed, ConnectionError, OSError, ValueError) as fault:
                self._tell_away(fault)
            self._say_if_silent()
            self._stopped.wait(REDIAL_SECONDS)

    def _listen(self) -> None:
        line = Client.connect(self._address)
        try:
            while not self._stopped.is_set():
                said = line.receive(timeout=SILENT_SECONDS)
                if said is None:
                    raise TimeoutError("the hall is silent")
                self._answer(line, str(said))
        finally:
            line.close()

    def _answer(self, line: Client, said: str) -> None:
        if said.startswith("0"):
            line.send(f"40{NAMESPACE},{json.dumps(self._auth)}")
        elif said == "2":
            line.send("3")
        elif said.startswith(f"44{NAMESPACE}"):
            raise ValueError(f"the hall refuses: {said.partition(',')[2]}")
        elif said.startswith(f"42{NAMESPACE},"):
            self._take(*json.loads(said.partition(",")[2]))

    def _take(self, event: str, body: Any) -> None:
        if event not in ("view", "beat"):
            return
        self._heard_at = time.monotonic()
        if self._away_told:
            log.warning("the hall is there again")
            self._away_told = False
        if event == "view":
            self._hear([str(one) for one in body["json"]["led_lines"]])

    def _tell_away(self, fault: Exception) -> None:
        if not self._away_told and not self._stopped.is_set():
            log.warning("the hall cannot be heard: %s", fault)
            self._away_told = True

    def _say_if_silent(self) -> None:
        if time.monotonic() - self._heard_at >= self._fallback:
            self._hear([FALLBACK[self._auth["language"]]])
