"""The rating pad at a window (评价器): for some seconds after a service it asks how it was; nobody has to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apiflask import APIFlask
from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from hall.directory import Text
from hall.rules.ratings import LEVELS
from hall.rules.times import SECOND_MS
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Person, Role, caller, open_to
from hall.web.relay import Picture, Relay, Show, by_field, fragment

pages = Blueprint("rating_pad_pages", __name__)
#: For so long it asks after a service was finished: time to look up and touch, before the next visitor sits down.
ASKS_MS = 15 * SECOND_MS
#: Events of its window after which it asks, or asks no more.
CHANGES = frozenset({"finished", "transferred", "undone", "rated"})


@dataclass(frozen=True)
class PadView:
    """Hold what the pad shows; `ticket` is '' while it asks nobody, `good_until` when the question ends by itself."""

    as_of: int
    now: int
    window: str
    hall_name: Text
    number: int
    ticket: str = ""
    turn: int = 0
    ticket_number: str = ""
    service_name: Text | None = None
    good_until: int | None = None
    levels: tuple[int, ...] = LEVELS


@pages.get("/rate/<hall>/<int:number>")
@open_to()
def rating_pad_page(hall: str, number: int) -> Response:
    """Show the pad of a window to the device that was signed in for it; anybody else is asked to sign in."""
    window = the_hall().window(hall, number)
    if not _may(caller(), window.id):
        return redirect(f"/sign-in?next=/rate/{window.id}", 303)
    return page("rating_pad.html", view=_view(the_hall(), window.id))


def show(app: APIFlask, relay: Relay) -> None:
    """Push each pad when something was finished at its window, and when the question is over."""

    def admit(person: Person, window: str) -> bool:
        hall, _, number = window.partition("/")
        the_hall().window(hall, int(number) if number.isdecimal() else 0)
        return _may(person, window)

    def touched(event: Mapping[str, str]) -> Iterable[str]:
        return [event["window"]] if event["type"] in CHANGES and "window" in event else ()

    def picture(window: str, language: str) -> Picture:
        hall = the_hall()
        view = _view(hall, window)
        html = fragment(app, "_rating_pad.html", language, view=view, centre=hall.centre)
        data = {"window": window, "ticket": view.ticket or None, "turn": view.turn or None}
        return Picture(view.as_of, html, data, view.good_until)

    relay.add(Show("/rating", by_field("window"), admit, touched, picture))


def _may(person: Person, window: str) -> bool:
    return person.role is Role.RATING_PAD and person.works_at(window)


def _view(hall: Opened, name: str) -> PadView:
    entry, as_of, now = hall.centre.windows[name], hall.reading.as_of(), hall.reading.now()
    idle = PadView(as_of, now, name, hall.centre.halls[entry.hall].name, entry.number)
    last = hall.reading.to_rate(name)
    ticket = hall.reading.ticket(last.ticket) if last and now < last.at + ASKS_MS else None
    if last is None or ticket is None or len(ticket.done) < last.turn:
        return idle
    done = ticket.done[last.turn - 1]
    service = hall.centre.services.get(hall.centre.heir_of(done) or done)
    return PadView(
        as_of, now, name, idle.hall_name, idle.number, ticket.id, last.turn, ticket.number,
        service.name if service else None, last.at + ASKS_MS,
    )
