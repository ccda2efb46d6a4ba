"""Show a whole hall at a glance (全厅总屏): for each waiting area its latest calls, its windows and the way there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hall.directory import Area, Centre, Hall, Text
from hall.display import board
from hall.store.reading import Calls, Waiting

#: Calls an area shows here; all of them stand on its own wall.
LATEST = 3


@dataclass(frozen=True)
class AreaAtAGlance:
    """Hold one area: its windows as ranges such as "1–14", the agencies there, who waits, and its latest calls."""

    id: str
    name: Text
    way: Text | None
    windows: str
    agencies: tuple[Text, ...]
    waiting: int
    rows: tuple[board.Row, ...]


@dataclass(frozen=True)
class OverviewView:
    """Hold what the overview of one hall shows; `stopped` is why the whole hall is stopped, or ''."""

    hall: str
    hall_name: Text
    as_of: int
    now: int
    areas: tuple[AreaAtAGlance, ...]
    stopped: str


def view(calls: Mapping[str, Calls], queues: Mapping[str, Waiting], hall: Hall, centre: Centre) -> OverviewView:
    """Build the picture of a hall's overview (全厅总屏画面) from the calls of its areas."""
    first = next(iter(calls.values()))
    return OverviewView(
        hall=hall.id,
        hall_name=hall.name,
        as_of=first.as_of,
        now=first.now,
        areas=tuple(_area(centre.areas[area], calls[area], queues, centre) for area in hall.areas),
        stopped=first.stopped,
    )


def as_json(view: OverviewView) -> dict[str, object]:
    """Encode the same picture for programs."""
    return {
        "hall": view.hall,
        "as_of": view.as_of,
        "stopped": view.stopped or None,
        "areas": [
            {
                "area": one.id,
                "windows": one.windows,
                "waiting": one.waiting,
                "rows": [board.row_json(row) for row in one.rows],
            }
            for one in view.areas
        ],
    }


def _area(area: Area, calls: Calls, queues: Mapping[str, Waiting], centre: Centre) -> AreaAtAGlance:
    here = [one for one in centre.windows.values() if one.area == area.id]
    rows = [board.row(one, calls.now, centre) for one in calls.rows if one.window in centre.windows]
    return AreaAtAGlance(
        id=area.id,
        name=area.name,
        way=area.way,
        windows=in_ranges(one.number for one in here),
        agencies=tuple(centre.agencies[name].short for name in dict.fromkeys(one.agency for one in here)),
        waiting=sum(queue.total for name, queue in queues.items() if centre.services[name].area == area.id),
        rows=tuple(rows[:LATEST]),
    )


def in_ranges(numbers: Iterable[int]) -> str:
    """Write numbers as ranges: 1, 2, 3, 7 is "1–3 7"."""
    ranges: list[list[int]] = []
    for one in sorted(numbers):
        if ranges and one == ranges[-1][1] + 1:
            ranges[-1][1] = one
        else:
            ranges.append([one, one])
    return " ".join(f"{first}–{last}" if last > first else f"{first}" for first, last in ranges)
