"""The manager's page (大厅管理) and its pictures, a new one at most every second."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from hall.reports import live
from hall.reports.doors import load_now
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Person, Role, caller, open_to
from hall.web.relay import Picture, Relay, Show, by_field, fragment

pages = Blueprint("manager_pages", __name__)
#: Seconds between two pictures: calm enough to read, and with its way to the page none is older than a second.
CALM_SECONDS = 0.8
#: A picture is drawn anew after this long though nothing happened, in ms.
FRESH_MS = 800
#: Pictures that are drawn within this time show the same load, in ms: one for each language, drawn one after the other.
SAME_MOMENT_MS = 200


class Newest:
    """Hold the newest load, so that it is worked out once for both languages."""

    def __init__(self) -> None:
        self._view: live.LoadView | None = None

    def load(self, hall: Opened) -> live.LoadView:
        """Return the load, read anew where something has happened since or it is not quite new any more."""
        known, now = self._view, hall.reading.now()
        if known is None or known.as_of != hall.reading.as_of() or not 0 <= now - known.now < SAME_MOMENT_MS:
            known = self._view = load_now(hall)
        return known


@pages.get("/manage")
@open_to()
def manage() -> Response:
    """Show the live load to a manager; anybody else is asked to sign in."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage", 303)
    return page("manage.html", view=load_now(the_hall()))


@pages.get("/manage/wall")
@open_to()
def wall() -> Response:
    """Show the same load on a TV (大屏): large, dark, with nothing to press."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage/wall", 303)
    return page("manage_wall.html", view=load_now(the_hall()))


def show(app: APIFlask, relay: Relay) -> None:
    """Push the load."""

    def admit(person: Person, key: str) -> bool:
        return person.role is Role.MANAGER

    newest = Newest()

    def picture(key: str, language: str) -> Picture:
        hall = the_hall()
        view = newest.load(hall)
        html = fragment(app, "_manage.html", language, view=view, centre=hall.centre)
        # Whatever is no event shows within a second too: a kiosk's paper, a silent screen, who waits too long by now.
        return Picture(view.as_of, html, live.as_json(view), view.now + FRESH_MS)

    relay.add(Show("/manager", by_field("centre"), admit, lambda event: None, picture, CALM_SECONDS))
