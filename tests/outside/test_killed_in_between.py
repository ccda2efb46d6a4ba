"""The examples that are shipped, at a real hall: kill them and the sender at any moment, and each event counts once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from werkzeug.serving import make_server

from hall.processes import Child, KeptPort
from hall.store.presence import Presence
from hall.store.server import QueueServer
from tests.api import CONFIG, Api
from tests.builders import PATIENCE_SECONDS, Story, wait_until
from tests.outside.receivers import OTHER_SECRET, SECRET
from tests.reports.days import ADay

EXAMPLES = Path(__file__).parents[2] / "deploy" / "examples"


class Example:
    """Run an example in a process of its own, as often as it is killed."""

    def __init__(self, name: str, *given: str, environment: dict[str, str] | None = None) -> None:
        self._command = [sys.executable, str(EXAMPLES / f"{name}.py"), *given]
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


@contextmanager
def example(name: str, *given: str, environment: dict[str, str] | None = None) -> Iterator[Example]:
    """Run an example until the end of a test."""
    made = Example(name, *given, environment=environment)
    made.start()
    try:
        yield made
    finally:
        made.kill()


def kept(book: Path, columns: str = "seq") -> list[tuple[int, ...]]:
    """Return what an example has written down, in the order in which it did."""
    try:
        with sqlite3.connect(f"file:{book}?mode=ro", uri=True) as connection:
            return list(connection.execute(f"SELECT {columns} FROM events ORDER BY rowid"))
    except sqlite3.OperationalError:
        return []


@pytest.fixture
def address(api: Api) -> Iterator[str]:
    """Serve the small hall on a real socket."""
    server = make_server("127.0.0.1", 0, api.program.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.slow
def test_one_that_follows_and_is_killed_loses_nothing_and_does_nothing_twice(
    api: Api, address: str, tmp_path: Path
) -> None:
    story, book = Story(api.handles.redis), tmp_path / "events.sqlite"
    day = ADay(story, seed=5)
    token = {"HALL_TOKEN": api.token("program")}
    with example("follow_events", address, str(book), environment=token) as follower:
        for _ in range(3):
            before = len(kept(book))
            day.happen(8)
            wait_until(lambda before=before: len(kept(book)) > before, "that it follows")  # type: ignore[misc]
            follower.kill()
            day.happen(8)
            follower.start()
        wait_until(lambda: len(kept(book)) == len(story.events()), "every event")
        assert kept(book, "log, seq") == [(1, seq) for seq in range(1, len(story.events()) + 1)]
        told = [json.loads(event) for (event,) in kept(book, "event")]  # type: ignore[arg-type]
        assert [one["type"] for one in told] == story.told()
        # The queue server is put back to nothing and counts from 1 again, past what is known, while nobody follows.
        follower.kill()
        count = len(kept(book))
        api.handles.redis.flushall()
        api.handles.presence.secret()
        token_again = api.handles.presence.new_token("program", "again")
        again = ADay(Story(api.handles.redis), seed=6)
        again.happen(60)
        there = len(again.story.events())
        assert there > count
    with example("follow_events", address, str(book), environment={"HALL_TOKEN": token_again}):
        wait_until(lambda: len(kept(book)) == count + there, "every event of the new log")
    assert kept(book, "log, seq")[count:] == [(2, seq) for seq in range(1, there + 1)]


@pytest.mark.crash
def test_sender_and_receiver_are_killed_and_each_event_is_taken_once_in_order(
    centre: Story, redis: Redis, server: QueueServer, tmp_path: Path, kept_port: KeptPort
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    for one in CONFIG.iterdir():
        (config / one.name).symlink_to(one)
    port, book, secret = kept_port.port, tmp_path / "received.sqlite", config / "a.secret"
    secret.write_text(SECRET, "utf-8")
    (config / "webhooks.toml").write_text(
        f'[webhooks.one]\nurl = "http://127.0.0.1:{port}/"\nplain_http = true\nsecrets = ["file:a.secret"]\n', "utf-8"
    )
    told = {"HALL_REDIS_URL": server.url, "HALL_CONFIG": str(config), "HALL_DATA": str(tmp_path)}
    presence, day = Presence(redis, centre.keys), ADay(centre, seed=9)
    sender = Child("hall", "webhooks", environment=told)
    sender.ready()
    (tmp_path / "wrong").write_text(OTHER_SECRET, "utf-8")
    with example("receive_webhooks", f"127.0.0.1:{port}", str(tmp_path / "wrong"), str(book)):
        day.happen(4)
        wait_until(lambda: presence.webhooks()[0].fault == "HTTP_401", "that it is not believed")
        assert kept(book) == []
    with example("receive_webhooks", f"127.0.0.1:{port}", str(secret), str(book)) as receiver:
        for doomed in ("sender", "receiver"):
            before = len(kept(book))
            day.happen(15)
            wait_until(lambda before=before: len(kept(book)) > before, "a delivery")  # type: ignore[misc]
            if doomed == "sender":
                os.kill(sender.pid, signal.SIGKILL)
                sender.stop()
                day.happen(5)
                sender = Child("hall", "webhooks", environment=told)
                sender.ready()
            else:
                receiver.kill()
                day.happen(5)
                receiver.start()
        wait_until(lambda: len(kept(book)) == len(centre.events()), "every event")
    sender.stop()
    assert [seq for (seq,) in kept(book)] == list(range(1, len(centre.events()) + 1))
    assert presence.webhooks()[0].sent == len(centre.events())


@pytest.mark.slow
def test_a_sender_that_has_nobody_to_send_to_waits_until_it_is_stopped(server: QueueServer, tmp_path: Path) -> None:
    told = {"HALL_REDIS_URL": server.url, "HALL_CONFIG": str(CONFIG), "HALL_DATA": str(tmp_path)}
    words = [sys.executable, "-m", "hall", "webhooks"]
    with subprocess.Popen(words, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True) as sender:
        assert sender.stdout and sender.stdout.readline() == 'ready {"webhooks": []}\n'
        sender.terminate()
        assert sender.wait(PATIENCE_SECONDS) == 0
