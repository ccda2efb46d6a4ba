"""A code scanner that the kiosk holds alone is heard as if it had typed into the page; only the grab needs a kernel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs import device
from inputs.evdev import DOWN, EV_KEY, EV_SYN, EVENT, REPEAT, SYN_DROPPED, UP
from kiosk import scanner
from kiosk.scanner import FRESH_SECONDS, Labels, Scanner, Scans, code_in
from tests.builders import wait_until
from tests.kiosk.desk import Desk

ENTER, SHIFT = 28, 42
_CODES = {sign: code for code, signs in scanner._SIGNS.items() for sign in signs if code < 60}


def change(code: int, value: int) -> bytes:
    """Give one change of a key as the kernel does."""
    return EVENT.pack(0, 0, EV_KEY, code, value) + EVENT.pack(0, 0, EV_SYN, 0, 0)


def played(text: str) -> bytes:
    """Play a label on the keys, as a scanner does, and end with Enter."""
    out = b""
    for sign in text:
        code = _CODES[sign]
        stroke = change(code, DOWN) + change(code, UP)
        shifted = scanner._SIGNS[code][1] == sign and scanner._SIGNS[code][0] != sign
        out += change(SHIFT, DOWN) + stroke + change(SHIFT, UP) if shifted else stroke
    return out + change(ENTER, DOWN) + change(ENTER, UP)


@given(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789abc:/?=-~ ", max_size=30), st.integers(1, 60))
def test_a_label_is_read_however_the_bytes_are_cut(text: str, at_once: int) -> None:
    labels, whole = Labels(), played(text)
    heard = [one for at in range(0, len(whole), at_once) for one in labels.feed(whole[at:at + at_once])]
    assert heard == ([text] if text else [])


def test_a_label_of_which_a_part_was_lost_is_none() -> None:
    labels, lost = Labels(), EVENT.pack(0, 0, EV_SYN, SYN_DROPPED, 0)
    assert list(labels.feed(played("ACDF")[:-96] + lost + played("2345GHJK"))) == []
    assert list(labels.feed(change(SHIFT, REPEAT) + change(SHIFT, UP) + played("ACDF2345"))) == ["ACDF2345"]


@pytest.mark.parametrize(("text", "code"), [
    ("ACDF2345", "ACDF2345"), ("~acdf2345", "ACDF2345"), ("https://hall.example/a/ACDF2345", "ACDF2345"),
    ("?code=ACDF2345", "ACDF2345"), ("ACDF234", ""), ("A" * 25, ""), ("6901234567892-", "6901234567892"), ("", ""),
])
def test_the_code_stands_alone_or_at_the_end_of_an_address(text: str, code: str) -> None:
    assert code_in(text) == code


def test_what_nobody_took_is_not_for_the_next_visitor() -> None:
    now = 100.0
    scans = Scans(lambda: now)
    assert (scans.latest.count, scans.latest.code) == (0, None)
    scans.heard("~ACDF2345")
    assert (scans.latest.count, scans.latest.code) == (1, "ACDF2345")
    now += FRESH_SECONDS
    assert (scans.latest.count, scans.latest.code) == (1, None)


@pytest.fixture
def grabbed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note which devices were taken whole: a pipe cannot be."""
    fds: list[int] = []
    monkeypatch.setattr(scanner, "grab", fds.append)
    monkeypatch.setattr(device, "LOOK_AGAIN_SECONDS", 0.02)
    return fds


@pytest.fixture
def heard(tmp_path: Path, grabbed: list[int]) -> Iterator[tuple[Path, Scans]]:
    """Run a scanner on a device file that is not there yet."""
    path, scans = tmp_path / "event7", Scans()
    running = Scanner(path, scans)
    running.start()
    yield path, scans
    running.stop()


def test_a_scanner_that_is_pulled_out_and_plugged_in_again_is_heard_again(
    heard: tuple[Path, Scans], grabbed: list[int]
) -> None:
    path, scans = heard
    for code in ("ACDF2341", "ACDF2342"):
        os.mkfifo(path)
        end = os.open(path, os.O_RDWR)
        os.write(end, played(code))
        wait_until(lambda: scans.latest.code == code, "the scan")  # noqa: B023 - it is waited for within the turn
        path.unlink()
        # A device that is pulled out gives an end or an error; of a pipe the last writer goes.
        os.close(end)
    assert scans.latest.count == len(grabbed) == 2


def test_the_page_learns_of_a_scan_once(desk: Desk) -> None:
    before = desk.client.get("/state").get_json()
    assert (before["scans"], before["code"]) == (0, None)
    desk.parts.kiosk.scans.heard("ACDF2345")
    told = desk.client.get("/state").get_json()
    assert (told["scans"], told["code"]) == (1, "ACDF2345")
    desk.parts.kiosk.following.start()
    wait_until(lambda: desk.client.get("/state").get_json()["hall"] == "here", "the services")
    assert 'data-scans="1"' in desk.client.get("/").get_data(as_text=True), "a page that opens later knows it already"
