"""Make spells (窗口时段) out of events: what each window did from when to when, step by step along the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from hall.rules.window import WindowState

Event = Mapping[str, str]
#: Events of acts that a clerk may take back: how the window was before the last of them is remembered.
UNDOABLE = frozenset({
    "called", "finished", "transferred", "no_show", "held", "returned", "sent_back", "window_paused", "window_closed",
})
#: With these a visitor leaves the window that they name.
LEAVES = frozenset({"finished", "transferred", "no_show", "held", "sent_back"})
STATES = {
    "window_opened": WindowState.OPEN, "window_paused": WindowState.PAUSED, "window_closed": WindowState.CLOSED,
}


class Activity(StrEnum):
    """Name what a window does; a closed one with nobody there does nothing and has no spell."""

    SERVING = "serving"
    #: A visitor was called and is on her way.
    CALLED = "called"
    #: Open, and nobody there.
    IDLE = "idle"
    PAUSED = "paused"


@dataclass(frozen=True)
class Stage:
    """Hold how a window stands: its state, the pause's reason, its visitor's ticket or '', whether she is served."""

    state: str = WindowState.CLOSED
    reason: str = ""
    ticket: str = ""
    started: bool = False

    @property
    def activity(self) -> str:
        """Return what the window does, '' for nothing."""
        if self.ticket:
            return Activity.SERVING if self.started else Activity.CALLED
        if self.state == WindowState.OPEN:
            return Activity.IDLE
        return Activity.PAUSED if self.state == WindowState.PAUSED else ""


@dataclass(frozen=True)
class WindowNow:
    """Hold one window on the way along the log; `before` is its stage before the press `press`, for an undo."""

    window: str
    stage: Stage = Stage()
    since: int = 0
    press: str = ""
    before: Stage = Stage()


@dataclass(frozen=True)
class Spell:
    """Hold what a window did without a break; `reason` is that of a pause."""

    window: str
    activity: str
    reason: str
    began_at: int
    ended_at: int


def step(windows: dict[str, WindowNow], event: Event) -> Iterator[Spell]:
    """Let one event happen to the windows; yields the spells that end with it."""
    name = event.get("window") or _where(windows, event)
    if not name:
        return
    now = windows.get(name) or WindowNow(name)
    if event["type"] in UNDOABLE and event.get("request") and event["request"] != now.press:
        now = replace(now, press=event["request"], before=now.stage)
    windows[name] = replace(now, stage=_stage(now, event))
    yield from _turn(windows, name, now.stage, int(event["at"]))


def end(windows: dict[str, WindowNow], at: int) -> Iterator[Spell]:
    """End every window's spell, where a log ends for good."""
    for name, now in list(windows.items()):
        windows[name] = replace(now, stage=Stage())
        yield from _turn(windows, name, now.stage, at)


def _turn(windows: dict[str, WindowNow], name: str, was: Stage, at: int) -> Iterator[Spell]:
    """Begin a new spell where the window does something else now."""
    now = windows[name]
    if (was.activity, was.reason) == (now.stage.activity, now.stage.reason):
        return
    if was.activity and at > now.since:
        yield Spell(name, was.activity, was.reason if was.activity == Activity.PAUSED else "", now.since, at)
    windows[name] = replace(now, since=at)


def _where(windows: Mapping[str, WindowNow], event: Event) -> str:
    """Return at which window a ticket is whose end names none."""
    if event["type"] != "expired":
        return ""
    return next((name for name, now in windows.items() if now.stage.ticket == event["ticket"]), "")


def _stage(now: WindowNow, event: Event) -> Stage:
    """Return how a window stands after an event that concerns it."""
    kind, stage = event["type"], now.stage
    if kind in STATES:
        return replace(stage, state=STATES[kind], reason=event.get("reason", ""))
    if kind == "called":
        return replace(stage, ticket=event["ticket"], started=False)
    if kind == "started":
        return replace(stage, started=True)
    if kind == "undone" and event.get("undoes") == now.press:
        return now.before
    leaves = kind in LEAVES or kind == "expired"
    return replace(stage, ticket="", started=False) if leaves and stage.ticket == event.get("ticket") else stage
