"""Show a manager every screen (屏幕一览): where it hangs, how it is, what is wrong, and which wait for a pairing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hall.directory import Centre, Text
from hall.display import pairing
from hall.display.pairing import Assigned, Kind
from hall.store.screens import SILENT_MS, ScreenState, WaitingScreen
from hall.web.language import Phrase

#: A screen's own clock may be wrong by so much before anybody is told: it is only read for logs.
CLOCK_MS = 60_000
#: States of its line to the hall that a screen itself calls bad.
LINKS = ("stale", "refused")
#: A picture may come so late, a report included, before it is a fault.
LAG_MS = 2_000


@dataclass(frozen=True)
class Line:
    """Hold one screen of the list. `faults` are codes of what is wrong; `assigned` is None for an unpaired one."""

    id: str
    name: str
    place: Phrase | Text | str
    faults: tuple[str, ...]
    heard_at: int
    assigned: Assigned | None
    report: Mapping[str, Any]
    code: str = ""
    tested: bool = False
    lag_ms: int = 0
    address: str = ""

    @property
    def assigned_record(self) -> dict[str, Any]:
        """Return what an administrator said of it, for the form that changes it."""
        return pairing.as_record(self.assigned) if self.assigned else {}

    @property
    def sound(self) -> str:
        """Return the state of its sound as a code."""
        return str(self.report.get("sound", "off"))


@dataclass(frozen=True)
class RosterView:
    """Hold what the page of all screens shows: those that are paired, what is wrong first, and those that are open.

    `bare` are areas with calls of which no screen has shown any within the last hour.
    """

    as_of: int
    now: int
    screens: tuple[Line, ...]
    waiting: tuple[Line, ...]
    bare: tuple[Text, ...] = ()

    @property
    def coded(self) -> tuple[Line, ...]:
        """Return those that wait and show a code."""
        return tuple(one for one in self.waiting if one.code)

    @property
    def faulty(self) -> int:
        """Count the screens with which something is wrong."""
        return sum(bool(one.faults) for one in self.screens)


def view(
    screens: Iterable[ScreenState], waiting: Iterable[WaitingScreen], newest: Mapping[str, tuple[int, int]],
    centre: Centre, now: int, as_of: int, version: str,
) -> RosterView:
    """Build the picture of all screens (屏幕一览画面). `newest`: area → number and moment of its newest call."""
    lines = [_paired(one, newest, centre, now, version) for one in screens]
    return RosterView(
        as_of=as_of,
        now=now,
        screens=tuple(sorted(lines, key=lambda one: (not one.faults, one.name))),
        waiting=tuple(_open(one) for one in waiting),
    )


def line_json(line: Line) -> dict[str, Any]:
    """Encode a screen for programs; `report` is what it said last."""
    return {
        "id": line.id, "paired": line.assigned is not None, "code": line.code or None,
        "assigned": line.assigned_record or None, "address": line.address or None, "faults": list(line.faults),
        "heard_at": line.heard_at or None, "lag_ms": line.lag_ms, "report": dict(line.report) or None,
    }


def as_json(view: RosterView) -> dict[str, Any]:
    """Encode the same picture for programs: the body of GET /screens."""
    return {
        "as_of": view.as_of, "at": view.now,
        "screens": [line_json(one) for one in view.screens], "waiting": [line_json(one) for one in view.waiting],
    }


def _paired(
    screen: ScreenState, newest: Mapping[str, tuple[int, int]], centre: Centre, now: int, version: str
) -> Line:
    assigned = pairing.from_record(screen.assigned)
    report = screen.report
    address = pairing.address(assigned, report.get("width", 0), report.get("height", 0))
    lag_ms = screen.lag_ms(newest.get(assigned.place) if assigned.kind is Kind.BOARD else None)
    return Line(
        id=screen.id, name=assigned.name, place=_place(assigned, centre), heard_at=screen.heard_at, assigned=assigned,
        report=report, address=address,
        faults=tuple(_faults(screen, assigned, lag_ms, centre, now, version)), lag_ms=lag_ms,
        tested=bool(screen.test) and report.get("tested") == screen.test,
    )


def _open(screen: WaitingScreen) -> Line:
    page = str(screen.report.get("page", ""))
    return Line(screen.id, screen.code, page, (), screen.heard_at, None, screen.report, screen.code)


def _place(assigned: Assigned, centre: Centre) -> Phrase | Text | str:
    if assigned.kind is Kind.QUEUE:
        return Phrase("screens.kind_queue")
    window = centre.windows.get(assigned.place) if assigned.kind is Kind.SIGN else None
    if window:
        return Phrase("place.window", {"hall": centre.halls[window.hall].name, "window": window.number})
    return pairing.place_name(assigned, centre) or assigned.place


def _faults(
    screen: ScreenState, assigned: Assigned, lag_ms: int, centre: Centre, now: int, version: str
) -> Iterable[str]:
    report = screen.report
    if not screen.heard_at or now - screen.heard_at >= SILENT_MS:
        yield "silent"
        return
    if not pairing.is_place(assigned.kind, assigned.place, centre):
        yield "nowhere"
    if report.get("link") in LINKS:
        yield "cut"
    elif lag_ms > LAG_MS:
        yield "behind"
    if assigned.sound and report.get("sound") in ("off", "blocked"):
        yield "mute"
    if report.get("version") and report["version"] != version:
        yield "old"
    if abs(report.get("clock_ms", 0)) > CLOCK_MS:
        yield "clock"
