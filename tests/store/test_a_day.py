"""Let anything happen in any order: after each act every key of the store agrees, and nobody's rank has improved."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from redis import Redis

from hall.rules.discipline import Standing
from hall.rules.refusals import Refusal
from hall.rules.ticket import State
from hall.rules.times import MINUTE_MS
from tests.builders import Story
from tests.invariants import check_store

SERVICES = st.sampled_from(["tax", "deeds", "cars"])
WINDOWS = st.sampled_from(["east/1", "east/1", "east/2", "west/1"])
SOMEBODY = st.integers(0, 30)


class Day(RuleBasedStateMachine):
    """A day in which presses come in any order; most of them are refused, and none breaks anything."""

    redis: Redis

    @initialize()
    def morning(self) -> None:
        self.redis.flushall()
        self.story = Story(self.redis)
        self.people: list[str] = []
        self.codes: list[str] = []
        self.counted: dict[str, int] = {}
        for window in ("east/1", "east/2"):
            self.story.opens(window, {"tax": 0, "deeds": 5})
        for slot in ("8:30", "9:00", "9:00"):
            self.codes.append(self.story.books("tax", slot))
        for service in ("tax", "tax", "deeds"):
            self.people.append(self.story.takes(service, at="8:10"))

    def tries(self, method: str, *given: Any, **named: Any) -> Any:
        """Press a button, which may be refused."""
        try:
            return getattr(self.story.tickets, method)(self.story.press(), *given, **named)
        except Refusal:
            return None

    @rule(minutes=st.integers(1, 45))
    def time_passes(self, minutes: int) -> None:
        self.story.later(minutes=minutes)

    @rule(service=SERVICES, priority=st.booleans(), printer=st.booleans(), quota=st.sampled_from([0, 0, 3]))
    def takes(self, service: str, priority: bool, printer: bool, quota: int) -> None:
        standing = Standing.PRIORITY if priority else Standing.WALK_IN
        new = self.story.newcomer(service, standing=standing, quota=quota, reserve_ms=20_000 if printer else 0)
        if self.tries("take", new):
            self.people.append(new.id)

    @rule(service=SERVICES, minutes=st.integers(-10, 120))
    def books(self, service: str, minutes: int) -> None:
        code = f"CODE{len(self.codes)}"
        slot = self.story.clock.now + minutes * MINUTE_MS
        if self.tries("book", code, service, "east", slot, 2, ""):
            self.codes.append(code)

    @rule(who=SOMEBODY, printer=st.booleans())
    def checks_in(self, who: int, printer: bool) -> None:
        if self.codes:
            code = self.codes[who % len(self.codes)]
            appointment = self.story.reading.appointment(code)
            assert appointment
            new = self.story.newcomer(appointment.service, appointment=code, reserve_ms=20_000 if printer else 0)
            if self.tries("take", new):
                self.people.append(new.id)

    @rule(who=SOMEBODY, act=st.sampled_from(["cancel", "reprint", "confirmed", "unverified", "failed", "sweep"]))
    def something_about_a_ticket(self, who: int, act: str) -> None:
        if not self.people:
            return
        ticket = self.people[who % len(self.people)]
        if act == "sweep":
            self.story.tickets.paper_overdue(ticket)
        elif act in ("cancel", "reprint"):
            self.tries(act, ticket)
        else:
            self.tries("printed", ticket, act)

    @rule(who=SOMEBODY)
    def gives_a_booking_back(self, who: int) -> None:
        if self.codes:
            self.tries("cancel_appointment", self.codes[who % len(self.codes)], 0)

    @rule(window=WINDOWS, reach=st.dictionaries(SERVICES, st.sampled_from([0, 0, 5 * MINUTE_MS]), min_size=1))
    def opens(self, window: str, reach: dict[str, int]) -> None:
        self.tries("open_window", window, reach)

    @rule(window=WINDOWS, minutes=st.integers(0, 9))
    def calls(self, window: str, minutes: int) -> None:
        self.story.later(minutes=minutes)
        self.tries("call_next", window)

    @rule(window=WINDOWS, minutes=st.integers(0, 9), act=st.sampled_from(["finish_and_call_next", "finish", "start",
                                                                         "recall"]))
    def is_with_the_visitor(self, window: str, minutes: int, act: str) -> None:
        self.story.later(minutes=minutes)
        self.tries(act, window)

    @rule(window=WINDOWS, act=st.sampled_from(["close_window", "pause_window"]))
    def stops_calling(self, window: str, act: str) -> None:
        self.tries(act, window, *(["break"] if act == "pause_window" else []))

    @rule(window=WINDOWS, early=st.booleans())
    def misses(self, window: str, early: bool) -> None:
        self.tries("no_show", window, early=early)

    @invariant()
    def everything_agrees(self) -> None:
        check_store(self.redis, self.story.keys)

    @invariant()
    def nobody_s_rank_improves(self) -> None:
        for one in self.story.reading.tickets(self.people).values():
            assert one.counted_at >= self.counted.get(one.id, one.counted_at), f"{one.id} went forward"
            self.counted[one.id] = one.counted_at

    def teardown(self) -> None:
        """Serve everybody who is left: nobody is forgotten in the store."""
        if not hasattr(self, "story"):
            return
        for ticket in self.people:
            self.story.later(minutes=1)
            self.story.tickets.paper_overdue(ticket)
        for window in ("east/1", "east/2", "west/1"):
            self.tries("finish", window)
        self.tries("open_window", "east/1", dict.fromkeys(["tax", "deeds", "cars"], 0))
        served = self.story.serves_all("east/1")
        left = self.story.reading.tickets(self.people).values()
        assert not [one.id for one in left if one.state in (State.WAITING, State.RESERVED, State.CALLED)]
        assert len(served) == len(set(served))


def test_whatever_happens_every_key_agrees_and_nobody_is_forgotten(redis: Redis) -> None:
    Day.redis = redis
    run_state_machine_as_test(Day, settings=settings(max_examples=settings().max_examples // 3, stateful_step_count=40))
