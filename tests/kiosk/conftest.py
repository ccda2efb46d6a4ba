"""Give the kiosk's tests a printer of real sockets and bytes; only the paper is a picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from hall.rules.slip import Facts, House, Wording
from kiosk.link import Address
from kiosk.model import Model
from kiosk.paper_roll.faults import Fault, Trouble
from kiosk.paper_roll.machine import Machine
from kiosk.paper_roll.wire import Wire
from kiosk.printer import Printer

#: Seconds a condition may take before the test gives up; never a thing that is measured.
PATIENCE = 10.0


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.01)


@dataclass(frozen=True)
class Hardware:
    """Hold the printer that stands on the desk: the machine, its plug, and the kiosk's hold on it."""

    machine: Machine
    wire: Wire
    printer: Printer

    def has(self, fault: Fault, at: int = 0) -> None:
        """Let it have a fault, and wait until it acts."""
        self.machine.act(Trouble(fault, at))
        wait_until(lambda: self.wire.listening() != (fault is Fault.OFF))

    def slips(self) -> list[Image.Image]:
        """Give the slips that came out, the newest first."""
        wait_until(self.machine.idle)
        return [Image.open(BytesIO(slip.png)) for slip in self.machine.slips()]


@pytest.fixture
def hardware() -> Iterator[Hardware]:
    """Put a healthy printer with a new roll on the desk."""
    machine = Machine()
    wire = Wire(machine)
    yield Hardware(machine, wire, Printer(Address("127.0.0.1", wire.port), Model()))
    wire.stop()
    machine.stop()


@pytest.fixture
def house() -> House:
    """Give the example hall's paper heading."""
    return House(Wording("深圳市民中心行政服务大厅", "Administrative Service Hall, Civic Center"),
                 ZoneInfo("Asia/Shanghai"), note=Wording("2014年示例"))


@pytest.fixture
def facts() -> Facts:
    """Give the facts of an ordinary ticket, taken on 22 November 2025 at 10:00."""
    return Facts(number="A012", hall=Wording("东厅", "East Hall"), area=Wording("东厅A区", "Area A, East Hall"),
                 service=Wording("企业设立登记", "Company registration"),
                 agency=Wording("市场监督管理局", "Market Supervision Administration"), standing="walk_in",
                 issued_at=1_763_776_800_000, ahead=12, low_seconds=1200, high_seconds=1900,
                 track_url="http://192.168.1.10:8000/t/8kXh2mQpL9vR4tZs")
