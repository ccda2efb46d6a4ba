"""Let the voice of an area speak on a clock of its own: nobody is called twice, nobody is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hall.display import voices
from hall.display.announcing import (
    AT_ONCE,
    LANGUAGES,
    NO_CHIME_MS,
    Call,
    Fate,
    Kind,
    Memory,
    Notice,
    Utterance,
    after,
    decide,
)
from hall.display.sentences import names_of

#: How long a chime, a call in a sentence, and everything else takes in these stories, in ms.
CHIME_MS, CALL_MS, OTHER_MS = 900, 2_200, 3_000
#: From the end of a sentence to the beginning of the next one, in ms.
BETWEEN_MS = 100
SECOND = 1_000


def length(said: Utterance) -> int:
    return said.chime * CHIME_MS + (len(said.calls) * CALL_MS if said.kind is Kind.CALL else OTHER_MS)


@dataclass
class Area:
    """Be the voice of an area: what happens is told beforehand, and time goes by itself."""

    calls: dict[str, Call] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    now: int = 0
    said: list[tuple[int, Utterance]] = field(default_factory=list)

    def speak(self) -> Utterance | None:
        """Say one sentence, if there is one to say."""
        known = [one for one in self.calls.values() if one.called_at <= self.now]
        notices = [one for one in self.notices if one.given_at <= self.now]
        decision = decide(known, notices, self.memory, self.now, length)
        self.memory = decision.memory
        if decision.utterance:
            self.memory = after(self.memory, decision.utterance.language, decision.utterance.covers, self.now)
            self.said.append((self.now, decision.utterance))
            self.now += length(decision.utterance) + BETWEEN_MS
        return decision.utterance

    def until(self, then: int) -> None:
        """Let time pass while the voice says what there is to say."""
        while self.now < then:
            if not self.speak():
                self.now += BETWEEN_MS
        self.now = max(self.now, then)

    def heard(self, language: str = "zh") -> list[str]:
        """Return what was said in a language, in order, such as "A001" or "A001?" for one who should wait."""
        spoken = [one for _, one in self.said if one.language == language]
        names = [[f"{c.number}{'?' * (one.kind is Kind.WAIT)}" for c in one.calls] or [one.notice] for one in spoken]
        return [name for some in names for name in some]


def call(n: int, at: int = 0, nth: int = 1, **known: Fate) -> Call:
    return Call(f"t{n}", f"A{n:03d}", "east", n, pressed_at=at, called_at=at, nth=nth, **known)


def area(*calls: Call) -> Area:
    return Area({one.ticket: one for one in calls})


def test_one_call_has_its_chime_and_its_translation_when_it_is_quiet() -> None:
    east = area(call(1))
    east.until(10 * SECOND)
    assert [(one.language, one.chime) for _, one in east.said] == [("zh", True), ("en", False)]


def test_whoever_was_just_called_comes_before_translations_and_repeats() -> None:
    east = area(call(1, nth=1), call(2, at=2 * SECOND))
    east.until(4 * SECOND)
    east.calls["t1"] = replace(call(1), called_at=4 * SECOND, nth=2)
    east.calls["t3"] = call(3, at=4 * SECOND)
    east.until(30 * SECOND)
    assert east.heard()[:3] == ["A001", "A002", "A003"]
    assert east.heard() == ["A001", "A002", "A003", "A001"]


def test_several_calls_share_a_sentence_and_one_chime() -> None:
    east = area(*(call(n) for n in range(1, 6)))
    east.until(1)
    assert [c.number for c in east.said[0][1].calls] == ["A001", "A002", "A003", "A004"]
    assert len(east.said[0][1].calls) == AT_ONCE
    east = area(call(1), call(2))
    east.until(1)
    assert (len(east.said[0][1].calls), east.said[0][1].chime) == (2, True)


def test_who_has_waited_for_her_name_does_not_wait_for_a_chime() -> None:
    east = area(call(1))
    east.now = NO_CHIME_MS + 1
    east.speak()
    assert not east.said[0][1].chime
    crowd = area(*(call(n) for n in range(1, 9)))
    crowd.speak()
    assert not crowd.said[0][1].chime, "eight calls take longer than twelve seconds"


def test_a_first_call_is_left_out_for_a_reason_only_and_counted() -> None:
    for fate in (Fate.ARRIVED, Fate.TAKEN_BACK, Fate.MISSED, Fate.ELSEWHERE):
        east = area(call(1), call(2, at=100))
        east.speak()
        east.calls["t2"] = replace(call(2, at=100), fate=fate)
        east.until(60 * SECOND)
        assert east.heard() == ["A001"], fate
        assert east.memory.left_out == {f"first_{fate}": 1}
    old = area(call(1))
    old.now = 3_600 * SECOND
    old.speak()
    assert old.heard() == ["A001"], "that it is late is no reason"


def test_a_repeat_that_comes_too_late_is_left_out_and_counted() -> None:
    east = area(call(1))
    east.speak()
    east.calls["t1"] = replace(call(1), called_at=5 * SECOND, nth=2)
    east.now = 66 * SECOND
    east.speak()
    assert east.heard() == ["A001"]
    assert east.memory.left_out == {"repeat_late": 1, "translation_late": 1}


def test_a_recall_replaces_its_own_item_that_still_waits() -> None:
    east = area(*(call(n) for n in range(1, 7)))
    east.speak()
    east.calls["t6"] = replace(call(6), called_at=SECOND, nth=2)
    east.until(120 * SECOND)
    assert east.heard() == ["A001", "A002", "A003", "A004", "A005", "A006"]


def test_who_was_called_by_mistake_is_asked_to_wait_before_anything_else() -> None:
    east = area(call(1), call(2, at=SECOND), call(3, at=SECOND))
    east.speak()
    east.calls["t1"] = replace(call(1), fate=Fate.TAKEN_BACK)
    east.until(30 * SECOND)
    assert east.heard() == ["A001", "A001?", "A002", "A003"]
    assert "A001?" in east.heard("en"), "who only understands English is asked too"


def test_who_is_called_again_after_that_is_called_anew() -> None:
    east = area(call(1))
    east.speak()
    east.calls["t1"] = call(1, at=20 * SECOND)
    east.until(40 * SECOND)
    assert east.heard() == ["A001", "A001"]


def test_a_notice_waits_for_calls_but_not_for_long_and_an_urgent_one_not_at_all() -> None:
    east = area(*(call(n, at=n * SECOND) for n in range(1, 30)))
    east.notices = [Notice("notice 1", "lunch", given_at=2 * SECOND)]
    east.until(40 * SECOND)
    spoken = next(at for at, one in east.said if one.notice)
    assert 17 * SECOND <= spoken <= 17 * SECOND + AT_ONCE * CALL_MS + BETWEEN_MS
    alarm = area(*(call(n, at=n * SECOND) for n in range(1, 30)))
    alarm.notices = [Notice("notice 2", "leave", given_at=2 * SECOND, urgent=True)]
    alarm.until(90 * SECOND)
    times = [at for at, one in alarm.said if one.notice]
    assert len(times) >= 4, "it is said again and again"
    assert {one.language for _, one in alarm.said if one.notice} == set(LANGUAGES)


def test_twenty_calls_in_ten_seconds_are_all_said_within_fifty() -> None:
    east = area(*(call(n, at=n * 500) for n in range(20)))
    while east.now < 120 * SECOND:
        if not east.speak():
            east.now += BETWEEN_MS
    assert sorted(east.heard()) == [f"A{n:03d}" for n in range(20)]
    last = max(at + length(one) for at, one in east.said if one.language == "zh")
    assert last <= 50 * SECOND


@st.composite
def mornings(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    """Make up to thirty people's morning: when each is called, and what happens to her after how long."""
    moments = draw(st.lists(st.integers(0, 90 * SECOND), min_size=1, max_size=30))
    ends = st.sampled_from(["stays", "recalled", "arrived", "missed", "taken_back"])
    return [(at, draw(st.integers(0, 40 * SECOND)), draw(ends)) for at in moments]


@given(mornings())
def test_nobody_hears_a_call_twice_and_nobody_is_forgotten(morning: list[tuple[int, int, str]]) -> None:
    east, ends = Area(), {}
    for n, (at, later, end) in enumerate(morning):
        east.calls[f"t{n}"] = call(n, at)
        ends[f"t{n}"] = (at + later, end)
    while east.now < 240 * SECOND:
        for ticket, (at, end) in list(ends.items()):
            if at <= east.now and end != "stays":
                was = east.calls[ticket]
                changed = {"called_at": at, "nth": 2} if end == "recalled" else {"fate": Fate(end)}
                east.calls[ticket] = replace(was, **changed)
                del ends[ticket]
        if not east.speak():
            east.now += SECOND
    announced = [(key, one.language, nth) for _, one in east.said for key, nth in one.covers.items()]
    assert len(announced) == len(set(announced)), "nothing is said twice"
    first_said = {key: at for at, one in reversed(east.said) if one.language == "zh" for key in one.covers}
    for one in east.calls.values():
        assert one.fate is not Fate.CALLED or one.key in first_said, f"{one.number} was never called"
    never = sum(one.key not in first_said for one in east.calls.values())
    assert never == sum(count for why, count in east.memory.left_out.items() if why.startswith("first_"))
    for at, spoken in east.said:
        if spoken.language != "zh" or any(nth > 1 and key in first_said and first_said[key] < at
                                          for key, nth in spoken.covers.items()):
            waiting = [c for c in east.calls.values() if c.pressed_at <= at < first_said.get(c.key, 0)]
            assert not waiting, "a first call goes before repeats and translations"
            assert len(spoken.calls) <= 1, "and waits for one of them at most"
    for (at, one), (following, _) in pairwise(east.said):
        assert at + length(one) <= following, "the voice never talks over itself"


def test_with_the_clips_of_the_bank_twenty_calls_are_said_within_fifty_seconds_too() -> None:
    bank = voices.built_in()

    def real(said: Utterance) -> int:
        return said.chime * bank.tones["chime"] + bank.length_ms(said.language, names_of(said, yao=False))

    east, last = Area(), 0
    for n in range(20):
        # The longest that there are: two letters, and windows of two and three words.
        east.calls[f"t{n}"] = Call(f"t{n}", f"AF{n:03d}", "east", 21 + n, pressed_at=n * 500, called_at=n * 500)
    while east.now < 90 * SECOND:
        known = [one for one in east.calls.values() if one.called_at <= east.now]
        decision = decide(known, [], east.memory, east.now, real)
        east.memory, spoken = decision.memory, decision.utterance
        if spoken:
            east.memory = after(east.memory, spoken.language, spoken.covers, east.now)
            east.now += real(spoken)
            last = east.now if spoken.language == "zh" else last
        east.now += BETWEEN_MS
    assert last <= 50 * SECOND
