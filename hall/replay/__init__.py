"""Replay a day (重放): drive the real engine with given moments and print what it does.

The store's own Lua commands run on a private queue server with the moments of the input as their clock, so a replay
shows what the hall would have done, not a model of it. The same input gives the same output byte for byte.
"""

from __future__ import annotations

import heapq
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from hall.directory import Policy
from hall.replay.foreknown import DAWN, Foreknown
from hall.replay.lines import ReplayFault, read
from hall.rules import expecting, waiting
from hall.rules.discipline import Discipline, Standing
from hall.rules.expecting import Known
from hall.rules.ticket import State, Ticket
from hall.rules.times import MINUTE_MS
from hall.store.connection import for_commands
from hall.store.keys import Keys
from hall.store.reading import Reading
from hall.store.server import QueueServer, clear
from hall.store.tickets import NewTicket, Onward, Request, Tickets

__all__ = ["Replay", "ReplayFault", "private_server", "run"]
STANDINGS = {"W": Standing.WALK_IN, "P": Standing.PRIORITY, "A": Standing.WALK_IN}
#: How the folders of private servers begin, and for how many seconds one counts as only just made.
FOLDER, NEW_SECONDS = "hall-replay-", 60
#: Events read at once; between two lines of an input there are far fewer.
EVENTS_AT_ONCE = 5000


@dataclass
class Day:
    """Hold what the replay itself has to remember; everything else is in the engine."""

    windows: dict[str, Mapping[str, int]] = field(default_factory=dict)
    #: Windows and services of which this moment brings news: nobody else has anybody to call.
    news: set[str] = field(default_factory=set)
    busy: dict[str, str] = field(default_factory=dict)
    service_ms: dict[str, list[int]] = field(default_factory=dict)
    ends: list[tuple[int, int, str]] = field(default_factory=list)


class Replay:
    """Drive one day through the engine. Moments (`t`) are ms from the start of the day.

    A `join` may name further services of its ticket, `then: [{svc, service}]`, and `{ev: "grant", id}` gives a priority
    to somebody who waits.

    Without `estimates` nobody is told how long she will wait: that costs more than all the rest.
    """

    def __init__(self, url: str, policy: Policy, *, estimates: bool = True) -> None:
        self._estimates = estimates
        self._redis = for_commands(url)
        self._keys = Keys("replay")
        self._times = policy.times
        self._day = Day()
        self._foreknown = Foreknown()
        self._now = DAWN
        self._presses = 0
        self._rules(policy.rules)

    def run(self, lines: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield what happens: ends first, then the input's lines in their order, then calls by window."""
        pending = list(lines)
        position = 0
        while position < len(pending) or self._day.ends:
            coming = [pending[position]["t"]] if position < len(pending) else []
            t = min([*coming, *(one[0] for one in self._day.ends[:1])])
            self._now = DAWN + t
            yield from self._end(t)
            while position < len(pending) and pending[position]["t"] == t:
                yield from self._take_line(pending[position])
                position += 1
            yield from self._call(t)

    def _end(self, t: int) -> Iterator[dict[str, Any]]:
        while self._day.ends and self._day.ends[0][0] == t:
            _, _, window = heapq.heappop(self._day.ends)
            ticket = self._day.busy.pop(window)
            after = self._tickets.finish(self._press(), window).ticket
            # A ticket with further services waits again.
            self._day.news |= {window, after.service} if after and after.state is State.WAITING else {window}
            yield {"t": t, "ev": "end", "id": ticket, "w": window}

    def _call(self, t: int) -> Iterator[dict[str, Any]]:
        """Let every free open window call, in the order of their first appearance."""
        for order, (window, serves) in enumerate(self._day.windows.items()):
            if not serves or window in self._day.busy or self._day.news.isdisjoint({window, *serves}):
                continue
            ticket = self._tickets.call_next(self._press(), window).ticket
            if ticket:
                self._day.busy[window] = ticket.id
                self._foreknown.here[ticket.service].pop(ticket.id, None)
                heapq.heappush(self._day.ends, (t + self._day.service_ms[ticket.id].pop(0), order, window))
                yield {"t": t, "ev": "call", "id": ticket.id, "w": window, "why": ticket.why}
        self._day.news.clear()

    def _take_line(self, line: dict[str, Any]) -> Iterator[dict[str, Any]]:
        kind = line["ev"]
        if kind == "policy":
            minutes = {name: int(line[name] * MINUTE_MS) for name in ("ha", "hp", "e", "g")}
            self._rules(Discipline(minutes["ha"], minutes["hp"], minutes["e"], minutes["g"]))
        elif kind in ("history", "plan", "booked"):
            self._foreknown.learn(line)
        elif kind == "window":
            yield self._window(line["t"], line["w"], line["serves"])
        elif kind == "join":
            yield self._join(line)
        elif kind == "leave":
            yield from self._leave(line)
        elif kind == "grant":
            yield from self._grant(line)

    def _window(self, t: int, window: str, serves: dict[str, int]) -> dict[str, Any]:
        if serves:
            self._tickets.open_window(self._press(), window, serves)
        else:
            self._tickets.close_window(self._press(), window, "serve")
        self._foreknown.closed.pop(window, None)
        before = self._day.windows.get(window, {})
        if not serves and any(self._foreknown.is_planned(service, self._now) for service in before):
            self._foreknown.closed[window] = before
        self._day.windows[window] = serves
        self._day.news.add(window)
        for service, windows in self._pools().items():
            if not self._foreknown.is_planned(service, self._now):
                self._foreknown.usual[service] = len(windows)
        return {"t": t, "ev": "window", "w": window, "serves": serves}

    def _pools(self) -> dict[str, list[str]]:
        """Return the open windows of each service that ever had one."""
        pools: dict[str, list[str]] = {service: [] for service in self._foreknown.usual}
        for window, serves in self._day.windows.items():
            for service in serves:
                pools.setdefault(service, []).append(window)
        return pools

    def _join(self, line: dict[str, Any]) -> dict[str, Any]:
        service, kind = line["svc"], line["cls"]
        slot_at = DAWN + line["slot"] if kind == "A" else None
        then = line.get("then", ())
        self._day.service_ms[line["id"]] = [line["service"], *(one["service"] for one in then)]
        onward = tuple(Onward(one["svc"], "hall", "area") for one in then)
        new = NewTicket(line["id"], service, "hall", "area", service, STANDINGS[kind], slot_at=slot_at, then=onward)
        ticket = self._tickets.take(self._press(), new).ticket
        assert ticket
        if slot_at is not None:
            self._foreknown.away[service][slot_at] = max(0, self._foreknown.away[service][slot_at] - 1)
        self._day.news.add(service)
        if not self._estimates:
            return {"t": line["t"], "ev": "join", "id": ticket.id}
        before, estimate = self._estimate(ticket)
        if ticket.booked:
            self._foreknown.here[service][ticket.id] = ticket.counted_at
        return {"t": line["t"], "ev": "join", "id": ticket.id, "ahead": before, "estimate": estimate}

    def _leave(self, line: dict[str, Any]) -> Iterator[dict[str, Any]]:
        ticket = self._reading.ticket(line["id"])
        if ticket and ticket.state is State.WAITING:
            self._tickets.cancel(self._press(), ticket.id)
            self._foreknown.here[ticket.service].pop(ticket.id, None)
            yield {"t": line["t"], "ev": "leave", "id": ticket.id}

    def _grant(self, line: dict[str, Any]) -> Iterator[dict[str, Any]]:
        ticket = self._reading.ticket(line["id"])
        if ticket and ticket.state is State.WAITING and ticket.standing is Standing.WALK_IN:
            self._tickets.grant_priority(self._press(), ticket.id, "elderly")
            yield {"t": line["t"], "ev": "grant", "id": ticket.id}

    def _estimate(self, ticket: Ticket) -> tuple[int, dict[str, int] | None]:
        """Return how many stand before a ticket in its own service, and its expected wait in ms."""
        known = self._known()
        rivals = sorted({*known.pools, ticket.service})
        (standing,) = self._reading.standings([(ticket, rivals)], self._now)
        found = expecting.expect(known, standing, self._plan(ticket.service))
        return standing.before[ticket.service], asdict(found) if found else None

    def _known(self) -> Known:
        """Gather what is known now, with what has happened since the last time that it was asked for."""
        foreknown = self._foreknown
        for event in self._reading.events(foreknown.last_event, EVENTS_AT_ONCE):
            foreknown.lately.take(event)
            foreknown.last_event = int(event["seq"])
        return Known(
            now=self._now,
            rules=self._discipline,
            lately=foreknown.lately,
            paces=foreknown.paces,
            reaches={**foreknown.returning(self._now), **{name: one for name, one in self._day.windows.items() if one}},
            free={window for window, serves in self._day.windows.items() if serves} - set(self._day.busy),
            bookings=foreknown.bookings(self._now, self._discipline),
            check_in_early_ms=self._times.check_in_early_ms,
        )

    def _plan(self, service: str) -> tuple[waiting.Step, ...]:
        open_now, usual = len(self._pools().get(service, ())), self._foreknown.usual[service]
        return waiting.planned(self._now, open_now, self._foreknown.spans[service], usual)

    def _rules(self, rules: Discipline) -> None:
        self._discipline = rules
        self._tickets = Tickets(self._redis, self._keys, rules, lambda: self._now, self._times)
        self._reading = Reading(self._redis, self._keys, rules, lambda: self._now)

    def _press(self) -> Request:
        self._presses += 1
        return Request(f"replay-{self._presses}", "0" * 16, "replay")


def run(lines: Iterable[bytes], policy: Policy, out: TextIO) -> None:
    """Replay an input on a private server of its own and print the event log as JSON lines; ReplayFault if it cannot.

    The whole input is checked before the first line of it is replayed, so that nothing is printed of a faulty one.
    """
    checked = read(lines)
    with private_server() as url:
        for event in Replay(url, policy).run(checked):
            print(json.dumps(event, ensure_ascii=False, separators=(",", ":")), file=out)


@contextmanager
def private_server() -> Iterator[str]:
    """Run a queue server for one replay; it forgets everything afterwards."""
    _clear_killed()
    with tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
        server = QueueServer(Path(folder), durable=False)
        try:
            server.start()
            yield server.url
        finally:
            server.stop()


def _clear_killed() -> None:
    """End the servers of replays that were killed: nobody else knows of them."""
    for left in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        # A folder that has just been made is not locked yet.
        with suppress(FileNotFoundError):
            state = left.stat()
            if state.st_uid == os.getuid() and time.time() - state.st_mtime > NEW_SECONDS:
                clear(left)
