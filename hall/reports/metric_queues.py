"""Tell Prometheus how the queues and windows are (队列指标): what is now, and what was done since the day began.

What was done is counted, and a count never shrinks, whatever is undone later: `rate()` would take that for a new
beginning. All web processes work it out from the same stream, so they tell the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from hall.directory import Centre, Mode
from hall.rules.counting import WAIT_CLASSES_MS, Waits
from hall.rules.so_far import SoFar
from hall.rules.ticket import State, Ticket
from hall.rules.waiting import Range
from hall.rules.window import Window, WindowState
from hall.store.reading import Waiting

#: What is counted of the day: the type of the events, and what one of them means.
COUNTED: Mapping[str, str] = {
    "issued": "Numbers given since the business day began.",
    "called": "Calls to a window since the business day began, those after a transfer or a return included.",
    "recalled": "Further announcements of a call since the business day began.",
    "finished": "Visitors who were done since the business day began.",
    "no_show": "Calls that were missed since the business day began.",
    "rejoined": "Missed visitors who came back into the queue since the business day began.",
    "transferred": "Visitors sent on to another service or window since the business day began.",
    "cancelled": "Visitors who gave up since the business day began.",
    "expired": "Numbers of an earlier day that the day's end found still open.",
    "unprinted": "Numbers whose paper did not come out since the business day began.",
}
#: An agency whose service is in the configuration no more and has no successor.
NOBODY = "?"
OF_SERVICE = ["hall", "agency", "service"]
OF_AGENCY = ["hall", "agency"]


@dataclass(frozen=True)
class Queues:
    """Hold what is known of the queues and windows at one moment; `visitors` are by ticket, the others by id."""

    now: int
    waiting: Mapping[str, Waiting]
    estimates: Mapping[str, Range | None]
    windows: Mapping[str, Window]
    visitors: Mapping[str, Ticket]
    day: SoFar


def families(queues: Queues, centre: Centre) -> Iterable[Metric]:
    """Tell all of it."""
    yield from _names(centre)
    yield from _services(queues, centre)
    yield from _windows(queues, centre)
    yield from _done(queues.day, centre)
    yield _waits(queues.day, centre)
    began = GaugeMetricFamily("hall_day_start_time_seconds", "When the business day began, in seconds since 1970.")
    began.add_metric([], queues.day.began_at / 1000)
    yield began


def _names(centre: Centre) -> Iterable[Metric]:
    """Tell what services and agencies are called, to be joined to figures: 1 for each."""
    services = GaugeMetricFamily(
        "hall_service_info", "What a service is called; always 1.", labels=[*OF_SERVICE, "zh", "en"]
    )
    for one in _queue_services(centre):
        services.add_metric([*one, centre.services[one[-1]].name.zh, centre.services[one[-1]].name.en], 1)
    agencies = GaugeMetricFamily(
        "hall_agency_info", "What an agency is called in short; always 1.", labels=[*OF_AGENCY, "zh", "en"]
    )
    for agency in centre.agencies.values():
        agencies.add_metric([agency.hall, agency.id, agency.short.zh, agency.short.en], 1)
    return services, agencies


def _services(queues: Queues, centre: Centre) -> Iterable[Metric]:
    waiting = GaugeMetricFamily("hall_waiting", "People who wait for a service now.", labels=OF_SERVICE)
    longest = GaugeMetricFamily(
        "hall_longest_wait_seconds", "How long the visitor has waited who waits longest, 0 for nobody.",
        labels=OF_SERVICE,
    )
    low, high = (
        GaugeMetricFamily(
            f"hall_estimated_wait_{end}_seconds",
            f"The {end} end of the estimated wait of who takes a number now; absent while nobody can know.",
            labels=OF_SERVICE,
        )
        for end in ("low", "high")
    )
    reached = Counter(
        service for one in queues.windows.values() if one.state is WindowState.OPEN for service in one.reach
    )
    opened = GaugeMetricFamily(
        "hall_service_open_windows", "Open windows that may call for a service, helpers included.", labels=OF_SERVICE
    )
    for labels in _queue_services(centre):
        service = labels[-1]
        queue, estimate = queues.waiting.get(service, Waiting()), queues.estimates.get(service)
        waiting.add_metric(labels, queue.total)
        longest.add_metric(labels, max(0, queues.now - queue.oldest_at) / 1000 if queue.total else 0)
        opened.add_metric(labels, reached[service])
        if estimate:
            low.add_metric(labels, estimate.low)
            high.add_metric(labels, estimate.high)
    return waiting, longest, low, high, opened


def _windows(queues: Queues, centre: Centre) -> Iterable[Metric]:
    """Count the windows by what they were set to, and the visitors at them by what is done with them."""
    states = Counter((centre.windows[name].hall, one.state) for name, one in queues.windows.items())
    at_windows = Counter(
        (centre.windows[name].hall, queues.visitors[one.ticket].state)
        for name, one in queues.windows.items() if one.ticket in queues.visitors
    )
    windows = GaugeMetricFamily("hall_windows", "Windows by state.", labels=["hall", "state"])
    visitors = GaugeMetricFamily(
        "hall_window_visitors", "Windows with a visitor who was called, or is served.", labels=["hall", "state"]
    )
    for hall in centre.halls:
        for state in WindowState:
            windows.add_metric([hall, state.value], states[hall, state])
        for stage in (State.CALLED, State.SERVING):
            visitors.add_metric([hall, stage.value], at_windows[hall, stage])
    return windows, visitors


def _done(day: SoFar, centre: Centre) -> Iterable[Metric]:
    acts = list(day.counts.acts.items())
    for kind, what in COUNTED.items():
        family = CounterMetricFamily(f"hall_tickets_{kind}_total", what, labels=OF_AGENCY)
        counts: Counter[tuple[str, str]] = Counter(dict.fromkeys(_all_agencies(centre), 0))
        for (act, service), count in acts:
            if act == kind:
                counts[_agency(service, centre)] += count
        for labels, count in counts.items():
            family.add_metric(labels, count)
        yield family
    undone = CounterMetricFamily("hall_undone_total", "Acts of windows taken back since the business day began.")
    undone.add_metric([], sum(count for (act, _), count in acts if act == "undone"))
    yield undone


def _waits(day: SoFar, centre: Centre) -> Metric:
    family = HistogramMetricFamily(
        "hall_wait_seconds", "Waits from the number to the first call since the business day began.", labels=OF_AGENCY
    )
    found: dict[tuple[str, str], list[Waits]] = {labels: [] for labels in _all_agencies(centre)}
    for service, waits in list(day.counts.waits.items()):
        found.setdefault(_agency(service, centre), []).append(waits)
    bounds = [*(str(float(ms // 1000)) for ms in WAIT_CLASSES_MS), "+Inf"]
    for labels, several in found.items():
        counts = [sum(one.counts[n] for one in several) for n in range(len(bounds))]
        buckets = [(bound, sum(counts[: n + 1])) for n, bound in enumerate(bounds)]
        family.add_metric(labels, buckets, sum(one.total_ms for one in several) / 1000)
    return family


def _queue_services(centre: Centre) -> list[list[str]]:
    return [[one.hall, one.agency, one.id] for one in centre.services.values() if one.mode is Mode.QUEUE]


def _all_agencies(centre: Centre) -> list[tuple[str, str]]:
    return [(agency.hall, agency.id) for agency in centre.agencies.values()]


def _agency(service: str, centre: Centre) -> tuple[str, str]:
    """Return hall and agency of a service, those of its successor where it is no more."""
    found = centre.services.get(service) or centre.services.get(centre.heir_of(service) or "")
    return (found.hall, found.agency) if found else (NOBODY, NOBODY)
