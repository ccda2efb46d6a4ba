"""Show staff their menu (员工菜单): paper, reprint, test page, volume, restart; behind the PIN, by plain forms."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.doors import Kiosk, the_kiosk
from kiosk.hall_line import HallAway, HallSaysNo
from kiosk.job import NotReady, Outcome
from kiosk.pages import page_words, show
from kiosk.staff import PinNotSet, Wait
from kiosk.taking import TicketUnknown, Touch

staff_pages = Blueprint("staff", __name__, url_prefix="/staff")

log = logging.getLogger(__name__)

#: The cookie of a let-in person.
COOKIE = "staff"


def _let_in() -> bool:
    """Say whether this is somebody who knew the PIN."""
    return the_kiosk().own.staff.knows(request.cookies.get(COOKIE, ""))


@staff_pages.get("")
def menu() -> Response:
    """Show the menu, or the pad for the PIN."""
    kiosk = the_kiosk()
    if not _let_in():
        return show("staff_pin.html", has_pin=kiosk.own.staff.has_pin, said=request.args.get("said", ""),
                    seconds=request.args.get("seconds", "0"))
    last = kiosk.touches.last_printed()
    number = last.ticket["number"] if last and last.ticket else ""
    return show("staff.html", seen=kiosk.following.look(), number=number,
                said=request.args.get("said", ""))


@staff_pages.post("/enter")
def enter() -> AnyResponse:
    """Let staff in by the PIN; wrong tries make the next one wait."""
    try:
        session = the_kiosk().own.staff.enter(request.form.get("pin", ""))
    except PinNotSet:
        return redirect("/staff")
    except Wait as wait:
        return redirect(f"/staff?said=wait&seconds={wait.seconds}")
    if session is None:
        log.warning("a wrong PIN was typed at the staff menu")
        return redirect("/staff?said=wrong")
    answer = redirect("/staff")
    answer.set_cookie(COOKIE, session, httponly=True, samesite="Strict")
    return answer


@staff_pages.post("/<act>")
def do(act: str) -> AnyResponse:
    """Do what a let-in person touched, and show the menu again with what came of it."""
    if not _let_in() or act not in ACTS:
        return redirect("/staff")
    try:
        said = ACTS[act](the_kiosk())
    except NotReady as fault:
        said = f"cause.{fault.cause}"
    except HallAway:
        said = "hall.title"
    except (HallSaysNo, TicketUnknown):
        said = "no.NOT_POSSIBLE"
    log.info("staff: %s: %s", act, said)
    return redirect(said if said.startswith("/") else f"/staff?said={said}")


def _reprint(kiosk: Kiosk) -> str:
    """Print the last slip again."""
    last = kiosk.touches.last_printed()
    if last is None or last.ticket is None:
        return "staff.no_slip"
    kiosk.taking.reprint(last.ticket["id"], Touch(secrets.token_hex(16), {}, page_words().tag))
    return "staff.printed"


def _paper(kiosk: Kiosk) -> str:
    """Note that a new roll is in."""
    kiosk.touches.new_roll()
    return "staff.paper_new"


def _test(kiosk: Kiosk) -> str:
    """Print a test page."""
    outcome = kiosk.taking.test_page()
    return "staff.printed" if outcome is Outcome.CONFIRMED else "staff.uncertain"


def _volume(steps: int) -> Callable[[Kiosk], str]:
    """Make speech louder or quieter."""

    def turn(kiosk: Kiosk) -> str:
        kiosk.own.staff.turn_volume(steps)
        return "staff.volume_new"

    return turn


def _restart(kiosk: Kiosk) -> str:
    """Let every page of this kiosk begin anew."""
    kiosk.restart_pages()
    return _leave(kiosk)


def _leave(kiosk: Kiosk) -> str:
    """Close the menu."""
    kiosk.own.staff.leave()
    return "/start"


ACTS: dict[str, Callable[[Kiosk], str]] = {
    "reprint": _reprint, "paper": _paper, "test": _test, "louder": _volume(1), "quieter": _volume(-1),
    "restart": _restart, "leave": _leave,
}
