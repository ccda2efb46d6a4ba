"""The managers' HTTP doors: the load, the event log, the state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic, sleep
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from hall.reports import alerts, live, telling
from hall.rules.events import event_json
from hall.store.reading import Reading
from hall.web.answers import as_json, reader
from hall.web.asked import EventsAsked
from hall.web.opened import Opened, the_hall
from hall.web.people import Role, open_to
from hall.web.shown import REFUSALS, ObjectShown
from hall.web.shown_running import AlertsShown

doors = APIBlueprint("reports", __name__, url_prefix="/api/v1", tag="reports")
#: Seconds between two looks for whoever waits for news: soon enough for a program, and nothing for the server.
LOOK_SECONDS = 0.2
#: The event log: one JSON object a line.
LINES: dict[int | str, dict[str, Any]] = {
    200: {"description": "One event a line", "content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
}


def load_now(hall: Opened) -> live.LoadView:
    """Read the whole load of the hall."""
    reading = hall.reading
    as_of, now = reading.as_of(), reading.now()
    windows = reading.windows(hall.centre.windows)
    visitors = reading.tickets(window.ticket for window in windows.values() if window.ticket)
    waiting = reading.waiting(hall.centre.services)
    view = live.view(windows, visitors, waiting, hall.centre, now, as_of)
    return replace(view, alerts=alerts_now(hall))


def alerts_now(hall: Opened) -> tuple[alerts.AlertView, ...]:
    """Read what is wrong now."""
    found = hall.reading.alerts()
    about = [one.subject for one in found if one.cause in alerts.ABOUT_SCREENS]
    return alerts.view(found, hall.centre, hall.presence.screen_names(about))


@doors.get("/alerts")
@open_to(Role.MANAGER, Role.PROGRAM)
@doors.output(AlertsShown)
@doors.doc(responses=REFUSALS)
def tell_alerts() -> Response:
    """Tell what is wrong now, and what to do about it."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    return as_json({"alerts": [alerts.as_json(one, reader()) for one in alerts_now(hall)], "as_of": as_of})


@doors.get("/load")
@open_to(Role.MANAGER, Role.PROGRAM)
@doors.output(ObjectShown)
@doors.doc(responses=REFUSALS)
def load() -> Response:
    """Tell the load: who waits for what, how long, and what every window is doing."""
    return as_json(live.as_json(load_now(the_hall())))


@doors.get("/events")
@open_to(Role.MANAGER, Role.PROGRAM)
@doors.input(EventsAsked, location="query", arg_name="asked")
@doors.doc(responses=LINES | REFUSALS)
def events(asked: EventsAsked) -> Response:
    """Give the event log as JSON lines; `docs/events.md` explains every one."""
    reading = the_hall().reading
    found = _news(reading, asked)

    def lines() -> Iterator[str]:
        for event in found:
            yield json.dumps(event_json(event), ensure_ascii=False) + "\n"

    # One who has heard of more events than there are knows by it that another queue server counts from 1 again.
    return Response(lines(), mimetype="application/x-ndjson", headers={"As-Of": str(reading.as_of())})


def _news(reading: Reading, asked: EventsAsked) -> list[dict[str, str]]:
    """Read what is asked for; where there is nothing yet, wait for it as long as the caller likes."""
    until = monotonic() + asked.wait
    while not (found := reading.events(asked.after, asked.limit)):
        if monotonic() >= until or reading.as_of() < asked.after:
            break
        sleep(LOOK_SECONDS)
    return found


@doors.get("/state")
@open_to(Role.MANAGER, Role.PROGRAM)
@doors.output(ObjectShown)
@doors.doc(responses=REFUSALS)
def state() -> Response:
    """Tell what waits, is called and is served now."""
    hall = the_hall()
    return as_json(telling.state_json(hall.centre, hall.reading))
