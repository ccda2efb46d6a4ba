"""An ID card on the reader becomes a handle and a mask; its number is held for a minute at most and written nowhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from hall.rules.identity import mask
from kiosk.address import Flow, Serial, UnknownAddress, read_card_reader
from kiosk.cards import KEPT_SECONDS, WANTED_SECONDS, CardReader, Cards
from kiosk.sam import DONE, FIND, HEAD, READ, Answer, Frames, frame, number_in
from tests.builders import wait_until
from tests.kiosk.card_reader import NUMBER, Fault, Reader, card
from tests.kiosk.desk import Desk

MASK = mask(NUMBER)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Put a reader on the desk."""
    there = Reader(tmp_path / "ttyUSB0")
    yield there
    there.pull_out()


@pytest.fixture
def held(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cards]:
    """Let a kiosk hold the reader; it looks and gives up sooner than in life."""
    for name, seconds in (("cards.LOOK_SECONDS", 0.005), ("cards.LOOK_AGAIN_SECONDS", 0.01),
                          ("cards.IDLE_SECONDS", 0.02), ("sam.ANSWER_SECONDS", 0.2), ("sam.READ_SECONDS", 0.2),
                          ("sam.QUIET_SECONDS", 0.001)):
        monkeypatch.setattr(f"kiosk.{name}", seconds)
    held = Cards()
    program = CardReader(Serial(str(reader.path), 115_200, Flow.NONE), held)
    program.start()
    wait_until(lambda: held.readable, "the reader")
    yield held
    program.stop()


def comes(held: Cards) -> str:
    """Wait for a card as the page does, and give its mask."""
    wait_until(lambda: held.latest() is not None, "the card")
    seen = held.latest()
    assert seen
    return seen.mask


def test_a_card_is_read_while_a_page_waits_for_one_and_not_before(reader: Reader, held: Cards) -> None:
    reader.lies_there = NUMBER
    reader.asked.clear()
    wait_until(lambda: len(reader.asked) > 3, "questions whether it is there")
    assert FIND not in reader.asked, "a card that lies there by mistake is not looked at"
    assert comes(held) == MASK and NUMBER[3:16] not in MASK
    seen = held.latest()
    assert seen and held.number_of(seen.handle) == NUMBER
    held.wipe(seen.handle)
    with pytest.raises(KeyError):
        held.number_of(seen.handle)
    assert held.latest() is None


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.DRIBBLE])
def test_a_bad_line_is_no_matter(reader: Reader, held: Cards, fault: Fault) -> None:
    reader.fault, reader.lies_there = fault, NUMBER
    assert comes(held) == MASK


@pytest.mark.parametrize("fault", [one for one in Fault if one not in (Fault.NONE, Fault.GARBAGE, Fault.DRIBBLE)])
def test_what_is_not_whole_is_not_read_and_the_next_try_is(reader: Reader, held: Cards, fault: Fault) -> None:
    reader.fault, reader.lies_there = fault, NUMBER
    reader.asked.clear()
    wait_until(lambda: held.latest() is None and (READ in reader.asked or fault is Fault.MUTE), "a try")
    wait_until(lambda: held.latest() is None and len(reader.asked) > 6, "it goes on asking")
    reader.fault, reader.lies_there = Fault.NONE, NUMBER
    assert comes(held) == MASK


def test_a_reader_that_is_pulled_out_comes_back(reader: Reader, held: Cards) -> None:
    reader.pull_out()
    wait_until(lambda: not held.readable, "it is known to be away")
    assert held.latest() is None
    reader.plug_in()
    wait_until(lambda: held.readable, "it is known to be there again")
    reader.lies_there = NUMBER
    assert comes(held) == MASK


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


def test_a_number_is_wiped_after_a_minute_and_one_that_nobody_waits_for_is_not_kept() -> None:
    now = [1000.0]
    held = Cards(lambda: now[0])
    held.read(NUMBER)
    assert held.latest() is None, "nobody had asked"
    held.read(NUMBER)
    seen = held.latest()
    assert seen
    now[0] += KEPT_SECONDS - 1
    assert held.number_of(seen.handle) == NUMBER
    kept = held._number
    now[0] += 1
    held.forget_old()
    assert held.latest() is None and set(kept) == {0}, "its signs are overwritten"
    now[0] += WANTED_SECONDS
    held.read(NUMBER)
    assert held.latest() is None, "she went home while it was read"


def test_another_card_takes_the_place_of_the_first(reader: Reader, held: Cards) -> None:
    reader.lies_there = NUMBER
    comes(held)
    first = held.latest()
    assert first
    held.wipe("another handle")
    assert held.latest() == first
    held.wipe_all()
    reader.lies_there = NUMBER
    comes(held)
    second = held.latest()
    assert second and second.handle != first.handle
    with pytest.raises(KeyError):
        held.number_of(first.handle)


def test_the_page_hears_of_a_card_and_going_home_forgets_it(desk: Desk) -> None:
    held = desk.parts.kiosk.cards
    assert desk.client.get("/card").status_code == 204
    held.read(NUMBER)
    told = desk.client.get("/card").get_json()
    assert told["mask"] == MASK and held.number_of(told["handle"]) == NUMBER
    desk.client.get("/start")
    with pytest.raises(KeyError):
        held.number_of(told["handle"])


def test_a_card_reader_is_given_by_its_serial_line() -> None:
    assert read_card_reader("serial:/dev/ttyUSB0") == Serial("/dev/ttyUSB0", 115_200, Flow.NONE)
    assert read_card_reader("serial:/dev/ttyS1?baud=9600").baud == 9600
    for wrong in ("/dev/ttyUSB0", "usb:/dev/x", "serial:/dev/ttyS1?baud=9"):
        with pytest.raises(UnknownAddress):
            read_card_reader(wrong)


def test_an_answer_does_not_show_what_a_card_told() -> None:
    assert "99" not in repr(Answer(DONE, card()))


@pytest.mark.slow
def test_the_number_is_found_nowhere_but_in_the_program(reader: Reader, tmp_path: Path) -> None:
    folder, token = tmp_path / "data", tmp_path / "token"
    token.write_text("secret")
    words = ["run", "--hall", "http://127.0.0.1:9", "--token-file", str(token), "--printer", "tcp://127.0.0.1:9",
             "--port", "0", "--card-reader", f"serial:{reader.path}"]
    with (tmp_path / "said").open("w+b") as said:
        program = subprocess.Popen([sys.executable, "-X", "dev", "-m", "kiosk.cli", *words], stdout=said, stderr=said,
                                   env={**os.environ, "KIOSK_DATA": str(folder)})
        wait_until(lambda: b"ready" in (tmp_path / "said").read_bytes(), "the program")
        url = (tmp_path / "said").read_text().split('"')[3]
        answers = [shows_a_card(reader, url)]
        # A try to take with the card, as a page does; the hall is away and the printer too.
        handle = answers[0].json()["handle"]
        answers += [requests.post(f"{url}/tickets", json={"service": "tax"}, timeout=9,
                                  headers={"Idempotency-Key": f"touch-{handle}"})]
        answers += [requests.get(url + path, timeout=9) for path in
                    ("/", "/card", "/state", "/printer", f"/trouble/touch-{handle}", f"/done/{handle}", "/start")]
        assert requests.get(f"{url}/card", timeout=9).status_code == 204, "going home wiped it"
        shows_a_card(reader, url)
        reader.pull_out()
        assert os.kill(program.pid, signal.SIGTERM) is None and program.wait(timeout=20) == 0
    places = [*(path.read_bytes() for path in folder.rglob("*") if path.is_file()), (tmp_path / "said").read_bytes(),
              *(answer.content for answer in answers)]
    spelled = [NUMBER.encode(), NUMBER.encode("utf-16-le"), NUMBER[3:16].encode()]
    assert len(places) > 8 and not [place for place in places if any(one in place for one in spelled)]


def shows_a_card(reader: Reader, url: str) -> requests.Response:
    """Put a card on the reader and ask until its mask is told."""
    reader.lies_there = NUMBER
    answers: list[requests.Response] = []

    def told() -> bool:
        answers.append(requests.get(f"{url}/card", timeout=9))
        return answers[-1].status_code == 200

    wait_until(told, "the card")
    assert answers[-1].json()["mask"] == MASK
    return answers[-1]
