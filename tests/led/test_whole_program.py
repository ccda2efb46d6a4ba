"""`hall led` beside a real hall: a call at a window is on its bar, also after the hall was away (整个程序)."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hall.handles import handles
from hall.processes import Child, KeptPort
from hall.settings import Settings
from hall.store.server import QueueServer
from tests.api import CONFIG
from tests.builders import PATIENCE_SECONDS, wait_until
from tests.conftest import need_server
from tests.journeys.running import Running
from tests.led.conftest import Pair

pytestmark = pytest.mark.slow

MAP = """
[bars.area]
address = 1
area = "east-a"
[bars.window]
address = 11
window = "east/1"
"""


class Hall:
    """Hold a hall's web process that can be stopped and started at its address."""

    def __init__(self, url: str, port: int) -> None:
        self._environment = {"HALL_REDIS_URL": url, "HALL_CONFIG": str(CONFIG), "HALL_ALWAYS_OPEN": "1"}
        self._port = port
        opened = handles(Settings(config=CONFIG), url)
        self.tokens = {role: opened.presence.new_token(role, "test") for role in ("kiosk", "clerk", "manager")}
        self.start()

    def start(self) -> None:
        """Serve."""
        self._child = Child("hall", "serve", "--port", str(self._port), environment=self._environment)
        self.running = Running({**self._child.ready(), "tokens": self.tokens})

    def stop(self) -> None:
        """Serve no more."""
        self._child.stop()


@pytest.fixture
def hall(folder: Path, kept_port: KeptPort) -> Iterator[Hall]:
    """Run a small hall of its own."""
    need_server()
    server = QueueServer(folder)
    server.start()
    made = Hall(server.url, kept_port.port)
    yield made
    made.stop()
    server.stop()


@contextmanager
def started(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a program; a story that fails does not wait for it."""
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def test_a_call_is_on_its_bars_through_everything(hall: Hall, pair: Pair, folder: Path) -> None:
    bars = folder / "led.toml"
    bars.write_text(MAP, "utf-8")
    command = [sys.executable, "-m", "hall", "led", "--hall", hall.running.url, "--port", f"serial:{pair.path}"]
    with started([*command, "--map", str(bars)]) as program:
        assert program.stdout and program.stdout.readline().startswith("ready ")
        pair.shows(1, "请留意叫号")
        pair.shows(11, "停止服务")

        desk = hall.running
        desk.post("/windows/east/1/open", "clerk")
        pair.shows(11, "东1 税务")
        desk.post("/tickets", "kiosk", {"service": "tax"})
        desk.post("/windows/east/1/call-next", "clerk")
        pair.shows(1, "A001请到东1")
        pair.shows(11, "请A001号办理")

        hall.stop()
        hall.start()
        desk.press_until_answered("/windows/east/1/start", "clerk")
        pair.shows(11, "正在办理A001")

        pair.pull_out()
        desk.post("/windows/east/1/finish", "clerk")
        desk.post("/windows/east/1/pause", "clerk", {"reason": "lunch"})
        pair.plug_in()
        pair.shows(11, "暂停服务")
        pair.shows(1, "请留意叫号")

        program.send_signal(signal.SIGTERM)
        wait_until(lambda: program.poll() is not None, "the bridge stops when it is told to")
        assert program.returncode == 0


def test_a_bridge_that_cannot_run_says_why(folder: Path) -> None:
    bars = folder / "led.toml"
    bars.write_text("speed = 1\n", "utf-8")
    command = [sys.executable, "-m", "hall", "led", "--hall", "http://127.0.0.1:1", "--map", str(bars)]
    for port, why in (("serial:/dev/none", "speed"), ("usb:1", "serial:")):
        told = [*command, "--port", port]
        ended = subprocess.run(told, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
        assert ended.returncode == 1 and why in ended.stderr, ended.stderr
