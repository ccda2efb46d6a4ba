"""Change the configuration of a hall that runs on two web processes, then kill one in the middle of an edit."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall.handles import handles
from hall.processes import Child
from hall.settings import Settings
from hall.store.server import QueueServer
from tests.api import CONFIG
from tests.journeys.running import Running, Screen, eventually

pytestmark = pytest.mark.crash
TAXES = "agencies/east/taxes.toml"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONFIG, tmp_path / "config"))


@pytest.fixture
def server(folder: Path) -> Iterator[QueueServer]:
    running = QueueServer(folder)
    running.start()
    yield running
    running.stop()


def web_process(server: QueueServer, config: Path) -> Child:
    return Child(
        "hall", "serve", "--port", "0",
        environment={"HALL_REDIS_URL": server.url, "HALL_ALWAYS_OPEN": "1", "HALL_CONFIG": str(config)},
    )


def edit(config: Path, *changes: tuple[str, str]) -> None:
    text = (config / TAXES).read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (config / TAXES).write_text(text, "utf-8")


def test_two_processes_change_together_and_a_new_one_works_by_what_is_in_force(
    server: QueueServer, config: Path
) -> None:
    with web_process(server, config) as one, web_process(server, config) as two:
        presence = handles(Settings(config=config), server.url).presence
        tokens = {role: presence.new_token(role, role) for role in ("kiosk", "clerk", "manager", "screen")}
        first, second = Running({**one.ready(), "tokens": tokens}), Running({**two.ready(), "tokens": tokens})
        screen = Screen(second.url, tokens["screen"], "east-a")
        waiting = first.post("/tickets", "kiosk", {"service": "deeds"}).json()
        second.post("/windows/east/3/open", "clerk")
        edit(config, ("[services.deeds]", "[services.stamps]"), ('"deeds"', '"stamps"'),
             ('series = "B"', 'series = "B"\nsucceeds = ["deeds"]'))
        changed = first.post("/centre/configuration", "manager")
        assert (changed.status_code, changed.json()["moved"]) == (200, 1)
        eventually(lambda: "stamps" in [one["id"] for one in second.get("/services")["services"]], "the other's news")
        called = second.post("/windows/east/3/call-next", "clerk").json()["ticket"]
        assert (called["id"], called["service"]) == (waiting["id"], "stamps")
        eventually(lambda: waiting["number"] in screen.numbers, "the number on the wall")
        screen.close()

        edit(config, ("minutes = 12", "minutes = "))
        os.kill(one.pid, signal.SIGKILL)
    with web_process(server, config) as late:
        again = Running({**late.ready(), "tokens": tokens})
        assert again.post("/tickets", "kiosk", {"service": "stamps"}).json()["number"] == "B002"
