"""Be a hall in plain Python, with none of the store's sets: what the real one must agree with after every act.

Somebody is callable when she waits, her moment has come and the window reaches her; who of them is next says
`rules.discipline.choose`. An undo is a copy of everybody whom the act touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from hall.rules.discipline import Discipline, Place, Standing, choose, head_start, rank, standing_at_check_in
from hall.rules.ticket import ALIVE, MOVES, Move, State
from hall.rules.times import Times
from hall.store.tickets import Onward

DAY_MS = 24 * 3600 * 1000
#: The stories' zone is eight hours ahead of UTC all year.
OFFSET_MS = 8 * 3600 * 1000


class No(Exception):
    """The plain hall refuses, with this code."""


@dataclass(frozen=True)
class Person:
    """Hold what the plain hall knows of somebody with a number."""

    id: str
    service: str
    hall: str
    standing: Standing
    join: int
    issued_at: int
    counted_at: int
    booked: bool
    state: State
    reserved_until: int = 0
    acts: int = 0
    callable_at: int = 0
    pinned: str = ""
    pinned_until: int = 0
    window: str = ""
    pressed_at: int = 0
    held_at: int = 0
    ended_at: int = 0
    rejoined: int = 0
    deferred: bool = False
    copy: int = 1
    chain: tuple[Onward, ...] = ()
    done: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Return her place; who is pinned stands in a queue of the window's own."""
        queue = f"@{self.pinned}" if self.pinned else self.service
        return Place(self.id, queue, self.join, self.standing, self.booked, self.counted_at)


@dataclass(frozen=True)
class Desk:
    """Hold what the plain hall knows of a window."""

    state: str = "closed"
    visitor: str = ""
    reach: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """Hold what was before a window's last act: the window, and everybody with her `acts` after it."""

    act: str
    at: int
    desk: Desk
    people: tuple[tuple[Person, int], ...]


class PlainHall:
    """Do every act of the hall; each returns the id of the ticket that the real answer must name, or None."""

    def __init__(self, rules: Discipline, times: Times, clock: Callable[[], int]) -> None:
        self.rules = rules
        self.times = times
        self.clock = clock
        self.people: dict[str, Person] = {}
        self.desks: dict[str, Desk] = {}
        self.slots: dict[str, tuple[int, str]] = {}
        self.kept: dict[str, Kept] = {}
        self.lost_at: dict[str, int] = {}
        #: Who waits only because nobody told in time what became of her paper: it may still have failed.
        self.untold: set[str] = set()
        self.stopped = ""
        #: Which finished services were rated, and whether once more afterwards.
        self.rated: dict[tuple[str, int], bool] = {}
        self._joins = count(1)

    # what is true now

    @property
    def now(self) -> int:
        return self.clock()

    def desk(self, window: str) -> Desk:
        return self.desks.get(window, Desk())

    def callable_at(self, window: str) -> list[Place]:
        """List whom this window may call now."""
        reach = self.reach(window)
        waiting = (one for one in self.people.values() if one.state is State.WAITING and one.callable_at <= self.now)
        return [one.place for one in waiting if one.place.service in reach]

    def reach(self, window: str) -> dict[str, int]:
        return {**self.desk(window).reach, f"@{window}": 0}

    def rank(self, who: str) -> int:
        return rank(self.people[who].place, self.now, self.rules)

    # visitors

    def take(self, who: str, service: str, hall: str, standing: Standing, chain: tuple[Onward, ...] = (), *,
             printing: bool = False, code: str | None = None) -> str:
        if self.stopped:
            raise No("HALL_STOPPED")
        slot = 0
        if code is not None:
            slot, state = self.slots[code]
            if state != "booked":
                raise No("APPOINTMENT_USED")
            if self.now < slot - self.times.check_in_early_ms:
                raise No("CHECK_IN_TOO_EARLY")
            self.slots[code] = slot, "checked_in"
            standing = standing_at_check_in(slot, self.now, self.rules)
        booked = standing is Standing.APPOINTMENT
        self.people[who] = Person(
            who, service, hall, standing, next(self._joins), self.now,
            slot if booked else self.now - head_start(standing, self.rules), booked,
            State.RESERVED if printing else State.WAITING,
            reserved_until=self.now + self.times.reserved_ms if printing else 0, chain=chain,
        )
        return who

    def printed(self, who: str, outcome: str, code: str = "") -> str:
        move = Move.CANCEL if outcome == "failed" else Move.CONFIRM
        state = self.people[who].state
        if state is not State.RESERVED:
            if move is Move.CONFIRM:
                return who
            if state is not State.WAITING or who not in self.untold:
                raise No("NOT_POSSIBLE")
        if move is Move.CANCEL and code:
            self.slots[code] = self.slots[code][0], "booked"
        return self._move(who, move, ended_at=self.now if move is Move.CANCEL else 0)

    def reprint(self, who: str) -> str:
        self._only_from(who, State.RESERVED, State.WAITING, State.CALLED)
        self.people[who] = replace(self.people[who], copy=self.people[who].copy + 1)
        return who

    def cancel(self, who: str) -> str:
        self._may(who, Move.CANCEL)
        return self._move(who, Move.CANCEL, ended_at=self.now)

    def rejoin(self, who: str) -> str:
        if self.stopped:
            raise No("HALL_STOPPED")
        self._may(who, Move.REJOIN)
        one = self.people[who]
        if self.now > one.ended_at + self.times.rejoin_within_ms:
            raise No("REJOIN_TOO_LATE")
        if one.rejoined >= self.times.rejoin_times:
            raise No("REJOIN_TOO_OFTEN")
        counted = max(self.rank(who), self.now - self.times.back_ms)
        return self._move(who, Move.REJOIN, counted_at=counted, booked=False, window="", rejoined=one.rejoined + 1)

    def defer(self, who: str, for_ms: int) -> str:
        self._may(who, Move.DEFER)
        if self.people[who].deferred:
            raise No("DEFERRED_BEFORE")
        back_at = self.now + for_ms
        counted = max(self.rank(who), back_at - self.times.back_ms)
        return self._move(who, Move.DEFER, counted_at=counted, booked=False, callable_at=back_at, deferred=True,
                          pinned="")

    def grant_priority(self, who: str) -> str:
        self._only_from(who, State.WAITING, State.RESERVED)
        one = self.people[who]
        if one.standing is not Standing.WALK_IN:
            raise No("NOT_POSSIBLE")
        counted = min(one.counted_at, one.issued_at - self.rules.priority_ms)
        self.people[who] = replace(one, standing=Standing.PRIORITY, counted_at=counted, acts=one.acts + 1)
        return who

    # clerks

    def call_next(self, window: str) -> str | None:
        self._calls(window)
        if self.desk(window).visitor:
            raise No("WINDOW_BUSY")
        with_whom = self._before(window)
        called = self._call_best(window)
        if called:
            self._keep(window, "call_next", with_whom)
        return called

    def call_this(self, window: str, who: str) -> str:
        self._calls(window)
        if self.desk(window).visitor:
            raise No("WINDOW_BUSY")
        self._may(who, Move.CALL)
        was = self._before(window)
        self._call(window, who)
        self._keep(window, "call_this", was)
        return who

    def recall(self, window: str) -> str:
        return self._at(window, Move.RECALL)

    def start(self, window: str) -> str:
        who = self._at(window, Move.START)
        self.people[who] = replace(self.people[who], state=State.SERVING)
        return who

    def finish(self, window: str) -> str:
        who, was = self._at(window, Move.FINISH), self._before(window)
        self._finish(window, who)
        self._keep(window, "finish", was)
        return who

    def finish_and_call_next(self, window: str) -> str | None:
        self._calls(window)
        who, was = self._at(window, Move.FINISH), self._before(window)
        self._finish(window, who)
        called = self._call_best(window)
        self._keep(window, "finish_and_call_next", was)
        return called

    def no_show(self, window: str, early: bool) -> str:
        who = self._at(window, Move.MISS)
        one = self.people[who]
        priority = one.standing is Standing.PRIORITY
        after = self.times.miss_priority_after_ms if priority else self.times.miss_after_ms
        # No screen reports in this hall, so that her time counts from the press and the longest way of the news.
        if not early and self.now < one.pressed_at + self.times.shown_latest_ms + after:
            raise No("TOO_EARLY")
        was = self._before(window)
        self._miss(window, who)
        self._keep(window, "no_show", was)
        return who

    def transfer(self, window: str, place: Onward, to: str | None, end_of_line: bool, chain: tuple[Onward, ...]) -> str:
        who, was = self._at(window, Move.TRANSFER), self._before(window)
        self._let_go(window)
        more: dict[str, object] = {"pinned": "", "window": ""}
        if end_of_line:
            more |= {"counted_at": max(self.rank(who), self.now), "booked": False}
        if chain:
            more["chain"] = chain
        if to and self.desk(to).state == "open":
            more |= {"pinned": to, "pinned_until": self.now + self.times.pinned_ms}
        self._go_on(who, place, more)
        self._keep(window, "transfer", was)
        return who

    def hold(self, window: str) -> str:
        who, was = self._at(window, Move.HOLD), self._before(window)
        self._let_go(window)
        self._move(who, Move.HOLD, held_at=self.now)
        self._keep(window, "hold", was)
        return who

    def return_held(self, window: str, who: str) -> str:
        self._may(who, Move.RETURN)
        one, was = self.people[who], self._before(window)
        if one.window != window:
            raise No("NOT_POSSIBLE")
        more: dict[str, object] = {"window": ""}
        if self.now > one.held_at + self.times.hold_ms:
            more |= {"counted_at": max(self.rank(who), self.now - self.times.back_ms), "booked": False}
        if self.desk(window).state == "open":
            more |= {"pinned": window, "pinned_until": self.now + self.times.pinned_ms}
        self._move(who, Move.RETURN, **more)
        self._keep(window, "return", was)
        return who

    def undo(self, window: str) -> str | None:
        kept = self.kept.get(window)
        if not kept:
            raise No("NOTHING_TO_UNDO")
        if self.now > kept.at + self.times.undo_ms:
            raise No("UNDO_TOO_LATE")
        if any(self.people[was.id].acts != acts for was, acts in kept.people):
            raise No("UNDO_OVERTAKEN")
        del self.kept[window]
        for was, acts in kept.people:
            elsewhere = was.pinned not in ("", window) and self.desk(was.pinned).state != "open"
            pinned = "" if elsewhere else was.pinned
            self.people[was.id] = replace(was, acts=acts + 1, copy=self.people[was.id].copy, pinned=pinned)
        self.desks[window] = replace(self.desk(window), state=kept.desk.state, visitor=kept.desk.visitor)
        return kept.desk.visitor or None

    def open_window(self, window: str, reach: dict[str, int]) -> str | None:
        self.desks[window] = replace(self.desk(window), state="open", reach=reach)
        return self.desk(window).visitor or None

    def stop_calling(self, window: str, state: str, visitor: str | None) -> str | None:
        desk, was = self.desk(window), self._before(window)
        who = desk.visitor
        if desk.state == "closed" and state == "paused":
            raise No("WINDOW_NOT_OPEN")
        if who and not visitor:
            raise No("WINDOW_BUSY")
        if who and visitor == "no_show":
            self._may(who, Move.MISS)
            self._miss(window, who)
        if who and visitor == "send_back":
            self._send_back(window, who)
        if desk.state != state:
            self.desks[window] = replace(self.desk(window), state=state)
            self._unpin_all(window)
        if desk.state != state or (who and visitor != "serve"):
            self._keep(window, state, was)
        return who or None

    # the whole hall, and what happens by itself

    def sweep(self, *, only: str = "") -> None:
        """Do what is due by now, of everybody and every window, or of one alone."""
        for one in list(self.people.values()):
            if only not in ("", one.id):
                continue
            if one.state is State.RESERVED and one.reserved_until <= self.now:
                self._move(one.id, Move.CONFIRM)
                self.untold.add(one.id)
            if one.state is State.WAITING and one.pinned and one.pinned_until <= self.now:
                self.people[one.id] = replace(one, pinned="")
        for window, at in list(self.lost_at.items()):
            if at <= self.now and only in ("", window):
                self._lose(window)

    def rate(self, who: str, turn: int, days: int) -> None:
        """Rate a finished service."""
        if (who, turn) in self.rated:
            raise No("RATED_BEFORE")
        if turn > len(self.people[who].done):
            raise No("NOTHING_TO_RATE")
        if (self.now + OFFSET_MS) // DAY_MS > (self.people[who].issued_at + OFFSET_MS) // DAY_MS + days:
            raise No("RATING_TOO_LATE")
        self.rated[who, turn] = False

    def rate_again(self, who: str, turn: int) -> None:
        """Rate it once more."""
        if (who, turn) not in self.rated:
            raise No("NOTHING_TO_RATE")
        if self.rated[who, turn]:
            raise No("RATED_BEFORE")
        self.rated[who, turn] = True

    def end_days(self, before: int) -> None:
        """End everybody of earlier days, and the windows when such a day still ran."""
        old = [one for one in self.people.values() if (one.issued_at + OFFSET_MS) // DAY_MS < before]
        for one in old:
            if one.state in ALIVE:
                for window, desk in self.desks.items():
                    if desk.visitor == one.id:
                        self._let_go(window)
                        self.kept.pop(window, None)
                self._move(one.id, Move.EXPIRE, ended_at=self.now)

    def close_all(self, windows: Iterable[str]) -> None:
        """Close the windows at the end of a day that ran."""
        for window in windows:
            self.kept.pop(window, None)
            self.desks[window] = replace(self.desk(window), state="closed")

    def _lose(self, window: str) -> None:
        del self.lost_at[window]
        self.kept.pop(window, None)
        who = self.desk(window).visitor
        if who and self.people[who].state is State.CALLED:
            self._send_back(window, who)
        if self.desk(window).state == "open":
            self.desks[window] = replace(self.desk(window), state="paused")
            self._unpin_all(window)

    # parts of acts

    def _move(self, who: str, move: Move, **more: object) -> str:
        one = self.people[who]
        self.people[who] = replace(one, state=MOVES[move].enters, acts=one.acts + 1, **more)  # type: ignore[arg-type]
        return who

    def _may(self, who: str, move: Move) -> None:
        self._only_from(who, *MOVES[move].leaves)

    def _only_from(self, who: str, *states: State) -> None:
        if self.people[who].state not in states:
            raise No("NOT_POSSIBLE")

    def _at(self, window: str, move: Move) -> str:
        who = self.desk(window).visitor
        if not who:
            raise No("WINDOW_EMPTY")
        self._may(who, move)
        return who

    def _calls(self, window: str) -> None:
        if self.stopped:
            raise No("HALL_STOPPED")
        if self.desk(window).state != "open":
            raise No("WINDOW_NOT_OPEN")

    def _call_best(self, window: str) -> str | None:
        best = choose(self.callable_at(window), self.reach(window), self.now, self.rules)
        if best:
            self._call(window, best.ticket)
        return best.ticket if best else None

    def _call(self, window: str, who: str) -> None:
        self._move(who, Move.CALL, window=window, pressed_at=self.now, pinned="", callable_at=0)
        self.desks[window] = replace(self.desk(window), visitor=who)

    def _let_go(self, window: str) -> None:
        self.desks[window] = replace(self.desk(window), visitor="")

    def _finish(self, window: str, who: str) -> None:
        self._let_go(window)
        one = self.people[who]
        done, chain = (*one.done, one.service), one.chain
        if not chain:
            self._move(who, Move.FINISH, ended_at=self.now, done=done)
        else:
            self._go_on(who, chain[0], {"window": "", "pinned": "", "chain": chain[1:], "done": done})

    def _go_on(self, who: str, place: Onward, more: dict[str, object]) -> None:
        walks = place.hall != self.people[who].hall
        self._move(who, Move.TRANSFER, service=place.service, hall=place.hall,
                   callable_at=self.now + place.walk_ms if walks else 0, **more)

    def _send_back(self, window: str, who: str) -> None:
        self._let_go(window)
        self._move(who, Move.SEND_BACK, window="")

    def _miss(self, window: str, who: str) -> None:
        self._let_go(window)
        self._move(who, Move.MISS, ended_at=self.now)

    def _unpin_all(self, window: str) -> None:
        for one in self.people.values():
            if one.state is State.WAITING and one.pinned == window:
                self.people[one.id] = replace(one, pinned="")

    def _before(self, window: str) -> tuple[Desk, dict[str, Person]]:
        return self.desk(window), dict(self.people)

    def _keep(self, window: str, act: str, was: tuple[Desk, dict[str, Person]]) -> None:
        desk, people = was
        touched = [one for one in people.values() if self.people[one.id] != one]
        self.kept[window] = Kept(act, self.now, desk, tuple((one, self.people[one.id].acts) for one in touched))
