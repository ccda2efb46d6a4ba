"""Tell Prometheus how the devices and programs are (设备指标): kiosks, screens, voices, queue server, recorder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from hall.store.at_kiosks import SILENT_MS as KIOSK_SILENT_MS
from hall.store.records import KioskState
from hall.store.screens import SILENT_MS, ScreenState
from hall.store.server_state import ServerState
from hall.store.webhooks import Subscribed
from hall.store.whole_hall import Alert

#: The state of a kiosk of which nothing was ever heard.
UNHEARD = "unheard"
#: How a list of things is told: the metric's name, what it is, and the value of each thing, None for no value.
Rows = Sequence[tuple[str, str, Callable[..., float | None]]]


@dataclass(frozen=True)
class Devices:
    """Hold what is known of the devices at one moment; moments are in ms since 1970.

    `kiosks` are those that were heard or are in the configuration, None for one that never was; `newest` is the newest
    call of each area, `voices` when each area that is to sound was heard to.
    """

    now: int
    kiosks: Mapping[str, KioskState | None]
    screens: Sequence[ScreenState]
    unpaired: int
    newest: Mapping[str, tuple[int, int]]
    voices: Mapping[str, int]
    alerts: Sequence[Alert]
    stopped: bool
    in_use: bool


def families(devices: Devices) -> Iterable[Metric]:
    """Tell all of them."""
    yield from _kiosks(devices)
    yield from _screens(devices)
    yield from _voices(devices)
    alerts = GaugeMetricFamily("hall_alerts", "Alerts of the hall itself that are open now.", labels=["cause"])
    for cause, count in sorted(Counter(one.cause for one in devices.alerts).items()):
        alerts.add_metric([cause], count)
    yield alerts
    yield _one("hall_stopped", "Whether the whole hall is stopped.", devices.stopped)
    yield _one("hall_in_use", "Whether the hall opens in a moment, is open, or is not empty yet.", devices.in_use)


def _kiosks(devices: Devices) -> Iterable[Metric]:
    def up(one: KioskState) -> bool:
        return one.state != "silent" and devices.now - one.heard_at < KIOSK_SILENT_MS

    rows: Rows = (
        ("hall_kiosk_up", "Whether a kiosk was heard within its time.", lambda one: bool(one and up(one))),
        ("hall_kiosk_printer_ready", "Whether a kiosk is heard and its printer can print.",
         lambda one: bool(one and up(one) and one.state == "ok")),
        ("hall_kiosk_paper_low", "Whether the paper of a kiosk nears its end.",
         lambda one: one and one.paper != "ok"),
        ("hall_kiosk_paper_used_meters", "Paper that is used of the roll.", lambda one: one and one.paper_mm / 1000),
        ("hall_kiosk_last_heard_timestamp_seconds", "When a kiosk was heard last.",
         lambda one: one and one.heard_at / 1000),
    )
    yield from _told(rows, ["kiosk"], [([name], one) for name, one in devices.kiosks.items()])
    states = GaugeMetricFamily(
        "hall_kiosk_state", "What a kiosk says of itself and its printer: 1 for its state, the others are absent.",
        labels=["kiosk", "state"],
    )
    for name, one in devices.kiosks.items():
        states.add_metric([name, one.state if one else UNHEARD], 1)
    yield states


def _screens(devices: Devices) -> Iterable[Metric]:
    rows: Rows = (
        ("hall_screen_up", "Whether a paired screen was heard within its time.",
         lambda one: devices.now - one.heard_at < SILENT_MS),
        ("hall_screen_last_heard_timestamp_seconds", "When a paired screen was heard last.",
         lambda one: one.heard_at / 1000),
        ("hall_screen_lag_seconds", "For how long a board is behind the newest call of its area.",
         lambda one: one.lag_ms(devices.newest.get(one.assigned["place"])) / 1000
         if one.assigned["kind"] == "board" else None),
    )
    labels = ["screen", "name", "kind", "place"]
    found = [
        ([one.id, *(str(one.assigned[label]) for label in labels[1:])], one) for one in devices.screens
    ]
    yield from _told(rows, labels, found)
    yield _one("hall_screens_unpaired", "Screens that are open and wait for their pairing.", devices.unpaired)


def _voices(devices: Devices) -> Iterable[Metric]:
    rows: Rows = (
        ("hall_voice_up", "Whether an area that is to sound has a screen that speaks for it.",
         lambda heard_at: devices.now - heard_at < SILENT_MS),
        ("hall_voice_last_heard_timestamp_seconds", "When the voice of an area was heard last.",
         lambda heard_at: heard_at / 1000),
    )
    yield from _told(rows, ["area"], [([area], heard_at) for area, heard_at in devices.voices.items()])


def programs(state: ServerState, as_of: int, hooks: Iterable[Subscribed], now: int) -> Iterable[Metric]:
    """Tell how the stream, the queue server, the recorder and the webhooks are."""
    yield _one("hall_events_total", "Events of the centre's stream: the number of the last one.", as_of, grows=True)
    yield _one("hall_last_event_timestamp_seconds", "When the last event happened.", state.last_at / 1000)
    yield _one("hall_stream_events", "Events that the stream holds.", state.stream)
    yield _one("hall_queue_server_write_safe", "Whether every write reaches the disk.", state.safe)
    yield _one("hall_queue_server_memory_bytes", "Memory of the queue server.", state.memory)
    yield _one("hall_queue_server_memory_limit_bytes", "Memory it may have, 0 for no limit.", state.memory_limit)
    yield _one("hall_queue_server_clients", "Connections to the queue server.", state.clients)
    yield _one("hall_queue_server_uptime_seconds", "How long the queue server has run.", state.uptime_seconds)
    yield _one("hall_queue_server_commands_total", "Commands worked since its start.", state.commands, grows=True)
    if state.recorder_behind is not None:
        yield _one("hall_recorder_lag_events", "Events that are not in the ledger yet.", state.recorder_behind)
    rows: Rows = (
        ("hall_webhook_up", "Whether the receiver of a webhook took the last delivery.",
         lambda one: not one.failing_since),
        ("hall_webhook_paused", "Whether a webhook was given up until somebody resumes it.",
         lambda one: bool(one.paused_at)),
        ("hall_webhook_lag_events", "Events that a webhook has not looked at yet.",
         lambda one: max(0, as_of - one.seq)),
        ("hall_webhook_failing_seconds", "For how long the receiver of a webhook has failed, 0 when it does not.",
         lambda one: max(0, now - one.failing_since) / 1000 if one.failing_since else 0),
    )
    yield from _told(rows, ["webhook"], [([one.name], one) for one in hooks])


def _told(rows: Rows, labels: list[str], things: Iterable[tuple[list[str], object]]) -> Iterable[Metric]:
    """Tell each row of every thing."""
    found = list(things)
    for name, what, value_of in rows:
        family = GaugeMetricFamily(name, what, labels=labels)
        for values, thing in found:
            value = value_of(thing)
            if value is not None:
                family.add_metric(values, float(value))
        yield family


def _one(name: str, what: str, value: float, *, grows: bool = False) -> Metric:
    family = CounterMetricFamily(name, what) if grows else GaugeMetricFamily(name, what)
    family.add_metric([], float(value))
    return family
