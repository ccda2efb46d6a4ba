"""Measure the way to the screens (到屏): from a clerk's press until each screen has received the picture.

A press is HTTP `finish-and-call-next` on the web process that serves the screens; its moment is taken before the
request is sent. The event's is the one that the queue server wrote into it, in whole ms. The screens are one process of
raw websockets (`crowd`), in one area or spread over all. Beside it, in the same run, a bare asyncio server sends
pictures of the same size to the same crowd (`bare`), where the press is a line on its standard input; on request
Flask-SocketIO's own emit does the same (`stock`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hall.app import Handles, handles
from hall.bench.figures import Figure, figure, machine, rated, show
from hall.bench.pressing import a_press, poster
from hall.directory import Service
from hall.processes import Child
from hall.settings import Settings
from hall.store.server import QueueServer
from hall.store.tickets import NewTicket

CROWDS = (200, 1000)
RATES = (10, 40)
#: Windows that press in turn in one area; more of them would only make a longer wall.
WINDOWS = 8
#: Seconds a program of the bench may take to answer.
ANSWER_SECONDS = 120.0
#: A press that is seen: the number of its event, its moment, and the area in which it shows.
Seen = tuple[int, float, str]


class Partner:
    """Hold one of the bench's own programs, which is asked in lines."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def say(self, line: str) -> None:
        """Tell it something."""
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Wait for its next line; a program that says nothing is ended, and that ends the bench."""
        assert self._process.stdout
        watchdog = threading.Timer(ANSWER_SECONDS, self._process.kill)
        watchdog.start()
        line = self._process.stdout.readline()
        watchdog.cancel()
        if not line:
            raise RuntimeError(f"{self._process.args!r} said nothing")
        return line

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Ask it and wait for the answer."""
        self.say(json.dumps(asked))
        answer: dict[str, Any] = json.loads(self.hear())
        return answer

    def stop(self) -> None:
        """Say that nothing more comes, and wait for its end."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


@contextmanager
def partner(module: str, *arguments: str) -> Iterator[Partner]:
    """Run one for a while."""
    running = Partner(module, *arguments)
    try:
        yield running
    finally:
        running.stop()


class Hall:
    """Press at the windows of a hall that runs."""

    def __init__(self, opened: Handles, url: str, most: int) -> None:
        self.url = url
        self._opened = opened
        self._token = opened.presence.new_token("clerk", "bench")
        self._turn: dict[str, list[Callable[[], int]]] = {}
        services = [one for one in opened.centre.services.values() if one.series and opened.centre.windows_of(one.id)]
        by_area = {one.area: one for one in sorted(services, key=lambda one: len(opened.centre.windows_of(one.id)))}
        self.areas = list(by_area)[::-1]
        for area, service in by_area.items():
            self._turn[area] = self._open(service, most)

    def _open(self, service: Service, most: int) -> list[Callable[[], int]]:
        """Open windows for a service that has enough waiting for all presses; return what presses at each."""
        presses = []
        for _ in range(most):
            new = NewTicket(uuid.uuid4().hex, service.id, service.hall, service.area, service.series)
            self._opened.tickets.take(a_press(), new)
        for window in self._opened.centre.windows_of(service.id)[:WINDOWS]:
            self._opened.tickets.open_window(a_press(), window.id, {service.id: 0})
            self._opened.tickets.call_next(a_press(), window.id)
            presses.append(self._presser(window.id))
        return presses

    def _presser(self, window: str) -> Callable[[], int]:
        post = poster(self.url, self._token)

        def press() -> int:
            answer = json.loads(post(f"/windows/{window}/finish-and-call-next", {}))
            assert answer["ticket"], "somebody waits for every press of the bench"
            return int(answer["as_of"])

        return press

    def press(self, areas: list[str], rate: float, seconds: float) -> tuple[list[Seen], list[float]]:
        """Press so often a second in turn at the windows of these areas; return the presses and their answers."""
        chosen = [(area, press) for area in areas for press in self._turn[area]]
        if len(areas) > 1:
            # One after the other from all areas, not all windows of one first.
            chosen = [(area, self._turn[area][number]) for number in range(WINDOWS) for area in areas
                      if number < len(self._turn[area])]
        seen: list[Seen] = []
        answered: list[float] = []
        begin = time.monotonic() + 0.2

        def work(mine: int) -> None:
            area, press = chosen[mine]
            for number in range(mine, int(rate * seconds), len(chosen)):
                time.sleep(max(0.0, begin + number / rate - time.monotonic()))
                before = time.monotonic()
                as_of = press()
                answered.append(time.monotonic() - before)
                seen.append((as_of, before, area))

        threads = [threading.Thread(target=work, args=(mine,)) for mine in range(len(chosen))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return seen, answered


def run(as_json: bool, stock: bool, seconds: float, settings: Settings) -> None:
    """Measure and print, as a table or as JSON."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder, ExitStack() as programs:
        server = QueueServer(Path(folder))
        server.start()
        programs.callback(server.stop)
        opened = handles(settings, server.url)
        environment = {"HALL_REDIS_URL": server.url, "HALL_ALWAYS_OPEN": "1"}
        web = programs.enter_context(Child("hall", "serve", "--port", "0", environment=environment))
        hall = Hall(opened, str(web.ready()["url"]), int(len(CROWDS) * 2 * sum(RATES) * seconds) + WINDOWS)
        crowd = programs.enter_context(partner("hall.bench.crowd"))
        figures, size, missing = _of_hall(hall, crowd, seconds)
        bare = _of_fan_out("bare asyncio", "hall.bench.bare", crowd, size, seconds)
        others = _of_fan_out("stock emit", "hall.bench.stock", crowd, size, seconds) if stock else {}
        told = machine(opened)
    rows = [rated(one, bare[(clients, rate)]) if (clients, rate) in bare else one for clients, rate, one in figures]
    rows += [rated(one, bare[key]) for key, one in {**bare}.items()]
    rows += [rated(one, bare[key]) for key, one in others.items()]
    remark = f"pictures of {size} bytes; {len(hall.areas)} areas; pictures that did not come: {missing}"
    if as_json:
        print(json.dumps({"machine": told, "figures": [asdict(one) for one in rows], "remark": remark}))
    else:
        show(told, rows, remark)


def _of_hall(hall: Hall, crowd: Partner, seconds: float) -> tuple[list[tuple[int, int, Figure]], int, int]:
    """Measure the hall with each crowd, in one area and spread, at each rate; then the reconnecting crowd."""
    found: list[tuple[int, int, Figure]] = []
    size = missing = 0
    for areas, where in ((hall.areas[:1], "in one area"), (hall.areas, f"over {len(hall.areas)} areas")):
        for clients in CROWDS:
            crowd.ask(dial=hall.url, keys=areas, count=clients)
            for rate in RATES:
                presses, answered = hall.press(areas, rate, seconds)
                told = crowd.ask(seen=presses)
                size, missing = max(size, told["bytes"]), missing + told["missing"]
                name = f"{clients} screens {where}, {rate} calls/s"
                found.append((clients, rate, figure(f"press → received, {name}", _seconds(told), seconds)))
                if clients == CROWDS[-1]:
                    found.append((0, 0, figure(f"press → answered, {name}", answered, seconds)))
        newest = max(as_of for as_of, _, _ in presses)
        told = crowd.ask(redial=newest if len(areas) == 1 else 0)
        missing += told["missing"]
        found.append((0, 0, figure(f"all dial at once → right, {clients} screens {where}", _seconds(told), seconds)))
    return found, size, missing


def _of_fan_out(name: str, module: str, crowd: Partner, size: int, seconds: float) -> dict[tuple[int, int], Figure]:
    """Measure a server that only sends, with pictures of the hall's size."""
    found = {}
    for clients in CROWDS:
        with partner(module, str(size)) as server:
            url = json.loads(server.hear().removeprefix("ready "))["url"]
            crowd.ask(dial=url, keys=["all"], count=clients)
            as_of = 0
            for rate in RATES:
                presses: list[Seen] = []
                begin = time.monotonic() + 0.2
                for number in range(int(rate * seconds)):
                    time.sleep(max(0.0, begin + number / rate - time.monotonic()))
                    as_of += 1
                    presses.append((as_of, time.monotonic(), "all"))
                    server.say(str(as_of))
                told = crowd.ask(seen=presses)
                name_of = f"{name}, {clients} screens, {rate} calls/s"
                found[(clients, rate)] = figure(name_of, _seconds(told), seconds)
    return found


def _seconds(told: dict[str, Any]) -> list[float]:
    return [one / 1e6 for one in told["micros"]]
