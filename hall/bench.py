"""Measure this machine (测速): numbers and calls over HTTP, the way from a press to a painted wall.

Figures are for people to compare in one run; no test depends on them. Everything runs on a private server and on
127.0.0.1 alone, and ends by itself.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hall.app import Handles, handles
from hall.display.board import key_of
from hall.processes import Child
from hall.settings import Settings
from hall.store.server import QueueServer
from hall.store.tickets import NewTicket, Request

#: Presses of one measurement: enough for a p99.
PRESSES = 1500
#: Calls that are watched until a browser has painted them.
PAINTED = 60
CLIENTS = (1, 32)
CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True)
class Figure:
    """Hold one row: durations in ms, presses a second, and its p50 as a multiple of the bare script call's."""

    name: str
    count: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    per_second: float
    ratio: float = 1.0


def run(as_json: bool, settings: Settings) -> None:
    """Measure and print, as a table or as JSON."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder, ExitStack() as programs:
        server = QueueServer(Path(folder))
        server.start()
        programs.callback(server.stop)
        opened = handles(settings, server.url)
        environment = {"HALL_REDIS_URL": server.url, "HALL_ALWAYS_OPEN": "1"}
        web = programs.enter_context(Child("hall", "serve", "--port", "0", environment=environment))
        bench = Bench(opened, str(web.ready()["url"]))
        take, call = bench.bare()
        figures = [take, call]
        for clients in CLIENTS:
            over_http = bench.over_http(clients)
            figures += [_rated(over_http[0], take), _rated(over_http[1], call)]
        painted, reason = bench.painted()
        figures += [_rated(one, call) for one in painted]
        machine = _machine(opened)
    if as_json:
        print(json.dumps({"machine": machine, "figures": [asdict(one) for one in figures], "left_out": reason}))
    else:
        _print(machine, figures, reason)


class Bench:
    """Press on one hall and time the answers."""

    def __init__(self, opened: Handles, url: str) -> None:
        self._opened = opened
        self._url = url
        self._tokens = {role: opened.presence.new_token(role, "bench") for role in ("kiosk", "clerk", "screen")}
        service = next(one for one in opened.centre.services.values() if one.series)
        self._service = service
        self._windows = [one.id for one in opened.centre.windows.values() if one.reach][: max(CLIENTS)]

    def bare(self) -> tuple[Figure, Figure]:
        """Time the same Lua commands straight from Python: what HTTP is compared with."""
        tickets, service, window = self._opened.tickets, self._service, "bench/1"
        tickets.open_window(_press(), window, {service.id: 0})

        def take() -> None:
            new = NewTicket(uuid.uuid4().hex, service.id, service.hall, service.area, service.series)
            tickets.take(_press(), new)

        def call() -> None:
            tickets.call_next(_press(), window)

        takes = _timed("bare script: take a number", [take], PRESSES)
        durations, started = [], time.perf_counter()
        for _ in range(PRESSES):
            before = time.perf_counter()
            call()
            durations.append(time.perf_counter() - before)
            tickets.finish(_press(), window)
        return takes, _figure("bare script: call next", durations, time.perf_counter() - started)

    def over_http(self, clients: int) -> tuple[Figure, Figure]:
        """Time numbers and calls over HTTP with so many clients at once."""
        takers = [self._taker() for _ in range(clients)]
        takes = _timed(f"HTTP: take a number, {_many(clients)}", takers, PRESSES)
        callers = [self._caller(window) for window in self._windows[:clients]]
        calls = _timed(f"HTTP: finish and call next, {_many(clients)}", callers, PRESSES)
        return takes, calls

    def painted(self) -> tuple[list[Figure], str]:
        """Time from a clerk's press until a real browser has painted the number, or say why not."""
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            return [], "press to painted: the test tools are not installed (make test-setup)"
        if not Path(CHROMIUM).exists():
            return [], "press to painted: no Chromium here (make browser)"
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.goto(f"{self._url}/board/{self._service.area}")
            page.wait_for_selector("body[data-connection=live], [data-live=true], main")
            durations = [self._paint(page) for _ in range(PAINTED)]
            browser.close()
        return [_figure("press to painted, one board", durations, sum(durations))], ""

    def _paint(self, page: Any) -> float:
        """Press once and wait until the number stands on the wall; seconds."""
        ticket = self._post("/tickets", "kiosk", {"service": self._service.id})
        window = next(one.id for one in self._opened.centre.windows_of(self._service.id))
        self._post(f"/windows/{window}/finish", "clerk", {})
        self._post(f"/windows/{window}/open", "clerk", {})
        before = time.perf_counter()
        called = self._post(f"/windows/{window}/call-next", "clerk", {})["ticket"]
        page.wait_for_selector(f'[data-call="{key_of((called or ticket)["id"])}"]', state="attached")
        return time.perf_counter() - before

    def _taker(self) -> Callable[[], object]:
        post = _poster(self._url, self._tokens["kiosk"])
        return lambda: post("/tickets", {"service": self._service.id})

    def _caller(self, window: str) -> Callable[[], object]:
        post = _poster(self._url, self._tokens["clerk"])
        self._opened.tickets.open_window(_press(), window, {self._service.id: 0})
        post(f"/windows/{window}/call-next", {})
        return lambda: post(f"/windows/{window}/finish-and-call-next", {})

    def _post(self, path: str, role: str, body: dict[str, Any]) -> dict[str, Any]:
        return json.loads(_poster(self._url, self._tokens[role])(path, body) or b"{}")  # type: ignore[no-any-return]


def _press() -> Request:
    return Request(uuid.uuid4().hex, "0" * 16, "bench")


def _poster(url: str, token: str) -> Callable[[str, dict[str, Any]], bytes]:
    """Return a client with a connection of its own, kept open."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(path: str, body: dict[str, Any]) -> bytes:
        key = {"Idempotency-Key": uuid.uuid4().hex}
        connection.request("POST", f"/api/v1{path}", json.dumps(body), headers | key)
        return connection.getresponse().read()

    return post


def _timed(name: str, actors: Sequence[Callable[[], object]], count: int) -> Figure:
    """Let every actor press in a thread of its own, `count` presses together."""
    durations: list[float] = []

    def act(actor: Callable[[], object]) -> None:
        for _ in range(count // len(actors)):
            before = time.perf_counter()
            actor()
            durations.append(time.perf_counter() - before)

    threads = [threading.Thread(target=act, args=(actor,)) for actor in actors]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _figure(name, durations, time.perf_counter() - started)


def _figure(name: str, durations: list[float], seconds: float) -> Figure:
    ordered = sorted(one * 1000 for one in durations)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Figure(name, len(ordered), statistics.median(ordered), p99, ordered[-1], len(ordered) / seconds)


def _rated(figure: Figure, bare: Figure) -> Figure:
    return replace(figure, ratio=figure.p50_ms / bare.p50_ms)


def _many(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"


def _machine(opened: Handles) -> dict[str, str]:
    info: Any = opened.redis.info("server")
    return {
        "cores": str(os.cpu_count()),
        "processor": next(_processor(), platform.machine()),
        "python": platform.python_version(),
        "server": str(info.get("valkey_version") or info.get("redis_version")),
        **{name: version(name) for name in ("flask", "redis", "gevent", "gunicorn")},
    }


def _processor() -> Iterator[str]:
    cpuinfo = Path("/proc/cpuinfo")
    for line in cpuinfo.read_text().splitlines() if cpuinfo.exists() else ():
        if line.startswith("model name"):
            yield line.partition(":")[2].strip()


def _print(machine: dict[str, str], figures: list[Figure], reason: str) -> None:
    print("  ".join(f"{name} {value}" for name, value in machine.items()))
    print(f"{'':<42}{'n':>6}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'per s':>8}{'× bare':>8}")
    for one in figures:
        times = f"{one.p50_ms:>9.2f}{one.p99_ms:>9.2f}{one.max_ms:>9.2f}"
        print(f"{one.name:<42}{one.count:>6}{times}{one.per_second:>8.0f}{one.ratio:>8.1f}")
    if reason:
        print(f"left out: {reason}")
