"""Serve the visitor (取号与预约): numbers, appointments, the phone page."""

from __future__ import annotations

from apiflask import APIFlask
from flask_socketio import SocketIO

from hall.ticketing import (
    alert_doors,
    catalogue,
    configuration,
    desk_pages,
    doors,
    entry_doors,
    follow_ups,
    group_visits,
    kiosks,
    notices,
    pages,
    rating_doors,
    whole_hall,
)
from hall.web.relay import Relay


def attach(app: APIFlask, socketio: SocketIO, relay: Relay) -> None:
    """Open this place's doors."""
    further = (notices, rating_doors, follow_ups, group_visits, entry_doors, alert_doors)
    for room in (catalogue, doors, kiosks, whole_hall, configuration, *further):
        app.register_blueprint(room.doors)
    app.register_blueprint(pages.pages)
    app.register_blueprint(desk_pages.pages)
    app.register_blueprint(configuration.pages)
    for shown in (notices, rating_doors, follow_ups, group_visits):
        app.register_blueprint(shown.pages)
    pages.show(app, relay)
