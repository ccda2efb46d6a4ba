"""The printer that is a program hears what a real one hears."""

from __future__ import annotations

import socket
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.paper_roll.faults import Fault
from kiosk.paper_roll.hearing import Command, Hearing, Kind
from kiosk.paper_roll.machine import Machine
from kiosk.paper_roll.page import create_page
from kiosk.paper_roll.paper import KEPT
from tests.builders import wait_until
from tests.kiosk.desk import Hardware

COMMANDS = (
    (b"\x1b@", Kind.RESET), (b"\x10\x04\x01", Kind.STATUS), (b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", Kind.CLEAR),
    (b"\x1dv0\x00\x02\x00\x03\x00\x10\x00\x1b@\x1dV", Kind.RASTER), (b"\x1dVB\x00", Kind.CUT), (b"\x1dV\x00", Kind.CUT),
    (b"\x1d(H\x06\x0000abcd", Kind.PROCESS_ID), (b"\x1dr\x01", Kind.SENSOR), (b"\x1bd\x06", Kind.FEED),
    (b"\x1da\xff", Kind.AUTOMATIC), (b"\x1ba\x01", Kind.STYLE), (b"\x1d!\x11", Kind.STYLE), (b"\n", Kind.FEED),
    (b"\x1dIC", Kind.NAME), (b"\x1bt\x10", Kind.IGNORED),
)


def together(heard: list[Command]) -> list[tuple[bytes, Kind]]:
    """Put a picture's head and its rows together again, which come as they are heard."""
    whole: list[tuple[bytes, Kind]] = []
    for one in heard:
        if one.kind is Kind.ROWS:
            raw, kind = whole.pop()
            whole.append((raw + one.raw, kind))
        else:
            whole.append((one.raw, one.kind))
    return whole


@given(st.lists(st.sampled_from(COMMANDS), max_size=12), st.lists(st.integers(0, 500), max_size=12))
def test_commands_are_the_same_however_the_bytes_come(told: list[tuple[bytes, Kind]], cuts: list[int]) -> None:
    wire = b"".join(raw for raw, _ in told)
    edges = [0, *sorted(cut % (len(wire) + 1) for cut in cuts), len(wire)]
    hearing = Hearing()
    heard: list[Command] = []
    for start, end in pairwise(edges):
        heard += hearing.feed(wire[start:end])
    assert together(heard) == told


def test_a_picture_that_could_wake_a_printer_is_counted() -> None:
    machine = Machine()
    machine.hear(b"\x1dv0\x00\x02\x00\x01\x00\x10\x04", lambda _: None)
    wait_until(machine.idle)
    assert machine.intruders == 1
    machine.stop()


@given(st.integers(0, 30), st.lists(st.integers(0, 100), max_size=6))
def test_a_question_in_the_middle_of_a_picture_is_answered_and_printed(at: int, cuts: list[int]) -> None:
    dots = bytearray(30 + 3)
    dots[at:at + 3] = b"\x10\x04\x02"
    wire = b"\x1dv0\x00\x03\x00\x0b\x00" + bytes(dots)
    edges = [0, *sorted(cut % (len(wire) + 1) for cut in cuts), len(wire)]
    hearing = Hearing()
    heard = [one for start, end in pairwise(edges) for one in hearing.feed(wire[start:end])]
    assert [one.raw for one in heard if one.kind is Kind.STATUS] == [b"\x10\x04\x02"] and hearing.intruders == 1
    assert b"".join(one.raw for one in heard if one.kind is Kind.ROWS) == bytes(dots)


def test_graphics_and_chinese_text_come_out_too() -> None:
    machine = Machine(width=384)
    dots = b"\xff" * 48 * 4
    told = b"0p0\x01\x011" + (384).to_bytes(2, "little") + (4).to_bytes(2, "little") + dots
    machine.hear(b"\x1d(L" + len(told).to_bytes(2, "little") + told + b"\x1d(L\x02\x0002", lambda _: None)
    machine.hear("您的号码".encode("gb18030") + b"\n\x1dV\x00", lambda _: None)
    wait_until(lambda: machine.idle() and bool(machine.slips()))
    paper = Image.open(BytesIO(machine.slips()[0].png)).convert("L")
    assert paper.crop((0, 0, 384, 4)).getextrema() == (0, 0)
    assert paper.crop((0, 4, 384, 34)).getextrema() == (0, 255)
    machine.stop()


def test_the_pile_keeps_the_last_slips_only() -> None:
    machine = Machine()
    machine.hear((b"\x1bd\x01" + b"\x1dV\x00") * (KEPT + 5), lambda _: None)
    wait_until(lambda: machine.idle() and len(machine.slips()) == KEPT)
    assert machine.slips()[0].n == KEPT + 5
    machine.stop()


def test_the_page_lists_slips_and_sets_faults(hardware: Hardware) -> None:
    page = create_page(hardware.machine, hardware.wire).test_client()
    with socket.create_connection(("127.0.0.1", hardware.wire.port)) as line:
        line.sendall(b"\x1bd\x02\x1dV\x00")
        wait_until(lambda: bool(hardware.machine.slips()))
    (slip,) = page.get("/slips").get_json()
    assert (slip["n"], slip["width"], slip["height"]) == (1, 576, 60)
    assert Image.open(BytesIO(page.get(slip["png"]).data)).size == (576, 60)
    assert page.get(slip["bytes"]).data == b"\x1bd\x02\x1dV\x00"
    assert page.get("/slips/9.png").status_code == 404
    assert page.post("/fault", json={"fault": "off"}).get_json()["fault"] == Fault.OFF
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", hardware.wire.port), timeout=1)
    assert page.post("/fault", json={"fault": "none"}).get_json()["fault"] == Fault.NONE
    assert page.post("/fault", json={"fault": "on fire"}).status_code == 422
    assert "纸卷" in page.get("/").get_data(as_text=True)


def test_what_was_held_comes_out_after_the_refill_as_on_a_real_printer(hardware: Hardware) -> None:
    hardware.has(Fault.PAPER_OUT)
    with socket.create_connection(("127.0.0.1", hardware.wire.port)) as line:
        line.sendall(b"\x1bd\x02\x1dV\x00\x10\x04\x04")
        assert line.recv(1)[0] & 0x60
    assert hardware.machine.slips() == []
    hardware.has(Fault.NONE)
    wait_until(lambda: len(hardware.machine.slips()) == 1)
