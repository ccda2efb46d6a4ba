"""Tell managers the load (大厅负荷) and what was (报表): reads only."""

from __future__ import annotations

from apiflask import APIFlask
from flask_socketio import SocketIO

from hall.reports import (
    doors,
    metrics,
    pages,
    plan_pages,
    report_doors,
    report_pages,
    webhook_pages,
    what_if_pages,
)
from hall.reports.planning import Planning
from hall.reports.weekdays import Weekdays
from hall.store.ledger.arrivals import Arrivals
from hall.store.ledger.asking import Asking
from hall.store.ledger.history import History
from hall.store.ledger.opening import open_ledger, url_of
from hall.web.opened import Opened
from hall.web.relay import Relay


def attach(app: APIFlask, socketio: SocketIO, relay: Relay) -> None:
    """Open this place's doors, and the ledger to read in."""
    hall: Opened = app.extensions["hall.opened"]
    ledger = open_ledger(url_of(hall.settings.ledger_url, hall.settings.data))
    app.extensions["hall.ledger"], app.extensions["hall.planning"] = Asking(ledger), Planning(History(ledger))
    app.extensions["hall.weekdays"] = Weekdays(Arrivals(ledger))
    app.register_blueprint(doors.doors)
    app.register_blueprint(metrics.door)
    app.register_blueprint(report_doors.doors)
    app.register_blueprint(pages.pages)
    app.register_blueprint(report_pages.pages)
    app.register_blueprint(what_if_pages.pages)
    app.register_blueprint(plan_pages.pages)
    app.register_blueprint(webhook_pages.pages)
    pages.show(app, relay)
