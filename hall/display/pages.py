"""The screens' pages (屏幕页面): what hangs in the hall is no secret, so none of them needs a sign-in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from hall.directory import ScreenKind
from hall.display import board, look, pictures
from hall.web.language import clock, words
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import open_to

pages = Blueprint("display_pages", __name__)


@pages.get("/board/<area>")
@open_to()
def board_page(area: str) -> Response:
    """Show the wall of an area."""
    hall = the_hall()
    found = hall.area(area)
    boards = [one for one in _screens(ScreenKind.BOARD) if one.area == area]
    chosen = look.look(request.args, boards)
    view = pictures.of_board(hall, found)
    if chosen.lite:
        view = board.page_of(view, chosen.rows_of_page - (board.HALT_ROWS if view.stopped else 0))
    return _screen("board.html", chosen, {"area": area}, view=view)


@pages.get("/overview/<hall>")
@open_to()
def overview_page(hall: str) -> Response:
    """Show a whole hall at a glance."""
    opened = the_hall()
    view = pictures.of_overview(opened, opened.hall(hall))
    return _screen("overview.html", look.look(request.args, ()), {"overview": hall}, view=view)


@pages.get("/sign/<hall>/<int:number>")
@open_to()
def sign_page(hall: str, number: int) -> Response:
    """Show the sign over a window."""
    opened = the_hall()
    window = opened.window(hall, number)
    signs = [one for one in _screens(ScreenKind.SIGN) if one.window == window.id]
    view = pictures.of_sign(opened, window)
    return _screen("sign.html", look.look(request.args, signs), {"window": window.id}, view=view)


@pages.get("/queue")
@open_to()
def queues_page() -> Response:
    """Show a phone where to look: every area with its latest calls and how many wait there."""
    hall = the_hall()
    views = [pictures.of_overview(hall, one) for one in hall.centre.halls.values()]
    return page("queues.html", views=views, lite=_is_lite())


@pages.get("/queue/<area>")
@open_to()
def queue_page(area: str) -> Response:
    """Show a phone the queues of an area."""
    hall = the_hall()
    view, address = pictures.of_queue(hall, hall.area(area)), look.lite_address(request.args)
    return page("queue.html", view=view, lite=_is_lite(), lite_address=address)


def _screen(template: str, chosen: look.Look, auth: dict[str, str], view: Any) -> Response:
    """Draw a screen's page in the screen's own language: nobody who stands before it has chosen one."""
    centre = the_hall().centre
    t = words(chosen.language)
    html = render_template(
        template, t=t, language=t.language, centre=centre, view=view, look=chosen,
        auth={**auth, "language": t.language}, lite_address=look.lite_address(request.args),
        shift=look.shift(view.now), time=clock(view.now, centre.zone),
    )
    answer = make_response(html)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _screens(kind: ScreenKind) -> list[Any]:
    return [one for one in the_hall().centre.screens.values() if one.kind is kind]


def _is_lite() -> bool:
    return look.look(request.args, ()).lite
