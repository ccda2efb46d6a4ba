"""What the printer says back is understood, however the bytes come."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kiosk.job import SIGNS
from kiosk.state import Cause, State, pushed
from kiosk.status import (
    Answer,
    Automatic,
    Cleared,
    Completed,
    Named,
    PaperSensor,
    RealTime,
    StatusParser,
    is_real_time,
)

ids = st.tuples(*[st.sampled_from(SIGNS)] * 4).map(lambda four: "".join(four).encode())
plain = st.integers(0, 255).map(lambda byte: byte & 0x6F)
names = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20).map(Named)


def said(answer: Answer) -> bytes:
    """Write an answer as a printer sends it."""
    match answer:
        case RealTime(byte) | PaperSensor(byte):
            return bytes([byte])
        case Automatic(four):
            return four
        case Completed(process_id):
            return b"\x37\x22" + process_id + b"\x00"
        case Named(words):
            return b"_" + words.encode() + b"\x00"
        case _:
            return b"\x37\x25\x00"


real_times = st.integers(0, 255).map(lambda byte: RealTime(byte & 0x6C | 0x12))
automatics = st.tuples(plain.map(lambda byte: byte & 0x6C | 0x10), plain, plain, plain).map(
    lambda four: Automatic(bytes(four)))
in_their_turn = st.one_of(plain.map(PaperSensor), automatics, ids.map(Completed), st.just(Cleared()))
answers = st.one_of(real_times, names, in_their_turn)


def fed(parser: StatusParser, heard: bytes, cuts: list[int]) -> list[Answer]:
    """Feed the bytes in pieces."""
    edges = [0, *sorted(cut % (len(heard) + 1) for cut in cuts), len(heard)]
    return [answer for start, end in itertools.pairwise(edges) for answer in parser.feed(heard[start:end])]


@given(told=st.lists(answers, max_size=20), cuts=st.lists(st.integers(0, 10_000), max_size=20))
def test_answers_are_found_wherever_the_bytes_are_cut(told: list[Answer], cuts: list[int]) -> None:
    assert fed(StatusParser(), b"".join(map(said, told)), cuts) == told


@given(told=st.lists(in_their_turn, max_size=8), cuts=st.lists(st.integers(0, 10_000), max_size=20),
       at_once=st.lists(st.tuples(st.integers(0, 10_000), real_times), max_size=12))
def test_a_real_time_answer_may_fall_between_any_two_bytes(
        told: list[Answer], cuts: list[int], at_once: list[tuple[int, RealTime]]) -> None:
    wire = [bytes([byte]) for byte in b"".join(map(said, told))]
    for at, answer in at_once:
        wire.insert(at % (len(wire) + 1), said(answer))
    heard = fed(StatusParser(), b"".join(wire), cuts)
    assert [one for one in heard if not isinstance(one, RealTime)] == told
    assert sum(isinstance(one, RealTime) for one in heard) == len(at_once)


@given(four=automatics, between=st.one_of(ids.map(Completed), st.just(Cleared()), names), at=st.integers(1, 3))
def test_a_block_may_fall_into_an_automatic_answer(four: Answer, between: Answer, at: int) -> None:
    whole = said(four)
    assert StatusParser().feed(whole[:at] + said(between) + whole[at:]) == [between, four]


@given(st.binary(max_size=200))
def test_no_bytes_upset_it_and_a_confirmation_after_a_reset_is_heard(noise: bytes) -> None:
    parser = StatusParser()
    parser.feed(noise)
    parser.feed(b"\xff" * 4)
    assert parser.feed(b"\x12") == [RealTime(0x12)]


@given(st.binary(max_size=60), ids)
def test_only_its_own_whole_block_confirms_a_slip(noise: bytes, ours: bytes) -> None:
    unmarked = bytes(byte for byte in noise if not is_real_time(byte))
    if said(Completed(ours)) not in unmarked:
        assert Completed(ours) not in StatusParser().feed(noise)


def test_a_healthy_printer_has_no_cause() -> None:
    assert State(0x12, 0x12, 0x12, 0x12).cause is None


def test_every_fault_has_its_cause() -> None:
    assert State(0x1A, 0x16, 0x12, 0x12).cause is Cause.COVER_OPEN
    assert State(0x1A, 0x32, 0x12, 0x7E).cause is Cause.PAPER_END
    assert State(0x12, 0x12, 0x12, 0x72).cause is Cause.PAPER_END
    assert State(0x1A, 0x52, 0x1A, 0x12).cause is Cause.CUTTER
    assert State(0x1A, 0x52, 0x32, 0x12).cause is Cause.FAULT
    assert State(0x1A, 0x12, 0x12, 0x12).cause is Cause.OFFLINE


def test_near_end_is_a_warning_not_a_cause() -> None:
    state = State(0x12, 0x12, 0x12, 0x1E)
    assert state.near_end and state.cause is None


def test_what_a_printer_sends_by_itself_says_the_same() -> None:
    assert pushed(Automatic(b"\x10\x00\x00\x0f")) is None
    assert pushed(Automatic(b"\x10\x00\x03\x0f")) is None, "nearly used up is a warning"
    assert pushed(Automatic(b"\x18\x00\x0c\x0f")) is Cause.PAPER_END
    assert pushed(Automatic(b"\x38\x00\x00\x0f")) is Cause.COVER_OPEN
    assert pushed(Automatic(b"\x18\x08\x00\x0f")) is Cause.CUTTER
    assert pushed(Automatic(b"\x18\x20\x00\x0f")) is Cause.FAULT
    assert pushed(Automatic(b"\x18\x00\x00\x0f")) is Cause.OFFLINE
