"""The rush at the opening: 1,000 visitors, 128 windows, every clerk presses at the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.running import Running

pytestmark = pytest.mark.slow
VISITORS = 1000


def test_128_windows_call_at_once_and_each_visitor_is_called_exactly_once_in_order(hall: Running) -> None:
    services = [one["id"] for one in hall.get("/services")["services"] if one["mode"] == "queue"]
    wanted = [services[number % len(services)] for number in range(VISITORS)]
    with ThreadPoolExecutor(8) as kiosks:
        taken = list(kiosks.map(lambda one: hall.post("/tickets", "kiosk", {"service": one}).json(), wanted))
    assert len({ticket["number"] for ticket in taken}) == VISITORS

    windows = [one["id"] for part in hall.get("/centre")["halls"] for one in part["windows"]]
    assert len(windows) == 128
    with ThreadPoolExecutor(8) as hands:
        opened = hands.map(lambda window: hall.post(f"/windows/{window}/open", "clerk"), windows)
        assert {answer.status_code for answer in opened} == {200}

    at_once = threading.Barrier(len(windows))

    def press(window: str) -> dict[str, object]:
        at_once.wait()
        answer = hall.post(f"/windows/{window}/call-next", "clerk")
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]

    with ThreadPoolExecutor(len(windows)) as clerks:
        answers = list(clerks.map(press, windows))
    called = [str(one["ticket"]["id"]) for one in answers if one["ticket"]]  # type: ignore[index]
    assert len(set(called)) == len(called) >= 120

    events = hall.events()
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    log = [event for event in events if event["type"] == "called"]
    assert Counter(event["ticket"] for event in log) == Counter(called)
    # Within a service everybody here is a walk-in, so calls follow the order of the numbers without a gap.
    joined = {ticket["id"]: ticket["as_of"] for ticket in taken}
    for service in services:
        mine = [joined[event["ticket"]] for event in log if event["service"] == service]
        waited = sorted(joined[ticket["id"]] for ticket in taken if ticket["service"] == service)
        assert mine == waited[: len(mine)], service
