"""Run a complete hall in one command (演示): queue server, web, kiosk, printer, and a simulated morning."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from hall.demo.morning import WALK_MINUTES, Morning
from hall.handles import Handles, handles
from hall.processes import Child, KeptPort, NotReady
from hall.rules.pace import Pace
from hall.rules.times import MINUTE_MS
from hall.settings import Settings
from hall.store.paces import Paces
from hall.store.server import QueueServer, ServerFault

#: Roles whose tokens the demo makes and prints.
ROLES = ("kiosk", "guide", "clerk", "screen", "manager", "rating_pad")
#: Seconds between two looks at whether every program still runs.
WATCH_SECONDS = 0.2
ADDRESS = "127.0.0.1"


class Kept:
    """Keep one program running: start it again, at its address, when it ends without having been told to."""

    def __init__(self, start: Callable[[], Child]) -> None:
        self._start = start
        self._child = start()

    def ready(self) -> dict[str, Any]:
        """Wait until it is ready and return what it said."""
        return self._child.ready()

    def look(self) -> None:
        """Start it again if it has ended."""
        if not self._child.alive():
            print(f"{self._child.name} has ended and is started again", file=sys.stderr, flush=True)
            self._child = self._start()

    def tell_to_stop(self) -> None:
        """Ask it to stop, and wait for nothing."""
        self._child.tell_to_stop()

    def stop(self) -> None:
        """Stop it and wait until it has ended."""
        self._child.stop()


class Demo:
    """Hold the demo's programs and their addresses; `folder` is where its data are."""

    def __init__(self, port: int, folder: Path, settings: Settings, programs: ExitStack) -> None:
        self._settings = settings
        self._folder = folder
        self._programs = programs
        self._kept: list[Kept] = []
        self.url = f"http://{ADDRESS}:{port or self._port_of_ours()}"
        self.kiosk_url = f"http://{ADDRESS}:{self._port_of_ours()}"
        self.printer_url = f"http://{ADDRESS}:{self._port_of_ours()}"
        self._paper = self._port_of_ours()
        self.server = QueueServer(folder)
        self.server.start()
        programs.callback(self.server.stop)
        self.opened: Handles = handles(settings, self.server.url)
        self.tokens = {role: self.opened.presence.new_token(role, "demo") for role in ROLES}

    def start(self) -> None:
        """Start printer, web process, recorder, worker and kiosk, and wait until all of them are ready."""
        paper = ["--port", str(self._paper), "--page-port", _port(self.printer_url)]
        self._keep(lambda: Child("kiosk.cli", "paper-roll", *paper))
        for told in (("serve", "--port", _port(self.url)), ("record",), ("work",)):
            self._keep(partial(Child, "hall", *told, environment=self._environment()))
        token = self._folder / "kiosk.token"
        token.touch(0o600)
        kiosk = next(iter(self.opened.centre.kiosks), "kiosk-1")
        token.write_text(self.opened.presence.new_token("kiosk", kiosk), "utf-8")
        journal = {"KIOSK_DATA": str(self._folder / "kiosk")}
        self._programs.callback(self._tell_to_stop)
        self._keep(lambda: Child("kiosk.cli", "run", *self._kiosk(token), environment=journal))
        for one in self._kept:
            one.ready()

    def teach(self, speed: float) -> None:
        """Let the hall know how fast its simulated people are, as a real hall knows from other days."""
        services = self.opened.centre.services.values()
        usual = {one.id: Pace((one.minutes + WALK_MINUTES) * MINUTE_MS / speed, one.cv) for one in services}
        Paces(self.opened.redis, self.opened.keys).keep(usual)

    def look(self) -> None:
        """Start again whatever has ended."""
        for one in self._kept:
            one.look()

    def ready_line(self) -> str:
        """Return the line that programs wait for."""
        addresses = {"url": self.url, "kiosk_url": self.kiosk_url, "printer_url": self.printer_url}
        return "ready " + json.dumps({**addresses, "tokens": self.tokens})

    def _port_of_ours(self) -> int:
        kept = KeptPort()
        self._programs.callback(kept.let_go)
        return kept.port

    def _tell_to_stop(self) -> None:
        # The kiosk has ended before, while there was a hall to report paper to, and the printer serves it to its end;
        # the hall's own programs wait for nobody and end at once.
        _, *of_hall, _ = self._kept
        for one in of_hall:
            one.tell_to_stop()

    def _keep(self, start: Callable[[], Child]) -> None:
        kept = Kept(start)
        self._kept.append(kept)
        self._programs.callback(kept.stop)

    def _kiosk(self, token: Path) -> list[str]:
        printer = f"tcp://{ADDRESS}:{self._paper}"
        own = ["--printer", printer, "--port", _port(self.kiosk_url)]
        return ["--hall", self.url, "--token-file", str(token), *own]

    def _environment(self) -> dict[str, str]:
        signs = [{"role": role, "token": self.tokens[role]} for role in ("guide", "clerk", "manager")]
        shown = {"signs": signs, "kiosk_url": self.kiosk_url, "printer_url": self.printer_url}
        return {
            "HALL_REDIS_URL": self.server.url,
            "HALL_DATA": str(self._folder.resolve()),
            # Simulated visitors never get into a real hall's ledger.
            "HALL_LEDGER_URL": "",
            "HALL_ALWAYS_OPEN": "1",
            "HALL_PUBLIC_URL": self.url,
            "HALL_DEMO_SIGNS": json.dumps(shown),
        }


def run(port: int, quiet: bool, speed: float, settings: Settings) -> int:
    """Run the demo until SIGINT or SIGTERM; 1 when it could not start."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    if port and not _is_free(port):
        print(f"port {port} is taken: choose another one with --port, or --port 0 for any free one", file=sys.stderr)
        return 1
    try:
        with _data(settings) as folder, ExitStack() as programs:
            print(f"the data are in {folder}; starting queue server, printer, hall and kiosk …", flush=True)
            demo = Demo(port, folder, settings, programs)
            demo.teach(1 if quiet else speed)
            demo.start()
            _tell(demo)
            if not quiet:
                morning = Morning(demo.url, demo.kiosk_url, demo.tokens, speed)
                morning.start()
                programs.callback(morning.stop)
            print(demo.ready_line(), flush=True)
            while not stopped.wait(WATCH_SECONDS):
                demo.look()
            print("closing the hall …", flush=True)
    except (NotReady, ServerFault) as fault:
        print(f"the demo could not start: {fault}", file=sys.stderr)
        return 1
    return 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
        return True


def _port(url: str) -> str:
    return url.rpartition(":")[2]


def _tell(demo: Demo) -> None:
    """Print where everything is, for people."""
    area = next(iter(demo.opened.centre.areas))
    window = next(iter(demo.opened.centre.windows))
    rows = [
        ("entrance, start here", demo.url),
        ("kiosk", demo.kiosk_url),
        ("paper of its printer", demo.printer_url),
        ("wall of a waiting area", f"{demo.url}/board/{area}"),
        ("a hall at a glance", f"{demo.url}/overview/{window.partition('/')[0]}"),
        ("sign over a window", f"{demo.url}/sign/{window}"),
        ("queues on a phone", f"{demo.url}/queue"),
        ("clerk at a window", f"{demo.url}/window/{window}"),
        ("guide's desk", f"{demo.url}/desk"),
        ("manager", f"{demo.url}/manage"),
    ]
    for name, address in rows:
        print(f"  {name:<24}{address}")
    for role, token in demo.tokens.items():
        print(f"  sign in as {role:<13}{token}")


@contextmanager
def _data(settings: Settings) -> Iterator[Path]:
    """Give the folder of HALL_DATA, kept, or else a new temporary one, removed at the end."""
    if "data" in settings.model_fields_set:
        yield settings.data
        return
    folder = Path(tempfile.mkdtemp(prefix="hall-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
