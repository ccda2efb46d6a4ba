"""Show on a phone who is called now and how many wait (排队情况): for somebody who has no number yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hall.directory import Area, Centre, Mode, Text
from hall.display import board
from hall.rules.waiting import Range
from hall.store.reading import Calls, Waiting
from hall.web.language import SOON_SECONDS, Phrase, in_words

#: Calls that a phone shows.
LATEST = 6


@dataclass(frozen=True)
class ServiceQueue:
    """Hold one service's queue; `range` is None where no window is open and nothing true can be said."""

    id: str
    name: Text
    agency_name: Text
    windows: int
    waiting: int
    range: Phrase | None
    seconds: Range | None


@dataclass(frozen=True)
class QueueView:
    """Hold what the queue page of one area shows; `stopped` is why the whole hall is stopped, or ''."""

    area: str
    area_name: Text
    as_of: int
    now: int
    rows: tuple[board.Row, ...]
    services: tuple[ServiceQueue, ...]
    stopped: str


def view(
    calls: Calls, queues: Mapping[str, Waiting], estimates: Mapping[str, Range | None], area: Area, centre: Centre
) -> QueueView:
    """Build the picture of an area's queues (排队情况画面)."""
    rows = [board.row(one, calls.now, centre) for one in calls.rows if one.window in centre.windows]
    return QueueView(
        area=area.id,
        area_name=area.name,
        as_of=calls.as_of,
        now=calls.now,
        rows=tuple(rows[:LATEST]),
        services=tuple(_service(name, queues, estimates, centre) for name in services_of(area, centre)),
        stopped=calls.stopped,
    )


def services_of(area: Area, centre: Centre) -> list[str]:
    """List the services with a queue whose visitors wait in an area."""
    return [one.id for one in centre.services.values() if one.area == area.id and one.mode is Mode.QUEUE]


def as_json(view: QueueView) -> dict[str, object]:
    """Encode the same picture for programs; `estimate` is in seconds."""
    return {
        "area": view.area,
        "as_of": view.as_of,
        "stopped": view.stopped or None,
        "rows": [board.row_json(one) for one in view.rows],
        "services": [
            {
                "service": one.id,
                "waiting": one.waiting,
                "estimate": {"low": one.seconds.low, "high": one.seconds.high} if one.seconds else None,
            }
            for one in view.services
        ],
    }


def _service(
    name: str, queues: Mapping[str, Waiting], estimates: Mapping[str, Range | None], centre: Centre
) -> ServiceQueue:
    service, estimate = centre.services[name], estimates.get(name)
    return ServiceQueue(
        id=name,
        name=service.name,
        agency_name=centre.agencies[service.agency].short,
        windows=len(centre.windows_of(name)),
        waiting=queues[name].total,
        range=_in_words(estimate) if estimate else None,
        seconds=estimate,
    )


def _in_words(estimate: Range) -> Phrase:
    """Word the wait of somebody who would take a number now; nobody without one is "called very soon"."""
    if estimate.high <= SOON_SECONDS:
        return Phrase("range.within", {"high": -(-SOON_SECONDS // 60)})
    return in_words(estimate.low, estimate.high)
