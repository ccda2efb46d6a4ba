"""A printer on the network, on USB or on a serial line is the same printer.

USB and serial are pseudo-terminals here; no real port was at hand.
"""

from __future__ import annotations

import socket
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall.rules.slip import Facts, House, lay_out
from kiosk.address import Address, Flow, Serial, Tcp, UnknownAddress, Usb, read_address
from kiosk.encoding import raster
from kiosk.job import NotReady, Outcome
from kiosk.link import Link, LinkLost
from kiosk.model import Model
from kiosk.paper_roll.faults import Fault
from kiosk.picture import draw
from kiosk.plug import plug_in
from kiosk.printer import Printer
from kiosk.state import Cause
from tests.kiosk.cable import Cable
from tests.kiosk.desk import Hardware

pytestmark = pytest.mark.slow

KINDS: dict[str, Callable[[str], Address]] = {
    "usb": Usb,
    "serial": lambda path: Serial(path, 115_200, Flow.SIGN),
    "serial with a wire": lambda path: Serial(path, 19_200, Flow.WIRE),
}


@pytest.fixture
def cable(hardware: Hardware) -> Iterator[Cable]:
    """Plug the printer in as a device file too."""
    cable = Cable(hardware.machine)
    yield cable
    cable.pull_out()


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_comes_out_confirmed_of_a_device_file(
        hardware: Hardware, cable: Cable, facts: Facts, house: House, kind: str) -> None:
    printer = Printer(KINDS[kind](cable.path), Model())
    picture = draw(lay_out(facts, house))
    with printer.job() as job:
        assert job.print(raster(picture, Model())) is Outcome.CONFIRMED
    (paper,) = hardware.slips()
    assert paper.size == picture.size


@pytest.mark.parametrize("kind", KINDS)
def test_its_faults_are_heard_before_a_number_is_made(hardware: Hardware, cable: Cable, kind: str) -> None:
    hardware.has(Fault.PAPER_OUT)
    with pytest.raises(NotReady) as refused, Printer(KINDS[kind](cable.path), Model()).job():
        pytest.fail("the job was opened")
    assert refused.value.cause is Cause.PAPER_END


@pytest.mark.parametrize("kind", KINDS)
def test_a_cable_that_is_pulled_out_is_a_printer_that_is_off(hardware: Hardware, cable: Cable, kind: str) -> None:
    address = KINDS[kind](cable.path)
    with Link(address) as link:
        cable.pull_out()
        with pytest.raises(LinkLost):
            for _ in range(50):
                link.send(b"\x10\x04\x01")
                link.receive(0.01)
    with pytest.raises(NotReady) as refused, Printer(address, Model()).job():
        pytest.fail("the job was opened")
    assert refused.value.cause is Cause.OFF


def test_a_usb_printer_that_answers_with_nothing_has_not_hung_up(tmp_path: Path) -> None:
    """The kernel's USB printer class reads zero bytes whenever the printer sends an empty packet."""
    empty = tmp_path / "lp0"
    empty.touch()
    with Link(Usb(str(empty))) as link:
        assert link.receive(0.05) == b""


def test_a_printer_on_the_network_that_hangs_up_is_never_taken_for_well() -> None:
    board = socket.create_server(("127.0.0.1", 0))
    with board, Link(Tcp("127.0.0.1", board.getsockname()[1])) as link:
        board.accept()[0].close()
        with pytest.raises(LinkLost):
            link.receive(1.0)


def test_a_serial_line_is_set_up_raw_with_its_speed_and_flow_control(cable: Cable) -> None:
    plug = plug_in(Serial(cable.path, 38_400, Flow.SIGN))
    now = termios.tcgetattr(plug.fileno())
    plug.close()
    assert now[0] & termios.IXON and not now[3] & (termios.ECHO | termios.ICANON)
    assert (now[4], now[5]) == (termios.B38400, termios.B38400)


def test_a_file_that_is_no_serial_line_is_told(tmp_path: Path) -> None:
    (tmp_path / "ttyS0").touch()
    with pytest.raises(LinkLost, match="no serial line"):
        Link(Serial(str(tmp_path / "ttyS0")))


@pytest.mark.parametrize("told", [
    "tcp://10.0.0.9:9100", "usb:/dev/usb/lp0", "serial:/dev/ttyS0?baud=115200&flow=xonxoff",
])
def test_an_address_is_written_as_it_was_read(told: str) -> None:
    assert str(read_address(told)) == told


def test_a_serial_line_has_settings_of_its_own_when_nothing_is_said() -> None:
    assert read_address("serial:/dev/ttyUSB0") == Serial("/dev/ttyUSB0", 19_200, Flow.WIRE)


@pytest.mark.parametrize("wrong", [
    "usb:lp0", "usb:/dev/usb/lp0?baud=9600", "serial:ttyS0", "serial:/dev/ttyS0?baud=1", "serial:/dev/ttyS0?flow=dtr",
    "serial:/dev/ttyS0?speed=9600", "tcp://host", "tcp://:9100", "tcp://h:port", "lp0", "",
])
def test_an_address_that_cannot_be_used_is_told_in_words(wrong: str) -> None:
    with pytest.raises(UnknownAddress, match=r"tcp://HOST:PORT|baud is one of"):
        read_address(wrong)
