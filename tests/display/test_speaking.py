"""Let screens of one area come, speak, die and come back: one voice at a time, and nothing begun twice."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from hall.display import speaking
from hall.display.announcing import Decision, Kind, Memory, Utterance
from hall.display.speaking import ASK_AGAIN_MS, KNOWN_MS, LEASE_MS, SPEAKS_ON_MS, Asked, Floor, Given
from hall.store.connection import for_commands
from hall.store.keys import Keys
from hall.store.presence import Presence
from hall.store.server import QueueServer
from tests.builders import wait_until

STEP_MS = 100
SECOND = 1_000
#: When the stories begin, as moments are; what is said is told in ms from there.
BEGIN_AT = 1_000_000


@dataclass
class Matters:
    """Hold what is to be said in an area: one sentence each, numbered, each as long as the next number says."""

    lengths: list[int]

    def next(self, memory: Memory) -> Decision:
        for n in range(len(self.lengths)):
            if not memory.of(f"call t{n}").said("zh"):
                return Decision(Utterance(Kind.CALL, "zh", False, {f"call t{n}": 1}), memory)
        return Decision(None, memory)

    def length(self, utterance: Utterance) -> int:
        return self.lengths[int(next(iter(utterance.covers)).removeprefix("call t"))]


@dataclass
class Screen:
    """Do what voice.js does: ask, begin when it may, stop by itself when nobody has answered for too long."""

    name: str
    matters: Matters
    known: bool = True
    online: bool = True
    asks_at: int = 0
    ended: str = ""
    playing: str = ""
    plays_until: int = 0
    silent_at: int = 0
    said: list[tuple[int, int, str]] = field(default_factory=list)

    def live(self, floor: Floor, now: int) -> Floor:
        """Live through one step of time."""
        if self.playing and now >= min(self.plays_until, self.silent_at):
            self.ended, self.playing = self.playing, ""
            self.asks_at = now
            start, _, what = self.said.pop()
            self.said.append((start, min(self.plays_until, self.silent_at) - BEGIN_AT, what))
        if not self.online or now < self.asks_at:
            return floor
        floor, told = speaking.ask(floor, Asked(self.name, self.known, self.ended), now, self.matters.next,
                                   self.matters.length)
        self.asks_at = now + told.again_ms
        if told.has_word:
            self.silent_at = floor.until + SPEAKS_ON_MS
        if told.turn and told.utterance and not self.playing:
            floor, may = speaking.begin(floor, self.name, told.turn, now)
            if may:
                self.playing = told.turn
                self.plays_until = now + self.matters.length(told.utterance)
                self.silent_at = floor.until + SPEAKS_ON_MS
                self.said.append((now - BEGIN_AT, self.plays_until - BEGIN_AT, next(iter(told.utterance.covers))))
        return floor

    def die(self, now: int) -> None:
        """Be switched off, in the middle of a word if there is one."""
        if self.playing:
            start, _, what = self.said.pop()
            self.said.append((start, now, what))
        self.online, self.playing = False, ""


def run(screens: list[Screen], until: int, happens: dict[int, list[tuple[int, str]]]) -> Floor:
    """Let time pass; `happens` says when a screen is switched off ("off"), cut off ("cut") or is there again ("on")."""
    floor = Floor()
    for now in range(0, until, STEP_MS):
        for which, what in happens.get(now, []):
            screen = screens[which % len(screens)]
            if what == "off":
                screen.die(now)
            else:
                screen.online = what == "on"
        for screen in screens:
            floor = screen.live(speaking.from_text(speaking.to_text(floor)), BEGIN_AT + now)
    return floor


def spoken(screens: list[Screen]) -> list[tuple[int, int, str]]:
    return sorted(one for screen in screens for one in screen.said)


def test_one_screen_of_an_area_speaks_and_the_others_listen() -> None:
    matters = Matters([2_000] * 5)
    screens = [Screen("a", matters), Screen("b", matters)]
    run(screens, 20 * SECOND, {})
    assert [what for _, _, what in screens[0].said] == [f"call t{n}" for n in range(5)]
    assert not screens[1].said


def test_when_the_speaking_screen_dies_in_a_sentence_another_goes_on_within_ten_seconds() -> None:
    for length in (3_000, 14_000):
        matters = Matters([length] * 3)
        screens = [Screen("a", matters), Screen("b", matters)]
        run(screens, 60 * SECOND, {1_000: [(0, "off")]})
        assert [what for _, _, what in screens[0].said] == ["call t0"]
        assert [what for _, _, what in screens[1].said] == ["call t1", "call t2"], "what was begun is not begun again"
        assert screens[1].said[0][0] - 1_000 <= 10 * SECOND


def test_what_was_given_and_never_begun_is_said_by_the_next_one() -> None:
    matters, now, then = Matters([2_000]), BEGIN_AT, BEGIN_AT + LEASE_MS
    floor, told = speaking.ask(Floor(), Asked("a", True), now, matters.next, matters.length)
    assert told.turn
    floor, none = speaking.ask(floor, Asked("b", True), then - 1, matters.next, matters.length)
    assert not none.has_word
    assert not speaking.begin(floor, "b", told.turn, now)[1], "it was not given to this one"
    assert not speaking.begin(floor, "a", told.turn, then - 1)[1], "too late: she may have come meanwhile"
    floor, given = speaking.ask(floor, Asked("b", True), then, matters.next, matters.length)
    assert given.turn != told.turn
    assert not speaking.begin(floor, "a", told.turn, then)[1], "it has the word no more"
    assert not speaking.begin(floor, "a", given.turn, then)[1], "and does not speak for another"
    floor, may = speaking.begin(floor, "b", given.turn, then)
    assert may
    assert speaking.begin(floor, "b", given.turn, then + 50)[1], "the same word twice is one beginning"


def test_a_stranger_s_page_speaks_only_where_no_known_screen_is() -> None:
    matters = Matters([2_000] * 100)
    stranger, known = Screen("x", matters, known=False), Screen("a", matters, online=False)
    run([stranger, known], 90 * SECOND, {20_000: [(1, "on")], 40_000: [(1, "off")]})
    assert stranger.said[0][0] == 0
    quiet = [start for start, _, _ in stranger.said if 26_000 < start < 40_000 + KNOWN_MS]
    assert known.said and not quiet
    assert stranger.said[-1][0] > 40_000 + KNOWN_MS, "it helps out again when the known one has gone"


@given(st.lists(st.integers(500, 14_000), max_size=12),
       st.dictionaries(st.integers(0, 900).map(lambda n: n * STEP_MS),
                       st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["off", "cut", "on"])), max_size=2),
                       max_size=12))
def test_screens_come_and_go_and_the_voice_never_talks_over_itself(
    lengths: list[int], happens: dict[int, list[tuple[int, str]]]
) -> None:
    matters = Matters(lengths)
    screens = [Screen(name, matters) for name in "abc"]
    run(screens, 95 * SECOND, happens)
    said = spoken(screens)
    assert len({what for _, _, what in said}) == len(said), "nothing is begun twice"
    for (_, end, one), (start, _, other) in pairwise(said):
        assert end <= start, f"{other} begins in the middle of {one}"


def test_screens_of_many_processes_ask_at_once_and_each_sentence_is_begun_once(redis: Redis) -> None:
    matters, begun = Matters([1] * 60), list[str]()
    presences = [Presence(redis, Keys("civic")) for _ in range(4)]

    def screen(presence: Presence, name: str) -> None:
        pick, now = random.Random(name), 0
        for _ in range(60):
            now += pick.randrange(4_000)

            def ask(text: str, at: int = now) -> tuple[str, Given]:
                asked = Asked(name, True)
                floor, told = speaking.ask(speaking.from_text(text), asked, at, matters.next, matters.length)
                return speaking.to_text(floor), told

            told = presence.take_turn("east-a", ask)
            if not told.utterance:
                continue

            def begin(text: str, turn: str = told.turn, at: int = now) -> tuple[str, bool]:
                floor, may = speaking.begin(speaking.from_text(text), name, turn, at)
                return speaking.to_text(floor), may

            if presence.take_turn("east-a", begin):
                begun.extend(told.utterance.covers)

    threads = [Thread(target=screen, args=(one, f"screen-{n}")) for n, one in enumerate(presences)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert begun and len(begun) == len(set(begun))
    heard = speaking.from_text(presences[0].voice("east-a")).memory.heard
    assert {key for key, one in heard.items() if one.said("zh")} == set(begun)
    assert ASK_AGAIN_MS < LEASE_MS


@pytest.mark.crash
def test_what_was_begun_is_begun_no_more_after_the_queue_server_was_killed(folder: Path) -> None:
    restarts: list[int] = []
    server = QueueServer(folder, on_restart=restarts.append)
    server.start()
    try:
        matters = Matters([3_000] * 2)
        presence = Presence(for_commands(server.url), Keys("civic"))

        def asks(name: str, at: int) -> Given:
            def turn(text: str) -> tuple[str, Given]:
                asked = Asked(name, True)
                floor, told = speaking.ask(speaking.from_text(text), asked, at, matters.next, matters.length)
                return speaking.to_text(floor), told

            return presence.take_turn("east-a", turn)

        given = asks("a", 0)

        def begins(text: str) -> tuple[str, bool]:
            floor, may = speaking.begin(speaking.from_text(text), "a", given.turn, 100)
            return speaking.to_text(floor), may

        assert presence.take_turn("east-a", begins)
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: bool(restarts), "the restart")
        assert not asks("b", 3_000).has_word, "the word is still the first one's"
        then = asks("b", 3_000 + LEASE_MS)
        assert then.utterance and set(then.utterance.covers) == {"call t1"}
    finally:
        server.stop()
