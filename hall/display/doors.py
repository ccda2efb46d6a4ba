"""The screens' doors: an area's wall as JSON, as a page, and as pictures that are pushed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask import Blueprint, Response
from flask_socketio import SocketIO

from hall.directory import Area
from hall.display import board
from hall.display.noting import Notes
from hall.web import notices
from hall.web.answers import as_json
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Person, Role, open_to
from hall.web.relay import Picture, Relay, Show, by_field, fragment
from hall.web.shown import BoardShown, refusals

doors = APIBlueprint("display", __name__, url_prefix="/api/v1/areas", tag="display")
pages = Blueprint("display_pages", __name__)
#: Whoever may look at a wall from inside a program.
VIEWERS = (Role.SCREEN, Role.MANAGER, Role.GUIDE, Role.PROGRAM)
#: Events that change a wall.
ON_THE_WALL = frozenset(
    {"called", "recalled", "started", "finished", "no_show", "cancelled", "expired"}
    | {"sent_back", "undone", "transferred", "held", "rejoined"}
)
#: Events of notices; they name all areas whose walls change.
NOTICES = frozenset({"notice_given", "notice_ended"})
#: A screen says in one message which calls it has painted; more than this is no screen.
SHOWN_AT_ONCE = 200


@doors.get("/<area>/board")
@open_to(*VIEWERS)
@doors.output(BoardShown)
@doors.doc(responses=refusals(401, 403, 404))
def board_json(area: str) -> Response:
    """Tell what the wall of an area shows."""
    hall = the_hall()
    found = hall.area(area)
    return as_json(board.as_json(picture_of(hall, found)))


@pages.get("/board/<area>")
@open_to()
def board_page(area: str) -> Response:
    """Show an area's wall; what hangs in the hall is no secret, so its page needs no sign-in."""
    hall = the_hall()
    found = hall.area(area)
    return page("board.html", view=picture_of(hall, found))


def picture_of(hall: Opened, area: Area, notes: Notes | None = None) -> board.BoardView:
    """Read what an area's wall shows now; `notes` remember it, so that a screen can say that it has painted it."""
    calls = hall.reading.calls(area.id)
    if notes:
        notes.drawn(calls.rows, calls.as_of)
    given = notices.standing(hall.reading.notices(calls.now), area.id, hall.settings.data)
    spoken = [board.Spoken(what.id, what.words, what.urgent, one.until) for one, what in given]
    return board.view(calls, area, hall.centre, spoken)


def show(app: APIFlask, socketio: SocketIO, relay: Relay, notes: Notes) -> None:
    """Push the walls, and hear from screens what they have painted."""

    def admit(person: Person, area: str) -> bool:
        the_hall().area(area)
        return True

    def touched(event: Mapping[str, str]) -> Iterable[str]:
        if event["type"] in NOTICES:
            return event["areas"].split(",")
        return (event["area"],) if event["type"] in ON_THE_WALL and "area" in event else ()

    def picture(area: str, language: str) -> Picture:
        hall = the_hall()
        view = picture_of(hall, hall.area(area), notes)
        html = fragment(app, "_board.html", language, view=view, centre=hall.centre)
        return Picture(view.as_of, html, board.as_json(view))

    def shown(message: Any) -> None:
        """Hear which calls a screen has painted; only calls that this process has drawn are noted."""
        speaker = relay.speaker("/display")
        keys = message.get("calls") if isinstance(message, dict) else None
        as_of = message.get("as_of") if isinstance(message, dict) else None
        if speaker is None or not isinstance(keys, list) or not isinstance(as_of, int):
            return
        named = speaker.person.name if speaker.person.role is Role.SCREEN else ""
        notes.painted({one for one in keys[:SHOWN_AT_ONCE] if isinstance(one, str)}, as_of, named)

    relay.add(Show("/display", by_field("area"), admit, touched, picture))
    socketio.on_event("shown", shown, "/display")
