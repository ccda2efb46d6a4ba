"""Tell a supervisor whether this process lives, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, Response

from hall.web.answers import as_json
from hall.web.opened import the_hall
from hall.web.people import open_to

health = Blueprint("health", __name__)


@health.get("/healthz")
@open_to()
def alive() -> Response:
    """Say that the process answers."""
    return as_json({"status": "ok"})


@health.get("/readyz")
@open_to()
def ready() -> Response:
    """Say that the queue server answers too; 503 while it does not."""
    return as_json({"status": "ok", "as_of": the_hall().reading.as_of()})
