"""Give the pad's tests a real hall over real HTTP, a line that loses answers, and a bar that remembers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from werkzeug.serving import make_server

from hall.rules.window import PauseReason
from pad.acts import Act
from pad.bar import Said
from pad.line import Line, Patience
from pad.pressing import Pad
from pad.saying import Saying
from tests.api import Api
from tests.builders import PATIENCE_SECONDS, ZONE

WINDOW = "east/1"
#: How often a server of the tests looks whether it shall stop.
LOOK_SECONDS = 0.01
#: Pauses are quicker than in life; a busy machine has as long for its answers as a hall.
QUICK = Patience(reach=2.0, answer=2.0, first=0.02, longest=0.1, whole=PATIENCE_SECONDS)


class Remembering:
    """Be a bar that remembers every line."""

    def __init__(self) -> None:
        self.lines: list[Said] = []

    def say(self, said: Said) -> None:
        """Remember it."""
        self.lines.append(said)

    @property
    def texts(self) -> list[str]:
        """Give the lines without their kinds."""
        return [said.text for said in self.lines]


class Losing(ThreadingHTTPServer):
    """Stand between a pad and its hall and lose answers as a bad line does.

    `losses` are used up one a POST: `answer` lets the hall act and drops what it says, `silence` lets it act and says
    nothing, `question` drops it before the hall hears it, and a number is answered as a status after the hall acted.
    """

    daemon_threads = True

    def __init__(self, hall: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.hall = hall
        self.losses: list[str | int] = []
        self.keys: list[str] = []
        #: Set when those who hear nothing shall be let go.
        self.released = threading.Event()

    @property
    def url(self) -> str:
        """Return the address of the line."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Passing(BaseHTTPRequestHandler):
    server: Losing

    def do_GET(self) -> None:
        self._pass(None)

    def do_POST(self) -> None:
        self.server.keys.append(self.headers["Idempotency-Key"])
        self._pass(self.server.losses.pop(0) if self.server.losses else None)

    def _pass(self, loss: str | int | None) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.close_connection = True
        if loss == "question":
            return
        kept = {name: value for name, value in self.headers.items() if name not in ("Host", "Connection")}
        address = self.server.hall + self.path
        answer = requests.request(self.command, address, data=body, headers=kept, timeout=PATIENCE_SECONDS)
        if loss == "silence":
            self.server.released.wait(PATIENCE_SECONDS)
        if loss in ("answer", "silence"):
            return
        self.send_response(loss if isinstance(loss, int) else answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Desk:
    """Hold one window's desk: the hall, the line, the pad and what it said."""

    api: Api
    line: Losing
    bar: Remembering
    pad: Pad
    now: float = 1000.0

    def press(self, act: Act, key: str = "") -> str:
        """Press a key a second after the last one, wait for the word and return it."""
        self.now += 1.0
        heard = len(self.bar.lines)
        self.pad.press(key or act, act)
        self.pad.wait(PATIENCE_SECONDS)
        assert len(self.bar.lines) > heard, f"no word after {act}"
        return self.bar.texts[-1]

    def happened(self) -> list[str]:
        """Return the types of the events so far, in their order."""
        return [event["type"] for event in self.api.events()]


@pytest.fixture
def hall_url(api: Api) -> Iterator[str]:
    """Serve the small hall of the test over real HTTP."""
    server = make_server("127.0.0.1", 0, api.program.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(LOOK_SECONDS,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def losing(hall_url: str) -> Iterator[Losing]:
    """Lay a line to the hall that can lose answers; it loses none until it is told to."""
    line = Losing(hall_url)
    thread = threading.Thread(target=line.serve_forever, args=(LOOK_SECONDS,), daemon=True)
    thread.start()
    yield line
    line.released.set()
    line.shutdown()
    thread.join()
    line.server_close()


def make_desk(
    api: Api, line: Losing, language: str = "zh-CN", patience: Patience = QUICK, windows: str = WINDOW
) -> Desk:
    """Put a pad on a window's desk; its clock is the test's."""
    bar = Remembering()
    to_hall = Line(line.url, WINDOW, api.token("clerk", windows), language, patience)
    desk = Desk(api, line, bar, pad=None)  # type: ignore[arg-type]
    desk.pad = Pad(to_hall, bar, Saying(language, ZONE), PauseReason.BREAK, clock=lambda: desk.now)
    return desk


@pytest.fixture
def desk(api: Api, losing: Losing) -> Desk:
    """Put a pad that speaks Chinese on the desk of window 1."""
    return make_desk(api, losing)
