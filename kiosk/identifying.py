"""Ask a visitor who she is (实名取号), where a service gives one number a person: the page, and the door it asks."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for

from hall.rules.identity import BEGINNINGS, LENGTHS
from kiosk import views
from kiosk.doors import CODE, Malformed, say, the_kiosk, the_words
from kiosk.known import Known
from kiosk.pages import show, with_hall
from kiosk.persons import KeyMissing, WrongNumber
from kiosk.words import Words

identifying = Blueprint("identifying", __name__)

#: The keys of the pad; the card's check character may be an X, a phone's number leaves its place free.
KEYS = {"phone": (*"123456789", "", "0"), "id": (*"123456789", "X", "0")}


@identifying.get("/services/<service>/who")
@with_hall
def who(known: Known, words: Words, service: str) -> Response:
    """Show the pad for a phone's or a card's number; where no number can be taken, the page that says why.

    Who acts for others (代办人) says first who she is, then with `agent`, her handle, for whom the number is.
    """
    found = known.services.get(service) or abort(404)
    code = request.args.get("code", "")
    code = code if CODE.fullmatch(code) else ""
    takes = views.state_of(found, known) in views.TAKES
    if not found.identify or not (takes or code):
        return make_response(redirect(url_for("pages.service", service=service)))
    kiosk = the_kiosk()
    kind, desk = found.identify, "desk" in request.args
    agent = kiosk.persons.find(request.args.get("agent", ""))
    kiosk.persons.asks(besides=agent)
    asks = "principal" if agent else "agent" if "agent" in request.args else "visitor"
    return show("who.html", service=service, name=words.name(found.name), kind=kind, keys=KEYS[kind],
                length=LENGTHS[kind], beginning=f"^($|{BEGINNINGS[kind]})", appointment=code, desk=desk, asks=asks,
                agent=agent, reads_cards=kiosk.persons.reads_cards and kind == "id")


@identifying.post("/persons")
def know() -> Response:
    """Turn a typed number into a handle and a mask; the number itself is kept nowhere."""
    told = request.get_json(silent=True)
    kind, number = (told.get("kind"), told.get("number")) if isinstance(told, dict) else (None, None)
    if kind not in LENGTHS or not isinstance(number, str):
        raise Malformed(422, "UNPROCESSABLE_ENTITY", "give `kind`, phone or id, and `number`, as text")
    words = the_words()
    try:
        person = the_kiosk().persons.know(kind, number)
    except WrongNumber as fault:
        return say(422, "NUMBER_WRONG", words(f"who.{kind}.{fault.wrong}"), {"wrong": fault.wrong})
    except KeyMissing:
        return say(503, "HALL_OUT_OF_REACH", words("hall.title"), {})
    answer = make_response({"person": person.handle, "mask": person.mask})
    answer.status_code = 201
    return answer
