"""Two web processes on one queue server; then the queue server is killed in the middle of the work."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall.handles import handles
from hall.processes import Child
from hall.settings import Settings
from hall.store.server import QueueServer
from tests.journeys.running import Running, Screen, eventually

pytestmark = pytest.mark.crash


class Pair:
    """Hold two halls that are one, and the server between them."""

    def __init__(self, server: QueueServer, first: Child, second: Child) -> None:
        opened = handles(Settings(), server.url)
        tokens = {role: opened.presence.new_token(role, "pair") for role in ("kiosk", "clerk", "screen", "manager")}
        self.server = server
        self.first = Running({**first.ready(), "tokens": tokens})
        self.second = Running({**second.ready(), "tokens": tokens})
        self.centre = opened.centre


@pytest.fixture
def pair(folder: Path) -> Iterator[Pair]:
    """Run two web processes on one private queue server."""
    server = QueueServer(folder)
    server.start()
    environment = {"HALL_REDIS_URL": server.url, "HALL_ALWAYS_OPEN": "1"}
    try:
        with (
            Child("hall", "serve", "--port", "0", environment=environment) as first,
            Child("hall", "serve", "--port", "0", environment=environment) as second,
        ):
            yield Pair(server, first, second)
    finally:
        server.stop()


def test_a_call_at_one_process_is_on_the_screen_of_the_other(pair: Pair) -> None:
    service = next(one for one in pair.centre.services.values() if one.series)
    window = pair.centre.windows_of(service.id)[0].id
    screen = Screen(pair.second.url, pair.second.tokens["screen"], service.area)
    ticket = pair.first.post("/tickets", "kiosk", {"service": service.id}).json()
    pair.first.post(f"/windows/{window}/open", "clerk")
    key = "the-same-press-1"
    called = pair.first.post(f"/windows/{window}/call-next", "clerk", key=key).json()
    again = pair.second.post(f"/windows/{window}/call-next", "clerk", key=key).json()
    assert called["ticket"]["id"] == again["ticket"]["id"] == ticket["id"]
    assert called["as_of"] == again["as_of"]
    eventually(lambda: ticket["number"] in screen.numbers, "the number on the other process's screen")
    screen.close()


def test_a_killed_queue_server_loses_no_number_and_no_call(pair: Pair) -> None:
    service = next(one for one in pair.centre.services.values() if one.series)
    windows = [one.id for one in pair.centre.windows_of(service.id)]
    screen = Screen(pair.second.url, pair.second.tokens["screen"], service.area)
    taken = []
    for window in windows:
        pair.first.press_until_answered(f"/windows/{window}/open", "clerk")
    for round_ in range(3):
        for index in range(10):
            hall = (pair.first, pair.second)[index % 2]
            if index == 5 and pair.server.pid:
                os.kill(pair.server.pid, signal.SIGKILL)
            answer = hall.press_until_answered("/tickets", "kiosk", {"service": service.id})
            assert answer.status_code == 201
            taken.append(answer.json()["id"])
        for window in windows[:2]:
            act = "call-next" if round_ == 0 else "finish-and-call-next"
            answer = pair.second.press_until_answered(f"/windows/{window}/{act}", "clerk")
            assert answer.json()["ticket"] is not None
    events = pair.first.events()
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert [event["ticket"] for event in events if event["type"] == "issued"] == taken
    called = [event["ticket"] for event in events if event["type"] == "called"]
    assert called == taken[: len(called)] and len(called) == 6
    newest = [event["number"] for event in events if event["type"] == "called"][-1]
    eventually(lambda: newest in screen.numbers, "the last call on the screen after the crash")
    screen.close()
