"""Show a clerk her window (办事窗口操作台): the visitor, what to press next, who comes, who waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hall.directory import Centre, Text
from hall.rules.discipline import Why
from hall.rules.ticket import Move, State, Ticket
from hall.rules.window import Window, WindowState
from hall.store.reading import LastAct, Next, Waiting
from hall.web.language import Phrase
from hall.windows.asked import Asked
from hall.windows.visitor import Held, Visitor, held, visitor, visitor_json


@dataclass(frozen=True)
class Queue:
    """Hold who waits for one service of this window; `own` is False where the window only helps out (协办).

    `later` of them may not be called yet: they put their turn off, or walk over from the other hall.
    """

    service: str
    name: Text
    waiting: int
    later: int
    longest_wait_seconds: int
    oldest_at: int
    own: bool


@dataclass(frozen=True)
class Undo:
    """Hold which act can be taken back (撤销) until the moment `until`."""

    act: str
    until: int


@dataclass(frozen=True)
class Aside:
    """Hold what is known of a window besides its visitor and its queues: who stepped aside there, longest first, what
    it did last, why the whole hall is stopped, or '', after how long a visit there is longer than usual, and what is
    asked of it."""

    held: tuple[Ticket, ...] = ()
    last: LastAct | None = None
    stopped: str = ""
    slow_ms: int = 0
    asked: Asked | None = None


@dataclass(frozen=True)
class ConsoleView:
    """Hold what the console shows. `primary` is the act that comes next, '' while the whole hall is stopped and there
    is nothing to do; `acts` are those besides it that are possible now, `stopped` is why the hall is stopped, or ''."""

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
    held: tuple[Held, ...]
    hold_ms: int
    undo: Undo | None
    stopped: str
    withdrawn: bool
    now: int
    as_of: int
    asked: Phrase | None = None
    wish: str = ""

    @property
    def waiting(self) -> int:
        """Return how many people wait for any of the window's services, or for this window alone."""
        own = {queue.service for queue in self.queues}
        return sum(queue.waiting for queue in self.queues) + sum(one.service not in own for one in self.coming)

    @property
    def later(self) -> int:
        """Return how many of them may not be called yet."""
        return sum(queue.later for queue in self.queues)

    @property
    def stage(self) -> str:
        """Return in one word what the window is doing: closed, paused, free, called or serving."""
        if self.visitor:
            return self.visitor.state
        return "free" if self.state == WindowState.OPEN else self.state

    @property
    def primary_words(self) -> str:
        """Return the key of the words on the primary button."""
        if not self.primary:
            return "act.withdrawn" if self.withdrawn else "act.stopped"
        again = self.primary == "open" and self.state == WindowState.PAUSED
        return "act.open_again" if again else f"act.{self.primary}"


def view(
    window: Window,
    at_window: Ticket | None,
    coming: tuple[Next, ...],
    waiting: Mapping[str, Waiting],
    aside: Aside,
    centre: Centre,
    now: int,
    as_of: int,
) -> ConsoleView:
    """Build the picture of a window's console (操作台画面); `waiting` is by service."""
    place = centre.windows[window.id]
    times = centre.policy.times
    undo = Undo(aside.last.act, aside.last.at + times.undo_ms) if aside.last else None
    undo = undo if undo and undo.until > now else None
    return ConsoleView(
        window=window.id,
        hall=place.hall,
        hall_name=centre.halls[place.hall].name,
        number=place.number,
        agency_name=centre.agencies[place.agency].short,
        state=window.state.value,
        since=window.since,
        pause_reason=window.reason if window.state is WindowState.PAUSED else "",
        primary=primary_act(window, at_window, aside.stopped, place.withdrawn),
        acts=(*other_acts(window, at_window, aside.stopped, place.withdrawn), *(["undo"] if undo else [])),
        visitor=_at_window(at_window, centre, aside.slow_ms) if at_window else None,
        coming=tuple(visitor(one.ticket, one.why, now, centre) for one in coming),
        queues=_queues(window.reach or place.reach, waiting, centre, now),
        held=tuple(held(one, centre) for one in aside.held),
        hold_ms=times.hold_ms,
        undo=undo,
        stopped=aside.stopped,
        withdrawn=place.withdrawn,
        now=now,
        as_of=as_of,
        asked=_asked(aside.asked, centre) if aside.asked else None,
        wish=aside.asked.wish if aside.asked else "",
    )


def _asked(asked: Asked, centre: Centre) -> Phrase:
    """Say what is asked: by whom and about whose visitors, where that is known."""
    service = centre.services.get(asked.service)
    key = f"console.asked_{asked.wish}" + ("" if asked.by else "_idle") + ("_for" if service else "")
    return Phrase(key, {"by": asked.by, "service": service.name if service else ""})


def primary_act(window: Window, visitor: Ticket | None, stopped: str = "", withdrawn: bool = False) -> str:
    """Say which act comes next at a window, the one that the space bar does (下一步); '' while none is possible.

    A withdrawn window finishes with its visitors and does not open again.
    """
    calls = window.state is WindowState.OPEN and not stopped
    if visitor:
        if visitor.state is State.CALLED:
            return "start"
        return "finish-and-call-next" if calls else "finish"
    if window.state is not WindowState.OPEN:
        return "" if withdrawn else "open"
    return "call-next" if calls else ""


def other_acts(
    window: Window, visitor: Ticket | None, stopped: str = "", withdrawn: bool = False
) -> tuple[str, ...]:
    """List which acts besides the next one are possible now; held visitors may come back at any time."""
    staffing = {WindowState.OPEN: ("pause", "close"), WindowState.PAUSED: ("close",), WindowState.CLOSED: ()}
    stops: tuple[str, ...] = staffing[window.state]
    if visitor:
        moves = {
            "recall": Move.RECALL,
            "no-show": Move.MISS,
            "finish": Move.FINISH,
            "transfer": Move.TRANSFER,
            "hold": Move.HOLD,
        }
        again = () if window.state is WindowState.OPEN or withdrawn else ("open",)
        return (*(act for act, move in moves.items() if visitor.may(move)), *stops, *again, "return")
    calls = window.state is WindowState.OPEN and not stopped
    return (*(("call-this",) if calls else ()), *stops, "return")


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
        "visitor": visitor_json(view.visitor) if view.visitor else None,
        "next": [visitor_json(one) for one in view.coming],
        "held": [{"id": one.ticket, "number": one.number, "held_at": one.held_at} for one in view.held],
        "undo": {"act": view.undo.act, "until": view.undo.until} if view.undo else None,
        "stopped": view.stopped,
        "asked": view.wish or None,
        "waiting": view.waiting,
        "services": [
            {
                "id": queue.service,
                "waiting": queue.waiting,
                "later": queue.later,
                "longest_wait_seconds": queue.longest_wait_seconds,
                "own": queue.own,
            }
            for queue in view.queues
        ],
        "at": view.now,
        "as_of": view.as_of,
    }


def _at_window(ticket: Ticket, centre: Centre, slow_ms: int) -> Visitor:
    return visitor(ticket, Why(ticket.why or Why.WAITED), ticket.first_called_at, centre, slow_ms)


def _queues(
    reach: Mapping[str, int], waiting: Mapping[str, Waiting], centre: Centre, now: int
) -> tuple[Queue, ...]:
    found = []
    for service, handicap in reach.items():
        queue = waiting.get(service, Waiting())
        longest = max(0, now - queue.oldest_at) // 1000 if queue.oldest_at else 0
        name = centre.services[service].name
        found.append(Queue(service, name, queue.total, queue.later, longest, queue.oldest_at, own=handicap == 0))
    return tuple(found)
