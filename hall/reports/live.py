"""Show managers the load of this moment (实时负荷): who waits for what, how long, and what each window does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from hall.directory import Centre, Mode, Text
from hall.reports.wrong import Wrong
from hall.rules.ticket import State, Ticket
from hall.rules.window import Window, WindowState
from hall.store.reading import Waiting

#: What a window can be doing, in the order in which the page counts it.
STAGES = ("serving", "called", "free", "paused", "closed")


@dataclass(frozen=True)
class Cell:
    """Hold one window of the grid; `since` is when its stage began, in ms, 0 when unknown."""

    id: str
    hall: str
    window: int
    state: str
    number: str
    since: int
    reason: str = ""


@dataclass(frozen=True)
class Load:
    """Hold the load of one service or agency; `oldest_at` is 0 when nobody waits.

    The windows of a service are all that may call its visitors, those that help out (协办) included.
    """

    id: str
    name: Text
    agency: str
    agency_name: Text
    hall: str
    hall_name: Text
    waiting: int
    longest_wait_seconds: int
    oldest_at: int
    open_windows: int
    windows: int

    @property
    def quiet(self) -> bool:
        """Say that nobody waits and no window is open for it."""
        return not self.waiting and not self.open_windows

    @property
    def unattended(self) -> bool:
        """Say that people wait for it and no window is open for them (有人等候但无窗口)."""
        return bool(self.waiting) and not self.open_windows


@dataclass(frozen=True)
class LoadView:
    """Hold what the manager's page shows. Services and agencies: the longest wait first."""

    as_of: int
    now: int
    waiting: int
    longest: Load | None
    stages: Mapping[str, int]
    states: Mapping[str, int]
    services: tuple[Load, ...]
    agencies: tuple[Load, ...]
    grid: tuple[Cell, ...]
    wrong: Wrong = field(default_factory=Wrong)

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
    def longest_wait_seconds(self) -> int:
        """Return how long the visitor has waited who waits longest."""
        return self.longest.longest_wait_seconds if self.longest else 0

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
) -> LoadView:
    """Build the picture of the load (实时负荷画面). `visitors` are by ticket id, `waiting` by service."""
    states = {id: windows.get(id, Window(id)) for id in centre.windows}
    grid = tuple(_cell(window, visitors, centre) for window in states.values())
    reached = Counter(
        service for window in states.values() if window.state is WindowState.OPEN for service in window.reach
    )
    reaching = Counter(service for place in centre.windows.values() for service in place.reach)
    services = _sorted(
        _service(id, reached[id], reaching[id], waiting.get(id, Waiting()), centre, now) for id in _queues(centre)
    )
    agencies = _sorted(_agency(id, services, states, centre) for id in centre.agencies)
    stages = Counter(cell.state for cell in grid)
    by_state = Counter(window.state.value for window in states.values())
    return LoadView(
        as_of=as_of,
        now=now,
        waiting=sum(load.waiting for load in services),
        longest=services[0] if services and services[0].waiting else None,
        stages={stage: stages[stage] for stage in STAGES},
        states={state.value: by_state[state.value] for state in WindowState},
        services=services,
        agencies=agencies,
        grid=grid,
    )


def as_json(view: LoadView) -> dict[str, Any]:
    """Encode the same picture for programs: the body of GET /load."""
    return {
        "as_of": view.as_of,
        "at": view.now,
        "waiting": view.waiting,
        "longest_wait_seconds": view.longest_wait_seconds,
        "windows": view.windows,
        "services": [_load_json(load) for load in view.services],
        "agencies": [
            {name: value for name, value in _load_json(load).items() if name != "agency"} | {"windows": load.windows}
            for load in view.agencies
        ],
        "grid": [
            {"id": cell.id, "state": cell.state, "number": cell.number or None, "since": cell.since}
            for cell in view.grid
        ],
    }


def _queues(centre: Centre) -> list[str]:
    return [id for id, service in centre.services.items() if service.mode is Mode.QUEUE]


def _sorted(loads: Iterable[Load]) -> tuple[Load, ...]:
    return tuple(sorted(loads, key=lambda one: (-one.longest_wait_seconds, -one.waiting, -one.open_windows)))


def _cell(window: Window, visitors: Mapping[str, Ticket], centre: Centre) -> Cell:
    place = centre.windows[window.id]
    visitor = visitors.get(window.ticket)
    if visitor:
        serving = visitor.state is State.SERVING
        since = visitor.started_at if serving else visitor.called_at
        return Cell(window.id, place.hall, place.number, visitor.state.value, visitor.number, since)
    stage = "free" if window.state is WindowState.OPEN else window.state.value
    return Cell(window.id, place.hall, place.number, stage, "", window.since, window.reason)


def _service(id: str, open_windows: int, windows: int, queue: Waiting, centre: Centre, now: int) -> Load:
    service = centre.services[id]
    oldest = queue.oldest_at if queue.total else 0
    return Load(
        id=id,
        name=service.name,
        agency=service.agency,
        agency_name=centre.agencies[service.agency].short,
        hall=service.hall,
        hall_name=centre.halls[service.hall].name,
        waiting=queue.total,
        longest_wait_seconds=max(0, now - oldest) // 1000 if oldest else 0,
        oldest_at=oldest,
        open_windows=open_windows,
        windows=windows,
    )


def _agency(id: str, services: tuple[Load, ...], states: Mapping[str, Window], centre: Centre) -> Load:
    agency = centre.agencies[id]
    own = [load for load in services if load.agency == id]
    here = [states[window.id] for window in centre.windows.values() if window.agency == id]
    worst = max(own, key=lambda load: load.longest_wait_seconds, default=None)
    return Load(
        id=id,
        name=agency.name,
        agency=id,
        agency_name=agency.short,
        hall=agency.hall,
        hall_name=centre.halls[agency.hall].name,
        waiting=sum(load.waiting for load in own),
        longest_wait_seconds=worst.longest_wait_seconds if worst else 0,
        oldest_at=worst.oldest_at if worst else 0,
        open_windows=sum(window.state is WindowState.OPEN for window in here),
        windows=len(here),
    )


def _load_json(load: Load) -> dict[str, Any]:
    wanted = ("id", "agency", "hall", "waiting", "longest_wait_seconds", "open_windows")
    fields = asdict(load)
    return {"name": load.name.model_dump(), **{name: fields[name] for name in wanted}}
