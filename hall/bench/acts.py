"""Measure acts: numbers and calls over HTTP, the way from a press to a wall that a browser has painted (测速)."""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from hall.bench.figures import Figure, figure, machine, rated, show
from hall.bench.pressing import a_press, numbers, poster, together
from hall.display.board import key_of
from hall.handles import Handles, handles
from hall.processes import Child
from hall.settings import Settings
from hall.store.server import QueueServer

#: Presses of one measurement: enough for a p99.
PRESSES = 1500
#: Calls that are watched until a browser has painted them.
PAINTED = 60
CLIENTS = (1, 32)
CHROMIUM = "/usr/bin/chromium-headless-shell"


def run(as_json: bool, settings: Settings) -> None:
    """Measure and print, as a table or as JSON."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder, ExitStack() as programs:
        server = QueueServer(Path(folder))
        programs.callback(server.stop)
        server.start()
        opened = handles(settings, server.url)
        environment = {"HALL_REDIS_URL": server.url, "HALL_ALWAYS_OPEN": "1"}
        web = programs.enter_context(Child("hall", "serve", "--port", "0", environment=environment))
        bench = Bench(opened, str(web.ready()["url"]))
        take, call = bench.bare()
        figures = [rated(take, take), rated(call, call)]
        for clients in CLIENTS:
            over_http = bench.over_http(clients)
            figures += [rated(over_http[0], take), rated(over_http[1], call)]
        painted, reason = bench.painted()
        figures += [rated(one, call) for one in painted]
        told = machine(opened)
    if as_json:
        print(json.dumps({"machine": told, "figures": [asdict(one) for one in figures], "left_out": reason}))
    else:
        show(told, figures, f"left out: {reason}" if reason else "")


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
        tickets.open_window(a_press(), window, {service.id: 0})
        a_number = numbers(self._opened)

        def take() -> None:
            tickets.take(a_press(), a_number(service))

        def call() -> None:
            tickets.call_next(a_press(), window)

        takes = _timed("bare script: take a number", [take], PRESSES)
        durations, started = [], time.perf_counter()
        for _ in range(PRESSES):
            before = time.perf_counter()
            call()
            durations.append(time.perf_counter() - before)
            tickets.finish(a_press(), window)
        return takes, figure("bare script: call next", durations, time.perf_counter() - started)

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
        return [figure("press to painted, one board", durations, sum(durations))], ""

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
        post = poster(self._url, self._tokens["kiosk"])
        return lambda: post("/tickets", {"service": self._service.id})

    def _caller(self, window: str) -> Callable[[], object]:
        post = poster(self._url, self._tokens["clerk"])
        self._opened.tickets.open_window(a_press(), window, {self._service.id: 0})
        post(f"/windows/{window}/call-next", {})
        return lambda: post(f"/windows/{window}/finish-and-call-next", {})

    def _post(self, path: str, role: str, body: dict[str, Any]) -> dict[str, Any]:
        return json.loads(poster(self._url, self._tokens[role])(path, body) or b"{}")  # type: ignore[no-any-return]


def _timed(name: str, actors: Sequence[Callable[[], object]], count: int) -> Figure:
    """Let every actor press in a thread of its own, `count` presses together."""
    durations: list[float] = []

    def act(actor: Callable[[], object], over: threading.Event) -> None:
        for _ in range(count // len(actors)):
            if over.is_set():
                return
            before = time.perf_counter()
            actor()
            durations.append(time.perf_counter() - before)

    started = time.perf_counter()
    together([partial(act, actor) for actor in actors])
    return figure(name, durations, time.perf_counter() - started)


def _many(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"
