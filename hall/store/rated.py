"""Read how finished services were rated (好差评) and what still has to be done about low ratings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hall.rules.ratings import Stage
from hall.store.whole_hall import WholeHall

#: Follow-ups that one page lists at most, of each kind: a hall with more open ones has another trouble.
AT_MOST = 500


@dataclass(frozen=True)
class KeptRating:
    """Hold a rating as the store has it; moments are ms since 1970, 0 means not yet.

    `stage` is '' where nobody has to follow it up, `contact` where she can be called back until it is settled.
    """

    ticket: str
    turn: int
    number: str
    service: str
    hall: str
    window: str
    level: int
    rated_at: int
    reasons: tuple[str, ...] = ()
    again_level: int = 0
    again_reasons: tuple[str, ...] = ()
    again_at: int = 0
    stage: str = ""
    contact: str = ""
    call_back_by: int = 0
    settle_by: int = 0
    called_back_at: int = 0
    called_back_by: str = ""
    settled_at: int = 0
    settled_by: str = ""
    outcome: str = ""

    @property
    def due_at(self) -> int:
        """Return by when the next step has to be done, 0 when nothing is left to do."""
        if self.stage == Stage.OPEN:
            return self.call_back_by
        return self.settle_by if self.stage == Stage.CALLED_BACK else 0


@dataclass(frozen=True)
class JustDone:
    """Hold what a window finished last: a ticket, which of its services, and when, in ms since 1970."""

    ticket: str
    turn: int
    at: int


class Rated(WholeHall):
    """Read ratings."""

    def to_rate(self, window: str) -> JustDone | None:
        """Return what a window finished last, None when it finished nothing or that was rated."""
        ticket, turn, at = self._redis.hmget(self._keys("window", window), "done", "done_turn", "done_at")
        if not ticket or self._redis.exists(self._keys("rating", ticket, turn)):
            return None
        return JustDone(ticket, int(turn), int(at))

    def rating(self, ticket: str, turn: int) -> KeptRating | None:
        """Return the rating of a finished service, None when nobody rated it or it is long settled."""
        record = self._redis.hgetall(self._keys("rating", ticket, turn))
        return rating_from(record) if record else None

    def follow_ups(self, stage: str) -> list[KeptRating]:
        """Return low ratings that are `open`, the oldest first, or `settled`, the latest first."""
        last = stage == Stage.SETTLED
        members = self._redis.zrange(self._keys("follow_ups", stage), 0, AT_MOST - 1, desc=last)
        with self._redis.pipeline(transaction=False) as pipe:
            for one in members:
                pipe.hgetall(self._keys("rating", one))
            return [rating_from(record) for record in pipe.execute() if record]


def rating_from(record: Mapping[str, str]) -> KeptRating:
    """Read a rating from its record."""

    def number(name: str) -> int:
        return int(record.get(name) or 0)

    def listed(name: str) -> tuple[str, ...]:
        return tuple(filter(None, record.get(name, "").split(",")))

    return KeptRating(
        ticket=record["ticket"],
        turn=number("turn"),
        number=record["number"],
        service=record["service"],
        hall=record["hall"],
        window=record["window"],
        level=number("level"),
        rated_at=number("rated_at"),
        reasons=listed("reasons"),
        again_level=number("again_level"),
        again_reasons=listed("again_reasons"),
        again_at=number("again_at"),
        stage=record.get("stage", ""),
        contact=record.get("contact", ""),
        call_back_by=number("call_back_by"),
        settle_by=number("settle_by"),
        called_back_at=number("called_back_at"),
        called_back_by=record.get("called_back_by", ""),
        settled_at=number("settled_at"),
        settled_by=record.get("settled_by", ""),
        outcome=record.get("outcome", ""),
    )
