"""What Prometheus hears of a hall: figures that agree with the queue and only grow where they say so; no person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families

from hall.store.at_kiosks import KioskSays
from hall.store.recorded import Recorded
from hall.store.screens import Heard
from tests.api import Api, Programs, refused, said
from tests.builders import moment

TAX = {"hall": "east", "agency": "taxes", "service": "tax"}
TAXES = {"hall": "east", "agency": "taxes"}
#: Units that Prometheus wants told in seconds, bytes and metres.
NO_UNITS = re.compile(r"_(ms|milliseconds|minutes|hours|kb|mb|kilobytes|megabytes|mm|millimeters|percent)(_|$)")


def families(api: Api, **more: Any) -> dict[str, Metric]:
    """Scrape once, by the parser of the other side."""
    answer = api.get("/metrics", **more)
    assert answer.status_code == 200 and answer.mimetype == "text/plain"
    return {one.name: one for one in text_string_to_metric_families(answer.get_data(as_text=True))}


def values(api: Api) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {(one.name, tuple(sorted(one.labels.items()))): one.value
            for family in families(api).values() for one in family.samples}


def value(api: Api, name: str, /, **labels: str) -> float | None:
    """Return one figure, None where it is not told."""
    return values(api).get((name, tuple(sorted(labels.items()))))


def a_morning(api: Api) -> None:
    """Let one visitor be called after 20 minutes, one give up, and one wait."""
    api.opens("east/1")
    people = [api.takes("tax") for _ in range(3)]
    api.at("9:25")
    api.calls("east/1")
    said(api.post(f"/tickets/{people[2]['id']}/cancel"))


def test_it_tells_who_waits_how_long_and_what_windows_do(api: Api) -> None:
    a_morning(api)
    found = values(api)

    def told(name: str, **labels: str) -> float:
        return found[name, tuple(sorted(labels.items()))]

    assert told("hall_waiting", **TAX) == 1
    assert told("hall_longest_wait_seconds", **TAX) == 1200
    assert told("hall_estimated_wait_low_seconds", **TAX) <= told("hall_estimated_wait_high_seconds", **TAX)
    assert told("hall_windows", hall="east", state="open") == told("hall_service_open_windows", **TAX) == 1
    assert told("hall_window_visitors", hall="east", state="called") == 1
    assert told("hall_day_start_time_seconds") == moment("22:00", days=-1) / 1000
    assert told("hall_events_total") == 6
    assert told("hall_last_event_timestamp_seconds") == moment("9:25") / 1000
    assert told("hall_queue_server_write_safe") == 1 and told("hall_queue_server_memory_bytes") > 10_000


def test_what_was_done_is_counted_and_an_undo_takes_nothing_off(api: Api) -> None:
    a_morning(api)
    assert value(api, "hall_tickets_issued_total", **TAXES) == 3
    assert value(api, "hall_tickets_called_total", **TAXES) == 1
    assert value(api, "hall_tickets_cancelled_total", **TAXES) == 1
    assert value(api, "hall_tickets_finished_total", **TAXES) == 0, "what has not happened yet is told too"
    before = values(api)
    said(api.act("east/1", "undo"))
    after = values(api)
    counts = [key for key in before if key[0].startswith("hall_") and key[0].endswith(("_total", "_bucket", "_count"))]
    assert [key for key in counts if after[key] < before[key]] == []
    assert value(api, "hall_undone_total") == 1


def test_waits_are_counted_by_classes(api: Api) -> None:
    a_morning(api)

    def bucket(le: str) -> float | None:
        return value(api, "hall_wait_seconds_bucket", **TAXES, le=le)

    assert (bucket("900.0"), bucket("1200.0"), bucket("+Inf")) == (0, 1, 1), "20 minutes are within 20 minutes"
    assert value(api, "hall_wait_seconds_sum", **TAXES) == 1200
    said(api.act("east/1", "no-show", {"early": True}))
    back = api.handles.reading.by_number(api.program.app.extensions["hall.opened"].business_day(moment("9:25")), "A001")
    said(api.post(f"/tickets/{back}/rejoin", role="guide"))
    api.at("9:45")
    api.calls("east/1")
    api.act("east/1", "finish-and-call-next")
    assert bucket("+Inf") == value(api, "hall_wait_seconds_count", **TAXES) == 2, "a wait ends with the first call"


def test_two_web_processes_tell_the_same(api: Api, programs: Programs) -> None:
    a_morning(api)
    families(api)
    other = Api(programs.build(always_open=True))
    other.clock.now = api.clock.now
    alone = ("process_", "hall_queue_server_", "hall_relay_")
    here, there = values(api), values(other)
    assert {key: one for key, one in here.items() if not key[0].startswith(alone)} == {
        key: one for key, one in there.items() if not key[0].startswith(alone)}


def test_devices_are_told_one_by_one(api: Api) -> None:
    tickets, presence, now = api.handles.tickets, api.handles.presence, api.clock.now
    tickets.hear_kiosk(KioskSays("kiosk-1", paper="near_end", paper_mm=61_500), 1)
    tickets.hear_kiosk(KioskSays("kiosk-2", state="paper_out"), 1)
    shown = {"name": "门口", "kind": "board", "place": "east-a", "sound": True}
    presence.assign("screen-1", shown, now, "0123456789abcdef")
    a_morning(api)
    presence.hear_screens([Heard("screen-1", "", {"as_of": 1, "sound": "leader"}, api.clock.now, "east-a")])
    screen = {"screen": "screen-1", "name": "门口", "kind": "board", "place": "east-a"}
    assert value(api, "hall_kiosk_paper_used_meters", kiosk="kiosk-1") == 61.5
    assert value(api, "hall_kiosk_state", kiosk="kiosk-2", state="paper_out") == 1
    assert value(api, "hall_kiosk_up", kiosk="kiosk-1") == 0, "20 minutes ago"
    assert value(api, "hall_screen_up", **screen) == value(api, "hall_voice_up", area="east-a") == 1
    assert value(api, "hall_screen_lag_seconds", **screen) == 0, "the call is of this very moment"
    api.at("9:30")
    assert value(api, "hall_screen_up", **screen) == value(api, "hall_voice_up", area="east-a") == 0


def test_it_tells_how_far_the_recorder_is_behind_and_nothing_where_nobody_records(api: Api) -> None:
    a_morning(api)
    assert value(api, "hall_recorder_lag_events") is None
    recorder = Recorded(api.handles.redis, api.handles.keys)
    recorder.join()
    assert value(api, "hall_recorder_lag_events") == 6
    taken = recorder.news(0.01)
    assert value(api, "hall_recorder_lag_events") == 6, "taken, and in no ledger"
    recorder.acknowledge(taken[:4])
    assert value(api, "hall_recorder_lag_events") == 2


def test_the_figures_are_such_as_prometheus_wants_them(api: Api) -> None:
    a_morning(api)
    for name, family in families(api).items():
        assert family.documentation.endswith("."), f"{name} says what it is"
        assert re.fullmatch(r"(hall|process)_[a-z][a-z_]*[a-z]", name) and not NO_UNITS.search(name), name
        assert family.type in ("gauge", "counter", "histogram"), name
        samples = {one.name for one in family.samples}
        ends_total = {one for one in samples if one.endswith("_total")}
        assert ends_total == (samples if family.type == "counter" else set()), f"{name} is a {family.type}"
        assert not any(one in name.split("_") for one in ("gauge", "counter", "histogram")), name
        assert len({tuple(sorted(one.labels)) for one in family.samples if not one.name.endswith("_bucket")}) <= 1, name


def test_it_tells_nothing_of_a_person_and_grows_with_the_places_alone(api: Api) -> None:
    a_morning(api)
    few = len(values(api))
    ids = {event["ticket"] for event in api.events() if "ticket" in event}
    for _ in range(20):
        api.takes("tax")
    text = api.get("/metrics").get_data(as_text=True)
    assert len(values(api)) == few
    assert "A00" not in text and "clerk-1" not in text and not any(one in text for one in ids)


def test_a_hall_may_keep_its_figures_for_those_who_have_a_token(
    api: Api, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api.get("/metrics").status_code == 200
    monkeypatch.setenv("HALL_METRICS_CLOSED", "1")
    closed = Api(programs.build(always_open=True))
    refused(closed.get("/metrics"), 401, "SIGN_IN_NEEDED")
    refused(closed.get("/metrics", role="clerk"), 403, "NOT_ALLOWED")
    assert closed.get("/metrics", role="program").status_code == 200
