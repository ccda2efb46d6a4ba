"""Bytes on a real socket become the paper that was drawn; a printer that cannot print says so before."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest

from hall.rules.slip import Facts, House, lay_out
from kiosk.address import Tcp
from kiosk.encoding import Body, harmless, raster
from kiosk.job import NotReady, Outcome
from kiosk.model import Model
from kiosk.paper_roll.faults import Fault
from kiosk.picture import draw
from kiosk.printer import Printer
from kiosk.state import Cause
from tests.kiosk.desk import Hardware

pytestmark = pytest.mark.slow


def slip(facts: Facts, house: House) -> Body:
    """Make an ordinary slip."""
    return raster(draw(lay_out(facts, house)), Model())


def test_the_paper_is_the_picture_dot_for_dot(hardware: Hardware, facts: Facts, house: House) -> None:
    picture = draw(lay_out(facts, house))
    with hardware.printer.job() as job:
        assert job.print(raster(picture, Model())) is Outcome.CONFIRMED
    (paper,) = hardware.slips()
    assert paper.size == picture.size and paper.tobytes() == harmless(picture).tobytes()
    assert hardware.machine.intruders == 0 and hardware.machine.unknown == 0


def test_slip_after_slip_each_is_cut_off(hardware: Hardware, facts: Facts, house: House) -> None:
    for number in ("A001", "A002", "A003"):
        with hardware.printer.job() as job:
            assert job.print(slip(replace(facts, number=number), house)) is Outcome.CONFIRMED
    assert len(hardware.slips()) == 3


@pytest.mark.parametrize(("fault", "cause"), [
    (Fault.OFF, Cause.OFF), (Fault.MUTE, Cause.OFF), (Fault.PAPER_OUT, Cause.PAPER_END),
    (Fault.COVER_OPEN, Cause.COVER_OPEN), (Fault.CUTTER, Cause.CUTTER), (Fault.OFFLINE, Cause.OFFLINE),
    (Fault.CUT_CONNECTION, Cause.OFF),
])
def test_a_printer_that_cannot_print_says_so_before_a_number_is_made(
        hardware: Hardware, fault: Fault, cause: Cause) -> None:
    hardware.has(fault)
    with pytest.raises(NotReady) as refused, hardware.printer.job():
        pytest.fail("the job was opened")
    assert refused.value.cause is cause
    hardware.has(Fault.NONE)
    assert hardware.slips() == []


def test_a_printer_is_ready_again_once_the_fault_is_mended(hardware: Hardware) -> None:
    hardware.has(Fault.PAPER_OUT)
    hardware.has(Fault.NONE)
    with hardware.printer.job():
        pass


def test_near_end_is_told_and_prints(hardware: Hardware, facts: Facts, house: House) -> None:
    hardware.has(Fault.NEAR_END)
    state = hardware.printer.look()
    assert state and state.near_end
    with hardware.printer.job() as job:
        assert job.print(slip(facts, house)) is Outcome.CONFIRMED


def test_a_printer_without_process_ids_confirms_by_its_paper_sensor(
        hardware: Hardware, facts: Facts, house: House) -> None:
    hardware.has(Fault.NO_PROCESS_ID)
    with hardware.printer.job() as job:
        assert job.print(slip(facts, house)) is Outcome.CONFIRMED


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Fault.NO_CONFIRMATION, Fault.WRONG_PROCESS_ID])
def test_without_the_right_confirmation_the_outcome_is_uncertain(
        hardware: Hardware, facts: Facts, house: House, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.job.PRINT_SECONDS", 0.2)
    hardware.has(fault)
    with hardware.printer.job() as job:
        assert job.print(slip(facts, house)) is Outcome.UNCERTAIN


def test_a_line_cut_in_the_middle_of_a_slip_is_uncertain(hardware: Hardware, facts: Facts, house: House) -> None:
    hardware.has(Fault.CUT_CONNECTION, at=20_000)
    with hardware.printer.job() as job:
        assert job.print(slip(facts, house)) is Outcome.UNCERTAIN


def test_paper_that_ends_in_the_middle_is_uncertain_and_what_was_held_does_not_come_out_later(
        hardware: Hardware, facts: Facts, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.job.PRINT_SECONDS", 0.2)
    hardware.has(Fault.PAPER_OUT, at=1_000)
    with hardware.printer.job() as job:
        assert job.print(slip(facts, house)) is Outcome.UNCERTAIN
    hardware.has(Fault.NONE)
    assert hardware.slips() == []


def test_stale_bytes_after_connecting_are_not_taken_for_answers() -> None:
    """A board that still holds "all is well" of an older conversation, while the paper is out now."""
    board = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = board.accept()
        with client:
            heard, said = b"", {1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x7E}
            client.sendall(b"\x12")
            late = [b"\x12"]
            while more := client.recv(3):
                heard += more
                while len(heard) >= 3:
                    client.sendall((late.pop() if late else b"") + bytes([said[heard[2]]]))
                    heard = heard[3:]

    threading.Thread(target=serve, daemon=True).start()
    printer = Printer(Tcp("127.0.0.1", board.getsockname()[1]), Model())
    with pytest.raises(NotReady) as refused, printer.job():
        pytest.fail("the job was opened")
    assert refused.value.cause is Cause.PAPER_END
    board.close()
