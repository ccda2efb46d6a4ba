"""Lose answers on the way, as a network and a restart do: nobody is called twice, and nobody is skipped.

redis-py repeats a command by itself when its answer is lost, and so does a console: what counts is the press.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from hall.rules.refusals import Refusal
from hall.store.connection import for_commands
from hall.store.records import Answer
from hall.store.scripts import Scripts
from hall.store.server import QueueServer, socket_of
from hall.store.tickets import Tickets
from tests.builders import Story
from tests.losing_proxy import LosingProxy

pytestmark = pytest.mark.slow

WINDOWS = [f"east/{number}" for number in range(1, 9)]
#: 200 presses in all.
PRESSES = 25
#: Of the answers that come back, how many are lost.
SHARE = 0.15

Press = Callable[[str], str | None]


@pytest.fixture
def proxy(server: QueueServer, folder: Path) -> Iterator[LosingProxy]:
    """Put somebody on the line who loses answers."""
    losing = LosingProxy(socket_of(server.data), folder, SHARE, seed=20140820)
    yield losing
    losing.stop()


def until_answered(act: Callable[[], Answer]) -> Answer:
    """Press the same button again until there is an answer, as a console does."""
    while True:
        try:
            return act()
        except RedisError:
            continue


def storm(centre: Story, press: Press) -> dict[str, list[str]]:
    """Let eight clerks press `PRESSES` times each, all at once; return whom each of them saw."""
    for window in WINDOWS:
        centre.opens(window)
    for _ in range(len(WINDOWS) * PRESSES + 50):
        centre.takes("tax")

    def clerk(window: str) -> list[str]:
        return [seen for _ in range(PRESSES) if (seen := press(window))]

    with ThreadPoolExecutor(len(WINDOWS)) as clerks:
        return dict(zip(WINDOWS, clerks.map(clerk, WINDOWS), strict=True))


def called_by(centre: Story) -> dict[str, list[str]]:
    """Return whom each window called by the event log."""
    calls: dict[str, list[str]] = {window: [] for window in WINDOWS}
    for event in centre.events():
        if event["type"] == "called":
            calls[event["window"]].append(event["ticket"])
    return calls


def test_with_its_request_id_each_press_calls_one_visitor_and_the_clerk_sees_each_of_them(
    centre: Story, proxy: LosingProxy
) -> None:
    tickets = Tickets(for_commands(proxy.url), centre.keys, centre.rules, centre.clock)

    def press(window: str) -> str | None:
        button = centre.press()
        here = centre.window(window).ticket
        act = tickets.finish_and_call_next if here else tickets.call_next
        called = until_answered(lambda: act(button, window)).ticket
        return called.id if called else None

    seen = storm(centre, press)
    assert proxy.lost > 20, "answers were lost"
    assert seen == called_by(centre), "each clerk saw whom her window called, and nobody else was called"
    everybody = [one for calls in seen.values() for one in calls]
    assert len(everybody) == len(set(everybody)) == len(WINDOWS) * PRESSES
    in_order = [event["ticket"] for event in centre.events() if event["type"] == "called"]
    assert in_order == sorted(in_order, key=lambda one: centre.ticket(one).join), "and nobody was skipped"


def test_without_a_request_id_the_same_storm_calls_visitors_whom_no_clerk_sees(
    centre: Story, proxy: LosingProxy
) -> None:
    scripts = Scripts(for_commands(proxy.url), centre.keys.prefix)
    due = {"early_ms": centre.rules.early_ms, "appointment_ms": centre.rules.appointment_ms}

    def press(window: str) -> str | None:
        act = "finish_and_call_next" if centre.window(window).ticket else "call_next"
        try:
            said = scripts.run(act, {"window": window, "now": centre.clock(), **due})
        except (RedisError, Refusal):
            return None
        ticket: str | None = said["ticket"]["id"] if "ticket" in said else None
        return ticket

    seen = storm(centre, press)
    assert proxy.lost > 20, "answers were lost"
    everybody = {one for calls in seen.values() for one in calls}
    unseen = [one for calls in called_by(centre).values() for one in calls if one not in everybody]
    assert unseen, "somebody was called and finished, and no clerk ever saw her: this is what request ids are for"


def test_numbers_are_given_once_although_answers_are_lost(centre: Story, proxy: LosingProxy) -> None:
    tickets = Tickets(for_commands(proxy.url), centre.keys, centre.rules, centre.clock)

    def touch(_: int) -> str:
        button, new = centre.press(), centre.newcomer("tax")
        ticket = until_answered(lambda: tickets.take(button, new)).ticket
        assert ticket
        return ticket.number

    with ThreadPoolExecutor(8) as kiosks:
        numbers = list(kiosks.map(touch, range(100)))
    assert proxy.lost > 5
    assert sorted(numbers) == [f"A{count:03d}" for count in range(1, 101)]
    assert centre.told() == ["issued"] * 100
