"""Show a hall's calls on many screens at once, slow, cut off and unwelcome ones among them, from a real web process."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket

from hall.bench.crowd import Crowd
from hall.handles import Handles, handles
from hall.processes import Child
from hall.settings import Settings
from hall.store.presence import digest_of
from hall.store.server import QueueServer
from tests.api import CONFIG
from tests.builders import PATIENCE_SECONDS, wait_until
from tests.conftest import BASE, need_server
from tests.cut_line import CutLine
from tests.journeys.running import Running, Screen

pytestmark = pytest.mark.slow

AREA, WINDOW = "east-a", "east/1"


class Hall(Running):
    """Be a running hall where one window calls one visitor after the other."""

    def __init__(self, url: str, opened: Handles) -> None:
        roles = ("kiosk", "clerk", "screen", "manager")
        tokens = {role: opened.presence.new_token(role, role) for role in roles}
        super().__init__({"url": url, "tokens": tokens})
        self.opened = opened
        self.post(f"/windows/{WINDOW}/open", "clerk")

    def calls(self) -> dict[str, Any]:
        """Somebody comes and is called; return her ticket with the number of the event."""
        self.post("/tickets", "kiosk", {"service": "tax"})
        self.post(f"/windows/{WINDOW}/finish", "clerk")
        answer = self.post(f"/windows/{WINDOW}/call-next", "clerk").json()
        return {**answer["ticket"], "as_of": answer["as_of"]}

    def figure(self, name: str) -> int:
        """Read one of the hall's own gauges."""
        text = requests.get(f"{self.url}/metrics", timeout=PATIENCE_SECONDS).text
        found = re.search(rf"^hall_{name} (\S+)$", text, re.MULTILINE)
        assert found, f"there is no {name} in {text}"
        return int(float(found[1]))


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    """Run one web process on a queue server of its own for all stories."""
    need_server()
    folder = Path(tempfile.mkdtemp(prefix="hall-", dir=BASE))
    with ExitStack() as running:
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        server = QueueServer(folder)
        server.start()
        running.callback(server.stop)
        environment = {"HALL_REDIS_URL": server.url, "HALL_CONFIG": str(CONFIG), "HALL_ALWAYS_OPEN": "1"}
        web = running.enter_context(Child("hall", "serve", "--port", "0", environment=environment))
        yield Hall(web.ready()["url"], handles(Settings(config=CONFIG, always_open=True), server.url))


class Wall:
    """Be a screen that reads only when the story says so; its own network holds no more than a few thousand bytes."""

    def __init__(self, url: str, token: str = "") -> None:
        address = f"ws{url.removeprefix('http')}/socket.io/?EIO=4&transport=websocket"
        little = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)]
        self._line = websocket.create_connection(address, timeout=PATIENCE_SECONDS, sockopt=little)
        self.beats = 0
        assert self._line.recv().startswith("0")
        self._line.send("40/display," + json.dumps({"area": AREA, "token": token}))
        self.answer = self.hear()

    def hear(self) -> str:
        """Read one message that is no ping."""
        while (message := str(self._line.recv())) == "2":
            self._line.send("3")
        self.beats += message.startswith('42/display,["beat"')
        return message

    def picture(self) -> dict[str, Any]:
        """Read until the next picture."""
        while not (message := self.hear()).startswith('42/display,["view"'):
            assert message.startswith("42"), message
        body: dict[str, Any] = json.loads(message.removeprefix("42/display,"))[1]
        return body

    def close(self) -> None:
        self._line.close()


def test_a_call_is_drawn_once_however_many_screens_show_it(hall: Hall) -> None:
    walls = [Wall(hall.url) for _ in range(20)]
    assert {len(wall.picture()) for wall in walls} == {3}, "each has its first picture"
    hall.post("/tickets", "kiosk", {"service": "tax"})
    before = hall.figure("relay_pictures_drawn_total")
    called = hall.post(f"/windows/{WINDOW}/call-next", "clerk").json()
    for wall in walls:
        picture = wall.picture()
        assert picture["as_of"] == called["as_of"]
        assert picture["json"]["rows"][0]["number"] == called["ticket"]["number"]
    assert hall.figure("relay_pictures_drawn_total") - before == 1
    for wall in walls:
        wall.close()


def test_a_screen_that_stops_reading_costs_others_nothing_and_is_right_when_it_reads_again(hall: Hall) -> None:
    slow, other = Wall(hall.url), Wall(hall.url)
    before = hall.figure("relay_pictures_drawn_total")
    calls = 0
    newest: dict[str, Any] = {}
    # As many more as filled what the network holds: whatever is kept for it then, is kept once.
    while not hall.figure("relay_backlog_packets"):
        calls += 1
        newest = hall.calls()
        while other.picture()["as_of"] < newest["as_of"]:
            pass
        assert calls < 1000, "the network of the slow one holds less than a thousand pictures"
    for _ in range(20):
        newest = hall.calls()
        while other.picture()["as_of"] < newest["as_of"]:
            pass
        assert hall.figure("relay_backlog_packets") <= 3, "the newest picture, the newest beat, and the rest of one"
    heard = [slow.picture()]
    while heard[-1]["as_of"] < newest["as_of"]:
        heard.append(slow.picture())
    numbers = [picture["as_of"] for picture in heard]
    assert numbers == sorted(numbers)
    left_out = hall.figure("relay_pictures_drawn_total") - before - len(numbers)
    assert left_out >= 20, "what was old before it could be sent was left out"
    assert heard[-1]["json"]["rows"][0]["number"] == newest["number"]
    slow.close()
    other.close()


def test_two_hundred_screens_that_dial_at_one_moment_are_all_right(hall: Hall) -> None:
    async def storm() -> int:
        crowd = Crowd()
        first = await crowd.dial(hall.url, [AREA], 200)
        newest = await asyncio.to_thread(hall.calls)
        again = await crowd.redial({AREA: newest["as_of"]})
        crowd.hang_up()
        return int(first["missing"] + again["missing"])

    before = hall.figure("relay_pictures_drawn_total")
    # In a thread of its own: a browser of other tests may have left a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, storm()).result() == 0
    assert hall.figure("relay_pictures_drawn_total") - before < 200, "those who come together are drawn for together"
    wait_until(lambda: hall.figure("relay_lines") == 0, "every line is forgotten when its screen has gone")


def test_a_screen_that_was_cut_off_finds_back_by_itself(hall: Hall) -> None:
    line = CutLine(hall.url)
    screen = Screen(line.url, hall.tokens["screen"], AREA)
    seen = hall.calls()
    wait_until(lambda: seen["number"] in screen.numbers, "the call before the cut")
    line.cut()
    missed = [hall.calls() for _ in range(5)]
    line.mend()
    wait_until(lambda: missed[-1]["number"] in screen.numbers, "the last call of those that it could not see")
    screen.close()
    line.stop()


def test_a_screen_whose_token_was_taken_away_is_let_go_and_does_not_come_back(hall: Hall) -> None:
    tokens = [hall.opened.presence.new_token("screen", f"screen-{number}") for number in (1, 2)]
    revoked, other = (Wall(hall.url, token) for token in tokens)
    hall.opened.redis.delete(hall.opened.keys("token", digest_of(tokens[0])))
    while (message := revoked.hear()).startswith("42"):
        assert revoked.beats <= 2, "it has to be gone before the third beat, which is before six seconds"
    assert message == "41/display,"
    assert "SIGN_IN_NEEDED" in Wall(hall.url, tokens[0]).answer
    newest = hall.calls()
    while other.picture()["as_of"] < newest["as_of"]:
        pass
    other.close()
