"""Hold the life of a ticket (号) in one table: Lua, buttons, documents and tests all read `MOVES`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from hall.rules.discipline import Discipline, Place, Standing
from hall.rules.waiting import Range, Told


class State(StrEnum):
    """Name where a ticket is in its life."""

    RESERVED = "reserved"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    FINISHED = "finished"
    MISSED = "missed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


#: A ticket in one of these still wants something of the hall.
ALIVE = frozenset({State.RESERVED, State.WAITING, State.CALLED, State.SERVING, State.HELD})


class Move(StrEnum):
    """Name what can happen to a ticket."""

    CONFIRM = "confirm"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    CANCEL = "cancel"
    SEND_BACK = "send_back"
    TRANSFER = "transfer"
    HOLD = "hold"
    RETURN = "return_held"
    REJOIN = "rejoin"
    DEFER = "defer"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Change:
    """Say from which states a move may start, and where it leads."""

    leaves: frozenset[State]
    enters: State


MOVES: Mapping[Move, Change] = {
    Move.CONFIRM: Change(frozenset({State.RESERVED}), State.WAITING),
    Move.CALL: Change(frozenset({State.WAITING}), State.CALLED),
    Move.RECALL: Change(frozenset({State.CALLED}), State.CALLED),
    Move.START: Change(frozenset({State.CALLED}), State.SERVING),
    Move.FINISH: Change(frozenset({State.CALLED, State.SERVING}), State.FINISHED),
    Move.MISS: Change(frozenset({State.CALLED}), State.MISSED),
    Move.CANCEL: Change(frozenset({State.RESERVED, State.WAITING, State.HELD, State.MISSED}), State.CANCELLED),
    Move.SEND_BACK: Change(frozenset({State.CALLED, State.SERVING}), State.WAITING),
    Move.TRANSFER: Change(frozenset({State.CALLED, State.SERVING}), State.WAITING),
    Move.HOLD: Change(frozenset({State.CALLED, State.SERVING}), State.HELD),
    Move.RETURN: Change(frozenset({State.HELD}), State.WAITING),
    Move.REJOIN: Change(frozenset({State.MISSED}), State.WAITING),
    Move.DEFER: Change(frozenset({State.WAITING}), State.WAITING),
    Move.EXPIRE: Change(ALIVE, State.EXPIRED),
}


@dataclass(frozen=True)
class Ticket:
    """Hold one ticket as the store knows it. Moments (`_at`) are ms since 1970, 0 means not yet.

    `counted_at` is what the queue sorts by: the slot of a booked ticket, else the rank itself.
    `pressed_at` is when a clerk called it to its window last, `called_at` when that was announced last.
    `why` is the reason (`discipline.Why`) with which it was called last. `pinned` is the one window that may call
    it, or ''; before `callable_at` nobody may (deferred, or on the way to the other hall). `then` lists the services
    still to come on the same ticket (一票到底), `done` those that are finished, in their order. `mask` is what may be
    shown of the phone or card that took it, or '', `agent` that of who took it for her, or ''. `told` is what was
    told of the wait last, on any door, or None.
    """

    id: str
    number: str
    service: str
    hall: str
    area: str
    state: State
    standing: Standing
    join: int
    counted_at: int
    issued_at: int
    booked: bool = False
    reason: str = ""
    needs: tuple[str, ...] = field(default_factory=tuple)
    slot_at: int = 0
    window: str = ""
    pressed_at: int = 0
    called_at: int = 0
    first_called_at: int = 0
    started_at: int = 0
    ended_at: int = 0
    calls: int = 0
    copy: int = 1
    why: str = ""
    handicap: int = 0
    case_no: str = ""
    pinned: str = ""
    callable_at: int = 0
    held_at: int = 0
    rejoined: int = 0
    deferred: bool = False
    then: tuple[str, ...] = field(default_factory=tuple)
    done: tuple[str, ...] = field(default_factory=tuple)
    mask: str = ""
    agent: str = ""
    told: Told | None = None

    @property
    def promised(self) -> Told | None:
        """Return what she was told of her wait, while she waits as she did then: not called, put off by nobody."""
        return None if self.first_called_at or self.deferred else self.told

    def waits_longer(self, now: int, present: Range | None) -> bool:
        """Say whether she waits longer than she was told (比预计时间长), by what is estimated at present."""
        return bool(present and self.promised and self.promised.is_passed_by(now, present))

    @property
    def place(self) -> Place:
        """Return the place that the discipline sorts."""
        return Place(self.id, self.service, self.join, self.standing, self.booked, self.counted_at, self.rejoined > 0)

    def may(self, move: Move) -> bool:
        """Say whether this move can start from the ticket's state."""
        return self.state in MOVES[move].leaves


def when_due(ticket: Ticket, rules: Discipline) -> Ticket:
    """Return the ticket of an early appointment as it will stand once it is due."""
    return replace(ticket, booked=False, counted_at=ticket.counted_at - rules.appointment_ms)
