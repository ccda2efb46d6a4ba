"""Kill web processes and the queue server at random while everybody presses: no promise is broken.

`make test-crash` runs it for 60 seconds; HALL_CRASH_SECONDS and HALL_CRASH_SEED change that. Then the same hammer runs
on a hall that is broken on purpose, because a checker that finds nothing anywhere proves nothing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BASE, need_server
from tests.crash.checker import Least, check, too_little
from tests.crash.hammer import Hammer
from tests.invariants import check_store

pytestmark = [pytest.mark.crash, pytest.mark.slow]
SECONDS = float(os.environ.get("HALL_CRASH_SECONDS", "60"))
SEED = int(os.environ.get("HALL_CRASH_SEED", "20140820"))
#: Seconds for which a broken hall is hammered: what is broken there shows at once.
BROKEN_SECONDS = 8.0


@pytest.fixture
def data() -> Iterator[Path]:
    """Lend a folder for the queue server's data."""
    need_server()
    made = Path(tempfile.mkdtemp(prefix="hall-", dir=BASE))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def least(seconds: float) -> Least:
    """Return what a run of these seconds must have done on a slow and busy machine."""
    each = int(seconds / 20)
    return Least(
        presses=int(seconds * 8), calls=int(seconds), compared=int(seconds / 2), again=int(seconds / 4),
        kills={"web process": each, "queue server": each},
    )


def test_nothing_is_lost_and_nobody_called_twice_while_everything_is_killed(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hammer = Hammer(data, SEED, SECONDS)
    try:
        hammer.run()
        events, states = hammer.read()
        found = check(events, hammer.history, states)
        history, kills = hammer.history, dict(hammer.history.kills)
        calls = sum(event["type"] == "called" for event in events)
        with capsys.disabled():
            print(
                f"\ncrash test, seed {SEED}, {SECONDS:.0f} s: {len(history.presses)} presses in "
                f"{sum(one.tries for one in history.presses)} tries, {100 * history.answered:.1f} % answered; "
                f"kills {kills}; {len(events)} events, {calls} calls; violations {len(found)}"
            )
        assert not found, "\n".join(map(str, found[:20]))
        short = too_little(events, history, least(SECONDS))
        assert not short, f"this run did too little to say anything: {'; '.join(short)}"
        check_store(hammer.opened.redis, hammer.opened.keys)
    finally:
        hammer.stop()


def test_the_same_hammer_finds_a_hall_that_keeps_no_answers(data: Path) -> None:
    hammer = Hammer(data, SEED, BROKEN_SECONDS, "tests.crash.breaking", "an answer is not kept")
    try:
        hammer.run()
        events, states = hammer.read()
        kinds = {one.kind for one in check(events, hammer.history, states)}
        assert kinds & {"two answers", "done twice"}
    finally:
        hammer.stop()
