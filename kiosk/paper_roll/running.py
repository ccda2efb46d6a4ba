"""Run the paper printer (纸卷打印机程序): the socket, the machine and the page, until told to stop."""

from __future__ import annotations

from kiosk.paper_roll.machine import Machine
from kiosk.paper_roll.page import create_page
from kiosk.paper_roll.wire import Wire
from kiosk.serving import serve


def run(port: int, page_port: int) -> None:
    """Listen for a kiosk on `port` and show the paper on `page_port` (0: any free one)."""
    machine = Machine()
    wire = Wire(machine, port)

    def stop() -> None:
        """Hang up and switch the machine off."""
        wire.stop()
        machine.stop()

    serve(create_page(machine, wire), page_port,
          lambda url: {"printer": f"tcp://127.0.0.1:{wire.port}", "url": url}, stop)
