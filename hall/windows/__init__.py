"""Serve the clerk at a window (办事窗口): calling, staffing, the console."""

from __future__ import annotations

from apiflask import APIFlask
from flask_socketio import SocketIO

from hall.web.relay import Relay
from hall.windows import doors, pages, rating_pad


def attach(app: APIFlask, socketio: SocketIO, relay: Relay) -> None:
    """Open this place's doors."""
    app.register_blueprint(doors.doors)
    app.register_blueprint(pages.pages)
    app.register_blueprint(rating_pad.pages)
    pages.show(app, relay)
    rating_pad.show(app, relay)
