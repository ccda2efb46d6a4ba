"""Put the web process together: handles first, then every place of the hall opens its doors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apiflask import APIFlask
from flask import Request as FlaskRequest
from flask import g, request
from flask.json.provider import DefaultJSONProvider
from flask_socketio import SocketIO
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest

from hall import display, reports, ticketing, windows
from hall.handles import Handles, handles
from hall.rules.asking_refusals import SignInNeeded
from hall.rules.refusals import ConfigMovedOn, Forbidden, Invalid, Refusal
from hall.settings import Settings
from hall.store.connection import for_waiting
from hall.store.errands import Errands
from hall.store.events import Events
from hall.ticketing import reconfiguring
from hall.ticketing.sweeping import keep_sweeping
from hall.web import answers, document, health, jobs, pages
from hall.web.changing import the_tickets, this_press
from hall.web.opened import Opened, the_hall
from hall.web.relay import Relay
from hall.web.today import Today

PLACES = (ticketing, windows, display, reports)
#: How long a person stays signed in at her own browser: one working day.
SESSION = timedelta(hours=12)
#: Bytes a request's body may have; the largest honest one is under two thousand.
BODY_BYTES = 64 * 1024
#: Refusals of who asks and of how, whatever the state of the hall; and what is decided anew.
NOT_OF_THE_HALL = (SignInNeeded, Forbidden, Invalid, ConfigMovedOn)


class HallJson(DefaultJSONProvider):
    """Read 20.0 as the integer that it is in JSON."""

    def loads(self, s: str | bytes, **how: Any) -> Any:
        """Read a text of JSON."""
        return super().loads(s, parse_float=_number, **how)


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


class HallRequest(FlaskRequest):
    """Take a POST without a body for one with an empty object."""

    def on_json_loading_failed(self, e: ValueError | None) -> object:
        """Return nothing for no body, and refuse a malformed one."""
        if not self.get_data(cache=True):
            return None
        raise BadRequest() from e

    def get_json(self, *args: Any, **kwargs: Any) -> Any:
        """Read the body; one that is nested deeper than any honest one is malformed."""
        try:
            return super().get_json(*args, **kwargs)
        except RecursionError as fault:
            raise BadRequest() from fault


class HallApp(APIFlask):
    """Answer by the configuration in force, also when it changes while an answer is under way."""

    json_provider_class = HallJson

    def dispatch_request(self) -> Any:
        """Decide a press anew that was decided by a configuration of before."""
        # Others may change it while this answer waits for the store: a press says by which one it was decided.
        g.hall_config = the_hall().in_force.version
        try:
            return self._decide()
        except ConfigMovedOn:
            the_hall().in_force.catch_up()
            g.hall_config = the_hall().in_force.version
            return self._decide()

    def _decide(self) -> Any:
        """Answer; what a door refuses by itself names the last event too, and the same press is refused so again."""
        try:
            return super().dispatch_request()
        except Refusal as no:
            if "as_of" not in no.data and request.path.startswith("/api/") and not isinstance(no, NOT_OF_THE_HALL):
                if request.method == "POST":
                    the_tickets().refuse(this_press(), no)
                no.data["as_of"] = the_hall().reading.as_of()
            raise


@dataclass(frozen=True)
class Program:
    """Hold a web process before it serves: the WSGI application, its sockets, its relay and its handles."""

    app: APIFlask
    socketio: SocketIO
    relay: Relay
    handles: Handles

    def start(self) -> None:
        """Begin to follow the stream and to sweep; once a process, after it has forked."""
        self.relay.start()
        self.socketio.start_background_task(
            keep_sweeping, self.app.extensions["hall.opened"], self.handles.tickets, self.socketio
        )


def create_app(
    settings: Settings, url: str, clock: Callable[[], int] | None = None, async_mode: str = "gevent"
) -> Program:
    """Build the web process; it touches the queue server only for the secret that signs sessions."""
    opened = handles(settings, url, clock)
    if not opened.in_force.version:
        reconfiguring.begin(opened.in_force, opened.tickets)
    app = HallApp(
        "hall.web", title="Hall", version="1", spec_path="/api/v1/openapi.json", docs_path=None
    )
    app.request_class = HallRequest
    app.config.update(
        SECRET_KEY=hashlib.sha256(opened.presence.secret().encode()).hexdigest(),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=SESSION,
        # An answer under way must not bring back the session of whoever signed in before.
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=BODY_BYTES,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        VALIDATION_ERROR_STATUS_CODE=422,
    )
    document.describe(app)
    # It only lends `csrf_token()` to the templates; `people.caller` checks it, for sessions alone.
    CSRFProtect(app)
    app.extensions["hall.opened"] = Opened(
        opened.in_force, opened.reading, opened.presence, settings, Today(opened.reading)
    )
    app.extensions["hall.tickets"] = opened.tickets
    app.extensions["hall.errands"] = Errands(url, opened.keys)
    socketio = SocketIO(app, async_mode=async_mode, transports=["websocket"], cors_allowed_origins=None)
    relay = Relay(app, socketio, Events(for_waiting(url), opened.keys))
    answers.attach(app)
    app.register_blueprint(health.health)
    app.register_blueprint(pages.entrance)
    app.register_blueprint(jobs.doors)
    app.register_blueprint(jobs.pages)
    app.after_request(pages.safe_headers)
    for place in PLACES:
        place.attach(app, socketio, relay)
    return Program(app, socketio, relay, opened)
