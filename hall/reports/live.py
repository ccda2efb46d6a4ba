"""Show managers the load of this moment (实时负荷): who waits for what, how long, and what each window does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hall.directory import Centre, Text
from hall.reports import devices_now, loads
from hall.reports.devices_now import Devices
from hall.reports.loads import AgencyLoad, Day, Load
from hall.reports.tiles import Tiles, tiles
from hall.reports.weekdays import Usual
from hall.reports.wrong import Wrong
from hall.rules.ticket import State, Ticket
from hall.rules.window import Window, WindowState
from hall.store.reading import Waiting

#: What a window can be doing, in the order in which the page counts it.
STAGES = ("serving", "called", "free", "paused", "closed")
#: How a ticket stands whose visitor is at a window, or on her way there.
AT_A_WINDOW = frozenset({State.CALLED, State.SERVING})
#: A window between two visitors is not idle yet: only from this long on it is told, in ms.
IDLE_MS = 60_000


@dataclass(frozen=True)
class Cell:
    """Hold one window of the grid; `since` is when its stage began, in ms, 0 when unknown.

    `could_call` counts the people whom it may call, where nobody has been at it for a minute (空闲而有人等候).
    """

    id: str
    hall: str
    window: int
    agency: Text
    state: str
    number: str
    since: int
    reason: str = ""
    could_call: int = 0

    @property
    def sign(self) -> str:
        """Return what its letter and colour stand for."""
        return "idle" if self.could_call else self.state


@dataclass(frozen=True)
class LoadView:
    """Hold what the manager's page shows. Services and agencies: the longest wait first."""

    as_of: int
    now: int
    stages: Mapping[str, int]
    states: Mapping[str, int]
    services: tuple[Load, ...]
    agencies: tuple[AgencyLoad, ...]
    grid: tuple[Cell, ...]
    tiles: Tiles
    usual: Usual = field(default_factory=Usual)
    came: int = 0
    wrong: Wrong = field(default_factory=Wrong)
    devices: Devices = field(default_factory=Devices)

    @property
    def windows(self) -> dict[str, int]:
        """Count the windows by state and by what those with a visitor do."""
        return {
            "open": self.states["open"],
            "paused": self.states["paused"],
            "closed": self.states["closed"],
            "calling": self.stages["called"],
            "serving": self.stages["serving"],
            "total": len(self.grid),
        }

    @property
    def waiting(self) -> int:
        """Return how many people wait."""
        return self.tiles.waiting

    @property
    def longest(self) -> Load | None:
        """Return the service whose visitor waits longest, None when nobody waits."""
        return self.tiles.longest

    @property
    def longest_wait_seconds(self) -> int:
        """Return how long the visitor has waited who waits longest."""
        return self.longest.longest_wait_seconds if self.longest else 0

    @property
    def idle(self) -> int:
        """Count the windows that nobody is at while people wait whom they may call."""
        return sum(bool(cell.could_call) for cell in self.grid)

    def hall(self, hall: str) -> tuple[Cell, ...]:
        """Return one hall's part of the grid, in the order of its windows."""
        return tuple(cell for cell in self.grid if cell.hall == hall)

    def hall_waiting(self, hall: str) -> int:
        """Return how many people wait for services of one hall."""
        return sum(load.waiting for load in self.services if load.hall == hall)


def view(
    windows: Mapping[str, Window],
    visitors: Mapping[str, Ticket],
    waiting: Mapping[str, Waiting],
    centre: Centre,
    now: int,
    as_of: int,
    day: Day | None = None,
) -> LoadView:
    """Build the picture of the load (实时负荷画面). `visitors` are by ticket id, `waiting` by service."""
    day = day or Day()
    states = {id: windows.get(id, Window(id)) for id in centre.windows}
    grid = tuple(_cell(window, visitors, waiting, centre, day, now) for window in states.values())
    services = loads.services(states, waiting, centre, day, now)
    agencies = loads.agencies(services, states, centre, day, now)
    stages = Counter(cell.state for cell in grid)
    by_state = Counter(window.state.value for window in states.values())
    everybody = day.tallies.of(day.tallies.services)
    return LoadView(
        as_of=as_of,
        now=now,
        stages={stage: stages[stage] for stage in STAGES},
        states={state.value: by_state[state.value] for state in WindowState},
        services=services,
        agencies=agencies,
        grid=grid,
        tiles=tiles(services, agencies, everybody, now, by_state[WindowState.OPEN.value], len(grid)),
        usual=day.usual,
        came=len(everybody.came),
    )


def as_json(view: LoadView) -> dict[str, Any]:
    """Encode the same picture for programs: the body of GET /load."""
    return {
        "as_of": view.as_of,
        "at": view.now,
        "waiting": view.waiting,
        "longest_wait_seconds": view.longest_wait_seconds,
        "windows": view.windows,
        "idle_while_others_wait": view.idle,
        **_tiles_json(view),
        "services": [_load_json(load) for load in view.services],
        "agencies": [_agency_json(load) for load in view.agencies],
        "grid": [
            {"id": cell.id, "state": cell.state, "number": cell.number or None, "since": cell.since,
             "could_call": cell.could_call}
            for cell in view.grid
        ],
        "devices": devices_now.as_json(view.devices),
    }


def _tiles_json(view: LoadView) -> dict[str, Any]:
    told = view.tiles
    return {
        "today": {
            "came": view.came, "came_usually": view.usual.everybody, "usual_days": view.usual.days,
            "called": told.called, "within_15_min_percent": told.within_15_percent,
            "waiting_over_15_min": told.overdue,
        },
        "empty_in_minutes": told.empty_in_minutes,
        "satisfaction": {"percent": told.satisfied_percent, "n": told.rated, "unrated": told.unrated},
    }


def _cell(
    window: Window, visitors: Mapping[str, Ticket], waiting: Mapping[str, Waiting], centre: Centre, day: Day, now: int
) -> Cell:
    place = centre.windows[window.id]
    agency = centre.agencies[place.agency].short
    visitor = visitors.get(window.ticket)
    if visitor and visitor.state not in AT_A_WINDOW:
        # She has left since the windows were read: the next picture says for how long nobody has been there.
        return Cell(window.id, place.hall, place.number, agency, "free", "", 0)
    if visitor:
        serving = visitor.state is State.SERVING
        since = visitor.started_at if serving else visitor.called_at
        return Cell(window.id, place.hall, place.number, agency, visitor.state.value, visitor.number, since)
    free = window.state is WindowState.OPEN
    stage = "free" if free else window.state.value
    since = day.free_since(window) if free else window.since
    idle = free and now - since >= IDLE_MS
    queues = (waiting.get(service, Waiting()) for service in window.reach) if idle else ()
    could_call = sum(queue.total - queue.later for queue in queues)
    return Cell(window.id, place.hall, place.number, agency, stage, "", since, window.reason, could_call)


def _load_json(load: Load) -> dict[str, Any]:
    wanted = ("id", "agency", "hall", "waiting", "longest_wait_seconds", "open_windows")
    return {"name": load.name.model_dump(), **{name: getattr(load, name) for name in wanted}}


def _agency_json(load: AgencyLoad) -> dict[str, Any]:
    told = {name: value for name, value in _load_json(load).items() if name != "agency"}
    return told | {
        "windows": load.windows, "windows_advised": load.advised, "p50_ms": load.p50_ms, "p90_ms": load.p90_ms,
        "came": load.came, "came_usually": load.usual,
    }
