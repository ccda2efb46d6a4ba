"""The doors of all screens (屏幕管理): pairing, the manager's list, wishes; and the one address that every TV opens."""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import replace
from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from hall.directory import Layout
from hall.display import line, pairing, roster
from hall.display.pairing import Assigned, Kind
from hall.rules.screen_refusals import CodeClaimed, TooManyTries, UnknownCode, UnknownPlace, UnknownScreen
from hall.store.screens import ScreenState
from hall.web.answers import as_json
from hall.web.asked import AssignAsked, NothingAsked, PairAsked
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Person, Role, caller, name_of_press, open_to
from hall.web.relay import Picture, Relay, Show, by_field, fragment
from hall.web.shown import REFUSALS
from hall.web.shown_running import OneScreenShown, ScreensShown

doors = APIBlueprint("screens", __name__, url_prefix="/api/v1/screens", tag="display")
pages = Blueprint("screens_pages", __name__)
_CODE = re.compile(rf"[{pairing.ALPHABET}]{{{pairing.CODE_LENGTH}}}")
#: Seconds between two pictures of the list; its page asks for one every other second.
CALM_SECONDS = 1.0


def roster_of(hall: Opened) -> roster.RosterView:
    """Read how every screen is."""
    as_of, now, presence = hall.reading.as_of(), hall.reading.now(), hall.presence
    newest = presence.newest_calls(hall.centre.areas)
    view = roster.view(presence.screens(), presence.waiting_screens(now), newest, hall.centre, now, as_of, line.VERSION)
    bare = [one.subject for one in hall.reading.alerts() if one.cause == "area_without_screen"]
    return replace(view, bare=tuple(hall.centre.areas[area].name for area in bare if area in hall.centre.areas))


@doors.get("")
@open_to(Role.MANAGER, Role.PROGRAM)
@doors.output(ScreensShown)
@doors.doc(responses=REFUSALS)
def list_screens() -> Response:
    """Tell how every screen is, and which wait for their pairing."""
    return as_json(roster.as_json(roster_of(the_hall())))


@doors.post("/pair")
@open_to(Role.MANAGER)
@doors.input(PairAsked, arg_name="asked")
@doors.output(OneScreenShown, 201)
@doors.doc(responses=REFUSALS)
def pair(asked: PairAsked) -> Response:
    """Pair the screen that shows a code (屏幕配对): it opens its page by itself."""
    hall, presence, now = the_hall(), the_hall().presence, the_hall().reading.now()
    assigned = _assigned(hall, asked)
    code = pairing.typed(asked.code)
    fresh = f"screen-{secrets.token_hex(4)}"
    claimed = presence.claim(code, fresh, _press(), now) if _CODE.fullmatch(code) else None
    if claimed is None:
        if not presence.tries(caller().id):
            raise TooManyTries()
        raise UnknownCode(code=code[:16])
    screen, digest = claimed
    holder = presence.holder(digest)
    if not screen or (holder and holder["name"] != screen):
        raise CodeClaimed(code=code)
    presence.assign(screen, pairing.as_record(assigned), now, digest)
    return _shown(screen, 201)


@doors.post("/<screen>/assign")
@open_to(Role.MANAGER)
@doors.input(AssignAsked, arg_name="asked")
@doors.output(OneScreenShown)
@doors.doc(responses=REFUSALS)
def assign(screen: str, asked: AssignAsked) -> Response:
    """Rename a screen or give it something else to show; it goes there by itself."""
    hall = the_hall()
    assigned = _assigned(hall, asked)
    _known(screen)
    hall.presence.assign(screen, pairing.as_record(assigned), hall.reading.now())
    return _shown(screen)


@doors.post("/<screen>/reload")
@open_to(Role.MANAGER)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(OneScreenShown)
@doors.doc(responses=REFUSALS)
def reload(screen: str, asked: NothingAsked) -> Response:
    """Let a screen load its page anew."""
    return _wish(screen, "reload")


@doors.post("/<screen>/test")
@open_to(Role.MANAGER)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(OneScreenShown)
@doors.doc(responses=REFUSALS)
def test_call(screen: str, asked: NothingAsked) -> Response:
    """Let a screen show a test call (测试呼叫), marked as one, on that screen alone; the queue knows nothing of it."""
    return _wish(screen, "test")


@doors.post("/<screen>/revoke")
@open_to(Role.MANAGER)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(OneScreenShown)
@doors.doc(responses=REFUSALS)
def revoke(screen: str, asked: NothingAsked) -> Response:
    """Take a screen's token away (取消配对): within five seconds it shows a code again."""
    hall = the_hall()
    found = hall.presence.screen(screen)
    if found is None:
        raise UnknownScreen(screen=screen)
    hall.presence.revoke(found, hall.reading.now())
    return _shown(screen)


def _wish(screen: str, what: str) -> Response:
    _known(screen)
    the_hall().presence.wish(screen, what, _press())
    return _shown(screen)


def _known(screen: str) -> ScreenState:
    found = the_hall().presence.screen(screen)
    if found is None or found.revoked:
        raise UnknownScreen(screen=screen)
    return found


def _press() -> str:
    """Name this press, so that repeated it is the same wish."""
    return name_of_press() or uuid.uuid4().hex


def _assigned(hall: Opened, asked: AssignAsked) -> Assigned:
    kind = Kind(asked.kind)
    if not pairing.is_place(kind, asked.place, hall.centre):
        raise UnknownPlace(kind=asked.kind, place=asked.place)
    return pairing.from_record(asked.model_dump(exclude={"code"}))


def _shown(screen: str, status: int = 200) -> Response:
    """Answer with a screen as it is now."""
    hall = the_hall()
    found, now, as_of = hall.presence.screen(screen), hall.reading.now(), hall.reading.as_of()
    view = roster.view([found] if found else [], [], {}, hall.centre, now, as_of, line.VERSION)
    body: dict[str, Any] = {**roster.line_json(view.screens[0]), "as_of": as_of}
    return as_json(body, status)


@pages.get("/screen")
@open_to()
def screen_page() -> Response:
    """Show a TV its pairing code; the same address for all of them, and nothing to press."""
    return page("pairing.html")


@pages.get("/manage/screens")
@open_to()
def manage_page() -> AnyResponse:
    """Show a manager every screen; anybody else is asked to sign in."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage/screens", 303)
    return page("screens.html", view=roster_of(the_hall()), kinds=list(Kind), layouts=list(Layout))


def show(app: APIFlask, relay: Relay) -> None:
    """Push the list to managers who look at it; what screens say is no event, so their page asks now and then."""

    def admit(person: Person, key: str) -> bool:
        return person.role is Role.MANAGER

    def picture(key: str, language: str) -> Picture:
        hall = the_hall()
        view = roster_of(hall)
        html = fragment(app, "_screens.html", language, view=view, centre=hall.centre)
        return Picture(view.as_of, html, roster.as_json(view))

    relay.add(Show("/screens", by_field("centre"), admit, lambda event: (), picture, CALM_SECONDS))
