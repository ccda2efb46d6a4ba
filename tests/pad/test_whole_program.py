"""Run `hall pad` itself beside a real `hall serve`: a keypad, a serial pad, lines of a script (整个程序)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hall.directory import read
from hall.handles import handles
from hall.processes import Child
from hall.settings import Settings
from hall.store.server import QueueServer
from pad.pressing import BOUNCE_SECONDS
from tests.builders import PATIENCE_SECONDS, wait_until
from tests.conftest import BASE, need_server
from tests.journeys.running import Running
from tests.pad.conftest import LOOK_SECONDS, Losing
from tests.pad.test_hearing_keys import CTRL, key, tapped

pytestmark = pytest.mark.slow


@dataclass
class Desk:
    """Hold one window of a hall that runs, and a service that only it calls in these tests."""

    hall: Running
    window: str
    service: str

    def takes(self) -> str:
        """Somebody takes a number."""
        return str(self.hall.post("/tickets", "kiosk", {"service": self.service}).json()["number"])

    def happened(self) -> list[str]:
        """Return what happened at the window."""
        return [event["type"] for event in self.hall.events() if event.get("window") == self.window]


class Program:
    """Hold a pad that runs as a program of its own, and every line that it said."""

    def __init__(self, desk: Desk, folder: Path, source: str, *more: str, url: str = "") -> None:
        token = folder / "clerk.token"
        token.write_text(desk.hall.tokens["clerk"] + "\n")
        command = [sys.executable, "-m", "hall", "pad", "--hall", url or desk.hall.url, "--window", desk.window]
        self.process = subprocess.Popen(
            [*command, "--token-file", str(token), "--input", source, "--no-sound", *more],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip("\n"))

    def says(self, text: str) -> None:
        """Wait until its newest line begins so."""
        wait_until(lambda: bool(self.lines) and self.lines[-1].startswith(text), f"{text} of {self.lines}")

    def ready(self) -> dict[str, str]:
        """Wait until it hears keys; return which key does what."""
        self.says("ready ")
        keys: dict[str, str] = json.loads(self.lines[-1].removeprefix("ready "))["keys"]
        return keys

    def write(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def stop(self) -> int:
        """Ask it to stop and return how it ended."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end and return how it ended."""
        code = self.process.wait(PATIENCE_SECONDS)
        self._reader.join(10)
        return code


@pytest.fixture(scope="module")
def desks() -> Iterator[Iterator[Desk]]:
    """Run a web process on a queue server of its own; give one window after the other, each of another agency."""
    need_server()
    folder = Path(tempfile.mkdtemp(prefix="hall-", dir=BASE))
    server = QueueServer(folder)
    server.start()
    environment = {"HALL_REDIS_URL": server.url, "HALL_ALWAYS_OPEN": "1"}
    try:
        with Child("hall", "serve", "--port", "0", environment=environment) as serving:
            presence = handles(Settings(), server.url).presence
            tokens = {role: presence.new_token(role, "pad") for role in ("kiosk", "clerk", "manager")}
            hall, centre = Running({**serving.ready(), "tokens": tokens}), read(Settings().config)
            services = {one.agency: one.id for one in centre.services.values() if one.series}
            yield (Desk(hall, centre.windows_of(service)[0].id, service) for service in services.values())
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def desk(desks: Iterator[Desk]) -> Desk:
    """Give a window that no other test has used."""
    return next(desks)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Start pads; one that a failed test left running is ended."""
    started: list[Program] = []

    def begin(desk: Desk, source: str, *more: str, url: str = "") -> Program:
        started.append(Program(desk, tmp_path, source, *more, url=url))
        return started[-1]

    yield begin
    for one in started:
        one.process.kill()
        one.ended()


def test_a_keypad_beside_another_program(desk: Desk, tmp_path: Path, start: Callable[..., Program]) -> None:
    device, led = tmp_path / "hall-pad", tmp_path / "led"
    os.mkfifo(device)
    led.touch()
    fd = os.open(device, os.O_RDWR)
    first, second = desk.takes(), desk.takes()
    pad = start(desk, f"evdev:{device}", "--led", str(led))
    assert pad.ready() == {
        "KP_ADD": "next", "KP_MULTIPLY": "recall", "KP_SUBTRACT": "no-show", "KP_DIVIDE": "undo",
        "KP_7": "hold", "KP_1": "finish", "KP_0": "pause",
    }  # fmt: skip
    assert pad.lines[-2] == "停止服务", "it begins with how the window stands"
    # A sum in the business program, then the same key with Ctrl held; another key between two presses of one.
    os.write(fd, tapped("KP_1") + tapped("KP_ADD") + tapped("KP_1"))
    tap = Hand(fd)
    os.write(fd, key(CTRL))
    tap("KP_ADD")
    pad.says("开始服务")
    tap("KP_ADD")
    pad.says(f"已叫 {first}")
    tap("KP_MULTIPLY")
    pad.says(f"重呼 {first} · 第 2 次")
    tap("KP_SUBTRACT")
    pad.says("还差 ")
    tap("KP_SUBTRACT")
    pad.says(f"{first} 过号")
    tap("KP_ADD")
    pad.says(f"已叫 {second}")
    tap("KP_1")
    pad.says(f"{second} 办理完毕")
    tap("KP_0")
    pad.says("暂停服务")
    assert pad.stop() == 0
    os.close(fd)
    assert desk.happened() == [
        "window_opened", "called", "recalled", "no_show", "called", "finished", "window_paused",
    ]  # fmt: skip
    assert led.read_bytes().decode("gb2312").splitlines()[-1] == "暂停服务"


class Hand:
    """Tap keys; the same key again only when it is no echo of the last time any more."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._last = ("", 0.0)

    def __call__(self, name: str) -> None:
        last, at = self._last
        wait_until(lambda: name != last or time.monotonic() > at + 1.2 * BOUNCE_SECONDS, "the end of the echo")
        os.write(self._fd, tapped(name))
        self._last = (name, time.monotonic())


def test_a_serial_pad_in_english(desk: Desk, start: Callable[..., Program]) -> None:
    ours, theirs = os.openpty()
    number = desk.takes()
    pad = start(desk, f"serial:{os.ttyname(theirs)}", "--language", "en")
    assert pad.ready()["1"] == "next"
    os.write(ours, b"3\r\n")
    pad.says("nobody here")
    os.write(ours, b"1\r\n")
    pad.says("window open")
    os.write(ours, b"2\r\n")
    pad.says("nobody here")
    desk.hall.post(f"/windows/{desk.window}/call-next", "clerk")
    os.write(ours, b"4\r\n")
    pad.says(f"on hold {number}")
    assert pad.stop() == 0
    os.close(ours)
    os.close(theirs)


def test_lines_of_a_script_over_a_line_that_loses_answers(desk: Desk, start: Callable[..., Program]) -> None:
    numbers = [desk.takes() for _ in range(3)]
    line = Losing(desk.hall.url)
    threading.Thread(target=line.serve_forever, args=(LOOK_SECONDS,), daemon=True).start()
    pad = start(desk, "stdin", url=line.url)
    pad.ready()
    # Key names and acts by turns, so that no press is the echo of the one before.
    for press, loss, said in (
        ("next", "answer", "开始服务"),
        ("KP_ADD", 503, f"已叫 {numbers[0]}"),
        ("hold", "answer", f"{numbers[0]} 挂起"),
    ):
        line.losses = [loss]
        pad.write(press)
        pad.says(said)
    assert [line.keys.count(one) for one in dict.fromkeys(line.keys)] == [2, 2, 2]
    # The end of the input is the end of the program, after the word of what is under way.
    line.losses = ["answer"]
    pad.write("KP_PLUS")
    assert pad.process.stdin
    pad.process.stdin.close()
    assert pad.ended() == 0
    assert pad.lines[-1].startswith(f"已叫 {numbers[1]}")
    assert desk.happened() == ["window_opened", "called", "held", "called"]
    line.shutdown()
    line.server_close()


def test_a_pad_starts_without_its_hall_and_works_once_it_is_there(desk: Desk, start: Callable[..., Program]) -> None:
    line = Losing("http://127.0.0.1:9")
    threading.Thread(target=line.serve_forever, args=(LOOK_SECONDS,), daemon=True).start()
    pad = start(desk, "stdin", url=line.url)
    pad.ready()
    assert pad.lines[0] == "连不上 · 正在重试"
    line.hall = desk.hall.url
    pad.write("next")
    pad.says("开始服务")
    pad.stop()
    line.shutdown()
    line.server_close()


@pytest.mark.parametrize(
    ("more", "word"),
    [(["--keys"], "lines 2 and 3: KP_ADD and KP_PLUS, one key"), (["--input", "usb"], "usb: evdev:/dev/input/"),
     (["--window", "east/9999"], "the hall refuses this pad: 没有这个窗口"), (["--token"], "401 SIGN_IN_NEEDED")],
)  # fmt: skip
def test_what_waiting_does_not_help_is_told_at_the_start(
    desks: Iterator[Desk], tmp_path: Path, start: Callable[..., Program], more: list[str], word: str
) -> None:
    desk = next(desks)
    if more == ["--keys"]:
        (tmp_path / "keys.toml").write_text('[keys]\nKP_ADD = "next"\nKP_PLUS = "hold"\n')
        more = ["--keys", str(tmp_path / "keys.toml")]
    if more == ["--token"]:
        desk.hall, more = Running({"url": desk.hall.url, "tokens": {"clerk": "nobody-has-this"}}), []
    pad = start(desk, "stdin", *more)
    assert pad.ended() == 1
    assert any(word in line for line in pad.lines), pad.lines
