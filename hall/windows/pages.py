"""The clerk's console (操作台) as a page and as pictures that are pushed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apiflask import APIFlask
from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Person, Role, caller, open_to
from hall.web.relay import Picture, Relay, Show, fragment
from hall.windows import console

pages = Blueprint("window_pages", __name__)
#: Seconds between two pictures of a console when somebody else's act changed it.
CALM_SECONDS = 0.2


@pages.get("/window/<hall>/<int:number>")
@open_to()
def console_page(hall: str, number: int) -> Response:
    """Show a window's console to its clerk; anybody else is asked to sign in."""
    window = the_hall().window(hall, number)
    if caller().role is not Role.CLERK or not caller().works_at(window.id):
        return redirect(f"/sign-in?next=/window/{window.id}", 303)
    return page("console.html", view=_view(the_hall(), window.id))


def show(app: APIFlask, relay: Relay) -> None:
    """Push each console what changes at its window and in the queues that it reaches."""

    def admit(person: Person, window: str) -> bool:
        hall, _, number = window.partition("/")
        the_hall().window(hall, int(number) if number.isdecimal() else 0)
        return person.role is Role.CLERK and person.works_at(window)

    def touched(event: Mapping[str, str]) -> Iterable[str]:
        if "window" in event:
            yield event["window"]
        if "service" in event:
            yield from the_hall().who_reach(event["service"])

    def picture(window: str, language: str) -> Picture:
        hall = the_hall()
        view = _view(hall, window)
        html = fragment(app, "_console.html", language, view=view, centre=hall.centre)
        return Picture(view.as_of, html, console.as_json(view))

    relay.add(Show("/window", "window", admit, touched, picture, CALM_SECONDS))


def _view(hall: Opened, name: str) -> console.ConsoleView:
    reading = hall.reading
    as_of, now, window = reading.as_of(), reading.now(), reading.window(name)
    visitor = reading.ticket(window.ticket) if window.ticket else None
    waiting = reading.waiting(window.reach or hall.centre.windows[name].reach)
    return console.view(window, visitor, reading.next_for(window, now), waiting, hall.centre, now, as_of)
