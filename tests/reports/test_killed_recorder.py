"""Kill the recorder at every point of its work, and the queue server under it: nothing is missed, none counts twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from redis import Redis
from sqlalchemy import Engine, event, func, select

from hall.processes import Child
from hall.store.connection import for_commands
from hall.store.ledger.opening import open_ledger
from hall.store.ledger.tables import events
from hall.store.server import QueueServer
from tests.api import CONFIG
from tests.builders import Story, wait_until
from tests.reports.days import ADay
from tests.reports.ledgers import dump, open_to_write, recorder


def doomed(redis: Redis, engine: Engine, steps: int) -> NoReturn:
    """Record, and die by SIGKILL before one of the commands to either server, or after it."""
    left = [steps]

    def count(*_: Any, **__: Any) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(engine, moment, count)
    sends: Callable[..., Any] = Redis.execute_command

    def sends_and_counts(self: Redis, *given: Any, **more: Any) -> Any:
        count()
        answer = sends(self, *given, **more)
        count()
        return answer

    Redis.execute_command = sends_and_counts  # type: ignore[method-assign]
    recorder(redis, engine).catch_up()
    os._exit(0)


def died(redis: Redis, engine: Engine, steps: int) -> bool:
    """Let a process of its own record and die after so many steps; False when it was done before."""
    child = os.fork()
    if not child:
        doomed(redis, open_ledger(engine.url.render_as_string(hide_password=False), to_write=True), steps)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), "it neither ended nor was killed"
    return status == signal.SIGKILL


@pytest.mark.crash
def test_a_recorder_that_dies_anywhere_leaves_no_gap_and_writes_nothing_twice(
    centre: Story, ledger: Engine, tmp_path: Path
) -> None:
    day = ADay(centre, seed=7)
    steps = 0
    while True:
        steps += 1
        day.happen(2)
        if not died(centre.redis, ledger, steps):
            break
    assert steps > 40, "it was killed at many points"
    recorder(centre.redis, ledger).catch_up()
    at_once = open_to_write(f"sqlite:///{tmp_path / 'at-once.sqlite'}")
    recorder(centre.redis, at_once).catch_up()
    assert dump(ledger) == dump(at_once)


@pytest.fixture
def mortal(folder: Path) -> Iterator[QueueServer]:
    running = QueueServer(folder)
    running.start()
    yield running
    running.stop()


@pytest.mark.crash
def test_the_program_goes_on_after_a_kill_of_its_own_and_one_of_the_queue_server(
    mortal: QueueServer, tmp_path: Path
) -> None:
    told = {"HALL_REDIS_URL": mortal.url, "HALL_DATA": str(tmp_path), "HALL_CONFIG": str(CONFIG)}
    story = Story(for_commands(mortal.url))
    day = ADay(story, seed=8)
    program = Child("hall", "record", environment=told)
    program.ready()
    day.happen(20)
    wait_until(lambda: recorded(tmp_path) > 0, "the first event in the ledger")
    os.kill(program.pid, signal.SIGKILL)
    day.happen(20)
    with Child("hall", "record", environment=told) as again:
        again.ready()
        assert mortal.pid
        os.kill(mortal.pid, signal.SIGKILL)
        day.happen(20)
        # The stream may let go of what is recorded: to a recorder on the wall clock a story's day is long ago.
        last = int(story.events()[-1]["seq"])
        wait_until(lambda: recorded(tmp_path) == last, "every event in the ledger")
    program.stop()
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}").connect() as connection:
        seqs = list(connection.execute(select(events.c.seq).order_by(events.c.seq)).scalars())
    assert seqs == list(range(1, last + 1))


def recorded(folder: Path) -> int:
    with open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}").connect() as connection:
        return int(connection.execute(select(func.count()).select_from(events)).scalar_one())
