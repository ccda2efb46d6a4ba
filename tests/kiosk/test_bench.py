"""The bench of the kiosk tells where a ticket's time went, from the kiosk's own journal."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from kiosk.app import create_app
from kiosk.bench import PARTS, NotTaken, run
from kiosk.paper_roll.faults import Fault
from tests.kiosk.desk import Desk


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """Open the kiosk's pages on a real port."""
    server = make_server("127.0.0.1", 0, create_app(desk.parts.kiosk))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_part_of_a_ticket_s_time_is_told(desk: Desk, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    desk.touch("a-touch-of-before", service="tax")
    run(address, desk.folder, "tax", 2, as_json=False)
    told = capsys.readouterr().out
    assert all(f"{name:<28}{2:>6}" in told for name in ("touch to confirmed paper", *(part for part, _, _ in PARTS)))


def test_a_slip_that_is_not_confirmed_is_no_figure(desk: Desk, address: str) -> None:
    desk.hardware.has(Fault.PAPER_OUT)
    with pytest.raises(NotTaken, match="PRINTER_NOT_READY"):
        run(address, desk.folder, "tax", 1, as_json=False)
