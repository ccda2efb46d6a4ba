"""What screens said while the queue server was away (回执): when it is back, nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from redis.exceptions import ConnectionError

from hall.display import noting
from hall.display.board import key_of
from hall.rules.ticket import State
from tests.api import Api
from tests.pages.making import ticket


def test_a_call_that_two_screens_painted_before_and_after_a_fault_keeps_its_first_moment_and_both(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    called_at = api.clock.now - 60_000
    she = replace(ticket("A012"), state=State.CALLED, called_at=called_at)
    work: list[Callable[[], None]] = []
    notes = noting.Notes(api.program.app, work.append, lambda seconds: None)
    notes.drawn([she], 1)
    moments = iter((100.0, 110.0, 107.0))
    monkeypatch.setattr(noting, "monotonic", lambda: next(moments, 110.0))
    notes.painted([key_of(she.id)], 1, "screen-1")

    def falls(*_: object) -> None:
        notes.painted([key_of(she.id)], 1, "screen-2")
        raise ConnectionError("pulled")

    with monkeypatch.context() as cut:
        cut.setattr(type(api.handles.presence), "shown", falls)
        work.pop(0)()
    work.pop(0)()
    proved = api.handles.presence.proved(she.id)
    assert proved.counts == {called_at: 2}
    assert proved.firsts == {called_at: api.clock.now - 10_000}
    assert {one.screen: one.at for one in proved.shown} == {
        "screen-1": api.clock.now - 10_000, "screen-2": api.clock.now - 3_000,
    }
    assert notes.idle and not work
