"""Hammer a real hall while its programs are killed: two web processes, a queue server, kiosks, clerks, a killer."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import requests

from hall.handles import handles
from hall.processes import Child, KeptPort
from hall.settings import Settings
from hall.store.server import QueueServer
from tests.crash.history import Heard, History
from tests.crash.people import Clerk, Somebody, Visitors

CONFIG = Path(__file__).parent.parent / "config-small"
KIOSKS = 2
WINDOWS = ("east/1", "east/3", "west/1")
#: Seconds after the end in which every press still under way has to get its answer.
LAST_ANSWERS = 45.0
#: Seconds that a client waits for an answer, and those of one without patience.
PATIENT, IMPATIENT = 5.0, 0.005
#: Of the tries, how many are given up before the answer can have come.
GIVEN_UP = 0.03
#: Seconds between two steps of a kiosk and of a clerk: the machine has other things to do.
PACE = {"kiosk": 0.06, "clerk": 0.02}
#: Seconds between two kills, at least and at most.
BETWEEN_KILLS = (0.7, 2.2)


class Web:
    """Hold one web process that comes back at the same address after a kill."""

    def __init__(self, module: str, environment: Mapping[str, str]) -> None:
        self._module = module
        self._environment = environment
        self._kept = KeptPort()
        self._child = self._started()
        self.url = ""

    def wait(self) -> None:
        """Wait until it serves, and learn its address."""
        self.url = str(self._child.ready()["url"])

    def kill(self) -> None:
        """Kill it and its worker with -9, and start it again."""
        os.killpg(self._child.pid, signal.SIGKILL)
        self._child.stop()
        self._child = self._started()
        self._child.ready()

    def stop(self) -> None:
        """Stop it in order."""
        self._child.stop()
        self._kept.let_go()

    def _started(self) -> Child:
        return Child(self._module, "serve", "--port", str(self._kept.port), environment=self._environment)


class Hammer:
    """Hold a hall under attack; `run` ends by itself, and then everything can be read in peace."""

    def __init__(self, folder: Path, seed: int, seconds: float, module: str = "hall", broken: str = "") -> None:
        self.history = History()
        self._chance = Random(f"{seed}-killer")
        self._line = Random(f"{seed}-line")
        self._seconds = seconds
        self._ends_at = 0.0
        self._over = threading.Event()
        self._lines: list[requests.Session] = []
        self._server = QueueServer(folder)
        self._server.start()
        environment = {"HALL_REDIS_URL": self._server.url, "HALL_ALWAYS_OPEN": "1", "HALL_CONFIG": str(CONFIG),
                       "HALL_TEST_BREAKS": broken}
        self._webs: list[Web] = []
        try:
            for _ in range(2):
                self._webs.append(Web(module, environment))
            for web in self._webs:
                web.wait()
        except BaseException:
            self.stop()
            raise
        self.opened = handles(Settings(config=CONFIG), self._server.url)
        self._tokens = {role: self.opened.presence.new_token(role, role) for role in ("kiosk", "clerk")}
        missed: list[str] = []
        self._people: list[tuple[str, Visitors | Clerk]] = []
        for number in range(KIOSKS):
            given = self._given(f"kiosk{number}", seed)
            self._people.append(("kiosk", Visitors(*given, now=lambda: int(time.time() * 1000), missed=missed)))
        for number, window in enumerate(WINDOWS):
            given = self._given(f"clerk{number}", seed)
            self._people.append(("clerk", Clerk(*given, window=window, missed=missed)))

    def _given(self, name: str, seed: int) -> Sequence[Any]:
        return name, seed, self._sender(), self._tokens, self.history, self._patient

    def _patient(self) -> bool:
        return time.monotonic() < self._ends_at + LAST_ANSWERS

    def run(self) -> None:
        """Let everybody press and the killer kill for the given seconds, then wait for the last answers."""
        self._ends_at = time.monotonic() + self._seconds
        threads = [threading.Thread(target=self._works, args=one, daemon=True) for one in self._people]
        for thread in threads:
            thread.start()
        self._kills()
        for thread in threads:
            thread.join(LAST_ANSWERS + PATIENT)
        self._repeats()
        for line in self._lines:
            line.close()
        for web in self._webs:
            web.stop()

    def read(self) -> tuple[list[dict[str, str]], dict[str, str]]:
        """Return the event log and the state of every ticket, when all is quiet."""
        events = self.opened.reading.events(0, 1_000_000)
        issued = [event["ticket"] for event in events if event["type"] == "issued"]
        return events, {one.id: str(one.state) for one in self.opened.reading.tickets(issued).values()}

    def stop(self) -> None:
        """Stop whatever still runs."""
        for web in self._webs:
            web.stop()
        self._server.stop()

    def _works(self, kind: str, who: Somebody) -> None:
        step: Callable[[], None] = who.step  # type: ignore[attr-defined]
        while time.monotonic() < self._ends_at:
            step()
            self._over.wait(PACE[kind])

    def _kills(self) -> None:
        """Kill at random moments, each time something else, until the time is over."""
        while (left := self._ends_at - time.monotonic()) > 0:
            self._over.wait(min(left, self._chance.uniform(*BETWEEN_KILLS)))
            if time.monotonic() >= self._ends_at:
                return
            if self._chance.random() < 0.5 and self._server.pid:
                os.kill(self._server.pid, signal.SIGKILL)
                self.history.kills["queue server"] += 1
            else:
                self._chance.choice(self._webs).kill()
                self.history.kills["web process"] += 1

    def _repeats(self) -> None:
        """Press the last presses once more, long after their answers: they change nothing."""
        send = self._sender()
        for press in self.history.presses[-40:]:
            heard = send(press.path, press.role, press.body, press.key) if press.answers else None
            if heard:
                press.answers.append(heard)

    def _sender(self) -> Callable[[str, str, dict[str, Any], str], Heard | None]:
        """Make somebody's own line to both web processes, taken in turns."""
        session, turns, line = requests.Session(), cycle(self._webs), Random(self._line.random())
        self._lines.append(session)

        def send(path: str, role: str, body: dict[str, Any], key: str) -> Heard | None:
            headers = {"Authorization": f"Bearer {self._tokens[role]}", "Idempotency-Key": key}
            timeout = IMPATIENT if line.random() < GIVEN_UP else PATIENT
            try:
                answer = session.post(f"{next(turns).url}/api/v1{path}", json=body, headers=headers, timeout=timeout)
                said = answer.json()
            except requests.RequestException:
                self._over.wait(0.02)
                return None
            return Heard(answer.status_code, said) if answer.status_code < 500 else None

        return send
