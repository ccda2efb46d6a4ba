"""Read the event log and what the clients heard, and say in words where the hall broke a promise.

It knows nothing of the hall's code: the life of a ticket and the order of a queue are told here a second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.crash.history import Heard, History, Press

#: Event → the states from which it may come, and the state after it.
LIFE: Mapping[str, tuple[frozenset[str], str]] = {
    "confirmed": (frozenset({"reserved"}), "waiting"),
    "called": (frozenset({"waiting"}), "called"),
    "recalled": (frozenset({"called"}), "called"),
    "started": (frozenset({"called"}), "serving"),
    "finished": (frozenset({"called", "serving"}), "finished"),
    "no_show": (frozenset({"called"}), "missed"),
    "transferred": (frozenset({"called", "serving"}), "waiting"),
    "held": (frozenset({"called", "serving"}), "held"),
    "returned": (frozenset({"held"}), "waiting"),
    "sent_back": (frozenset({"called", "serving"}), "waiting"),
    "rejoined": (frozenset({"missed"}), "waiting"),
    "deferred": (frozenset({"waiting"}), "waiting"),
    "cancelled": (frozenset({"reserved", "waiting", "held", "missed"}), "cancelled"),
    "expired": (frozenset({"reserved", "waiting", "called", "serving", "held"}), "expired"),
}
#: These leave a ticket's place as it was: an undo looks behind them.
IN_BETWEEN = frozenset({"recalled", "started", "reprinted"})
#: After these a place is no longer that of the moment of the number, so that it is not compared.
MOVES_PLACE = frozenset({"transferred", "returned", "rejoined", "deferred", "standing_granted"})
#: What an act may tell besides, of others: who may be called from now on, and no longer by one window alone.
OF_OTHERS = frozenset({"let_in", "unpinned"})
#: Act → the events that one press of it writes when it is done; each row is one possible outcome.
WRITES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "take": (("issued",),),
    "check-in": (("issued", "appointment_checked_in"),),
    "book": (("appointment_booked",),),
    "printed": (("confirmed",), ("cancelled",), ()),
    "reprint": (("reprinted",),),
    "cancel": (("cancelled",),),
    "rejoin": (("rejoined",),),
    "defer": (("deferred",),),
    "standing": (("standing_granted",),),
    "open": (("window_opened",), ()),
    "close": (("window_closed",), (), ("sent_back", "window_closed"), ("no_show", "window_closed")),
    "pause": (("window_paused",), (), ("sent_back", "window_paused"), ("no_show", "window_paused")),
    "call-next": (("called",), ()),
    "call-this": (("called",),),
    "recall": (("recalled",),),
    "start": (("started",),),
    "finish": (("finished",),),
    "finish-and-call-next": (("finished", "called"), ("finished",)),
    "no-show": (("no_show",),),
    "transfer": (("transferred",),),
    "hold": (("held",),),
    "return": (("returned",),),
}
CALLS = frozenset({"call-next", "call-this", "finish-and-call-next"})


@dataclass(frozen=True)
class Violation:
    """Hold one broken promise: its kind, and what happened in words."""

    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass(frozen=True)
class Life:
    """Hold where a ticket is by the log alone; `plain` while its place is that of the moment of its number."""

    id: str
    number: str
    service: str
    standing: str
    state: str
    counted: int
    join: int
    window: str = ""
    plain: bool = True


@dataclass
class Replay:
    """Live through the event log once more, and note everything that could not have happened."""

    found: list[Violation] = field(default_factory=list)
    lives: dict[str, Life] = field(default_factory=dict)
    before: dict[str, Life] = field(default_factory=dict)
    waiting: dict[str, dict[str, Life]] = field(default_factory=lambda: defaultdict(dict))
    at_window: dict[str, str] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    #: Calls whose place in the order could be held against others.
    compared: int = 0

    def wrong(self, kind: str, what: str) -> None:
        self.found.append(Violation(kind, what))

    def happens(self, event: Mapping[str, str]) -> None:
        """Take in one event."""
        type, who = event["type"], event.get("ticket", "")
        if type == "issued":
            self._issued(event)
        elif type == "day_closed":
            self.counted.clear()
        elif who and who not in self.lives:
            self.wrong("lost number", f"{type} of {who} at {event['seq']}, who never got a number")
        elif type == "undone" and who:
            self._undone(event)
        elif type in LIFE:
            self._moves(event, type)
        elif type in MOVES_PLACE:
            self.before[who] = self.lives[who]
            self._put(replace(self.lives[who], plain=False, standing=event.get("standing", "")))

    def _issued(self, event: Mapping[str, str]) -> None:
        who, number = event["ticket"], event["number"]
        series, value = number.rstrip("0123456789"), int(number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        last = self.counted.get(series, 0)
        if value <= last:
            self.wrong("number twice", f"{number} is given again at {event['seq']}")
        elif value > last + 1:
            self.wrong("gap in numbers", f"{number} comes after {series}{last:03d}")
        self.counted[series] = max(last, value)
        slot = int(event.get("slot_at", 0)) if event["standing"] == "appointment" else 0
        self._put(Life(who, number, event["service"], event["standing"], event.get("state", "waiting"),
                       slot or int(event["at"]), int(event["seq"])))

    def _moves(self, event: Mapping[str, str], type: str) -> None:
        one, window = self.lives[event["ticket"]], event.get("window", "")
        leaves, enters = LIFE[type]
        if one.state not in leaves:
            twice = type == "called" and one.state in ("called", "serving")
            self.wrong("called twice" if twice else "wrong move",
                       f"{one.number} is {type} at {event['seq']} and was {one.state} {one.window}")
        if type == "called":
            self._called(event, one, window)
        elif one.window and window and window != one.window and type != "returned":
            self.wrong("wrong move", f"{one.number} is {type} at {window} and was at {one.window}")
        if type not in IN_BETWEEN:
            self.before[one.id] = one
        here = window if enters in ("called", "serving") else ""
        self._put(replace(one, state=enters, window=here, service=event.get("service", one.service),
                          plain=one.plain and type not in MOVES_PLACE))

    def _called(self, event: Mapping[str, str], one: Life, window: str) -> None:
        other = self.at_window.get(window)
        if other and other != one.id:
            self.wrong("called twice", f"{window} calls {one.number} and has {self.lives[other].number} still")
        if event.get("out_of_order") or not one.plain:
            return
        mine = (one.counted, one.join)
        rivals = [two for two in self.waiting[one.service].values()
                  if two.plain and two.standing == one.standing and two.id != one.id]
        self.compared += bool(rivals)
        passed = [two.number for two in rivals if (two.counted, two.join) < mine]
        if passed:
            self.wrong("skipped", f"{', '.join(passed)} waited before {one.number}, called at {event['seq']}")

    def _undone(self, event: Mapping[str, str]) -> None:
        one = self.lives[event["ticket"]]
        if event.get("act") in ("pause", "close") and one.state == event.get("state") == "waiting":
            return  # The pause only let her wait for the service instead of the window; her place is the same.
        was = self.before.get(one.id, one)
        if was.state != event.get("state"):
            self.wrong("wrong place", f"{one.number} goes back to {event.get('state')} and was {was.state}")
        self.before[one.id] = one
        self._put(was)

    def _put(self, life: Life) -> None:
        was = self.lives.get(life.id)
        if was:
            self.waiting[was.service].pop(was.id, None)
            if was.window and self.at_window.get(was.window) == was.id:
                del self.at_window[was.window]
        self.lives[life.id] = life
        if life.state == "waiting":
            self.waiting[life.service][life.id] = life
        if life.window:
            self.at_window[life.window] = life.id


def replayed(events: Sequence[Mapping[str, str]]) -> Replay:
    """Live through a whole event log."""
    replay = Replay()
    for expected, event in enumerate(events, 1):
        if int(event["seq"]) != expected:
            replay.wrong("gap in seq", f"event {expected} of the log has number {event['seq']}")
            break
    for event in events:
        replay.happens(event)
    return replay


def check(events: Sequence[Mapping[str, str]], history: History, states: Mapping[str, str]) -> list[Violation]:
    """List every broken promise; `states` are those of all tickets that the hall has in the end."""
    replay = replayed(events)
    for one in replay.lives.values():
        if states.get(one.id) != one.state:
            replay.wrong("lost number", f"{one.number} is {one.state} by the log, and {states.get(one.id)} in the hall")
    by_request: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for event in events:
        if "request" in event:
            by_request[event["request"]].append(event)
    pressed = {press.request for press in history.presses}
    for request, written in by_request.items():
        if request not in pressed:
            replay.wrong("nobody pressed", f"{written[0]['type']} at {written[0]['seq']}")
    for press in history.presses:
        replay.found.extend(_of_one(press, by_request.get(press.request, [])))
    return replay.found


def _of_one(press: Press, events: list[Mapping[str, str]]) -> list[Violation]:
    """Hold the answers to one press against one another and against what the log says of it."""
    found = []
    told = tuple(event["type"] for event in events if event["type"] not in OF_OTHERS)
    name = f"{press.act} {press.window} ({press.key})"
    if len({one.said for one in press.answers}) > 1:
        found.append(Violation("two answers", f"{name}: {' and then '.join(str(one.said) for one in press.answers)}"))
    first = press.answer
    if first and not first.done and told:
        found.append(Violation("answer and log differ", f"{name} was refused with {first.status}, and did {told}"))
    possible = WRITES.get(press.act)
    right = set(told) == {"undone"} or not told if possible is None else told in possible or not told
    if not right:
        found.append(Violation("done twice", f"{name} wrote {told}"))
    if first and first.done:
        found += [Violation("answer and log differ", f"{name} {why}") for why in _differences(press, first, events)]
    return found


def _differences(press: Press, answer: Heard, events: list[Mapping[str, str]]) -> list[str]:
    told = tuple(event["type"] for event in events)
    if not told and () not in WRITES.get(press.act, ()):
        return ["was done, and the log knows nothing of it"]
    wrong = []
    if events and answer.body.get("as_of") != int(events[-1]["seq"]):
        wrong.append(f"was answered as of {answer.body.get('as_of')} and written at {events[-1]['seq']}")
    one = answer.ticket
    if press.act in CALLS:
        called = [event["ticket"] for event in events if event["type"] == "called"]
        if called != ([one["id"]] if one else []):
            wrong.append(f"showed {one and one['number']}, and the log calls {called}")
        if one and one.get("window") != press.window:
            wrong.append(f"showed {one['number']} at {one.get('window')}")
    if press.act in ("take", "check-in") and (not one or (one["id"], one["number"]) != (
            events[0].get("ticket"), events[0].get("number"))):
        wrong.append(f"gave {one and one['number']}, and the log {events[0].get('number')}")
    return wrong


@dataclass(frozen=True)
class Least:
    """Hold what a run must have done before its silence means anything."""

    presses: int
    calls: int
    compared: int
    again: int
    kills: Mapping[str, int]
    answered: float = 0.99
    acts: frozenset[str] = frozenset(WRITES) - {"reprint", "close"} | {"undo"}


def too_little(events: Sequence[Mapping[str, str]], history: History, least: Least) -> list[str]:
    """Say what a run did too little of; an empty list is a run that counts."""
    calls = sum(event["type"] == "called" for event in events)
    again = sum(one.tries > 1 for one in history.presses)
    bars: dict[str, tuple[float, float]] = {
        "presses": (len(history.presses), least.presses),
        "calls": (calls, least.calls),
        "calls whose order could be compared": (replayed(events).compared, least.compared),
        "presses that had to be tried again": (again, least.again),
        "share of presses with an answer": (history.answered, least.answered),
        **{f"kills of a {what}": (history.kills[what], number) for what, number in least.kills.items()},
    }
    never = sorted(least.acts - set(history.done()))
    short = [f"{name}: {was:g} instead of {needed:g}" for name, (was, needed) in bars.items() if was < needed]
    return [*short, *(f"{act} was never done" for act in never)]
