"""Show calls to everybody who waits (屏幕): reads the queue, and notes only what screens say they have painted."""

from __future__ import annotations

from apiflask import APIFlask
from flask_socketio import SocketIO

from hall.display import doors, line, on_display, pages, recording, screens, showing, voice_doors
from hall.display.noting import Notes
from hall.web.relay import Relay


def attach(app: APIFlask, socketio: SocketIO, relay: Relay) -> None:
    """Open this place's doors."""
    app.register_blueprint(doors.doors)
    app.register_blueprint(pages.pages)
    app.register_blueprint(voice_doors.doors)
    app.register_blueprint(voice_doors.pages)
    app.register_blueprint(recording.pages)
    voice_doors.show(socketio, relay)
    app.register_blueprint(screens.doors)
    app.register_blueprint(screens.pages)
    app.extensions["hall.on_display"] = on_display.tell
    notes = Notes(app, socketio.start_background_task, socketio.sleep)
    app.extensions["hall.notes"] = notes
    line.listen(socketio, notes)
    screens.show(app, relay)
    showing.show(app, socketio, relay, notes)
