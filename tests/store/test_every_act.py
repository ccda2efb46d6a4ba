"""Let every act happen in any order, in the real store and in a plain hall: they agree after each one.

Who is called, who may not be, what an undo restores, where everybody stands: all of it is told a second time in
`plain_hall.py`, without a set, a deadline or a stored answer, and `check_store` holds every key against every other.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from redis import Redis

from hall.rules.discipline import Standing
from hall.rules.refusals import Refusal
from hall.rules.ticket import State
from hall.rules.times import MINUTE_MS, Times
from hall.store import scripts
from hall.store.presence import Presence
from hall.store.records import Answer
from hall.store.tickets import Onward, Request
from hall.ticketing.sweeping import end_days, sweep
from tests.builders import Story
from tests.invariants import check_store
from tests.store.plain_hall import DAY_MS, OFFSET_MS, No, PlainHall
from tests.store.rating_acts import rating

PLACES = {
    "tax": Onward("tax", "east", "east-a", 3 * MINUTE_MS),
    "deeds": Onward("deeds", "east", "east-a", 3 * MINUTE_MS),
    "cars": Onward("cars", "west", "west-a", 3 * MINUTE_MS),
}
WINDOWS = ("east/1", "east/2", "west/1")
#: Which service is drawn more often: a queue has to get long before its order means anything.
SERVICES = st.sampled_from(["tax", "tax", "deeds", "cars"])
WINDOW = st.sampled_from(["east/1", "east/1", "east/2", "west/1"])
SOMEBODY = st.integers(0, 1000)
VISITOR = st.sampled_from([None, "serve", "no_show", "send_back"])
CHAIN = st.lists(st.sampled_from(list(PLACES.values())), max_size=2).map(tuple)


class EveryAct(RuleBasedStateMachine):
    """A day in which every button of the hall is pressed in any order, next to a plain hall."""

    redis: Redis

    @initialize()
    def morning(self) -> None:
        self.redis.flushall()
        self.story = Story(self.redis)
        self.presence = Presence(self.redis, self.story.keys)
        self.plain = PlainHall(self.story.rules, Times(), self.story.clock)
        self.code_of: dict[str, str] = {}
        self.again: Callable[[], Answer] | None = None
        # What the sweep asks of a running program.
        self.hall = cast(Any, SimpleNamespace(
            reading=self.story.reading, business_day=self.day_of, is_over=lambda at: False,
            centre=SimpleNamespace(windows=WINDOWS), presence=self.presence,
        ))
        self.opens("east/1", {"tax": 0, "deeds": 5 * MINUTE_MS})
        self.opens("east/2", {"tax": 0, "deeds": 0})
        self.opens("west/1", {"cars": 0, "tax": 5 * MINUTE_MS})
        for service in ("tax", "tax", "deeds", "cars", "tax"):
            self.takes(service, Standing.WALK_IN, False, ())

    @staticmethod
    def day_of(at: int) -> int:
        return (at + OFFSET_MS) // DAY_MS

    def both(self, plainly: Callable[[], str | None], really: Callable[[Request], Answer]) -> None:
        """Press in both halls: they refuse alike, or name the same visitor."""
        press = self.story.press()
        self.again = lambda: really(press)
        wanted: str | None
        try:
            wanted, code = plainly(), ""
        except No as no:
            wanted, code = None, str(no)
        try:
            answer = really(press)
        except Refusal as refusal:
            assert refusal.code == code, f"refused with {refusal.code}, and the plain hall says {code or wanted}"
        else:
            assert not code, f"it was done, and the plain hall says {code}"
            assert (answer.ticket.id if answer.ticket else None) == wanted, "both name the same visitor"

    def somebody(self, who: int, *states: State) -> str:
        """Name somebody, most often one in these states, so that most presses are possible."""
        fit = [one.id for one in self.plain.people.values() if one.state in states]
        everybody = list(self.plain.people)
        return fit[who % len(fit)] if fit and who % 7 else everybody[who % len(everybody)]

    # time

    @rule(seconds=st.sampled_from([0, 1, 3, 9, 21, 61, 180, 240, 600, 1200, 1860, 3660]))
    def time_passes(self, seconds: int) -> None:
        self.story.later(seconds=seconds)

    @rule(times=st.integers(1, 2))
    def the_sweep_comes_by(self, times: int) -> None:
        ran = self.story.reading.running_day()
        for _ in range(times):
            sweep(self.hall, self.story.tickets)
        self.plain.sweep()
        self.ended(ran, self.day_of(self.story.clock.now))

    @rule(who=SOMEBODY, window=WINDOW)
    def a_sweep_looks_too_early_or_at_one_alone(self, who: int, window: str) -> None:
        one, tickets = self.somebody(who, State.RESERVED, State.WAITING), self.story.tickets
        for look in (tickets.paper_overdue, tickets.unpin, tickets.let_in_later):
            look(one)
        tickets.recall_by_itself(one, f"recall:{one}:1")
        tickets.lose_window(window)
        self.plain.sweep(only=one)
        self.plain.sweep(only=window)

    @rule(window=WINDOW)
    def a_console_is_heard(self, window: str) -> None:
        self.plain.lost_at[window] = self.story.clock.now + 120_000
        self.presence.heard([window], self.story.clock.now + 120_000)

    @precondition(lambda self: len(self.plain.people) > 12)
    @rule(hours=st.integers(8, 17))
    def hours_pass(self, hours: int) -> None:
        self.story.later(minutes=60 * hours)

    @precondition(lambda self: len(self.plain.people) > 12)
    @rule()
    def the_manager_ends_the_day(self) -> None:
        ran, before = self.story.reading.running_day(), self.day_of(self.story.clock.now) + 1
        end_days(self.hall, self.story.tickets, self.story.press(), before)
        self.ended(ran, before)

    def ended(self, ran: int | None, before: int) -> None:
        """Let the plain hall end the days before one; `ran` is the day that ran until then."""
        self.plain.end_days(before)
        if ran is not None and ran < before:
            self.plain.close_all(WINDOWS)
        open_days = [self.day_of(one.issued_at) for one in self.plain.people.values()
                     if one.state in (State.WAITING, State.RESERVED, State.CALLED, State.SERVING, State.HELD)]
        running = self.story.reading.running_day()
        assert not open_days or (running is not None and running <= min(open_days)), "an open ticket's day runs"

    @rule(stops=st.sampled_from(["", "", "typhoon"]))
    def the_hall_stops_or_goes_on(self, stops: str) -> None:
        self.plain.stopped = stops
        self.story.tickets.stop_hall(self.story.press(), stops)

    # visitors

    @rule(service=SERVICES, standing=st.sampled_from([Standing.WALK_IN, Standing.WALK_IN, Standing.PRIORITY]),
          printing=st.booleans(), chain=CHAIN)
    def takes(self, service: str, standing: Standing, printing: bool, chain: tuple[Onward, ...]) -> None:
        new = self.story.newcomer(service, standing=standing, reserve_ms=20_000 if printing else 0, then=chain)
        self.both(lambda: self.plain.take(new.id, service, new.hall, standing, chain, printing=printing),
                  lambda press: self.story.tickets.take(press, new))

    @rule(service=SERVICES, minutes=st.integers(-10, 45))
    def books(self, service: str, minutes: int) -> None:
        code, slot = f"CODE{len(self.plain.slots):04d}", self.story.clock.now + minutes * MINUTE_MS
        if minutes >= 0:
            self.story.tickets.book(self.story.press(), code, service, PLACES[service].hall, slot, 0, "")
            self.plain.slots[code] = slot, "booked"

    @precondition(lambda self: self.plain.slots)
    @rule(which=SOMEBODY, printing=st.booleans())
    def checks_in(self, which: int, printing: bool) -> None:
        code = list(self.plain.slots)[which % len(self.plain.slots)]
        booked = self.story.reading.appointment(code)
        assert booked
        new = self.story.newcomer(booked.service, appointment=code, reserve_ms=20_000 if printing else 0)
        self.both(lambda: self.plain.take(new.id, new.service, new.hall, Standing.WALK_IN, printing=printing,
                                          code=code),
                  lambda press: self.story.tickets.take(press, new))
        if new.id in self.plain.people:
            self.code_of[new.id] = code

    @rule(who=SOMEBODY, outcome=st.sampled_from(["confirmed", "unverified", "failed"]))
    def paper_comes_out(self, who: int, outcome: str) -> None:
        one = self.somebody(who, State.RESERVED)
        self.both(lambda: self.plain.printed(one, outcome, self.code_of.get(one, "")),
                  lambda press: self.story.tickets.printed(press, one, outcome))

    @rule(who=SOMEBODY)
    def reprints(self, who: int) -> None:
        one = self.somebody(who, State.WAITING, State.CALLED)
        self.both(lambda: self.plain.reprint(one), lambda press: self.story.tickets.reprint(press, one))

    @rule(who=SOMEBODY)
    def leaves(self, who: int) -> None:
        one = self.somebody(who, State.WAITING, State.HELD, State.MISSED)
        self.both(lambda: self.plain.cancel(one), lambda press: self.story.tickets.cancel(press, one))

    @rule(who=SOMEBODY)
    def rejoins(self, who: int) -> None:
        one = self.somebody(who, State.MISSED)
        self.both(lambda: self.plain.rejoin(one), lambda press: self.story.tickets.rejoin(press, one))

    @rule(who=SOMEBODY, minutes=st.integers(10, 30))
    def defers(self, who: int, minutes: int) -> None:
        one = self.somebody(who, State.WAITING)
        self.both(lambda: self.plain.defer(one, minutes * MINUTE_MS),
                  lambda press: self.story.tickets.defer(press, one, minutes * MINUTE_MS))

    @rule(who=SOMEBODY)
    def is_granted_a_priority(self, who: int) -> None:
        one = self.somebody(who, State.WAITING, State.RESERVED)
        self.both(lambda: self.plain.grant_priority(one),
                  lambda press: self.story.tickets.grant_priority(press, one, "elderly"))

    @rule(who=SOMEBODY, turn=st.sampled_from([1, 1, 2]), level=st.integers(1, 5))
    def rates(self, who: int, turn: int, level: int) -> None:
        one = self.somebody(who, State.FINISHED)
        said = rating(level, turn, one, day=self.day_of(self.story.clock.now))
        self.both(lambda: self.plain.rate(one, turn, said.days), lambda press: self.story.tickets.rate(press, said))

    @rule(who=SOMEBODY, turn=st.sampled_from([1, 1, 2]))
    def rates_again(self, who: int, turn: int) -> None:
        one = self.somebody(who, State.FINISHED)
        self.both(lambda: self.plain.rate_again(one, turn),
                  lambda press: self.story.tickets.rate_again(press, one, turn, 4))

    # clerks

    @rule(window=WINDOW, reach=st.dictionaries(SERVICES, st.sampled_from([0, 0, 5 * MINUTE_MS]), min_size=1))
    def opens(self, window: str, reach: dict[str, int]) -> None:
        self.both(lambda: self.plain.open_window(window, reach),
                  lambda press: self.story.tickets.open_window(press, window, reach))

    @rule(window=WINDOW, state=st.sampled_from(["paused", "paused", "closed"]), visitor=VISITOR)
    def stops_calling(self, window: str, state: str, visitor: str | None) -> None:
        tickets = self.story.tickets
        self.both(
            lambda: self.plain.stop_calling(window, state, visitor),
            lambda press: tickets.pause_window(press, window, "break", visitor) if state == "paused"
            else tickets.close_window(press, window, visitor),
        )

    @rule(window=WINDOW)
    def calls(self, window: str) -> None:
        self.both(lambda: self.plain.call_next(window), lambda press: self.story.tickets.call_next(press, window))

    @rule(window=WINDOW, who=SOMEBODY)
    def calls_this_one(self, window: str, who: int) -> None:
        one = self.somebody(who, State.WAITING)
        self.both(lambda: self.plain.call_this(window, one),
                  lambda press: self.story.tickets.call_this(press, window, one, "her flight leaves"))

    @rule(window=WINDOW, act=st.sampled_from(["recall", "start", "finish", "finish_and_call_next",
                                             "finish_and_call_next", "hold"]))
    def is_with_the_visitor(self, window: str, act: str) -> None:
        self.both(lambda: cast("str | None", getattr(self.plain, act)(window)),
                  lambda press: cast(Answer, getattr(self.story.tickets, act)(press, window)))

    @rule(window=WINDOW, early=st.booleans())
    def misses(self, window: str, early: bool) -> None:
        self.both(lambda: self.plain.no_show(window, early),
                  lambda press: self.story.tickets.no_show(press, window, early=early))

    @rule(window=WINDOW, service=SERVICES, to=st.sampled_from([None, *WINDOWS]), last=st.booleans(), chain=CHAIN)
    def transfers(self, window: str, service: str, to: str | None, last: bool, chain: tuple[Onward, ...]) -> None:
        place = PLACES[service]
        self.both(
            lambda: self.plain.transfer(window, place, to, last, chain),
            lambda press: self.story.tickets.transfer(press, window, place, to=to, end_of_line=last,
                                                      chain=chain or None),
        )

    @rule(window=WINDOW, who=SOMEBODY)
    def lets_back_whom_she_held(self, window: str, who: int) -> None:
        one = self.somebody(who, State.HELD)
        mine = self.plain.people[one].window if who % 3 else window
        at = mine if mine in WINDOWS else window
        self.both(lambda: self.plain.return_held(at, one),
                  lambda press: self.story.tickets.return_held(press, at, one))

    @rule(window=WINDOW)
    def takes_back(self, window: str) -> None:
        self.both(lambda: self.plain.undo(window), lambda press: self.story.tickets.undo(press, window))

    @rule()
    def presses_again(self) -> None:
        """Repeat the last press: whatever it was, it changes nothing."""
        if self.again:
            before = self.story.reading.as_of()
            with suppress(Refusal):
                self.again()
            assert self.story.reading.as_of() == before

    # what must be true

    @invariant()
    def every_key_agrees(self) -> None:
        check_store(self.redis, self.story.keys)

    @invariant()
    def both_halls_are_the_same(self) -> None:
        now = self.story.clock.now
        real = self.story.reading.tickets(self.plain.people)
        assert list(real) == [one for one in self.plain.people if one in real]
        for one in self.plain.people.values():
            found = real[one.id]
            then = tuple(place.service for place in one.chain)
            mine = (one.state, one.service, one.hall, one.standing, one.booked, one.counted_at, one.pinned
                    if one.state is State.WAITING else "", one.copy, then, one.done)
            hers = (found.state, found.service, found.hall, found.standing, found.booked, found.counted_at,
                    found.pinned if one.state is State.WAITING else "", found.copy, found.then, found.done)
            assert mine == hers, f"{one.id} is the same in both halls"
            # Who has been let in, or could be, may be called: it makes no difference when the sweep comes by.
            assert (one.callable_at if one.callable_at > now else 0) == (
                found.callable_at if found.callable_at > now else 0), f"{one.id} may be called from the same moment"
        for window, seen in self.story.reading.windows(WINDOWS).items():
            desk = self.plain.desk(window)
            assert (desk.state, desk.visitor) == (str(seen.state), seen.ticket), f"{window} is the same in both halls"

    def teardown(self) -> None:
        """Let the hall go on until nobody is left: nobody is forgotten, and the order is that of the rules."""
        if not hasattr(self, "plain"):
            return
        self.story.later(minutes=31)
        self.the_hall_stops_or_goes_on("")
        self.the_sweep_comes_by(1)
        for window in WINDOWS:
            self.is_with_the_visitor(window, "finish")
        self.opens("east/1", dict.fromkeys(PLACES, 0))
        for _ in range(3 * len(self.plain.people) + 1):
            self.calls("east/1")
            if not self.plain.desk("east/1").visitor:
                break
            self.is_with_the_visitor("east/1", "finish")
            self.story.later(minutes=4)
        left = [one.id for one in self.plain.people.values() if one.state in (State.WAITING, State.RESERVED)]
        assert not left, "somebody waits, and nobody calls her"
        check_store(self.redis, self.story.keys)


@pytest.mark.slow
def test_whatever_is_pressed_the_store_agrees_with_a_plain_hall(redis: Redis) -> None:
    EveryAct.redis = redis
    run_machine(EveryAct, settings=settings(max_examples=settings().max_examples, stateful_step_count=50))


def steps(*named: tuple[str, tuple[object, ...]]) -> Callable[[EveryAct], None]:
    """Make a story of presses on this machine, with everything held against the plain hall after each."""

    def told(day: EveryAct) -> None:
        day.morning()
        for name, given in named:
            getattr(day, name)(*given)
            day.every_key_agrees()
            day.both_halls_are_the_same()

    return told


CALL, UNDO = ("calls", ("east/1",)), ("takes_back", ("east/1",))
HELD = (CALL, ("is_with_the_visitor", ("east/1", "hold")))
#: What is broken → the line as it is, as it is broken, and the presses after which this machine finds it.
BROKEN = {
    "an undo puts her at the end of the line": (
        "write(was, copy(was))", "was.counted_at = text(now) write(was, copy(was))",
        steps(CALL, ("time_passes", (3,)), UNDO),
    ),
    "an undo takes back the second half alone": (
        "for n = #kept.tickets, 1, -1 do", "for n = #kept.tickets, #kept.tickets, -1 do",
        steps(CALL, ("is_with_the_visitor", ("east/1", "finish_and_call_next")), UNDO),
    ),
    "an undo takes back what was called elsewhere": (
        "(ticket.acts or '0') ~= one.acts", "false",
        steps(CALL, UNDO, CALL, ("misses", ("east/1", True)), ("rejoins", (1,)), ("calls", ("east/2",)), UNDO),
    ),
    "who stepped aside comes back to anybody": (
        "pinned = window.id, pinned_until", "pinned = '', pinned_until",
        steps(*HELD, ("lets_back_whom_she_held", ("east/1", 1))),
    ),
    "who walks may be called at once": (
        "place.hall ~= ticket.hall and now + place.walk_ms or 0", "0",
        steps(CALL, ("transfers", ("east/1", "cars", None, False, ()))),
    ),
    "rejoining costs no place": (
        "math.max(rank_of(ticket), now - ask.back_ms), booked = '0', window = ''",
        "rank_of(ticket), booked = '0', window = ''",
        steps(("time_passes", (1860,)), CALL, ("misses", ("east/1", True)), ("rejoins", (1,))),
    ),
    "a stopped hall calls": (
        "if head.stopped then return 'HALL_STOPPED', { reason = head.stopped } end\n  if", "if",
        steps(("the_hall_stops_or_goes_on", ("typhoon",)), CALL),
    ),
    "a pause keeps those who wait for it alone": (
        "  unpin_all(window)\n  tell('window_' .. ask.state", "  tell('window_' .. ask.state",
        steps(*HELD, ("lets_back_whom_she_held", ("east/1", 1)), ("stops_calling", ("east/1", "paused", None))),
    ),
    "nobody knows what was finished": (
        "done = done_with(window, ticket) })", "done = '[]' })",
        steps(CALL, ("is_with_the_visitor", ("east/1", "finish")), ("rates", (0, 1, 5))),
    ),
    "a service is rated twice": (
        "if redis.call('EXISTS', name) == 1 then return", "if false then return",
        steps(CALL, ("is_with_the_visitor", ("east/1", "finish")), ("rates", (0, 1, 5)), UNDO, ("rates", (0, 1, 2))),
    ),
    "nobody is let in by a call": (
        "    let_in(service)\n", "",
        steps(
            ("defers", (3, 10)), ("opens", ("west/1", {"cars": 0})), ("time_passes", (1200,)), ("calls", ("west/1",)),
        ),
    ),
}


@pytest.mark.parametrize("broken", ["", *BROKEN])
def test_the_plain_hall_finds_a_broken_line(redis: Redis, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    EveryAct.redis = redis
    if not broken:
        for _, _, story in BROKEN.values():
            story(EveryAct())
        return
    as_it_is, as_it_is_broken, story = BROKEN[broken]
    assert any(as_it_is in scripts.source(name) for name in scripts.names()), "this line is in the Lua"
    whole = scripts.source
    monkeypatch.setattr(scripts, "source", lambda name: whole(name).replace(as_it_is, as_it_is_broken))
    with pytest.raises((AssertionError, scripts.ScriptFault)):
        story(EveryAct())
