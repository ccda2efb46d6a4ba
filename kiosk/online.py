"""Show that a service can be done online (可网上办理), with a code for the phone, and count who goes there.

It also counts, once a visitor, who was shown the windows of a service that needs no number.
"""

from __future__ import annotations

import io
import secrets

import segno
from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.doors import KEY, the_kiosk
from kiosk.known import Known, Service
from kiosk.pages import show, with_hall
from kiosk.words import Words

online = Blueprint("online", __name__)
#: Names the visitor who stands here, as a chance word that is forgotten with her: the same service counts once for her.
VISITOR_COOKIE = "visitor"


@online.get("/services/<service>/online")
@with_hall
def ask(known: Known, words: Words, service: str) -> Response:
    """Show what can be done online and where, before she chooses."""
    return _page(_found(known, service), words, decided=False)


@online.post("/services/<service>/online")
@with_hall
def go(known: Known, words: Words, service: str) -> Response:
    """Hear that she does it online: count her, and leave the code there to be scanned."""
    found, key = _found(known, service), request.form.get("key", "")
    if KEY.fullmatch(key):
        the_kiosk().counting.add("deflected", found.id, key)
    return _page(found, words, decided=True)


@online.get("/services/<service>/online.svg")
@with_hall
def code(known: Known, words: Words, service: str) -> Response:
    """Draw the address as a QR code."""
    url = _found(known, service).online_url or abort(404)
    drawn = io.BytesIO()
    segno.make_qr(url, error="m", boost_error=False).save(drawn, kind="svg", border=4, light="#ffffff", omitsize=True)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@online.after_app_request
def count_guided(answer: AnyResponse) -> AnyResponse:
    """Count a visitor who is shown the windows of a direct service, once however often the page is drawn anew."""
    last, service = the_kiosk().following.last, (request.view_args or {}).get("service", "")
    found = last.services.get(service) if last and request.endpoint == "pages.service" else None
    if found and found.direct and answer.status_code == 200:
        visitor = request.cookies.get(VISITOR_COOKIE) or secrets.token_hex(8)
        the_kiosk().counting.add("guided", found.id, f"guided-{visitor}"[:64])
        if VISITOR_COOKIE not in request.cookies:
            answer.set_cookie(VISITOR_COOKIE, visitor, samesite="Strict")
    return answer


def _found(known: Known, service: str) -> Service:
    found = known.services.get(service)
    if found is None or not found.online.zh:
        abort(404)
    return found


def _page(found: Service, words: Words, *, decided: bool) -> Response:
    return show("online.html", service=found.id, name=words.name(found.name), what=words.name(found.online),
                url=found.online_url, decided=decided, key=f"online-{secrets.token_hex(12)}", direct=found.direct)
