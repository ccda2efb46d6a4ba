"""The managers' HTTP doors: the load, the event log, the state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic, sleep
from typing import Any, cast

from apiflask import APIBlueprint
from flask import Response, current_app

from hall.reports import advice, alerts, devices_now, live, telling, under_way, wrong
from hall.reports.loads import Day
from hall.reports.weekdays import Weekdays
from hall.rules.events import event_json
from hall.store.reading import Reading
from hall.web.answers import as_json, reader
from hall.web.asked_in_address import EventsAsked
from hall.web.on_display import on_display
from hall.web.opened import Opened, the_hall
from hall.web.people import Role, open_to
from hall.web.shown import REFUSALS, ObjectShown
from hall.web.shown_running import AdvicesShown, AlertsShown
from hall.web.situation import Seen, see

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
    as_of, seen = reading.as_of(), see(hall)
    visitors = reading.tickets(window.ticket for window in seen.windows.values() if window.ticket)
    view = live.view(seen.windows, visitors, seen.queues, hall.centre, seen.now, as_of, _today(seen))
    kiosks = devices_now.view(reading.kiosks_of(hall.centre.kiosks), on_display(hall), hall.centre, seen.now)
    return replace(view, wrong=wrong.read(seen), devices=kiosks)


def _today(seen: Seen) -> Day:
    """Read how the day has been until now, and how this weekday usually is."""
    hall, weekdays = seen.hall, cast(Weekdays, current_app.extensions["hall.weekdays"])
    giving = frozenset(one.id for one in hall.centre.services.values() if hall.is_open(one, seen.now))
    usual = weekdays.usual(hall.local(seen.now))
    return Day(seen.today.tallies, usual, seen.today.windows, giving, seen.cycles)


@doors.get("/alerts")
@open_to(Role.MANAGER, Role.PROGRAM)
@doors.output(AlertsShown)
@doors.doc(responses=REFUSALS)
def tell_alerts() -> Response:
    """Tell what is wrong now, and the one act that mends each."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    return as_json({"alerts": [alerts.as_json(one, reader()) for one in wrong.read(see(hall)).alerts], "as_of": as_of})


@doors.get("/advice")
@open_to(Role.MANAGER, Role.PROGRAM)
@doors.output(AdvicesShown)
@doors.doc(responses=REFUSALS)
def tell_advice() -> Response:
    """Tell what is advised now, how many windows each service needs, and what was done and holds still."""
    hall, t = the_hall(), reader()
    as_of, seen = hall.reading.as_of(), see(hall)
    found = wrong.read(seen)
    needed = advice.needed(seen)
    windows = [
        {"service": one.id, "open": len(seen.pools.get(one.id, ())), "needed": needed[one.id]} for one in seen.services
    ]
    return as_json({
        "advice": [advice.as_json(one, do, t) for one, do in found.advised],
        "windows": windows,
        "under_way": [under_way.as_json(one, t) for one in found.under_way],
        "as_of": as_of,
    })


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
    """Tell what waits, is called, served and held now."""
    hall = the_hall()
    return as_json(telling.state_json(hall.centre, hall.reading))
