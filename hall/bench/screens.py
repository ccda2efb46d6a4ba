"""Measure the way to the screens (到屏): from a clerk's press until each screen has received the picture.

A press is HTTP `finish-and-call-next` on the web process that serves the screens; its moment is taken before the
request is sent. The event's moment is the one that the queue server wrote into it, in whole ms. The screens are one
process of raw websockets (`crowd`), in one area or spread over all. Beside it, in the same run, a bare asyncio server
sends pictures of the same size to the same crowd (`bare`), where the press is a line on its standard input; on request
Flask-SocketIO's own emit does the same (`stock`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from hall.bench.figures import Figure, figure, machine, rated, show
from hall.bench.pressing import a_press, numbers, poster, together
from hall.directory import Service
from hall.handles import Handles, handles
from hall.processes import Child
from hall.settings import Settings
from hall.store.server import QueueServer

CROWDS = (200, 1000)
RATES = (10, 40)
#: Windows that press in turn in one area; more of them would only make a longer wall.
WINDOWS = 8
#: Seconds a program of the bench may take to answer.
ANSWER_SECONDS = 120.0
#: A press that is seen: the number of its event, a moment, and the area in which it shows.
Seen = tuple[int, float, str]
#: What a bare figure was measured with: screens, and calls a second.
Size = tuple[int, int]


@dataclass(frozen=True)
class Pressed:
    """Hold one press: its event's number, the area, and the moments of the press, of its event and of its answer."""

    as_of: int
    area: str
    at: float
    event_at: float
    answered_at: float


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
        try:
            line = self._process.stdout.readline()
        finally:
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

    def __init__(self, opened: Handles, url: str) -> None:
        self.url = url
        self._opened = opened
        self._token = opened.presence.new_token("clerk", "bench")
        windows = opened.centre.windows_of
        services = [one for one in opened.centre.services.values() if one.series and windows(one.id)]
        self._services = {one.area: one for one in sorted(services, key=lambda one: len(windows(one.id)))}
        #: The area with most windows first.
        self.areas = list(self._services)[::-1]
        self._turns = {area: self._open(service) for area, service in self._services.items()}

    def _open(self, service: Service) -> list[Callable[[], Pressed]]:
        """Open windows for a service, each with a visitor; return what presses at each."""
        windows = [one.id for one in self._opened.centre.windows_of(service.id)[:WINDOWS]]
        self._give_numbers(service, len(windows))
        for window in windows:
            self._opened.tickets.open_window(a_press(), window, {service.id: 0})
            self._opened.tickets.call_next(a_press(), window)
        return [self._presser(window, service.area) for window in windows]

    def _give_numbers(self, service: Service, count: int) -> None:
        a_number = numbers(self._opened)
        for _ in range(count):
            self._opened.tickets.take(a_press(), a_number(service))

    def _presser(self, window: str, area: str) -> Callable[[], Pressed]:
        post = poster(self.url, self._token)

        def press() -> Pressed:
            at = time.monotonic()
            answer = json.loads(post(f"/windows/{window}/finish-and-call-next", {}))
            answered_at = time.monotonic()
            event_at = answer["ticket"]["called_at"] / 1000 - (time.time() - answered_at)
            return Pressed(answer["as_of"], area, at, event_at, answered_at)

        return press

    def press(self, areas: list[str], rate: float, seconds: float) -> list[Pressed]:
        """Press so often a second, in turn at the windows of these areas."""
        for area in areas:
            self._give_numbers(self._services[area], int(rate * seconds))
        turns = [turn for turn in chain(*zip_longest(*(self._turns[area] for area in areas))) if turn]
        pressed: list[Pressed] = []
        begin = time.monotonic() + 0.2

        def work(mine: int, over: threading.Event) -> None:
            for number in range(mine, int(rate * seconds), len(turns)):
                if over.wait(max(0.0, begin + number / rate - time.monotonic())):
                    return
                pressed.append(turns[mine]())

        together([partial(work, mine) for mine in range(len(turns))])
        return pressed


def run(as_json: bool, stock: bool, seconds: float, settings: Settings) -> None:
    """Measure and print, as a table or as JSON."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder, ExitStack() as programs:
        server = QueueServer(Path(folder))
        programs.callback(server.stop)
        server.start()
        opened = handles(settings, server.url)
        environment = {"HALL_REDIS_URL": server.url, "HALL_ALWAYS_OPEN": "1"}
        web = programs.enter_context(Child("hall", "serve", "--port", "0", environment=environment))
        hall = Hall(opened, str(web.ready()["url"]))
        crowd = programs.enter_context(partner("hall.bench.crowd"))
        figures, size, missing = _of_hall(hall, crowd, seconds)
        bare = _of_fan_out("bare asyncio", "hall.bench.bare", crowd, size, seconds)
        others = _of_fan_out("stock emit", "hall.bench.stock", crowd, size, seconds) if stock else {}
        told = machine(opened)
    rows = [rated(one, bare[key]) if key else one for key, one in figures]
    rows += [rated(one, bare[key]) for key, one in [*bare.items(), *others.items()]]
    remark = f"pictures in one area and of the bare servers: {size} bytes; screens that were not right: {missing}"
    if as_json:
        print(json.dumps({"machine": told, "figures": [asdict(one) for one in rows], "remark": remark}))
    else:
        show(told, rows, remark)


def _of_hall(hall: Hall, crowd: Partner, seconds: float) -> tuple[list[tuple[Size | None, Figure]], int, int]:
    """Measure the hall with each crowd, in one area and spread, at each rate; then the reconnecting crowd."""
    found: list[tuple[Size | None, Figure]] = []
    size = missing = 0
    for areas, where in ((hall.areas[:1], "in one area"), (hall.areas, f"over {len(hall.areas)} areas")):
        for clients in CROWDS:
            crowd.ask(dial=hall.url, keys=areas, count=clients)
            for rate in RATES:
                pressed = hall.press(areas, rate, seconds)
                told = crowd.ask(
                    seen=[[(one.as_of, one.at, one.area) for one in pressed],
                          [(one.as_of, one.event_at, one.area) for one in pressed]],
                )
                missing += told["missing"]
                size = size or told["bytes"]
                name = f"{clients} screens {where}, {rate} calls/s"
                # Spread over areas, each call goes to a part of the crowd alone, for which there is no bare figure.
                key = (clients, rate) if len(areas) == 1 else None
                from_press, from_event = (_seconds(one) for one in told["micros"])
                answered = [one.answered_at - one.at for one in pressed]
                found.append((key, figure(f"press → received, {name}", from_press, seconds)))
                found.append((key, figure(f"event → received, {name}", from_event, seconds)))
                found.append((None, figure(f"press → answered, {name}", answered, seconds)))
        told = crowd.ask(redial={area: max(one.as_of for one in pressed if one.area == area) for area in areas})
        missing += told["missing"]
        name = f"all dial at once → right, {clients} screens {where}"
        found.append((None, figure(name, _seconds(told["micros"][0]), seconds)))
    return found, size, missing


def _of_fan_out(name: str, module: str, crowd: Partner, size: int, seconds: float) -> dict[Size, Figure]:
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
                told = crowd.ask(seen=[presses])
                name_of = f"{name}, {clients} screens, {rate} calls/s"
                found[(clients, rate)] = figure(name_of, _seconds(told["micros"][0]), seconds)
    return found


def _seconds(micros: list[int]) -> list[float]:
    return [one / 1e6 for one in micros]
