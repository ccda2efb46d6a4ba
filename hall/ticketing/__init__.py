"""Serve the visitor (取号与预约): numbers, appointments, the phone page."""

from __future__ import annotations

from apiflask import APIFlask
from flask_socketio import SocketIO

from hall.ticketing import doors, pages
from hall.web.relay import Relay


def attach(app: APIFlask, socketio: SocketIO, relay: Relay) -> None:
    """Open this place's doors."""
    app.register_blueprint(doors.doors)
    app.register_blueprint(pages.pages)
    pages.show(app, relay)
