"""Tell managers the load (大厅负荷): reads only."""

from __future__ import annotations

from apiflask import APIFlask
from flask_socketio import SocketIO

from hall.reports import doors, pages
from hall.web.relay import Relay


def attach(app: APIFlask, socketio: SocketIO, relay: Relay) -> None:
    """Open this place's doors."""
    app.register_blueprint(doors.doors)
    app.register_blueprint(doors.metrics)
    app.register_blueprint(pages.pages)
    pages.show(app, relay)
