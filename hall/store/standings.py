"""Answer who stands before whom (前面几人); nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hall.rules.discipline import is_due, rank
from hall.rules.expecting import Standing
from hall.rules.ticket import State, Ticket, when_due
from hall.store.whole_hall import WholeHall

#: The sets of one service's queue; the first and the third are sorted by slot, the others by rank.
QUEUES = ("booked", "live", "reserved_booked", "reserved")
BY_SLOT = frozenset({"booked", "reserved_booked"})
#: A ticket, and the services that are looked at.
Asked = tuple[Ticket, Sequence[str]]


class Standings(WholeHall):
    """Read where tickets stand in their queues."""

    def before(self, ticket: Ticket, services: Iterable[str], now: int) -> dict[str, int]:
        """Count, for each of these services, who stands before a waiting or reserved ticket now."""
        return self._before([(ticket, list(services))], now)[0]

    def standings(self, asked: Iterable[Asked], now: int) -> list[Standing]:
        """Return where tickets stand among the visitors of the services beside each; all are read at once."""
        wanted = list(asked)
        early = [one.booked and not is_due(one.counted_at, now, self._rules) for one, _ in wanted]
        questions: list[Asked] = []
        for (ticket, services), is_early in zip(wanted, early, strict=True):
            questions.append((ticket, services))
            if is_early:
                questions.append((when_due(ticket, self._rules), services))
        counted = iter(self._before(questions, now))
        return [
            Standing(
                ticket.service, rank(ticket.place, now, self._rules), next(counted),
                ticket.counted_at if is_early else 0, next(counted) if is_early else {},
            )
            for (ticket, _), is_early in zip(wanted, early, strict=True)
        ]

    def _before(self, asked: Sequence[Asked], now: int) -> list[dict[str, int]]:
        """Count who stands before each ticket, for each of its services; nobody where it is in no queue."""
        looked_at = [services if one.state in (State.WAITING, State.RESERVED) else () for one, services in asked]
        with self._redis.pipeline(transaction=False) as pipe:
            for (ticket, _), services in zip(asked, looked_at, strict=True):
                mine = rank(ticket.place, now, self._rules)
                slot, level_slot = self._slot_before(mine, now)
                for service in services:
                    for kind in QUEUES:
                        below, level = (slot, level_slot) if kind in BY_SLOT else (mine, mine)
                        pipe.zcount(self._keys(kind, service), "-inf", f"({below}")
                        pipe.zrangebyscore(self._keys(kind, service), level, level)
            replies = iter(pipe.execute() if any(looked_at) else [])
        found = []
        for (ticket, every), services in zip(asked, looked_at, strict=True):
            counts = dict.fromkeys(every, 0)
            for service in services:
                counts[service] = sum(
                    int(next(replies)) + sum(join_of(member) < ticket.join for member in next(replies)) for _ in QUEUES
                )
            found.append(counts)
        return found

    def _slot_before(self, mine: int, now: int) -> tuple[int, int]:
        """Return below which slot appointments stand before rank `mine` now, and which slot stands level with it."""
        due_until = now + self._rules.early_ms
        if mine + self._rules.appointment_ms <= due_until:
            return mine + self._rules.appointment_ms, mine + self._rules.appointment_ms
        # Every due appointment stands before; one not due yet counts by its slot, and there is none level below.
        return max(mine, due_until + 1), mine if mine > due_until else -1


def join_of(member: str) -> int:
    """Return the join number of a queue's member."""
    return int(member[:15])
