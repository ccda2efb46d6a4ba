"""Answer who is booked (预约): how many of each slot, and who is here already; nothing here changes anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hall.store.whole_hall import WholeHall


class Appointed(WholeHall):
    """Read what concerns appointments before their turn."""

    def early(self, services: Iterable[str], now: int) -> dict[str, Counter[int]]:
        """Return, for each of these services, the slots of those who wait and are not due yet."""
        wanted = list(services)
        with self._redis.pipeline(transaction=False) as pipe:
            for service in wanted:
                pipe.zrange(
                    self._keys("booked", service), f"({now + self._rules.early_ms}", "+inf", byscore=True,
                    withscores=True,
                )
            found = pipe.execute() if wanted else []
        return {
            service: Counter(int(slot) for _, slot in rows)
            for service, rows in zip(wanted, found, strict=True)
        }

    def taken_from(self, services: Iterable[str], since: int, until: int) -> dict[str, Counter[int]]:
        """Return how many places of each slot between two moments are taken, for each of these services."""
        wanted = list(services)
        with self._redis.pipeline(transaction=False) as pipe:
            for service in wanted:
                pipe.hgetall(self._keys("slots", service))
            found = pipe.execute() if wanted else []
        return {
            service: Counter({int(slot): int(count) for slot, count in taken.items() if since <= int(slot) < until})
            for service, taken in zip(wanted, found, strict=True)
        }
