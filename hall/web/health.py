"""Tell a supervisor whether this process lives, and whether it can serve."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from hall.web.answers import as_json
from hall.web.opened import the_hall
from hall.web.people import open_to
from hall.web.shown import AliveShown, ReadyShown

health = APIBlueprint("health", __name__, tag="watching")


@health.get("/healthz")
@open_to()
@health.output(AliveShown)
def alive() -> Response:
    """Say that the process answers."""
    return as_json({"status": "ok"})


@health.get("/readyz")
@open_to()
@health.output(ReadyShown)
def ready() -> Response:
    """Say that the queue server answers too; 503 while it does not."""
    return as_json({"status": "ok", "as_of": the_hall().reading.as_of()})
