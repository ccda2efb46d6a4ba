"""Let kiosks and clerks press on two web processes in this one, over a line that loses answers; no clock, no wait."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import Any

from redis import Redis

from hall.app import Program, create_app
from hall.settings import Settings
from hall.store.server import QueueServer, socket_of
from tests.builders import Clock, moment
from tests.crash.checker import Violation, check
from tests.crash.history import Heard, History
from tests.crash.people import Clerk, Visitors
from tests.losing_proxy import LosingProxy

CONFIG = Path(__file__).parent.parent / "config-small"
#: Of the answers on their way from the queue server, how many are lost.
LOST = 0.03


class Storm:
    """Hold a small hall in this process, everybody who presses on it, and what they heard."""

    def __init__(self, server: QueueServer, folder: Path, seed: int) -> None:
        self.clock = Clock(moment("9:05"))
        self.proxy = LosingProxy(socket_of(server.data), folder, 0.0, seed)
        settings = Settings(config=CONFIG, always_open=True)
        self.programs = [create_app(settings, self.proxy.url, self.clock, async_mode="threading") for _ in range(2)]
        self.direct = create_app(settings, server.url, self.clock, async_mode="threading").handles
        self.tokens = {role: self.direct.presence.new_token(role, role) for role in ("kiosk", "clerk")}
        self.proxy.share = LOST
        self.history = History()
        self._turns = cycle(self.programs)
        missed: list[str] = []
        rest = (seed, self._send, self.tokens, self.history, lambda: True)
        self.everybody: list[Visitors | Clerk] = [
            *(Visitors(f"kiosk{one}", *rest, now=self.clock, missed=missed) for one in range(3)),
            *(Clerk(f"clerk{one}", *rest, window=one, missed=missed) for one in ("east/1", "east/3", "west/1")),
        ]

    def blow(self, rounds: int) -> None:
        """Let everybody take turns."""
        for _ in range(rounds):
            for one in self.everybody:
                one.step()
                self.clock.now += 137

    def violations(self) -> list[Violation]:
        """Say what the checker finds."""
        events = self.direct.reading.events(0, 100_000)
        issued = [event["ticket"] for event in events if event["type"] == "issued"]
        states = {one.id: str(one.state) for one in self.direct.reading.tickets(issued).values()}
        return check(events, self.history, states)

    def stop(self) -> None:
        """Hang up."""
        self.proxy.stop()
        for program in self.programs:
            redis: Redis = program.handles.redis
            redis.close()

    def _send(self, path: str, role: str, body: dict[str, Any], key: str) -> Heard | None:
        program: Program = next(self._turns)
        headers = {"Authorization": f"Bearer {self.tokens[role]}", "Idempotency-Key": key}
        answer = program.app.test_client(use_cookies=False).post(f"/api/v1{path}", json=body, headers=headers)
        return Heard(answer.status_code, answer.get_json()) if answer.status_code < 500 else None
