"""Let whole days happen on the real queue server: people and clerks of a seed, every act that a hall knows."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count
from typing import Any

from hall.rules.discipline import Standing
from hall.rules.refusals import Refusal
from hall.store.group_visits import NewGroupVisit
from hall.store.tickets import Onward
from tests.builders import Story
from tests.store.rating_acts import rating

SERVICES = ("tax", "deeds", "cars")
WINDOWS = {
    "east/1": {"tax": 0, "deeds": 5}, "east/2": {"tax": 0}, "east/3": {"deeds": 0}, "west/1": {"cars": 0, "tax": 5},
}
PLACES = {
    "tax": Onward("tax", "east", "east-a", 180_000),
    "deeds": Onward("deeds", "east", "east-a", 180_000),
    "cars": Onward("cars", "west", "west-a", 180_000),
}


class ADay:
    """Press the hall's buttons at random from a seed; a press that is refused is a press too."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story = story
        self.chance = random.Random(seed)
        self.people: list[str] = []
        self.codes: list[str] = []
        self.visits: list[str] = []
        self._seed = seed
        self._booked = count()

    def happen(self, steps: int) -> None:
        """Let so many things happen, one after the other."""
        for window, serves in WINDOWS.items():
            self.story.opens(window, serves)
        acts: list[tuple[Callable[[], Any], int]] = [
            (self.somebody_comes, 30), (self.somebody_checks_in, 6), (self.about_a_number, 10), (self.at_a_window, 75),
            (self.a_window_stops_or_opens, 4), (self.somebody_with_an_appointment, 5), (self.somebody_rates, 12),
            (self.something_without_a_number, 4),
        ]
        for _ in range(steps):
            self.story.later(seconds=self.chance.choice([1, 3, 7, 20, 45, 90]))
            [act] = self.chance.choices([act for act, _ in acts], [weight for _, weight in acts])
            act()

    def tries(self, method: str, *given: Any, **named: Any) -> Any:
        """Press a button, which may be refused."""
        try:
            return getattr(self.story.tickets, method)(self.story.press(), *given, **named)
        except Refusal:
            return None

    def somebody(self) -> str:
        return self.chance.choice(self.people[-30:] or ["nobody"])

    def somebody_comes(self) -> None:
        kind = self.chance.choice([Standing.WALK_IN, Standing.WALK_IN, Standing.WALK_IN, Standing.PRIORITY])
        reason = "elderly" if kind is Standing.PRIORITY else ""
        then = (PLACES[self.chance.choice(SERVICES)],) if self.chance.random() < 0.15 else ()
        new = self.story.newcomer(self.chance.choice(SERVICES), standing=kind, reason=reason, then=then,
                                  reserve_ms=self.chance.choice([0, 20_000]))
        if self.tries("take", new):
            self.people.append(new.id)
            if new.reserve_ms:
                self.story.later(seconds=2)
                self.tries("printed", new.id, self.chance.choice(["confirmed"] * 6 + ["unverified", "failed"]))

    def somebody_with_an_appointment(self) -> None:
        code = f"CODE{self._seed:02d}{next(self._booked):05d}"
        slot = self.story.clock.now + self.chance.randrange(5, 50) * 60_000
        if self.tries("book", code, self.chance.choice(SERVICES), "east", slot, 0, ""):
            self.codes.append(code)

    def somebody_checks_in(self) -> None:
        if self.codes:
            code = self.codes.pop(self.chance.randrange(len(self.codes)))
            found = self.story.reading.appointment(code)
            assert found
            new = self.story.newcomer(found.service, appointment=code)
            if self.tries("take", new):
                self.people.append(new.id)

    def about_a_number(self) -> None:
        act = self.chance.choice(["cancel", "rejoin", "rejoin", "rejoin", "defer", "reprint", "grant_priority"])
        more = {"defer": [600_000], "grant_priority": ["disability"]}.get(act, [])
        self.tries(act, self.somebody(), *more)

    def somebody_rates(self) -> None:
        done = [one for one in self.people[-30:] if self.story.ticket(one).done]
        if done:
            level = self.chance.choice([5, 5, 4, 3, 2, 1])
            who, turn = self.chance.choice(done), self.chance.choice([1, 1, 1, 2])
            self.tries("rate", rating(level, turn, who, day=self.story.clock.now // 86_400_000))
            if self.chance.random() < 0.3:
                self.tries("rate_again", who, turn, self.chance.choice([1, 4, 5]))

    def something_without_a_number(self) -> None:
        kind = self.chance.choice(["deflected", "guided", "notice", "group", "group", "cancelled"])
        if kind == "notice":
            self.tries("give_notice", "lunch", ["east-a"], 60_000)
        elif kind == "group":
            self.visits.append(f"visit-{self._seed}-{len(self.visits)}")
            at = self.story.clock.now + self.chance.randrange(1, 30) * 3_600_000
            group = NewGroupVisit(self.visits[-1], "学校", 30, "east", at, at + 60_000, "咨询台")
            self.tries("book_group_visit", group)
        elif kind == "cancelled" and self.visits:
            self.tries("cancel_group_visit", self.chance.choice(self.visits))
        elif kind in ("deflected", "guided"):
            self.tries("count_entry", kind, self.chance.choice(SERVICES), "east")

    def at_a_window(self) -> None:
        window = self.chance.choice(list(WINDOWS))
        state = self.story.window(window)
        if not state.ticket:
            held = self.story.reading.held(window)
            if held and self.chance.random() < 0.3:
                self.tries("return_held", window, held[0].id)
            elif self.chance.random() < 0.04:
                self.tries("call_this", window, self.somebody(), "asked for")
            else:
                self.tries("call_next", window)
        elif self.story.ticket(state.ticket).state == "called":
            act = self.chance.choices(["start", "recall", "no_show", "finish", "undo"], [60, 10, 12, 5, 5])[0]
            self.tries(act, window, **({"early": True} if act == "no_show" else {}))
        else:
            acts = ["finish", "finish_and_call_next", "transfer", "hold", "undo"]
            act = self.chance.choices(acts, [20, 50, 6, 6, 8])[0]
            self.tries(act, window, *([PLACES[self.chance.choice(SERVICES)]] if act == "transfer" else []))

    def a_window_stops_or_opens(self) -> None:
        window = self.chance.choice(list(WINDOWS))
        what = self.chance.choice(["pause_window", "close_window", "open", "open", "undo"])
        if what == "open":
            self.story.opens(window, WINDOWS[window])
        elif what == "undo":
            self.tries("undo", window)
        else:
            visitor = self.chance.choice([None, "serve", "no_show", "send_back"])
            self.tries(what, window, *(["lunch"] if what == "pause_window" else []), visitor=visitor)
