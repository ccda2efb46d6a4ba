"""The screens' doors for programs (屏幕接口): walls, signs, overviews and queues as JSON."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from hall.display import board, overview, pictures, queue, sign
from hall.web.answers import as_json, reader
from hall.web.opened import the_hall
from hall.web.people import Role, open_to
from hall.web.shown import refusals
from hall.web.shown_on_screens import BoardShown, OverviewShown, QueueShown, SignShown

doors = APIBlueprint("display", __name__, url_prefix="/api/v1", tag="display")
#: Whoever may look at a wall from inside a program.
VIEWERS = (Role.SCREEN, Role.MANAGER, Role.GUIDE, Role.PROGRAM)


@doors.get("/areas/<area>/board")
@open_to(*VIEWERS)
@doors.output(BoardShown)
@doors.doc(responses=refusals(401, 403, 404))
def board_json(area: str) -> Response:
    """Tell what the wall of an area shows."""
    hall = the_hall()
    return as_json(board.as_json(pictures.of_board(hall, hall.area(area)), reader()))


@doors.get("/areas/<area>/queue")
@open_to()
@doors.output(QueueShown)
@doors.doc(responses=refusals(404))
def queue_json(area: str) -> Response:
    """Tell who is called in an area and how many wait for each of its services."""
    hall = the_hall()
    return as_json(queue.as_json(pictures.of_queue(hall, hall.area(area))))


@doors.get("/signs/<hall>/<int:number>")
@open_to(*VIEWERS)
@doors.output(SignShown)
@doors.doc(responses=refusals(401, 403, 404))
def sign_json(hall: str, number: int) -> Response:
    """Tell what the sign over a window shows."""
    opened = the_hall()
    return as_json(sign.as_json(pictures.of_sign(opened, opened.window(hall, number)), reader()))


@doors.get("/halls/<hall>/overview")
@open_to(*VIEWERS)
@doors.output(OverviewShown)
@doors.doc(responses=refusals(401, 403, 404))
def overview_json(hall: str) -> Response:
    """Tell what the overview of a hall shows."""
    opened = the_hall()
    return as_json(overview.as_json(pictures.of_overview(opened, opened.hall(hall))))
