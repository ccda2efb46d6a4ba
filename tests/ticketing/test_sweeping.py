"""The sweep looks after many deadlines (到期处理): one that cannot be met keeps none of the others waiting."""

from __future__ import annotations

from typing import Any

import pytest
from redis.exceptions import ConnectionError

from hall.store.scripts import ScriptFault
from hall.ticketing import sweeping, watching
from tests.api import Api


def swept(hall: Api) -> int:
    return sweeping.sweep(hall.program.app.extensions["hall.opened"], hall.handles.tickets)


def falls(fault: Exception) -> Any:
    def fall(*_: object) -> None:
        raise fault

    return fall


@pytest.mark.parametrize("fault", [ScriptFault("a record that nobody understands"), KeyError("state")])
def test_a_window_that_cannot_be_looked_at_keeps_no_slip_and_no_day_end_waiting(
    strict: Api, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    ticket = strict.takes("tax", printer=True)
    due, now = strict.handles.keys("due"), strict.clock.now
    strict.handles.redis.zadd(due, {"lost:east/1": now - 2, "wall:east-a:1": now - 1})
    strict.at("22:00")
    monkeypatch.setattr(type(strict.handles.tickets), "lose_window", falls(fault))
    monkeypatch.setattr(watching, "_wall", falls(fault))
    swept(strict)
    told = [event["type"] for event in strict.events() if event.get("ticket") in (None, ticket["id"])]
    assert told[1:] == ["confirmed", "expired", "day_closed"]


def test_a_queue_server_that_is_away_ends_the_sweep_at_once(strict: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    strict.handles.redis.zadd(strict.handles.keys("due"), {"lost:east/1": strict.clock.now - 2})
    monkeypatch.setattr(type(strict.handles.tickets), "lose_window", falls(ConnectionError("away")))
    with pytest.raises(ConnectionError):
        swept(strict)
