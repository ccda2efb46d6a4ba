"""Break one promise at a time, press everything over a line that loses answers, and see the checker find it."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from hall.store import scripts
from hall.store.server import QueueServer
from tests.crash.breaking import BROKEN, broken_source
from tests.crash.storm import Storm

pytestmark = [pytest.mark.crash, pytest.mark.slow]
#: Rounds in which everybody presses once or twice, and at most so many of them.
ROUNDS, MOST = 25, 16
SEED = 7


def found(storm: Storm, kinds: frozenset[str]) -> set[str]:
    """Press until one of these kinds is found, or long enough."""
    seen: set[str] = set()
    for _ in range(MOST):
        storm.blow(ROUNDS)
        seen = {one.kind for one in storm.violations()}
        if seen & kinds:
            break
    return seen


def test_a_hall_that_keeps_its_promises_has_no_violation(server: QueueServer, redis: Redis, folder: Path) -> None:
    storm = Storm(server, folder, SEED)
    storm.blow(120)
    violations = storm.violations()
    storm.stop()
    assert storm.proxy.lost > 20
    assert not violations, "\n".join(map(str, violations[:20]))


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_promise_is_found(
    server: QueueServer, redis: Redis, folder: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(scripts, "source", broken_source(broken))
    storm = Storm(server, folder, SEED)
    kinds = BROKEN[broken][2]
    seen = found(storm, kinds)
    storm.stop()
    assert seen & kinds, f"the checker found {seen or 'nothing'}"
