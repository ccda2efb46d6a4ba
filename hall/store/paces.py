"""Keep what other days taught of each service (办理节奏), so that web processes need no ledger to estimate waits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from redis import Redis

from hall.rules.pace import Pace
from hall.store.keys import Keys


class Paces:
    """Read and keep the paces of one centre; the recorder alone keeps them, when a day has ended."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis: Any = redis
        self._key = keys("pace")

    def read(self) -> dict[str, Pace]:
        """Return what is known of each service; none of one that nobody has learnt of."""
        return {service: Pace(**json.loads(kept)) for service, kept in self._redis.hgetall(self._key).items()}

    def keep(self, paces: Mapping[str, Pace]) -> None:
        """Keep these; what is known of other services stays."""
        if paces:
            self._redis.hset(self._key, mapping={name: json.dumps(asdict(one)) for name, one in paces.items()})
