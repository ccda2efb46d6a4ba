"""Answer who is booked (预约): how many of each slot, and who is here already; nothing here changes anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hall.store.whole_hall import WholeHall


class Appointed(WholeHall):
    """Read what concerns appointments before their turn."""

    def appointed(
        self, services: Iterable[str], now: int, since: int, until: int
    ) -> dict[str, tuple[Counter[int], Counter[int]]]:
        """Return, for each of these services, the slots of those who wait and are not due, and the places taken.

        The first counts slots however far ahead, the second those from `since` until `until`, whoever is here.
        """
        wanted = list(services)
        due_after = now + self._rules.early_ms
        with self._redis.pipeline(transaction=False) as pipe:
            for service in wanted:
                pipe.zrange(self._keys("booked", service), f"({due_after}", "+inf", byscore=True, withscores=True)
                pipe.hgetall(self._keys("slots", service))
            replies = iter(pipe.execute() if wanted else [])
        found = {}
        for service in wanted:
            early = Counter(int(slot) for _, slot in next(replies))
            taken = {int(slot): int(count) for slot, count in next(replies).items()}
            found[service] = early, Counter({slot: count for slot, count in taken.items() if since <= slot < until})
        return found
