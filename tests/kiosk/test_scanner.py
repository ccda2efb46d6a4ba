"""A scanner that the kiosk holds alone: the bytes of its keys become a code for the page, unplugged or not.

The bytes are the kernel's own, through a FIFO that stands for /dev/input; where there is a uinput, a scanner that the
kernel made is held too.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs.evdev import DOWN, EV_KEY, EV_SYN, EVENT, REPEAT, SYN_DROPPED, UP
from kiosk import scanner
from kiosk.scanner import FRESH_SECONDS, Labels, Scan, Scanner, Scans, code_in
from tests.builders import wait_until
from tests.kiosk.desk import Desk

SHIFT, ENTER = 42, 28
UINPUT = Path("/dev/uinput")
LOST = EVENT.pack(0, 0, EV_SYN, SYN_DROPPED, 0)


def change(code: int, value: int) -> bytes:
    """Give the bytes of one change of a key: the scan code before it, the key, and the report that ends it."""
    return EVENT.pack(1, 2, 4, 4, code) + EVENT.pack(1, 2, EV_KEY, code, value) + EVENT.pack(1, 2, EV_SYN, 0, 0)


def tapped(code: int) -> bytes:
    """Give the bytes of a key that goes down, repeats itself, and goes up."""
    return change(code, DOWN) + change(code, REPEAT) + change(code, UP)


def label(text: str) -> bytes:
    """Give the bytes of a scanner that reads a label, with shift where a sign needs it, and Enter."""
    keys = {sign: (code, at) for code, signs in scanner._SIGNS.items() for at, sign in enumerate(signs) if code < 70}
    typed = b""
    for sign in text:
        code, shifted = keys[sign]
        typed += change(SHIFT, DOWN) + tapped(code) + change(SHIFT, UP) if shifted else tapped(code)
    return typed + tapped(ENTER)


@pytest.fixture
def fifo(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Be a device file that gives what the test writes into it."""
    path = tmp_path / "hall-scanner"
    os.mkfifo(path)
    fd = os.open(path, os.O_RDWR)
    yield path, fd
    os.close(fd)


@pytest.fixture
def grabbed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let a FIFO be grabbed: the one thing that it is not asked like a device."""
    asked: list[int] = []
    monkeypatch.setattr("inputs.evdev.fcntl.ioctl", lambda fd, what, value: asked.append(what))
    monkeypatch.setattr("inputs.device.LOOK_AGAIN_SECONDS", 0.01)
    return asked


def heard(scans: Scans, count: int) -> str | None:
    """Wait for so many scans and give the last code."""
    wait_until(lambda: scans.latest.count == count, f"scan {count}")
    return scans.latest.code


def test_a_code_is_heard_from_the_keys_of_a_scanner_that_is_held_alone(
        fifo: tuple[Path, int], grabbed: list[int]) -> None:
    path, fd = fifo
    scans = Scans()
    program = Scanner(path, scans)
    program.start()
    os.write(fd, label("ACDF2345"))
    assert heard(scans, 1) == "ACDF2345"
    os.write(fd, label("https://hall.example/appointment?code=acdf2346"))
    assert heard(scans, 2) == "ACDF2346"
    os.write(fd, label("~ACDF2347"))
    assert heard(scans, 3) == "ACDF2347"
    os.write(fd, label("6901234"))
    assert heard(scans, 4) == "", "a label that is no code is told as such, and not what was on it"
    assert grabbed == [0x40044590]
    program.stop()


def test_a_scanner_that_is_pulled_out_comes_back_and_half_a_label_is_forgotten(
        tmp_path: Path, grabbed: list[int]) -> None:
    path, scans = tmp_path / "hall-scanner", Scans()
    program = Scanner(path, scans)
    program.start()
    for n in (1, 2, 3):
        os.mkfifo(path)
        fd = os.open(path, os.O_RDWR)
        wait_until(lambda n=n: len(grabbed) >= n, "it is held")  # type: ignore[misc]
        os.write(fd, label(f"ACDF234{n}") + tapped(30))
        assert heard(scans, n) == f"ACDF234{n}"
        path.unlink()
        os.close(fd)
    program.stop()


def test_a_scanner_that_may_not_be_read_costs_the_kiosk_nothing_and_is_tried_again(
        fifo: tuple[Path, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.scanner.REFUSED_SECONDS", 0.01)
    tries: list[int] = []

    def refused(fd: int, what: int, value: int) -> None:
        tries.append(what)
        if len(tries) < 3:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("inputs.evdev.fcntl.ioctl", refused)
    path, fd = fifo
    scans = Scans()
    program = Scanner(path, scans)
    program.start()
    wait_until(lambda: len(tries) == 3, "the third try")
    os.write(fd, label("ACDF2345"))
    assert heard(scans, 1) == "ACDF2345"
    program.stop()


@given(st.lists(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789abc/:?=-_. ~#", min_size=1, max_size=30), max_size=4),
       st.lists(st.integers(0, 8000), max_size=10))
def test_labels_are_the_same_however_their_bytes_are_cut_up(texts: list[str], cuts: list[int]) -> None:
    stream, labels = b"".join(map(label, texts)), Labels()
    bounds = sorted({0, len(stream), *(min(cut, len(stream)) for cut in cuts)})
    pieces = [stream[begin:end] for begin, end in itertools.pairwise(bounds)]
    assert [text for piece in pieces for text in labels.feed(piece)] == texts


def test_a_label_of_which_the_kernel_lost_a_part_is_none() -> None:
    labels = Labels()
    assert list(labels.feed(label("ACDF23")[:-len(tapped(ENTER))] + LOST + label("45"))) == []
    assert list(labels.feed(label("ACDF2345"))) == ["ACDF2345"]


def test_a_code_is_8_to_24_digits_and_capitals_and_stands_apart() -> None:
    for text, code in (("ACDF2345", "ACDF2345"), ("acdf2345", "ACDF2345"), ("A" * 24, "A" * 24), ("A" * 25, ""),
                       ("ACDF234", ""), ("预约ACDF2345", "ACDF2345"), ("", ""), ("<script>alert(1)</script>", ""),
                       ("ACDF2345/GHJK6789", "GHJK6789")):
        assert code_in(text) == code, text


def test_a_page_hears_of_a_code_for_a_moment_and_the_next_page_does_not_hear_it_again(desk: Desk) -> None:
    scans = desk.parts.kiosk.scans
    scans.heard("ACDF2345")
    told = desk.client.get("/state").get_json()
    assert (told["scans"], told["code"]) == (1, "ACDF2345")
    assert 'data-scans="1"' in desk.client.get("/done/nobody", headers={"Accept": "text/html"}).text
    now = [0.0]
    old = Scans(lambda: now[0])
    old.heard("ACDF2345")
    now[0] = FRESH_SECONDS
    assert old.latest == Scan(1, None) and old._code == ""


def test_a_scanner_that_the_kernel_made() -> None:
    """Read a label with a virtual keyboard of the kernel's own; elsewhere its bytes in a FIFO stand for it."""
    if not os.access(UINPUT, os.W_OK):
        pytest.skip("THE GRAB OF A SCANNER IS NOT TESTED: no /dev/uinput that may be written here")
    before = set(Path("/dev/input").glob("event*"))
    fd = os.open(UINPUT, os.O_WRONLY | os.O_NONBLOCK)
    ui_set_evbit, ui_set_keybit, ui_dev_create = 0x40045564, 0x40045565, 0x5501
    fcntl.ioctl(fd, ui_set_evbit, EV_KEY)
    for code in range(1, 100):
        fcntl.ioctl(fd, ui_set_keybit, code)
    os.write(fd, struct.pack("80sHHHHI256s", b"hall scanner of the tests", 3, 1, 1, 1, 0, bytes(256)))
    fcntl.ioctl(fd, ui_dev_create)
    wait_until(lambda: bool(set(Path("/dev/input").glob("event*")) - before), "the scanner")
    (path,) = set(Path("/dev/input").glob("event*")) - before
    scans = Scans()
    program = Scanner(path, scans)
    program.start()
    # A label before the device was opened is nobody's; so it is read until it is heard.
    wait_until(lambda: bool(os.write(fd, label("ACDF2345")) and scans.latest.count), "the code")
    assert scans.latest.code == "ACDF2345"
    program.stop()
    os.close(fd)
