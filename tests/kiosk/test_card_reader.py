"""An ID card is read while a page asks for it, from a reader on a serial line that can be away, broken or lying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules.identity import mask
from kiosk.address import Flow, Serial, UnknownAddress, read_card_reader
from kiosk.cards import CardReader
from kiosk.persons import Persons
from kiosk.sam import DONE, HEAD, READ, STATUS, Answer, Frames, frame, number_in
from tests.api import Api
from tests.builders import wait_until
from tests.kiosk.card_reader import ALIKE, NUMBER, Fault, Reader, card
from tests.kiosk.desk import Desk, Door, Hardware

#: What a line does to a frame that is read all the same.
HARMLESS = (Fault.NONE, Fault.GARBAGE, Fault.DRIBBLE)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Put a reader on the desk; whoever holds it looks and gives up sooner than in life."""
    for name, seconds in (("cards.LOOK_SECONDS", 0.005), ("cards.LOOK_AGAIN_SECONDS", 0.01),
                          ("cards.IDLE_SECONDS", 0.02), ("sam.ANSWER_SECONDS", 0.2), ("sam.READ_SECONDS", 0.2),
                          ("sam.QUIET_SECONDS", 0.001)):
        monkeypatch.setattr(f"kiosk.{name}", seconds)
    there = Reader(tmp_path / "ttyUSB0")
    yield there
    there.pull_out()


@pytest.fixture
def persons(reader: Reader) -> Iterator[Persons]:
    """Let a kiosk hold the reader: nobody is known, but the hall's key."""
    known = Persons()
    known.learn("a key of the hall")
    program = CardReader(read_card_reader(f"serial:{reader.path}"), known)
    program.start()
    wait_until(lambda: known.reads_cards, "the reader")
    yield known
    program.stop()


def comes(persons: Persons) -> None:
    """Wait for the card of whoever is asked."""
    wait_until(lambda: persons.last_read is not None, "the card")
    read = persons.last_read
    assert read and (read.kind, read.mask) == ("id", mask(NUMBER)) and persons.find(read.handle) == read


def test_a_card_is_read_while_a_page_asks_and_at_no_other_time(reader: Reader, persons: Persons) -> None:
    reader.lies_there = NUMBER
    wait_until(lambda: len(reader.asked) > 3, "questions whether it is there")
    assert set(reader.asked) == {STATUS}, "a card that lies there by mistake is not looked at"
    persons.asks()
    comes(persons)
    assert not persons.waits and reader.asked.count(READ) == 1, "one card is one reading"


@pytest.mark.parametrize("fault", HARMLESS)
def test_a_bad_line_is_no_matter(reader: Reader, persons: Persons, fault: Fault) -> None:
    reader.fault, reader.lies_there = fault, NUMBER
    persons.asks()
    comes(persons)


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in HARMLESS])
def test_what_is_not_whole_is_no_number_and_the_next_card_is(
        reader: Reader, persons: Persons, fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    reader.fault, reader.lies_there = fault, NUMBER
    persons.asks()
    wait_until(lambda: READ in reader.asked or (fault is Fault.MUTE and not persons.reads_cards), "a try")
    before = len(reader.asked)
    wait_until(lambda: len(reader.asked) > before + 1, "it goes on asking")
    assert persons.last_read is None
    reader.fault, reader.lies_there = Fault.NONE, NUMBER
    comes(persons)
    assert NUMBER not in caplog.text


def test_a_reader_that_is_pulled_out_is_not_offered_and_comes_back(reader: Reader, persons: Persons) -> None:
    reader.pull_out()
    wait_until(lambda: not persons.reads_cards, "it is known to be away")
    reader.plug_in()
    wait_until(lambda: persons.reads_cards, "it is known to be there again")
    reader.lies_there = NUMBER
    persons.asks()
    comes(persons)


def test_before_the_hall_has_told_its_key_a_card_waits(reader: Reader, persons: Persons) -> None:
    persons.learn("")
    reader.lies_there = NUMBER
    persons.asks()
    wait_until(lambda: READ in reader.asked, "a try")
    assert persons.last_read is None
    persons.learn("the key")
    reader.lies_there = NUMBER
    comes(persons)


def test_a_card_of_somebody_who_went_home_meanwhile_is_not_for_the_next_visitor(
        reader: Reader, persons: Persons) -> None:
    reader.goes_home = persons.forget
    reader.lies_there = NUMBER
    persons.asks()
    wait_until(lambda: READ in reader.asked, "the reading")
    before = len(reader.asked)
    wait_until(lambda: len(reader.asked) > before + 1, "it goes on")
    assert persons.last_read is None


def test_the_card_of_who_acts_for_others_may_lie_on_and_a_card_that_looks_like_it_is_read(
        reader: Reader, persons: Persons) -> None:
    reader.lies_there = NUMBER
    persons.asks()
    comes(persons)
    agent = persons.last_read
    persons.asks(besides=agent)
    reader.lies_there = NUMBER
    wait_until(lambda: reader.asked.count(READ) == 2, "her card once more")
    before = len(reader.asked)
    wait_until(lambda: len(reader.asked) > before + 1, "it goes on")
    assert persons.last_read is None and persons.waits, "it is not for herself that she acts"
    reader.lies_there = ALIKE
    comes(persons)
    assert agent and persons.last_read and persons.last_read.digest != agent.digest


@given(st.lists(st.binary(max_size=40).filter(lambda noise: HEAD[-2:] not in noise), min_size=4, max_size=4),
       st.lists(st.integers(0, 3000), max_size=12))
def test_frames_are_found_however_they_are_cut_up(noise: list[bytes], cuts: list[int]) -> None:
    broken = frame(DONE + b"broken")[:-1] + b"\xfe"
    stream = (noise[0] + frame(DONE) + noise[1] + frame(DONE + card()) + noise[2] + broken + noise[3]
              + frame(b"\x00\x00\x41"))
    frames, found, at = Frames(), list[Answer](), 0
    for cut in [*sorted(cuts), len(stream)]:
        found += frames.feed(stream[at:cut])
        at = max(at, min(cut, len(stream)))
    assert [(one.status, number_in(one.data) if len(one.data) > 4 else None) for one in found] == [
        (DONE, None), (DONE, NUMBER), (b"\x00\x00\x41", None)]


@given(st.binary(max_size=1400))
def test_no_bytes_of_a_card_break_the_program_or_make_a_wrong_number(data: bytes) -> None:
    assert number_in(data) is None


def test_an_answer_does_not_show_what_a_card_told() -> None:
    assert repr(Answer(DONE, card())) == f"Answer(000090, {len(card())} bytes)"


def test_a_card_reader_is_given_by_its_serial_line() -> None:
    assert read_card_reader("serial:/dev/ttyUSB0") == Serial("/dev/ttyUSB0", 115_200, Flow.NONE)
    assert read_card_reader("serial:/dev/ttyS1?baud=9600").baud == 9600
    for wrong in ("/dev/ttyUSB0", "usb:/dev/x", "serial:ttyS0", "serial:/dev/ttyS1?baud=9"):
        with pytest.raises(UnknownAddress):
            read_card_reader(wrong)


@pytest.mark.slow
def test_the_number_of_a_card_is_found_nowhere(
        reader: Reader, hardware: Hardware, strict: Api, tmp_path: Path, caplog: pytest.LogCaptureFixture,
        capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level("DEBUG")
    door = Door(strict)
    desk = Desk(hardware, door, tmp_path / "kiosk")
    desk.crash()
    desk.plugged = replace(desk.plugged, card_reader=read_card_reader(f"serial:{reader.path}"))
    desk.switch_on()
    desk.parts.heartbeat.beat()
    desk.parts.start()
    wait_until(lambda: desk.client.get("/state").get_json()["hall"] == "here", "the services")
    wait_until(lambda: desk.parts.kiosk.persons.reads_cards, "the reader")
    reader.lies_there = NUMBER
    answers = [desk.client.get("/services/licences/who")]
    read: dict[str, Any] = {}
    wait_until(lambda: bool(read.update(desk.client.get("/state").get_json()["read"] or {}) or read), "the card")
    assert read["mask"] == mask(NUMBER)
    # The service asks for a phone, so the hall refuses; the kiosk has written down what she asked with all the same.
    answers.append(desk.touch("with-a-card", service="licences", person=read["person"]))
    assert answers[-1].get_json()["code"] == "PERSON_NEEDED"
    answers += [desk.client.get(path) for path in ("/", "/state", "/printer", "/trouble/with-a-card", "/start")]
    assert desk.client.get("/state").get_json()["read"] is None, "who went home is forgotten"
    reader.pull_out()
    wait_until(lambda: not desk.parts.kiosk.persons.reads_cards, "it is away")
    desk.parts.stop()
    door.close()
    kept = [*(path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()), caplog.text.encode(),
            *(part.encode() for part in capfd.readouterr()), *(answer.data for answer in answers),
            repr(strict.events()).encode()]
    assert any(mask(NUMBER).encode() in place for place in kept), "what may be shown is found, so the search works"
    spelled = [NUMBER.encode(), NUMBER.encode("utf-16-le"), NUMBER[3:16].encode()]
    assert not [place for place in kept if any(one in place for one in spelled)]
