"""Make a day that can be replayed (往日) out of its events: who came for what, how long each took, who was open when.

An event that was undone did not happen. What no event tells is taken as usual; what a replay cannot know (a turn put
off, a call out of its order) is counted, so that whoever compares can say it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hall.rules.discipline import Standing
from hall.rules.own_time import NEVER, AtWindow, OwnTime, Wait, Waiting, own_time

Event = Mapping[str, str]
#: With these a visitor leaves the window at which she is.
LEAVES = frozenset({"finished", "transferred", "no_show", "held", "sent_back", "expired"})
#: After these she waits on with her rank kept, for the service that the event names.
WAITS_ON = frozenset({"transferred", "sent_back"})
#: Acts that a replay does not know as they were.
NOT_REPLAYED = frozenset({"deferred", "out_of_order", "held", "rejoined"})
#: Whose usual time nobody knows is taken to need so long, in ms.
UNKNOWN_MS = 8 * 60_000


@dataclass(frozen=True)
class Leg:
    """Hold one time of a visitor at a window: `ms` from the call until she left, None when no event tells.

    `waited_from` is since when she could have been called to it.
    """

    service: str
    ms: int | None = None
    window: str = ""
    called_at: int = 0
    left_at: int = 0
    waited_from: int = 0


@dataclass(frozen=True)
class Visitor:
    """Hold one visitor; a moment of 0 never came. `again` is one who came back, whom no figure counts twice.

    `granted_at` is when somebody who stood in the queue was given a priority, `left_at` when she gave up waiting.
    """

    id: str
    service: str
    standing: str
    joined_at: int
    slot_at: int = 0
    granted_at: int = 0
    left_at: int = 0
    called_at: int = 0
    legs: tuple[Leg, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class PastDay:
    """Hold a day. `turns` say of each window when it began (True) and ceased (False) to call, `called` for which
    services it did, `stops` from when to when the whole hall was stopped."""

    began_at: int
    visitors: tuple[Visitor, ...]
    turns: Mapping[str, tuple[tuple[int, bool], ...]]
    called: Mapping[str, frozenset[str]]
    stops: tuple[tuple[int, int], ...]
    not_replayed: Mapping[str, int]


@dataclass
class _Here:
    """Hold a visitor on her way through the day; `call` is that to the window where she is, `service` what for now."""

    visitor: Visitor
    service: str
    waits_from: int
    waits: bool = True
    call: Event | None = None


@dataclass
class _Folding:
    """Hold the day on its way."""

    here: dict[str, _Here] = field(default_factory=dict)
    gone: list[Visitor] = field(default_factory=list)
    turns: dict[str, list[tuple[int, bool]]] = field(default_factory=lambda: defaultdict(list))
    called: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stops: list[tuple[int, int]] = field(default_factory=list)
    stopped_at: int = 0
    not_replayed: Counter[str] = field(default_factory=Counter)


def past_day(
    events: Iterable[Event], began_at: int, reaches: Mapping[str, Collection[str]], usual: Mapping[str, int]
) -> PastDay:
    """Make a day of its events in their order.

    `reaches` are the services of each window, `usual` is how many ms a service takes where no event tells.
    """
    told = list(events)
    undone = {event["undoes"] for event in told if event.get("undoes")}
    folding = _Folding()
    for event in told:
        if event["type"] != "undone" and event.get("request", "-") not in undone:
            _take(folding, event)
    visitors = [*folding.gone, *(_as_left(one) for one in folding.here.values())]
    by_window, waiting = _by_window(visitors), Waiting(_waits(visitors))
    found = {
        window: own_time(
            [AtWindow(leg.called_at, leg.left_at) for leg in by_window.get(window, ())],
            turns, {*reaches.get(window, ()), *folding.called[window]}, waiting,
        )
        for window, turns in _seen_open(folding.turns, by_window).items()
    }
    visitors = [_longer(one, found) for one in visitors]
    times = _usual(visitors, usual)
    if folding.stopped_at:
        folding.stops.append((folding.stopped_at, int(told[-1]["at"])))
    return PastDay(
        began_at=began_at,
        visitors=tuple(sorted((_timed(one, times) for one in visitors), key=lambda one: one.joined_at)),
        turns={window: one.turns for window, one in found.items()},
        called={window: frozenset(services) for window, services in folding.called.items()},
        stops=tuple(folding.stops),
        not_replayed=dict(folding.not_replayed),
    )


def _take(folding: _Folding, event: Event) -> None:
    """Let one event happen to the day."""
    kind, at, ticket = event["type"], int(event["at"]), event.get("ticket", "")
    if kind in ("window_opened", "window_paused", "window_closed"):
        turns = folding.turns[event["window"]]
        if (turns[-1][1] if turns else False) != (kind == "window_opened"):
            turns.append((at, kind == "window_opened"))
    elif kind == "hall_stopped":
        folding.stopped_at = at
    elif kind == "hall_resumed" and folding.stopped_at:
        folding.stops.append((folding.stopped_at, at))
        folding.stopped_at = 0
    elif kind == "issued":
        joined = int(event.get("taken_at", at))
        slot = int(event.get("slot_at", 0))
        visitor = Visitor(ticket, event.get("service", ""), event.get("standing", ""), joined, slot)
        folding.here[ticket] = _Here(visitor, visitor.service, joined)
    elif ticket in folding.here:
        _happen(folding, folding.here[ticket], event)


def _happen(folding: _Folding, one: _Here, event: Event) -> None:
    """Let one event happen to a visitor."""
    kind, at = event["type"], int(event["at"])
    folding.not_replayed.update({"out_of_order" if event.get("out_of_order") else kind} & NOT_REPLAYED)
    if kind == "called":
        one.call, one.waits = event, False
        folding.called[event.get("window", "")].add(event.get("service", ""))
        one.visitor = replace(one.visitor, called_at=one.visitor.called_at or at)
    elif kind in LEAVES and one.call:
        # Who is still at a window when the day is ended was forgotten there: how long she took is not known.
        leg = _leg(one, one.call, None if kind == "expired" else at)
        one.visitor = replace(one.visitor, legs=(*one.visitor.legs, leg))
        one.call, one.waits, one.waits_from = None, kind in WAITS_ON, at
        one.service = event.get("service", one.service)
    elif kind == "cancelled" and event.get("reason") == "print_failed":
        del folding.here[event["ticket"]]
    elif kind in ("cancelled", "expired") and one.waits:
        one.visitor, one.waits = replace(one.visitor, left_at=at), False
    elif kind == "standing_granted":
        one.visitor = replace(one.visitor, standing=Standing.PRIORITY, granted_at=at)
    elif kind in ("returned", "rejoined"):
        _come_back(folding, one, event)


def _leg(one: _Here, call: Event, left_at: int | None = None) -> Leg:
    called_at = int(call["at"])
    ms = None if left_at is None else left_at - called_at
    return Leg(call.get("service", ""), ms, call.get("window", ""), called_at, left_at or 0, one.waits_from)


def _come_back(folding: _Folding, one: _Here, event: Event) -> None:
    """Let a visitor come anew: who stepped aside is called soon again, who missed her call queues."""
    folding.gone.append(_as_left(one))
    standing, at = (Standing.PRIORITY if event["type"] == "returned" else Standing.WALK_IN), int(event["at"])
    service = event.get("service", one.service)
    again = Visitor(f"{one.visitor.id}+", service, standing, at, again=True)
    folding.here[event["ticket"]] = _Here(again, service, at)


def _as_left(one: _Here) -> Visitor:
    """Return a visitor as the day leaves her; of one who waits or is at a window it is not known how long it takes."""
    if one.call:
        return replace(one.visitor, legs=(*one.visitor.legs, _leg(one, one.call)))
    if one.waits or not one.visitor.legs:
        return replace(one.visitor, legs=(*one.visitor.legs, Leg(one.service, waited_from=one.waits_from)))
    return one.visitor


def _by_window(visitors: Iterable[Visitor]) -> dict[str, list[Leg]]:
    """Return what each window did, call after call."""
    found: dict[str, list[Leg]] = defaultdict(list)
    for visitor in visitors:
        for leg in visitor.legs:
            if leg.called_at:
                found[leg.window].append(leg)
    return {window: sorted(legs, key=lambda leg: leg.called_at) for window, legs in found.items()}


def _seen_open(
    turns: Mapping[str, list[tuple[int, bool]]], by_window: Mapping[str, Sequence[Leg]]
) -> dict[str, list[tuple[int, bool]]]:
    """Let a window that no event opened be open since its first call: it was so since before this day."""
    found = {window: list(some) for window, some in turns.items()}
    for window, legs in by_window.items():
        mine = found.setdefault(window, [])
        if not mine or mine[0][0] > legs[0].called_at:
            mine.insert(0, (legs[0].called_at, True))
    return found


def _waits(visitors: Iterable[Visitor]) -> Iterator[Wait]:
    for visitor in visitors:
        for leg in visitor.legs:
            yield Wait(leg.service, leg.waited_from, leg.called_at or visitor.left_at or NEVER)


def _longer(visitor: Visitor, found: Mapping[str, OwnTime]) -> Visitor:
    """Count the papers that a clerk did after a visitor to that visitor's time at the window."""
    return replace(visitor, legs=tuple(
        replace(leg, ms=leg.ms + found[leg.window].longer.get(leg.called_at, 0)) if leg.ms is not None else leg
        for leg in visitor.legs
    ))


def _usual(visitors: Iterable[Visitor], usual: Mapping[str, int]) -> dict[str, int]:
    """Return how long each service took that day in the mean, or usually."""
    found: dict[str, list[int]] = defaultdict(list)
    for visitor in visitors:
        for leg in visitor.legs:
            found[leg.service] += [] if leg.ms is None else [leg.ms]
    return {**usual, **{service: sum(some) // len(some) for service, some in found.items() if some}}


def _timed(visitor: Visitor, times: Mapping[str, int]) -> Visitor:
    """Give every time at a window its length."""
    return replace(visitor, legs=tuple(
        replace(leg, ms=times.get(leg.service, UNKNOWN_MS)) if leg.ms is None else leg for leg in visitor.legs
    ))
