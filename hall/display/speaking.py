"""Hold the word of an area (话筒): one screen speaks at a time, and what it has begun nobody begins again.

A screen asks for its turn again and again. Whoever has the word keeps it by asking; whoever is silent for five
seconds loses it. A sentence is first given, and counts as said only when its screen says that it begins: one that was
given and never begun is decided anew. Pure: the store keeps the text of `Floor` and changes it in one atomic step.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hall.display.announcing import Decision, Heard, Memory, Utterance, after

#: A screen has the word for so long after it has asked.
LEASE_MS = 5_000
#: Asking again sooner than this changes nothing, so that a quiet hall writes little.
RENEW_AFTER_MS = 1_000
#: A screen whose word has run out speaks on for no longer than this (voice.js stops itself before), so the next one
#: begins within ten seconds and never into its sentence.
SPEAKS_ON_MS = 4_000
#: A sentence that its screen does not report as ended has ended this long after it should have.
GRACE_MS = 1_500
#: A given sentence is begun within this time or decided anew: who is called where may have changed.
GIVEN_MS = 4_000
#: A screen that nobody knows speaks only where no known one has asked for so long.
KNOWN_MS = 30_000
#: When a screen that has the word, and one that has not, should ask again.
ASK_AGAIN_MS = 1_200
WAIT_AGAIN_MS = 2_000


@dataclass(frozen=True)
class Turn:
    """Hold the newest sentence: its name, whose it is, in which language it covers what, for how long, and when it was
    given, begun (0: not yet) and will have ended."""

    id: str
    speaker: str
    language: str
    covers: Mapping[str, int]
    ms: int
    given_at: int
    begun_at: int = 0
    ends_at: int = 0


@dataclass(frozen=True)
class Floor:
    """Hold who has the word in an area and until when, the sentence of now, and what was heard before."""

    speaker: str = ""
    until: int = 0
    known_at: int = 0
    count: int = 0
    turn: Turn | None = None
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True)
class Asked:
    """Hold what a screen asks: who it is, whether the hall knows it, and which sentence of its own has ended."""

    speaker: str
    known: bool
    ended: str = ""


@dataclass(frozen=True)
class Given:
    """Hold what a screen is told: whether it has the word, when to ask again, and its sentence with its name."""

    has_word: bool
    again_ms: int
    turn: str = ""
    utterance: Utterance | None = None


#: Decides the next sentence by what was heard; and says how long one takes, in ms.
Next = Callable[[Memory], Decision]
Length = Callable[[Utterance], int]


def ask(floor: Floor, asked: Asked, now: int, following: Next, length: Length) -> tuple[Floor, Given]:
    """Give a screen its turn, if it has the word or may take it."""
    if not _may_have_word(floor, asked, now):
        return _seen(floor, asked, now), Given(False, WAIT_AGAIN_MS)
    floor = _take_word(floor, asked, now)
    floor = _ended(floor, asked)
    busy_until = _busy_until(floor)
    if now < busy_until:
        return floor, Given(True, min(ASK_AGAIN_MS, busy_until - now))
    decision = following(floor.memory)
    floor = replace(floor, memory=decision.memory, turn=None)
    if decision.utterance is None:
        again = (decision.look_again_at or now + ASK_AGAIN_MS) - now
        return floor, Given(True, max(100, min(ASK_AGAIN_MS, again)))
    floor = replace(floor, count=floor.count + 1)
    spoken = decision.utterance
    turn = Turn(str(floor.count), asked.speaker, spoken.language, spoken.covers, length(spoken), now)
    return replace(floor, turn=turn), Given(True, ASK_AGAIN_MS, turn.id, spoken)


def begin(floor: Floor, speaker: str, turn: str, now: int) -> tuple[Floor, bool]:
    """Say whether a screen may begin the sentence that it was given; from then on it counts as said.

    The same word twice is one beginning, so that a screen whose answer was lost may ask again.
    """
    given = floor.turn
    if not given or given.id != turn or given.speaker != speaker or floor.speaker != speaker:
        return floor, False
    if given.begun_at:
        return floor, True
    if now >= floor.until or now - given.given_at > GIVEN_MS:
        return floor, False
    begun = replace(given, begun_at=now, ends_at=now + given.ms + GRACE_MS)
    memory = after(floor.memory, given.language, given.covers, now)
    return replace(floor, turn=begun, until=now + LEASE_MS, memory=memory), True


def _may_have_word(floor: Floor, asked: Asked, now: int) -> bool:
    if not asked.known and floor.known_at and now - floor.known_at < KNOWN_MS:
        return False
    return floor.speaker == asked.speaker or now >= floor.until


def _seen(floor: Floor, asked: Asked, now: int) -> Floor:
    """Remember that a screen which the hall knows is there, so that strangers let it have the word."""
    fresh = now - floor.known_at < RENEW_AFTER_MS
    return replace(floor, known_at=now) if asked.known and not fresh else floor


def _take_word(floor: Floor, asked: Asked, now: int) -> Floor:
    floor = _seen(floor, asked, now)
    if floor.speaker == asked.speaker and floor.until - now > LEASE_MS - RENEW_AFTER_MS:
        return floor
    turn = floor.turn
    if turn and turn.begun_at and floor.speaker != asked.speaker:
        # Whoever had the word before may still speak, and stops itself soon.
        turn = replace(turn, ends_at=min(turn.ends_at, floor.until + SPEAKS_ON_MS))
    return replace(floor, speaker=asked.speaker, until=now + LEASE_MS, turn=turn)


def _ended(floor: Floor, asked: Asked) -> Floor:
    """Let the sentence end that its own screen says has ended."""
    turn = floor.turn
    if turn and turn.begun_at and turn.id == asked.ended and turn.speaker == asked.speaker:
        return replace(floor, turn=None)
    return floor


def _busy_until(floor: Floor) -> int:
    """Say until when somebody is still speaking; a sentence never begun holds nobody up."""
    return floor.turn.ends_at if floor.turn and floor.turn.begun_at else 0


def to_text(floor: Floor) -> str:
    """Write it as the store keeps it."""
    told = {**vars(floor), "turn": vars(floor.turn) if floor.turn else None}
    heard = {key: [one.times, one.at, one.settled] for key, one in floor.memory.heard.items()}
    told["memory"] = {"heard": heard, "left_out": floor.memory.left_out}
    return json.dumps(told, separators=(",", ":"), sort_keys=True)


def from_text(text: str) -> Floor:
    """Read what `to_text` wrote; nothing is the floor of an area where nobody spoke yet."""
    if not text:
        return Floor()
    told = json.loads(text)
    heard = {key: Heard(*one) for key, one in told["memory"]["heard"].items()}
    memory = Memory(heard, told["memory"]["left_out"])
    return Floor(**{**told, "turn": Turn(**told["turn"]) if told["turn"] else None, "memory": memory})
