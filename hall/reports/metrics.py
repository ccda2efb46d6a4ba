"""Give Prometheus the hall's figures (指标): no names, no numbers of visitors, and no more series than it has places.

Every scrape reads the state of the moment; what the day was is followed from event to event (`web.today`), so a scrape
costs the same in the evening as in the morning.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hall.directory import Mode
from hall.reports import metric_devices, metric_queues
from hall.rules.asking_refusals import SignInNeeded
from hall.rules.refusals import NotAllowed
from hall.web.opened import Opened, the_hall
from hall.web.people import Role, caller, open_to
from hall.web.relay import Relay
from hall.web.shown import refusals

door = APIBlueprint("metrics", __name__, tag="watching")
TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "Figures as Prometheus reads them", "content": {"text/plain": {"schema": {"type": "string"}}}}
}
#: Who may read the figures where not everybody may.
READERS = frozenset({Role.MANAGER, Role.PROGRAM})


@door.get("/metrics")
@open_to()
@door.doc(responses=TEXT | refusals(403))
def metrics() -> Response:
    """Give the figures to everybody who reaches this address, or to programs with a token (HALL_METRICS_CLOSED)."""
    hall = the_hall()
    if hall.settings.metrics_closed and caller().role not in READERS:
        raise NotAllowed(role=str(caller().role)) if caller().role else SignInNeeded()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once([*_of_the_hall(hall), *_of_this_process(current_app.extensions["hall.relay"])]))
    ProcessCollector(registry=registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Once(Collector):
    """Hold what was read for one scrape."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _of_the_hall(hall: Opened) -> Iterable[Metric]:
    now, as_of = hall.reading.now(), hall.reading.as_of()
    yield from metric_queues.families(_queues(hall, now), hall.centre)
    yield from metric_devices.families(_devices(hall, now))
    yield from metric_devices.programs(
        hall.reading.server_state(), as_of, hall.presence.webhooks(), now
    )


def _queues(hall: Opened, now: int) -> metric_queues.Queues:
    reading, services = hall.reading, hall.centre.services
    windows = reading.windows(hall.centre.windows)
    waiting = reading.waiting(services)
    queued = (one for one in services.values() if one.mode is Mode.QUEUE)
    return metric_queues.Queues(
        now=now,
        waiting=waiting,
        estimates=hall.estimates(queued, waiting, windows),
        windows=windows,
        visitors=reading.tickets(one.ticket for one in windows.values() if one.ticket),
        day=hall.so_far(),
    )


def _devices(hall: Opened, now: int) -> metric_devices.Devices:
    reading, presence = hall.reading, hall.presence
    heard = reading.kiosks()
    sounding = sorted({area for area, sounds in presence.walls().values() if sounds})
    return metric_devices.Devices(
        now=now,
        kiosks={name: heard.get(name) for name in sorted({*heard, *hall.centre.kiosks})},
        screens=presence.screens(),
        unpaired=len(presence.waiting_screens(now)),
        newest=presence.newest_calls(hall.centre.areas),
        voices={area: presence.leader_heard(area) for area in sounding},
        alerts=reading.alerts(),
        stopped=bool(reading.stopped()),
        in_use=hall.is_in_use(now),
    )


def _of_this_process(relay: Relay) -> Iterable[Metric]:
    """Tell what each web process tells of itself alone."""
    about = GaugeMetricFamily("hall_build_info", "The version of this process; always 1.", labels=["version"])
    about.add_metric([version("hall")], 1)
    yield about
    for name, (what, count) in relay.figures().items():
        kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
        family = kind(f"hall_{name}", what)
        family.add_metric([], count)
        yield family
