"""Decide what the voice of an area says next (语音播报): one queue an area, and the screen never waits for it.

Everything here is pure: what there is to say, what was said already and the moment go in, the next sentence comes out.
Whoever was called hears of it before anybody hears something a second time; other languages wait until it is quiet.
A sentence is left out for a reason only, and each one that is left out is counted by its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

#: Languages of an area; the first is said at once, the others when it is quiet.
LANGUAGES = ("zh", "en")
#: Calls in one sentence at most: nobody keeps more numbers in mind.
AT_ONCE = 4
#: A chime takes time from whoever waits to hear her number: none when somebody has waited this long for it.
NO_CHIME_MS = 12_000
#: A repeat or a translation that is older than this comes too late to be of use.
STALE_MS = 60_000
#: A notice stands back behind calls for no longer than this.
NOTICE_PATIENCE_MS = 15_000
#: An urgent notice is said again so often while it holds: once a breath of the hall, and calls fit in between.
URGENT_AGAIN_MS = 20_000
#: How long it is known what was said of somebody who is called no more, so that a call taken back can be taken back.
REMEMBER_MS = 120_000


class Kind(StrEnum):
    """Name what a sentence is about."""

    CALL = "call"
    WAIT = "wait"
    NOTICE = "notice"


class Fate(StrEnum):
    """Name what became of somebody who was called."""

    CALLED = "called"
    ARRIVED = "arrived"
    MISSED = "missed"
    TAKEN_BACK = "taken_back"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Call:
    """Hold one call of a ticket to a window; `nth` counts how often it was announced on the screens."""

    ticket: str
    number: str
    hall: str
    window: int
    pressed_at: int
    called_at: int
    nth: int = 1
    fate: Fate = Fate.CALLED

    @property
    def key(self) -> str:
        """Name this call among all: the same ticket may be called again on another press."""
        return f"{Kind.CALL} {self.ticket} {self.pressed_at}"

    @property
    def wait_key(self) -> str:
        """Name the sentence that takes this call back (请稍候)."""
        return f"{Kind.WAIT} {self.ticket} {self.pressed_at}"


@dataclass(frozen=True)
class Notice:
    """Hold a notice that a manager has given; an urgent one is said again and again while it holds."""

    key: str
    notice: str
    given_at: int
    urgent: bool = False


@dataclass(frozen=True)
class Utterance:
    """Hold one sentence: what it covers, each with the count that it then was said, in one language."""

    kind: Kind
    language: str
    chime: bool
    covers: Mapping[str, int]
    calls: tuple[Call, ...] = ()
    notice: str = ""


@dataclass(frozen=True)
class Heard:
    """Hold what was said of one matter: how often by language, and when last; `settled` needs no more words."""

    times: Mapping[str, int] = field(default_factory=dict)
    at: int = 0
    settled: bool = False

    def said(self, language: str) -> int:
        """Return which announcement of it was the last one in a language, 0 for none."""
        return self.times.get(language, 0)


@dataclass(frozen=True)
class Memory:
    """Hold what an area has heard, by matter, and how often something was left out, by reason."""

    heard: Mapping[str, Heard] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    def of(self, key: str) -> Heard:
        """Return what was said of a matter."""
        return self.heard.get(key, Heard())


@dataclass(frozen=True)
class Decision:
    """Hold what to say next, or nothing and when to look again at the latest, and what is known from then on."""

    utterance: Utterance | None
    memory: Memory
    look_again_at: int | None = None


#: Says how long the voice takes for a sentence, in ms.
Length = Callable[[Utterance], int]


def decide(calls: Iterable[Call], notices: Iterable[Notice], memory: Memory, now: int, length: Length) -> Decision:
    """Choose the next sentence of an area; nothing is said by it yet: see `after`."""
    known = list(calls)
    given = list(notices)
    memory = _settle(known, given, memory, now)
    open_calls = sorted((one for one in known if one.fate is Fate.CALLED), key=lambda one: (one.pressed_at, one.number))
    first = [one for one in open_calls if not memory.of(one.key).said(LANGUAGES[0])]
    spoken = (
        _urgent(given, memory, now)
        or _wait(known, memory, now)
        or _notice(given, memory, now - NOTICE_PATIENCE_MS)
        or _first(first, now, length)
        or _notice(given, memory, now)
        or _quiet(known, open_calls, given, memory, now)
    )
    again = [memory.of(one.key).at + URGENT_AGAIN_MS for one in given if one.urgent]
    return Decision(spoken, memory, None if spoken else min(again, default=None))


def backlog(calls: Iterable[Call], memory: Memory, length: Length) -> tuple[int, int]:
    """Return how many who are called have not been called by the voice yet, and how long it takes to do so, in ms."""
    unsaid = [one for one in calls if one.fate is Fate.CALLED and not memory.of(one.key).said(LANGUAGES[0])]
    return len(unsaid), _all_first(unsaid, length)


def after(memory: Memory, language: str, covers: Mapping[str, int], now: int) -> Memory:
    """Return what is known when the voice has begun a sentence: it is never begun again."""
    heard = dict(memory.heard)
    for key, nth in covers.items():
        heard[key] = Heard({**memory.of(key).times, language: nth}, now)
    return replace(memory, heard=heard)


def _settle(calls: Iterable[Call], notices: Iterable[Notice], memory: Memory, now: int) -> Memory:
    """Let go of what needs no words any more, and count what was left out."""
    heard, left_out = dict(memory.heard), Counter(memory.left_out)
    keys = {one.key for one in notices}
    for call in calls:
        keys |= {call.key, call.wait_key}
        was = heard.get(call.key, Heard())
        if call.fate is Fate.CALLED:
            heard[call.key] = _without_stale(call, was, now, left_out)
        elif not was.settled:
            if not was.said(LANGUAGES[0]):
                left_out[f"first_{call.fate}"] += 1
            # Who was never called by the voice need not be asked by it to wait.
            heard[call.key] = replace(was, settled=True, at=was.at or now)
    kept = {key: one for key, one in heard.items() if key in keys or now - one.at < REMEMBER_MS}
    return Memory(kept, dict(left_out))


def _without_stale(call: Call, was: Heard, now: int, left_out: Counter[str]) -> Heard:
    """Take repeats and translations for done that come too late; a first call never does."""
    if now - call.called_at <= STALE_MS or not was.said(LANGUAGES[0]):
        return was
    late = [language for language in LANGUAGES if was.said(language) < call.nth]
    for language in late:
        left_out["repeat_late" if was.said(language) else "translation_late"] += 1
    return replace(was, times={**was.times, **dict.fromkeys(late, call.nth)}) if late else was


def _urgent(notices: Iterable[Notice], memory: Memory, now: int) -> Utterance | None:
    for one in notices:
        was = memory.of(one.key)
        if one.urgent and (not was.at or now - was.at >= URGENT_AGAIN_MS):
            # Its languages take turns, so that everybody hears it within two of its rounds.
            language = min(LANGUAGES, key=was.said)
            return Utterance(Kind.NOTICE, language, True, {one.key: was.said(language) + 1}, notice=one.notice)
    return None


def _wait(calls: Iterable[Call], memory: Memory, now: int, language: str = LANGUAGES[0]) -> Utterance | None:
    for one in calls:
        unsaid = not memory.of(one.wait_key).said(language)
        called = memory.of(one.key)
        if one.fate is Fate.TAKEN_BACK and called.said(LANGUAGES[0]) and unsaid and now - called.at <= STALE_MS:
            return Utterance(Kind.WAIT, language, language == LANGUAGES[0], {one.wait_key: 1}, (one,))
    return None


def _notice(notices: Iterable[Notice], memory: Memory, until: int, language: str = LANGUAGES[0]) -> Utterance | None:
    for one in notices:
        if one.given_at <= until and not memory.of(one.key).said(language) and not one.urgent:
            return Utterance(Kind.NOTICE, language, language == LANGUAGES[0], {one.key: 1}, notice=one.notice)
    return None


def _first(calls: list[Call], now: int, length: Length) -> Utterance | None:
    """Say who is called for the first time, the longest waiting first, up to four of them in one sentence."""
    if not calls:
        return None
    spoken = _sentence(calls[:AT_ONCE], LANGUAGES[0], chime=True)
    late = now - calls[0].pressed_at > NO_CHIME_MS or _all_first(calls, length) > NO_CHIME_MS
    return replace(spoken, chime=not late)


def _all_first(calls: list[Call], length: Length) -> int:
    """Return how long the voice takes for all of them, without a chime, in ms."""
    return sum(length(_sentence(calls[n : n + AT_ONCE], LANGUAGES[0], False)) for n in range(0, len(calls), AT_ONCE))


def _quiet(
    calls: Iterable[Call], open_calls: list[Call], notices: Iterable[Notice], memory: Memory, now: int
) -> Utterance | None:
    """Say what only a quiet moment has room for: other languages of what was new, then repeats, then theirs.

    One call a sentence: whoever is called for the first time meanwhile must not wait for four others in English.
    """
    for language in LANGUAGES[1:]:
        due = [one for one in open_calls if not memory.of(one.key).said(language)]
        spoken = (
            _wait(calls, memory, now, language)
            or (_sentence(due[:1], language, chime=False) if due else None)
            or _notice(notices, memory, now, language)
        )
        if spoken:
            return spoken
    for language in LANGUAGES:
        due = [one for one in open_calls if memory.of(one.key).said(language) < one.nth]
        if due:
            late = now - due[0].called_at > NO_CHIME_MS
            return _sentence(due[:1], language, chime=language == LANGUAGES[0] and not late)
    return None


def _sentence(calls: Iterable[Call], language: str, chime: bool) -> Utterance:
    some = tuple(calls)
    return Utterance(Kind.CALL, language, chime, {one.key: one.nth for one in some}, some)
