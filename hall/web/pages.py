"""Show people the pages that belong to no single place of the hall: the entrance and the sign-in."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from hall.web.answers import reader
from hall.web.opened import the_hall
from hall.web.people import open_to, person_of, sign_in
from hall.web.places import places_of_caller

entrance = Blueprint("entrance", __name__)
#: Seconds for which a reader's choice of language is remembered: a year.
LANGUAGE_SECONDS = 365 * 24 * 3600
#: A path of this hall: one slash, then visible characters without a backslash, which browsers take for a slash.
_OWN_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")
#: Pages may load nothing from elsewhere, run nothing inline, and be framed by nobody.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Draw a page in the reader's language; a language chosen by `?lang=` is remembered."""
    t = reader()
    around = {"centre": the_hall().centre, "nav_places": places_of_caller, "here": request.path}
    html = render_template(template, t=t, language=t.language, **around, **context)
    answer = make_response(html, status)
    answer.headers["Cache-Control"] = "no-store"
    if request.args.get("lang"):
        answer.set_cookie("lang", t.language, max_age=LANGUAGE_SECONDS, samesite="Lax")
    return answer


def safe_headers(answer: AnyResponse) -> AnyResponse:
    """Put the protecting headers on every answer."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


@entrance.get("/")
@open_to()
def welcome() -> Response:
    """Show what there is to see, and in a demo the sign-ins and the kiosk."""
    given = the_hall().settings.demo_signs
    demo = json.loads(given) if given else {}
    return page(
        "entrance.html",
        demo_signs=demo.get("signs", []),
        kiosk_url=demo.get("kiosk_url"),
        printer_url=demo.get("printer_url"),
        role=_role(),
    )


@entrance.get("/sign-in")
@open_to()
def sign_in_page() -> Response:
    """Ask for a token."""
    return page("sign_in.html", next=own_path(request.args.get("next")), error="", role=_role())


@entrance.post("/sign-in")
@open_to()
def sign_in_now() -> AnyResponse:
    """Sign a person in and lead her to where she wanted to go."""
    target = own_path(request.form.get("next"))
    if sign_in(request.form.get("token", "")):
        return redirect(target, 303)
    return page("sign_in.html", 403, next=target, error="sign_in.unknown", role="")


@entrance.post("/sign-out")
@open_to()
def sign_out() -> AnyResponse:
    """Sign a person out."""
    session.clear()
    g.pop("hall_caller", None)
    return redirect("/", 303)


def _role() -> str:
    person = person_of(session.get("token", ""))
    return str(person.role) if person else ""


def own_path(target: str | None) -> str:
    """Return where to go on to: a path of this hall, never another site."""
    return target if target and _OWN_PATH.fullmatch(target) else "/"
