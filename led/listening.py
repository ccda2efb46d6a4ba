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

from simple_websocket import Client

log = logging.getLogger("led.listening")
#: A hall that says nothing for so many seconds is dialled again; it beats every two.
SILENT_SECONDS = 6.0
#: After so many seconds without a word of the hall a bar says so beside its lines, later instead of them, and at last
#: that people should listen: the steps of all screens, on which old lines fade.
STALE_SECONDS = 15.0
FADED_SECONDS = 60.0
FALLBACK_SECONDS = 300.0
#: Seconds until the hall is dialled again.
REDIAL_SECONDS = 1.0
NAMESPACE = "/display"
STALE: Mapping[str, str] = {"zh-CN": "画面未更新", "en": "Not up to date"}
FALLBACK: Mapping[str, str] = {"zh-CN": "请听广播", "en": "Please listen"}

Hear = Callable[[Sequence[str]], None]


def aged(lines: Sequence[str], silent: float, language: str) -> tuple[str, ...]:
    """Return what a bar shows of lines that are so many seconds old: no old call looks like a new one."""
    if silent >= FALLBACK_SECONDS:
        return (FALLBACK[language],)
    if silent >= FADED_SECONDS:
        return (STALE[language],)
    return (STALE[language], *lines) if silent >= STALE_SECONDS else tuple(lines)


class Listener:
    """Follow what one window or area shows; `hear` gets the lines of its bar, the same ones again and again.

    `clock` tells seconds. How long a hall may take to answer a call, `running.run` sets once for the whole program.
    """

    def __init__(
        self, hall: str, auth: Mapping[str, str], hear: Hear, clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = hall.replace("http", "ws", 1).rstrip("/") + "/socket.io/?EIO=4&transport=websocket"
        self._auth = auth
        self._hear = hear
        self._clock = clock
        self._lines: tuple[str, ...] = ()
        self._heard_at = clock()
        self._lock = threading.Lock()
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
            except Exception as fault:
                # Whatever the other end said: a listener that ends would leave its bar alone for good.
                self._tell_away(fault)
            self._stopped.wait(REDIAL_SECONDS)

    def show(self, lines: Sequence[str] | None = None) -> None:
        """Show new lines, or mark the last ones when they have grown old; to be called every second."""
        with self._lock:
            if lines is not None:
                self._lines = tuple(lines)
            shown = aged(self._lines, self._clock() - self._heard_at, self._auth["language"])
            # A bridge that has just begun leaves the bar what it shows.
            if shown:
                self._hear(shown)

    def _listen(self) -> None:
        line = Client.connect(self._address)
        # From here on a silence is what `receive` says it is.
        line.sock.settimeout(None)
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
            self.take(*json.loads(said.partition(",")[2]))

    def take(self, event: str, body: Any) -> None:
        """Take an event of the hall: a picture with its lines, or a beat that says that they are still right."""
        if event not in ("view", "beat"):
            return
        self._heard_at = self._clock()
        if self._away_told:
            log.warning("the hall is there again")
            self._away_told = False
        self.show([str(one) for one in body["json"]["led_lines"]] if event == "view" else None)

    def _tell_away(self, fault: Exception) -> None:
        if not self._away_told and not self._stopped.is_set():
            log.warning("the hall cannot be heard: %s", fault)
            self._away_told = True
