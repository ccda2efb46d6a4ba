"""The clerk's console (操作台) as a page and as pictures that are pushed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from apiflask import APIFlask
from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from hall.rules.alarms import Cause
from hall.rules.entries import NOBODY_MOVES
from hall.rules.service_times import FOUR_OF_FIVE
from hall.web.answers import as_json
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Person, Role, caller, clerk_of, open_to
from hall.web.relay import Picture, Relay, Show, by_field, fragment
from hall.windows import console, onward
from hall.windows.asked import asked_of

pages = Blueprint("window_pages", __name__)
#: Seconds between two pictures of a console when somebody else's act changed it.
CALM_SECONDS = 0.2
#: Events that change every console.
WHOLE_HALL = frozenset({"hall_stopped", "hall_resumed"})


@pages.get("/window/<hall>/<int:number>")
@open_to()
def console_page(hall: str, number: int) -> Response:
    """Show a window's console to its clerk; anybody else is asked to sign in."""
    window = the_hall().window(hall, number)
    if caller().role is not Role.CLERK or not caller().works_at(window.id):
        return redirect(f"/sign-in?next=/window/{window.id}", 303)
    places = onward.choices(the_hall().centre, window)
    return page("console.html", view=_view(the_hall(), window.id), choices=places)


@pages.get("/window/<hall>/<int:number>/onward")
@open_to(Role.CLERK)
def onward_now(hall: str, number: int) -> Response:
    """Tell how many wait at each service, and which windows are open, before a visitor is sent on."""
    opened = the_hall()
    clerk_of(opened.window(hall, number).id)
    waiting = opened.reading.waiting(opened.centre.services)
    windows = opened.reading.windows(opened.centre.windows)
    return as_json(
        {
            "services": {service: queue.total for service, queue in waiting.items()},
            "windows": {name: str(window.state) for name, window in windows.items()},
        }
    )


def show(app: APIFlask, relay: Relay) -> None:
    """Push each console what changes at its window and in the queues that it reaches."""

    def admit(person: Person, window: str) -> bool:
        hall, _, number = window.partition("/")
        the_hall().window(hall, int(number) if number.isdecimal() else 0)
        return person.role is Role.CLERK and person.works_at(window)

    def touched(event: Mapping[str, str]) -> Iterable[str] | None:
        if event["type"] in NOBODY_MOVES:
            return ()
        if event["type"] in WHOLE_HALL:
            return None
        here = [event[name] for name in ("window", "to") if name in event]
        if event.get("cause") == Cause.WINDOW_IDLE:
            here.append(event["subject"])
        return [*here, *the_hall().centre.who_reach(event.get("service", ""))]

    def picture(window: str, language: str) -> Picture:
        hall = the_hall()
        view = _view(hall, window)
        html = fragment(app, "_console.html", language, view=view, centre=hall.centre)
        return Picture(view.as_of, html, console.as_json(view))

    def present(windows: set[str]) -> None:
        hall = the_hall()
        hall.presence.heard(windows, hall.reading.now() + hall.centre.policy.times.lost_ms)

    relay.add(Show("/window", by_field("window"), admit, touched, picture, CALM_SECONDS, present))


def _view(hall: Opened, name: str) -> console.ConsoleView:
    reading = hall.reading
    as_of, now, window = reading.as_of(), reading.now(), reading.window(name)
    visitor = reading.ticket(window.ticket) if window.ticket else None
    waiting = reading.waiting(window.reach or hall.centre.windows[name].reach)
    service = hall.centre.services.get(visitor.service) if visitor else None
    slow_ms = hall.so_far().service_times.at_most_ms(service.id, service.minutes, FOUR_OF_FIVE) if service else 0
    asked = asked_of(hall, window, now)
    aside = console.Aside(reading.held(name), reading.last_act(name), reading.stopped(), slow_ms, asked)
    # A window that was never opened shows who waits for it, too.
    coming = reading.next_for(replace(window, reach=window.reach or hall.centre.windows[name].reach), now)
    return console.view(window, visitor, coming, waiting, aside, hall.centre, now, as_of)
