"""What the printer says back is understood, however the bytes come."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kiosk.status import (
    Answer,
    Automatic,
    Cause,
    Cleared,
    Completed,
    PaperSensor,
    RealTime,
    State,
    StatusParser,
)

ids = st.binary(min_size=4, max_size=4).map(lambda four: bytes(0x20 + byte % 0x5F for byte in four))
plain = st.integers(0, 255).map(lambda byte: byte & 0x6F)


def said(answer: Answer) -> bytes:
    """Write an answer as a printer sends it."""
    match answer:
        case RealTime(byte) | PaperSensor(byte):
            return bytes([byte])
        case Automatic(four):
            return four
        case Completed(process_id):
            return b"\x37\x22" + process_id + b"\x00"
        case _:
            return b"\x37\x25\x00"


real_times = st.integers(0, 255).map(lambda byte: RealTime(byte & 0x6C | 0x12))
automatics = st.tuples(plain.map(lambda byte: byte & 0x6C | 0x10), plain, plain, plain).map(
    lambda four: Automatic(bytes(four)))
answers = st.one_of(real_times, plain.map(PaperSensor), automatics, ids.map(Completed), st.just(Cleared()))


def fed(parser: StatusParser, heard: bytes, cuts: list[int]) -> list[Answer]:
    """Feed the bytes in pieces."""
    edges = [0, *sorted(cut % (len(heard) + 1) for cut in cuts), len(heard)]
    return [answer for start, end in itertools.pairwise(edges) for answer in parser.feed(heard[start:end])]


@given(told=st.lists(answers, max_size=20), cuts=st.lists(st.integers(0, 10_000), max_size=20))
def test_answers_are_found_wherever_the_bytes_are_cut(told: list[Answer], cuts: list[int]) -> None:
    assert fed(StatusParser(), b"".join(map(said, told)), cuts) == told


@given(four=automatics, between=st.lists(real_times, max_size=6), at=st.integers(1, 3))
def test_a_real_time_answer_may_fall_into_an_automatic_one(four: Answer, between: list[RealTime], at: int) -> None:
    whole = said(four)
    heard = whole[:at] + b"".join(map(said, between)) + whole[at:]
    assert StatusParser().feed(heard) == [*between, four]


@given(st.binary(max_size=200))
def test_no_bytes_upset_it_and_a_confirmation_after_a_reset_is_heard(noise: bytes) -> None:
    parser = StatusParser()
    parser.feed(noise)
    parser.feed(b"\xff" * 4)
    assert parser.feed(b"\x12") == [RealTime(0x12)]


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
