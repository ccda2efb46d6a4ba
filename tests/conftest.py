"""Lend every test a real queue server of its own session, empty at its start; only the clock is a fake."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis

from hall.processes import KeptPort
from hall.store.connection import for_commands
from hall.store.server import QueueServer, ServerFault, binary
from tests.api import Api, Programs
from tests.builders import Story
from tests.invariants import check_store

ON_CI = bool(os.environ.get("CI"))
_QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
settings.register_profile("fast", max_examples=15, **_QUIET)
settings.register_profile("ci", max_examples=200, print_blob=True, **_QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if ON_CI else "fast"))


#: Memory where there is some, so that a busy disk does not slow the tests; the server syncs every write all the same.
BASE = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path("/tmp")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that the cores which share the tests end together."""
    items.sort(key=lambda item: not any(item.get_closest_marker(long) for long in ("browser", "crash", "slow")))


def need_server() -> None:
    """Fail on CI, and skip loudly on a laptop, where no queue server can run."""
    try:
        binary()
    except ServerFault as fault:
        reason = f"THE QUEUE IS NOT TESTED: {fault}"
        pytest.fail(reason) if ON_CI else pytest.skip(reason)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Lend a folder with a path short enough for a unix socket."""
    made = Path(tempfile.mkdtemp(prefix="hall-", dir="/tmp"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def kept_port() -> Iterator[KeptPort]:
    """Lend a port on which the story's programs come and go; nobody else gets it meanwhile."""
    kept = KeptPort()
    yield kept
    kept.let_go()


@pytest.fixture(scope="session")
def server() -> Iterator[QueueServer]:
    """Run one private server for the session; HALL_REDIS_URL is somebody's hall and never touched."""
    need_server()
    made = Path(tempfile.mkdtemp(prefix="hall-", dir=BASE))
    running = QueueServer(made)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def _commands(server: QueueServer) -> Iterator[Redis]:
    client = for_commands(server.url)
    yield client
    client.close()


@pytest.fixture
def redis(_commands: Redis) -> Redis:
    """Lend the handle to the session's server, which is empty."""
    _commands.flushall()
    return _commands


@pytest.fixture
def centre(redis: Redis) -> Iterator[Story]:
    """Tell a story of a hall; at its end every key of the store has to agree with every other."""
    story = Story(redis)
    yield story
    check_store(redis, story.keys)


@pytest.fixture(scope="session")
def programs(server: QueueServer, tmp_path_factory: pytest.TempPathFactory) -> Programs:
    """Build the web processes of the session once: they hold no state but their clock."""
    return Programs(server.url, tmp_path_factory.mktemp("data"))


@pytest.fixture
def api(redis: Redis, programs: Programs) -> Iterator[Api]:
    """Ask a small hall over HTTP, open at any hour, with a bearer token of every role."""
    program = programs.always_open
    yield Api(program)
    check_store(redis, program.handles.keys)


@pytest.fixture
def strict(redis: Redis, programs: Programs) -> Iterator[Api]:
    """Ask the same hall with its hours, quotas and limits."""
    program = programs.with_hours
    yield Api(program)
    check_store(redis, program.handles.keys)
