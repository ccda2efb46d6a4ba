"""Press on the hall: what every change has in common, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from redis import Redis

from hall.rules.discipline import Discipline
from hall.rules.times import Times
from hall.store.keys import Keys
from hall.store.records import Answer, ticket_from
from hall.store.scripts import Scripts


@dataclass(frozen=True)
class Request:
    """Name one press: `id` is the same when it is repeated, `digest` is that of its body, `actor` who pressed.

    `keep_seconds` is how long its answer is kept, None for as long as anybody may repeat it. `config` names the
    configuration by which it was decided, None for the one that the handle works by.
    """

    id: str
    digest: str
    actor: str
    keep_seconds: int | None = None
    config: str | None = None


@dataclass(frozen=True)
class Onward:
    """Hold where a ticket goes on to: a service, its hall and area; `walk_ms` is the way there from another hall."""

    service: str
    hall: str
    area: str
    walk_ms: int = 0


class Pressing:
    """Run the Lua commands of one centre, each one atomic step with its event.

    `clock` gives ms since 1970; without one the queue server's own clock counts, one for the whole centre.
    """

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        rules: Discipline,
        clock: Callable[[], int] | None = None,
        times: Times | None = None,
    ) -> None:
        self._scripts = Scripts(redis, keys.prefix)
        self._clock = clock
        self.adopt(rules, times or Times())

    def adopt(self, rules: Discipline, times: Times, config: str | None = None) -> None:
        """Press by these rules and times from now on; `config` names the configuration that they are of."""
        self._rules = rules
        self._times = times
        self._config = config

    def _do(self, act: str, request: Request | None, **asks: Any) -> Answer:
        asks.setdefault("config", self._config)
        if self._clock:
            asks["now"] = self._clock()
        if request:
            asks |= {"request": request.id, "digest": request.digest, "actor": request.actor}
            asks["keep_seconds"] = request.keep_seconds
            asks["config"] = request.config or asks["config"]
        said = self._scripts.run(act, asks)
        record = said.pop("ticket", None)
        return Answer(said.pop("as_of"), ticket_from(record) if record else None, said)

    def _due(self) -> dict[str, int]:
        """Return what tells Lua when an appointment is due, and how early it then counts."""
        return {"early_ms": self._rules.early_ms, "appointment_ms": self._rules.appointment_ms}
