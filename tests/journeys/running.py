"""Run whole programs for a journey and press on them as the world outside does: over HTTP and real sockets."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import requests
import socketio

from tests.builders import PATIENCE_SECONDS

T = TypeVar("T")


def eventually(ask: Callable[[], T], what: str = "") -> T:
    """Wait until `ask` gives something true and return it; fail with what was waited for."""
    until = time.monotonic() + PATIENCE_SECONDS
    pause = time.sleep
    while True:
        found = ask()
        if found:
            return found
        assert time.monotonic() < until, f"it did not happen: {what or ask}"
        pause(0.02)


class Running:
    """Hold a hall that runs: its addresses, its tokens, and how to press on it."""

    def __init__(self, said: dict[str, Any], pid: int = 0) -> None:
        self.pid = pid
        self.url = said["url"]
        self.kiosk_url = said.get("kiosk_url", "")
        self.printer_url = said.get("printer_url", "")
        self.tokens: dict[str, str] = said["tokens"]

    def get(self, path: str, role: str = "manager") -> Any:
        """Read something of the API."""
        answer = requests.get(f"{self.url}/api/v1{path}", headers=self._headers(role), timeout=PATIENCE_SECONDS)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, role: str, body: dict[str, Any] | None = None, key: str = "") -> requests.Response:
        """Press once; the key is a fresh one unless the test repeats a press."""
        headers = {**self._headers(role), "Idempotency-Key": key or uuid.uuid4().hex}
        return requests.post(f"{self.url}/api/v1{path}", json=body or {}, headers=headers, timeout=PATIENCE_SECONDS)

    def press_until_answered(self, path: str, role: str, body: dict[str, Any] | None = None) -> requests.Response:
        """Press with one key, again and again, until the hall answers: what every program of ours does."""
        key = uuid.uuid4().hex

        def once() -> requests.Response | None:
            try:
                answer = self.post(path, role, body, key)
            except requests.RequestException:
                return None
            return answer if answer.status_code < 500 else None

        return eventually(once, f"an answer to {path}")

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        """Read the event log after a number."""
        found: list[dict[str, Any]] = []
        while True:
            path = f"{self.url}/api/v1/events?after={after}&limit=5000"
            # A text in an event may hold U+2028, at which `splitlines` would break it.
            text = requests.get(path, headers=self._headers("manager"), timeout=PATIENCE_SECONDS).text
            lines = [line for line in text.split("\n") if line]
            if not lines:
                return found
            found += [json.loads(line) for line in lines]
            after = found[-1]["seq"]

    def slips(self) -> list[dict[str, Any]]:
        """Read what the printer has printed, newest first."""
        slips: list[dict[str, Any]] = requests.get(f"{self.printer_url}/slips", timeout=PATIENCE_SECONDS).json()
        return slips

    def program(self, name: str) -> int:
        """Return the process id of one of the demo's own children, by a word of its command line."""
        children = Path(f"/proc/{self.pid}/task").glob("*/children")
        pids = [int(pid) for file in children for pid in file.read_text().split()]
        return next(pid for pid in pids if name in Path(f"/proc/{pid}/cmdline").read_text().split("\0"))

    def fault(self, name: str) -> None:
        """Let the printer act a fault, or `none`."""
        requests.post(f"{self.printer_url}/fault", json={"fault": name}, timeout=PATIENCE_SECONDS).raise_for_status()

    def _headers(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}


class Screen:
    """Watch an area over Socket.IO as a LED controller does, and remember every picture."""

    def __init__(self, url: str, token: str, area: str) -> None:
        self.pictures: list[dict[str, Any]] = []
        self._client = socketio.Client(reconnection_delay=0.2, reconnection_delay_max=0.5)
        self._client.on("view", self.pictures.append, namespace="/display")
        auth = {"token": token, "area": area}
        how = {"transports": ["websocket"], "wait_timeout": PATIENCE_SECONDS}
        self._client.connect(url, namespaces=["/display"], auth=auth, **how)

    @property
    def numbers(self) -> list[str]:
        """Return the numbers on the newest picture, newest call first."""
        return [row["number"] for row in self.pictures[-1]["json"]["rows"]] if self.pictures else []

    def close(self) -> None:
        """Switch the screen off."""
        self._client.disconnect()
