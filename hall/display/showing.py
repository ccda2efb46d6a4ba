"""Push pictures to the screens (推送画面), and hear from them what they have painted.

A client's `auth` says what it shows: {area}, {window}, {overview} or {queue}. That becomes the name of its room: an
area stands for its wall alone, the others have their kind in front.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from apiflask import APIFlask
from flask_socketio import SocketIO

from hall.display import board, overview, pictures, queue, sign
from hall.display.noting import Notes
from hall.rules.entries import NOBODY_MOVES
from hall.rules.refusals import UnknownWindow
from hall.web.language import words
from hall.web.opened import Opened, the_hall
from hall.web.people import Person, Role
from hall.web.relay import Picture, Relay, Show, fragment

#: The kinds of rooms that have their name in front; a plain one is the wall of that area.
KINDS = ("window", "overview", "queue")
#: Events that change a wall.
ON_THE_WALL = frozenset(
    {"called", "recalled", "started", "finished", "no_show", "cancelled", "expired"}
    | {"sent_back", "undone", "transferred", "held", "rejoined"}
)
#: Events that change what every screen shows. A notice names the areas where it stands now, not those it leaves.
EVERYWHERE = frozenset({"hall_stopped", "hall_resumed", "day_closed", "notice_given", "notice_ended"})
#: Events of a window that change how long people wait, and nothing else of a queue.
STAFFING = frozenset({"window_opened", "window_paused", "window_closed", "window_services"})
#: A screen says in one message which calls it has painted; more than this is no screen.
SHOWN_AT_ONCE = 200


def key(auth: Mapping[str, Any]) -> str:
    """Name the room that a client asks for."""
    for kind in KINDS:
        if auth.get(kind):
            return f"{kind}:{auth[kind]}"
    return str(auth.get("area", ""))


def touched(event: Mapping[str, str], areas: Mapping[str, str]) -> Iterable[str] | None:
    """Say which rooms change with an event; `areas` gives the hall of each. None: all of them."""
    if event["type"] in EVERYWHERE:
        return None
    if event["type"] in NOBODY_MOVES:
        return ()
    found = [f"window:{event['window']}"] if "window" in event else []
    if event["type"] in STAFFING:
        return [*found, *(f"queue:{area}" for area in areas)]
    # Whoever goes to another area leaves the screens of the one where she was.
    for area in filter(None, (event.get("area"), event.get("from_area"))):
        # Whoever takes a number, comes or goes changes how many wait.
        found += [f"queue:{area}", f"overview:{areas.get(area, '')}"]
        found += [area] if event["type"] in ON_THE_WALL else []
    return found


def show(app: APIFlask, socketio: SocketIO, relay: Relay, notes: Notes) -> None:
    """Serve every kind of screen in one namespace; `notes` hear what they have painted."""

    def admit(person: Person, room: str) -> bool:
        _drawing(the_hall(), room, notes)
        return True

    def touches(event: Mapping[str, str]) -> Iterable[str] | None:
        return touched(event, {name: area.hall for name, area in the_hall().centre.areas.items()})

    def picture(room: str, language: str) -> Picture:
        template, view, json = _drawing(the_hall(), room, notes)(language)
        html = fragment(app, template, language, view=view, centre=the_hall().centre)
        return Picture(view.as_of, html, json, view.good_until if isinstance(view, board.BoardView) else None)

    def shown(message: Any) -> None:
        """Hear which calls a screen has painted; only calls that this process has drawn are noted."""
        speaker = relay.speaker("/display")
        keys = message.get("calls") if isinstance(message, dict) else None
        as_of = message.get("as_of") if isinstance(message, dict) else None
        if speaker is None or not isinstance(keys, list) or not isinstance(as_of, int):
            return
        named = speaker.person.name if speaker.person.role is Role.SCREEN else ""
        notes.painted({one for one in keys[:SHOWN_AT_ONCE] if isinstance(one, str)}, as_of, named)

    relay.add(Show("/display", key, admit, touches, picture))
    socketio.on_event("shown", shown, "/display")


#: What is drawn of a room in a language: the template, its view, and the same as data.
Drawn = tuple[str, Any, Mapping[str, Any]]


def _drawing(hall: Opened, room: str, notes: Notes) -> Callable[[str], Drawn]:
    """Find what a room shows, or refuse what does not exist; nothing is read before it is drawn."""
    kind, _, name = room.rpartition(":")
    if kind == "window":
        if name not in hall.centre.windows:
            raise UnknownWindow(window=name)
        window = hall.centre.windows[name]
        return lambda language: _sign(pictures.of_sign(hall, window), language)
    if kind == "overview":
        whole = hall.hall(name)
        return lambda language: _overview(pictures.of_overview(hall, whole))
    area = hall.area(name)
    if kind == "queue":
        return lambda language: _queue(pictures.of_queue(hall, area))
    return lambda language: _board(pictures.of_board(hall, area, notes), language)


def _board(view: board.BoardView, language: str) -> Drawn:
    return "_board.html", view, board.as_json(view, words(language))


def _sign(view: sign.SignView, language: str) -> Drawn:
    return "_sign.html", view, sign.as_json(view, words(language))


def _overview(view: overview.OverviewView) -> Drawn:
    return "_overview.html", view, overview.as_json(view)


def _queue(view: queue.QueueView) -> Drawn:
    return "_queue.html", view, queue.as_json(view)
