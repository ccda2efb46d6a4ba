"""Put a printer on the desk, a kiosk beside it, and the real hall behind: sockets and bytes are real everywhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from hall.processes import KeptPort
from kiosk.address import Tcp
from kiosk.app import Parts, Plugged, create_app, put_together
from kiosk.model import Model
from kiosk.paper_roll.faults import Ability, Fault, Trouble
from kiosk.paper_roll.machine import Machine
from kiosk.paper_roll.wire import Wire
from kiosk.printer import Printer
from tests.api import Api
from tests.builders import wait_until


@dataclass(frozen=True)
class Hardware:
    """Hold the printer that stands on the desk: the machine, its plug, and the kiosk's hold on it."""

    machine: Machine
    wire: Wire
    printer: Printer

    def has(self, fault: Fault, at: int = 0) -> None:
        """Let it have a fault, and wait until it acts, unless it begins after so many bytes."""
        self.machine.act(Trouble(fault, at))
        wait_until(lambda: at > 0 or self.wire.acts(fault), f"{fault}")

    def slips(self) -> list[Image.Image]:
        """Give the slips that came out, the newest first."""
        wait_until(self.machine.idle, "printing")
        return [Image.open(BytesIO(slip.png)) for slip in self.machine.slips()]


@contextmanager
def plugged_in(lacks: frozenset[Ability] = frozenset()) -> Iterator[Hardware]:
    """Put a healthy printer with a new roll on the desk; `lacks` is what it cannot do."""
    machine = Machine(lacks=lacks)
    wire = Wire(machine)
    yield Hardware(machine, wire, Printer(Tcp("127.0.0.1", wire.port), Model()))
    wire.stop()
    machine.stop()


class Door:
    """Open the real hall on a real port, and close it as an outage does."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._kept = KeptPort()
        self.port = self._kept.port
        self.loses_answers = False
        self.open()

    def open(self) -> None:
        """Listen, on the port it had before."""
        self._server = make_server("127.0.0.1", self.port, self._answer, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def _answer(self, environ: Any, start: Any) -> Any:
        """Answer, unless the answers get lost: then what was asked is done, and the kiosk hears nothing of use."""
        answer = self.api.program.app(environ, start if not self.loses_answers else lambda *_: None)
        if not self.loses_answers:
            return answer
        answer.close()
        start("502 Bad Gateway", [("Content-Type", "text/plain")])
        return [b"lost"]

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"


class Desk:
    """Hold a kiosk at work: touch it, look at its paper, ask the hall what it knows; its clock is a fake."""

    def __init__(self, hardware: Hardware, door: Door, folder: Path) -> None:
        self.hardware, self.door, self.folder = hardware, door, folder
        self.now = 1_763_776_800_000
        self._keys = 0
        self.plugged = Plugged(hardware.printer.address, hardware.printer.model)
        self.switch_on()

    def switch_on(self) -> None:
        """Start the program; it finds the journal of its earlier runs."""
        token = self.door.api.token("kiosk")
        self.parts: Parts = put_together(
            self.door.url, token, self.plugged, self.folder, lambda: self.now, lambda: self.door.api.clock.now / 1000,
        )
        self.client = create_app(self.parts.kiosk).test_client()

    def crash(self) -> None:
        """Lose the program without a goodbye; only the journal is left."""
        self.parts.journal.close()

    def touch(self, key: str = "", path: str = "/tickets", **wish: Any) -> TestResponse:
        """Touch a tile; each touch has a key of its own unless the test gives one."""
        self._keys += 1
        headers = {"Idempotency-Key": key or f"touch-{self._keys:06d}"}
        return self.client.post(path, json=wish, headers=headers)

    def settle(self) -> None:
        """Let the program settle what is open, as its follower does every two seconds."""
        self.parts.kiosk.following._settling.settle()

    def silence(self, seconds: int = 15) -> None:
        """Let nobody answer for so long."""
        self.now += seconds * 1000
        self.settle()

    def look(self) -> str | None:
        """Let the program look at the printer, as its follower does every four seconds; give the cause."""
        return self.parts.kiosk.following.look().cause

    def hall_says(self, ticket: str) -> str:
        """Ask the hall for the state of a ticket."""
        return str(self.door.api.get(f"/tickets/{ticket}").get_json()["state"])

    def hall_heard(self) -> list[str]:
        """List what happened in the hall, by kind."""
        return [event["type"] for event in self.door.api.events()]
