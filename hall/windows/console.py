"""Show a clerk her window (办事窗口操作台): the visitor, what to press next, who comes, who waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hall.directory import Centre, Text
from hall.rules.discipline import Standing, Why
from hall.rules.ticket import Move, State, Ticket
from hall.rules.window import Window, WindowState
from hall.store.reading import Next, Waiting
from hall.web.language import Phrase, clock, duration


@dataclass(frozen=True)
class Visitor:
    """Hold the visitor at the window, or one who comes next; moments in ms, 0 means not yet.

    `standing` and `reason` are codes, `needs` are codes of what she needs help with.
    """

    ticket: str
    number: str
    service: str
    service_name: Text
    state: str
    standing: str
    reason: str
    needs: tuple[str, ...]
    why: Phrase
    why_code: str
    called_at: int = 0
    started_at: int = 0
    calls: int = 0

    @property
    def tag(self) -> str:
        """Return the standing where it is something else than walking in, else ''."""
        return "" if self.standing == Standing.WALK_IN else self.standing


@dataclass(frozen=True)
class Queue:
    """Hold who waits for one service of this window; `own` is False where the window only helps out (协办)."""

    service: str
    name: Text
    waiting: int
    longest_wait_seconds: int
    oldest_at: int
    own: bool


@dataclass(frozen=True)
class ConsoleView:
    """Hold what the console shows. `primary` is the act that comes next, `acts` what else is possible now."""

    window: str
    hall: str
    hall_name: Text
    number: int
    agency_name: Text
    state: str
    since: int
    pause_reason: str
    primary: str
    acts: tuple[str, ...]
    visitor: Visitor | None
    coming: tuple[Visitor, ...]
    queues: tuple[Queue, ...]
    now: int
    as_of: int

    @property
    def waiting(self) -> int:
        """Return how many people wait for any of the window's services."""
        return sum(queue.waiting for queue in self.queues)

    @property
    def stage(self) -> str:
        """Return in one word what the window is doing: closed, paused, free, called or serving."""
        if self.visitor:
            return self.visitor.state
        return "free" if self.state == WindowState.OPEN else self.state


def view(
    window: Window,
    visitor: Ticket | None,
    coming: tuple[Next, ...],
    waiting: Mapping[str, Waiting],
    centre: Centre,
    now: int,
    as_of: int,
) -> ConsoleView:
    """Build the picture of a window's console (操作台画面); `waiting` is by service."""
    place = centre.windows[window.id]
    return ConsoleView(
        window=window.id,
        hall=place.hall,
        hall_name=centre.halls[place.hall].name,
        number=place.number,
        agency_name=centre.agencies[place.agency].short,
        state=window.state.value,
        since=window.since,
        pause_reason=window.reason if window.state is WindowState.PAUSED else "",
        primary=primary_act(window, visitor),
        acts=other_acts(window, visitor),
        visitor=_visitor(visitor, Why(visitor.why or Why.WAITED), visitor.first_called_at, centre)
        if visitor
        else None,
        coming=tuple(_visitor(one.ticket, one.why, now, centre) for one in coming),
        queues=tuple(
            _queue(service, handicap, waiting.get(service, Waiting()), centre, now)
            for service, handicap in (window.reach or place.reach).items()
        ),
        now=now,
        as_of=as_of,
    )


def primary_act(window: Window, visitor: Ticket | None) -> str:
    """Say which act comes next at a window, the one that the space bar does (下一步)."""
    if visitor:
        return "start" if visitor.state is State.CALLED else "finish-and-call-next"
    return "call-next" if window.state is WindowState.OPEN else "open"


def other_acts(window: Window, visitor: Ticket | None) -> tuple[str, ...]:
    """List which acts besides the next one are possible now."""
    if visitor:
        moves = {"recall": Move.RECALL, "no-show": Move.MISS, "finish": Move.FINISH}
        return tuple(act for act, move in moves.items() if visitor.may(move))
    if window.state is WindowState.CLOSED:
        return ()
    return ("pause", "close") if window.state is WindowState.OPEN else ("close",)


def why_here(ticket: Ticket, why: Why, until: int, zone: str) -> Phrase:
    """Explain in words why a visitor stands where she stands (为什么是这一位); she waited until `until`."""
    if why in (Why.APPOINTMENT_DUE, Why.APPOINTMENT_EARLY):
        return Phrase(f"why.{why.value}", {"at": clock(ticket.slot_at, zone)})
    if why is Why.PRIORITY:
        return Phrase(f"why.priority_{ticket.reason}" if ticket.reason else "why.priority")
    return Phrase("why.waited", {"time": duration((until - ticket.issued_at) // 1000)})


def as_json(view: ConsoleView) -> dict[str, object]:
    """Encode the same picture for programs and call pads."""
    return {
        "window": view.window,
        "hall": view.hall,
        "number": view.number,
        "state": view.state,
        "stage": view.stage,
        "since": view.since,
        "reason": view.pause_reason,
        "primary": view.primary,
        "acts": list(view.acts),
        "visitor": _visitor_json(view.visitor) if view.visitor else None,
        "next": [_visitor_json(one) for one in view.coming],
        "waiting": view.waiting,
        "services": [
            {
                "id": queue.service,
                "waiting": queue.waiting,
                "longest_wait_seconds": queue.longest_wait_seconds,
                "own": queue.own,
            }
            for queue in view.queues
        ],
        "at": view.now,
        "as_of": view.as_of,
    }


def _visitor(ticket: Ticket, why: Why, until: int, centre: Centre) -> Visitor:
    return Visitor(
        ticket=ticket.id,
        number=ticket.number,
        service=ticket.service,
        service_name=centre.services[ticket.service].name,
        state=ticket.state.value,
        standing=ticket.standing.value,
        reason=ticket.reason,
        needs=ticket.needs,
        why=why_here(ticket, why, until, centre.zone),
        why_code=why.value,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        calls=ticket.calls,
    )


def _queue(service: str, handicap: int, waiting: Waiting, centre: Centre, now: int) -> Queue:
    longest = max(0, now - waiting.oldest_at) // 1000 if waiting.oldest_at else 0
    name = centre.services[service].name
    return Queue(service, name, waiting.total, longest, waiting.oldest_at, own=handicap == 0)


def _visitor_json(visitor: Visitor) -> dict[str, object]:
    return {
        "id": visitor.ticket,
        "number": visitor.number,
        "service": visitor.service,
        "state": visitor.state,
        "standing": visitor.standing,
        "reason": visitor.reason,
        "needs": list(visitor.needs),
        "why": visitor.why_code,
        "called_at": visitor.called_at,
        "started_at": visitor.started_at,
        "calls": visitor.calls,
    }
