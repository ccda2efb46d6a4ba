"""Lines to slow screens: whole frames in their order, only the newest picture waits, and nobody waits for ever.

The websocket is the real one of python-engineio on a real pair of sockets; the other end reads when the story lets it.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

import gevent
import gevent.socket
import pytest
from flask import Flask
from flask_socketio import SocketIO
from hypothesis import given
from hypothesis import strategies as st

from hall.web import lines
from hall.web.lines import Line, Lines, newest

#: Bytes that fill a pair of sockets nobody reads from, in one picture.
HUGE = 1_000_000


class Far:
    """Be the client at the other end of one line."""

    def __init__(self, server: SocketIO, held: Lines) -> None:
        near, self._sock = gevent.socket.socketpair()
        environ = {
            "REQUEST_METHOD": "GET", "QUERY_STRING": "EIO=4&transport=websocket", "HTTP_HOST": "hall",
            "HTTP_UPGRADE": "websocket", "HTTP_CONNECTION": "Upgrade", "HTTP_SEC_WEBSOCKET_VERSION": "13",
            "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==", "gunicorn.socket": near,
            "HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate; client_max_window_bits",
        }
        before = set(held._lines)
        self._serving = gevent.spawn(self._serve, server, environ)
        self._buffer = b""
        self.greeting = self._until(b"\r\n\r\n")
        self.opened = self.hear()
        self.client, = set(held._lines) - before
        self.line: Line = held._lines[self.client]
        self.engine: Any = server.server.eio.sockets[self.client]

    def _serve(self, server: SocketIO, environ: dict[str, Any]) -> None:
        # engineio ends a served websocket with StopIteration where gunicorn serves.
        try:
            server.server.eio.handle_request(environ, lambda *_: None)
        except StopIteration:
            return

    def _read(self) -> None:
        data = self._sock.recv(65536)
        if not data:
            raise EOFError
        self._buffer += data

    def _until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            self._read()
        head, _, self._buffer = self._buffer.partition(end)
        return head

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._read()
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def hear(self) -> str:
        """Read one frame; whoever gets a frame in pieces of others fails here."""
        with gevent.Timeout(10):
            first, size = self._take(2)
            if size >= 126:
                form, length = ("!H", 2) if size == 126 else ("!Q", 8)
                size = struct.unpack(form, self._take(length))[0]
            body = self._take(size)
        assert first in (0x81, 0x88, 0x8A), f"a frame begins here, not {first:#x}"
        return body.decode() if first == 0x81 else f"control {first:#x}"

    def take_some(self, size: int) -> None:
        """Take what is there, up to so many bytes, so fast that no greenlet of the server runs meanwhile."""
        try:
            self._buffer += self._sock._sock.recv(size)
        except BlockingIOError:
            return

    def say(self, opcode: int, body: bytes = b"") -> None:
        """Send a frame as a browser does; its mask of zeros leaves it as it is."""
        self._sock.sendall(struct.pack("!BBI", 0x80 | opcode, 0x80 | len(body), 0) + body)

    def ended(self) -> bool:
        """Say whether the server has ended this line, whatever was still on it."""
        try:
            with gevent.Timeout(10):
                while True:
                    self._read()
        except (EOFError, OSError):
            return True

    def close(self) -> None:
        self._sock.close()
        self._serving.join(10)
        assert self._serving.ready(), "nothing is left of a line whose client went"


@pytest.fixture
def dial() -> Iterator[Callable[[], Far]]:
    """Dial as many lines as a story needs; at its end they are closed and forgotten."""
    server = SocketIO(Flask("lines"), async_mode="gevent", transports=["websocket"])
    held = Lines(server)
    clients: list[Far] = []

    def another() -> Far:
        clients.append(Far(server, held))
        return clients[-1]

    another.held = held  # type: ignore[attr-defined]
    yield another
    for client in clients:
        client.close()
    assert held.open == 0


def picture(number: int, size: int = 1) -> Any:
    return newest("view", {"as_of": number, "html": "x" * size}, "/display")


def number_of(message: str) -> int:
    found = re.match(r'42/display,\["view",\{"as_of":(\d+)', message)
    assert found, message[:80]
    return int(found[1])


def settle() -> None:
    """Let every greenlet go on until all of them wait for the world."""
    for _ in range(20):
        gevent.sleep(0)


@pytest.mark.parametrize("size", [1, 60, 61, 62, 200, 65400, 65500, 70000])
def test_a_ready_frame_of_any_length_is_the_message_that_socketio_would_send(
    dial: Callable[[], Far], size: int
) -> None:
    far = dial()
    far.line.put(picture(7, size))
    assert json.loads(far.hear().removeprefix("42/display,")) == ["view", {"as_of": 7, "html": "x" * size}]


def test_nothing_is_compressed_for_each_client_apart(dial: Callable[[], Far]) -> None:
    assert b"permessage-deflate" not in dial().greeting


def test_a_client_that_reads_gets_every_picture_at_once(dial: Callable[[], Far]) -> None:
    far = dial()
    for number in range(50):
        far.line.put(picture(number))
    assert far.line.waiting == 0, "it never went through the queue"
    assert [number_of(far.hear()) for _ in range(50)] == list(range(50))


def test_for_a_client_that_does_not_read_only_the_newest_picture_and_beat_wait(dial: Callable[[], Far]) -> None:
    far, other = dial(), dial()
    for number in range(200):
        for one in (far, other):
            one.line.put(picture(number, 20_000))
            one.line.put(newest("beat", {"as_of": number}, "/display"))
        settle()
        assert far.line.waiting <= 2
        assert number_of(other.hear()) == number, "the other one does not wait for it"
        other.hear()
    heard = []
    while not heard or heard[-1] != 199:
        message = far.hear()
        heard += [number_of(message)] if '"view"' in message else []
    assert heard == sorted(heard)
    assert len(heard) < 50, "pictures that were old before they could be sent were left out"


def test_what_engineio_and_the_websocket_say_comes_between_whole_frames(dial: Callable[[], Far]) -> None:
    far = dial()
    far.line.put(picture(1, HUGE))
    settle()
    far.say(0x9, b"are you there")
    far.line.put(picture(2))
    far.engine.send(lines.EnginePacket(lines.MESSAGE, data="an answer"))
    far.line.put(picture(3))
    settle()
    heard = [far.hear() for _ in range(4)]
    assert number_of(heard[0]) == 1, "the pong waited for the end of the picture"
    heard.remove("control 0x8a")
    assert heard[1] == "4an answer" and number_of(heard[2]) == 3, "the answer keeps its place, the picture is new"


def test_a_picture_that_waits_behind_an_answer_is_still_replaced(dial: Callable[[], Far]) -> None:
    far = dial()
    far.line.put(picture(1, HUGE))
    far.engine.send(lines.EnginePacket(lines.MESSAGE, data="y" * HUGE))
    far.line.put(picture(2))
    assert number_of(far.hear()) == 1
    settle()
    far.line.put(picture(3))
    assert far.hear()[:2] == "4y" and number_of(far.hear()) == 3, "the writer took the answer and nothing more"


def test_a_picture_never_slips_into_the_middle_of_another(dial: Callable[[], Far]) -> None:
    far = dial()
    far.line.put(picture(1, HUGE))
    settle()
    far.take_some(HUGE // 4)
    far.line.put(picture(2))
    assert [number_of(far.hear()), number_of(far.hear())] == [1, 2]


def test_a_client_that_takes_nothing_is_cut_and_one_that_reads_is_not(
    dial: Callable[[], Far], monkeypatch: pytest.MonkeyPatch
) -> None:
    far, other = dial(), dial()
    for one in (far, other):
        one.line.put(picture(1, HUGE))
    other.hear()
    settle()
    held: Lines = dial.held  # type: ignore[attr-defined]
    held.cut_the_stuck()
    assert held.cut == 0, "everybody has her time"
    monkeypatch.setattr(lines, "DRAIN_SECONDS", -1.0)
    monkeypatch.setattr(other.line.wire, "blocked_seconds", lambda: -2.0)
    held.cut_the_stuck()
    assert far.ended() and held.cut == 1
    other.line.put(picture(2))
    assert number_of(other.hear()) == 2


def test_who_asks_and_asks_and_never_reads_fills_no_memory(dial: Callable[[], Far]) -> None:
    far = dial()
    far.line.put(picture(1, HUGE))
    settle()
    for _ in range(10 * lines.ANSWERS_WAITING):
        far.engine.send(lines.EnginePacket(lines.MESSAGE, data="an answer"))
    assert far.line.waiting <= lines.ANSWERS_WAITING + 1
    held: Lines = dial.held  # type: ignore[attr-defined]
    held.cut_the_stuck()
    assert far.ended()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("picture"), st.sampled_from([10, 3_000, 90_000, 400_000])),
        st.tuples(st.just("answer"), st.just(0)),
        st.tuples(st.just("ping"), st.just(0)),
        st.tuples(st.just("read"), st.sampled_from([100, 50_000, 300_000])),
        st.tuples(st.just("settle"), st.just(0)),
    ),
    max_size=30,
)


@given(steps=STEPS)
def test_whatever_happens_pictures_come_in_order_answers_all_and_the_last_picture_is_the_newest(
    dial: Callable[[], Far], steps: list[tuple[str, int]]
) -> None:
    far = dial()
    sent: list[str] = []
    heard: list[str] = []
    for number, (step, size) in enumerate(steps):
        if step == "picture":
            far.line.put(picture(number, size))
            sent.append(f"picture {number}")
        elif step == "answer":
            far.engine.send(lines.EnginePacket(lines.MESSAGE, data=f"answer {number}"))
            sent.append(f"answer {number}")
        elif step == "ping":
            far.say(0x9)
        elif step == "settle":
            settle()
        else:
            far.take_some(size)
    far.engine.send(lines.EnginePacket(lines.MESSAGE, data="the end"))
    while (message := far.hear()) != "4the end":
        if message.startswith("42"):
            heard.append(f"picture {number_of(message)}")
        elif message.startswith("4"):
            heard.append(message[1:])
    left_out = [one for one in sent if one not in heard]
    assert heard == [one for one in sent if one in heard], "each comes at its place"
    assert all(one.startswith("picture") for one in left_out), "no answer is lost"
    pictures = [one for one in sent if one.startswith("picture")]
    assert not pictures or pictures[-1] in heard, "the newest picture is never left out"
    far.close()
