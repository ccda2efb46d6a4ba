"""An ID card is read while a page asks for it, from a reader on a serial line that can be away, broken or lying."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import threading
import tty
from collections.abc import Iterator
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import cards
from kiosk.address import Flow, Serial, UnknownAddress, read_card_reader
from kiosk.cards import CardReader
from kiosk.persons import Persons
from kiosk.sam import DONE, FIND, FOUND, NO_CARD, READ, SELECT, STATUS, Frames, frame, number_in
from tests.builders import wait_until

NUMBER = "11010519491231002X"
#: Bytes of name, sex, nation, birthday and address before the number in a card's text.
BEFORE = 122


def told(number: str = NUMBER) -> bytes:
    """Give what a card tells: lengths, text, photograph."""
    text = ("张".ljust(BEFORE // 2) + number.ljust(18)).encode("utf-16-le").ljust(256, b"\0")
    return len(text).to_bytes(2, "big") + (1024).to_bytes(2, "big") + text + bytes(1024)


class Odd(StrEnum):
    """Name how a reader can be odd."""

    NO = "well"
    NO_CARD = "no card"
    CHECK = "bad check"
    HALF = "half a frame"
    GARBAGE = "garbage before"
    LENGTH = "wrong length"
    MUTE = "mute"
    NO_NUMBER = "another kind of card"


class Reader:
    """Be a reader on a pseudo-terminal."""

    def __init__(self) -> None:
        self.odd = Odd.NO
        self.asked: list[bytes] = []
        self._end, self._device = pty.openpty()
        tty.setraw(self._device)
        self.path = os.ttyname(self._device)
        self._woken, self._wake = os.pipe()
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def unplug(self) -> None:
        """Pull the cable."""
        if self._end < 0:
            return
        os.write(self._wake, b"!")
        self._serving.join(5)
        for end in (self._end, self._device, self._woken, self._wake):
            os.close(end)
        self._end = -1

    def _serve(self) -> None:
        while True:
            if self._woken in select.select([self._end, self._woken], [], [])[0]:
                return
            with contextlib.suppress(OSError):
                heard = os.read(self._end, 4096)
                command = next((one for one in (STATUS, FIND, SELECT, READ) if frame(one) == heard), b"")
                self.asked.append(command)
                os.write(self._end, self._answer(command))

    def _answer(self, command: bytes) -> bytes:
        if command == STATUS:
            return frame(DONE)
        if command == FIND:
            return frame(NO_CARD if self.odd is Odd.NO_CARD else FOUND + bytes(4))
        if command == SELECT:
            return frame(DONE + bytes(8))
        whole = frame(DONE + told("" if self.odd is Odd.NO_NUMBER else NUMBER))
        return {
            Odd.CHECK: whole[:-1] + bytes([whole[-1] ^ 1]), Odd.HALF: whole[:700], Odd.MUTE: b"",
            Odd.GARBAGE: b"\xaa\xaa\xaa\x96\x00" + whole, Odd.LENGTH: frame(DONE + told()[:-9]),
        }.get(self.odd, whole)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Lend a reader whose program is quick."""
    monkeypatch.setattr(cards, "LOOK_AGAIN_SECONDS", 0.02)
    monkeypatch.setattr(cards, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr("kiosk.sam.READ_SECONDS", 0.3)
    monkeypatch.setattr("kiosk.sam.ANSWER_SECONDS", 0.3)
    made = Reader()
    yield made
    made.unplug()


@pytest.fixture
def persons() -> Persons:
    """Know nobody, but the hall's key."""
    made = Persons()
    made.learn("a key of the hall")
    return made


@pytest.fixture
def running(reader: Reader, persons: Persons) -> Iterator[Reader]:
    """Run the program's side."""
    made = CardReader(read_card_reader(f"serial:{reader.path}"), persons)
    made.start()
    yield reader
    made.stop()


def test_a_card_is_read_while_a_page_asks_and_at_no_other_time(running: Reader, persons: Persons) -> None:
    wait_until(lambda: persons.reads_cards, "the reader")
    assert set(running.asked) == {STATUS}, "nobody asked for a card"
    persons.asks()
    wait_until(lambda: persons.last_read is not None, "the card")
    read = persons.last_read
    assert read and (read.kind, read.mask) == ("id", "110*************2X") and persons.find(read.handle) == read
    assert not persons.waits
    asked = len([one for one in running.asked if one == READ])
    assert asked == 1, "one card is one reading"


@pytest.mark.parametrize("odd", [one for one in Odd if one is not Odd.NO])
def test_an_odd_answer_is_no_number_and_the_next_card_is_read(
    running: Reader, persons: Persons, odd: Odd, caplog: pytest.LogCaptureFixture
) -> None:
    running.odd = odd
    wait_until(lambda: persons.reads_cards, "the reader")
    persons.asks()
    wait_until(lambda: (FIND if odd is Odd.NO_CARD else READ) in running.asked, "a try")
    if odd is Odd.GARBAGE:
        wait_until(lambda: persons.last_read is not None, "the card behind the garbage")
    else:
        wait_until(lambda: len(running.asked) > 6, "further tries")
        assert persons.last_read is None
        running.odd = Odd.NO
        wait_until(lambda: persons.last_read is not None, "the card")
    assert NUMBER not in caplog.text


def test_a_reader_that_is_pulled_out_is_not_offered(running: Reader, persons: Persons) -> None:
    wait_until(lambda: persons.reads_cards, "the reader")
    running.unplug()
    persons.asks()
    wait_until(lambda: not persons.reads_cards, "it is away")


def test_before_the_hall_has_told_its_key_a_card_waits(running: Reader, persons: Persons) -> None:
    persons.learn("")
    persons.asks()
    wait_until(lambda: running.asked.count(READ) > 1, "some tries")
    assert persons.last_read is None
    persons.learn("the key")
    wait_until(lambda: persons.last_read is not None, "the card")


@given(st.binary(max_size=40), st.lists(st.integers(1, 400), max_size=12))
def test_a_frame_is_found_however_it_is_cut_and_whatever_stands_before(before: bytes, cuts: list[int]) -> None:
    whole, frames, heard = before + b"\x00" + frame(DONE + told()), Frames(), []
    for cut in [*cuts, len(whole)]:
        heard += frames.feed(whole[:cut])
        whole = whole[cut:]
    assert [number_in(one.data) for one in heard if one.status == DONE] == [NUMBER]


def test_an_answer_does_not_show_its_data() -> None:
    answer = Frames().feed(frame(DONE + told()))[0]
    assert repr(answer) == f"Answer(000090, {len(told())} bytes)"


@pytest.mark.parametrize(("text", "found"), [
    ("serial:/dev/ttyUSB0", Serial("/dev/ttyUSB0", 115_200, Flow.NONE)),
    ("serial:/dev/ttyUSB0?baud=9600", Serial("/dev/ttyUSB0", 9600, Flow.NONE)),
    ("usb:/dev/usb/lp0", None), ("serial:ttyS0", None), ("serial:/dev/ttyS0?baud=1", None),
])
def test_where_the_reader_is(text: str, found: Serial | None) -> None:
    if found:
        assert read_card_reader(text) == found
    else:
        with pytest.raises(UnknownAddress):
            read_card_reader(text)
