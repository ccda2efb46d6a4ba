"""Answer programs: tickets as JSON, refusals and errors as RFC 9457 problem+json in the reader's language."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, render_template, request
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException

from hall.rules.asking_refusals import KeyMalformed, SignInNeeded
from hall.rules.discipline import why
from hall.rules.refusals import Forbidden, Invalid, Refusal, Unknown
from hall.rules.ticket import State, Ticket
from hall.rules.waiting import Range, Told
from hall.store.ledger.asking import LedgerAway
from hall.store.records import Answer
from hall.web.language import Words, pick, words
from hall.web.opened import the_hall
from hall.web.places import is_for_staff

log = logging.getLogger("hall.web")
#: What every problem says of itself (RFC 9457); the data that explain it have other names.
MEMBERS = frozenset({"type", "status", "code", "title"})
#: Seconds after which a program may try again when the queue server is away.
RETRY_SECONDS = "1"


def reader() -> Words:
    """Return the words of whoever reads this answer."""
    chosen = request.args.get("lang") or request.cookies.get("lang")
    return words(pick(request.headers.get("Accept-Language", ""), chosen))


def as_json(body: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, mimetype="application/json")


def problem(status: int, code: str, title: str, **data: Any) -> Response:
    """Answer with a problem: a code for programs, a sentence for people, the data that explain it."""
    body = {**data, "type": "about:blank", "status": status, "code": code, "title": title}
    text = json.dumps(body, ensure_ascii=False, default=str)
    return Response(text, status, mimetype="application/problem+json")


def estimate_json(estimate: Range | None) -> dict[str, int] | None:
    """Return a range in seconds, or null when nobody can know."""
    return {"low": estimate.low, "high": estimate.high} if estimate else None


def told_json(told: Told | None) -> dict[str, int] | None:
    """Return what somebody was told of her wait: seconds from the moment `at`."""
    return {"low": told.expected.told.low, "high": told.expected.told.high, "at": told.at} if told else None


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """Return a ticket as every door tells it; `ahead` and `estimate` are as of now."""
    hall = the_hall()
    now = hall.reading.now()
    ahead, estimate = hall.standing_before(ticket, now)
    # Why she was called is kept; who waits again, after a call that came to nothing, waits for a reason of now.
    kept = "" if ticket.state in (State.WAITING, State.RESERVED) else ticket.why
    reason = kept or str(why(ticket.place, now, hall.centre.policy.rules))
    url = hall.settings.public_url or hall.centre.public_url
    return {
        "id": ticket.id,
        "number": ticket.number,
        "service": ticket.service,
        "hall": ticket.hall,
        "area": ticket.area,
        "standing": str(ticket.standing),
        "reason": ticket.reason or None,
        "needs": list(ticket.needs),
        "state": str(ticket.state),
        "ahead": ahead,
        "estimate": estimate_json(estimate),
        "told": told_json(ticket.told),
        "longer": ticket.waits_longer(now, estimate),
        "window": ticket.window or None,
        "why": reason,
        "issued_at": ticket.issued_at,
        "slot_at": ticket.slot_at or None,
        "called_at": ticket.called_at or None,
        "started_at": ticket.started_at or None,
        "ended_at": ticket.ended_at or None,
        "calls": ticket.calls,
        "copy": ticket.copy,
        "case_no": ticket.case_no or None,
        "pinned": ticket.pinned or None,
        "callable_at": ticket.callable_at or None,
        "then": list(ticket.then),
        "mask": ticket.mask or None,
        "agent": ticket.agent or None,
        "track_url": f"{url.rstrip('/')}/t/{ticket.id}" if url else None,
    }


def ticket_answer(answer: Answer, status: int = 200) -> Response:
    """Answer with a ticket's own fields, for doors that are about one ticket."""
    body = ticket_json(answer.ticket) if answer.ticket else {}
    return as_json({**body, "as_of": answer.as_of}, status)


def window_answer(answer: Answer) -> Response:
    """Answer with the ticket at a window, null when nobody waits."""
    ticket = ticket_json(answer.ticket) if answer.ticket else None
    return as_json({"ticket": ticket, "as_of": answer.as_of})


def _status(refusal: Refusal) -> int:
    """Return the HTTP status of a kind of refusal."""
    if isinstance(refusal, SignInNeeded):
        return HTTPStatus.UNAUTHORIZED
    if isinstance(refusal, KeyMalformed):
        return HTTPStatus.BAD_REQUEST
    if isinstance(refusal, Forbidden):
        return HTTPStatus.FORBIDDEN
    if isinstance(refusal, Unknown):
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, Invalid) else HTTPStatus.CONFLICT


def _wants_page() -> bool:
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def _say(status: int, code: str, title: str, data: dict[str, Any]) -> Response:
    if _wants_page():
        t, staff = reader(), is_for_staff(request.path)
        # What was sent to an address cannot be opened there.
        here = request.path if request.method == "GET" else ""
        page = render_template(
            "error.html", t=t, language=t.language, status=status, title=title, staff=staff, here=here
        )
        return Response(page, status)
    return problem(status, code, title, **data)


def _on_refusal(refusal: Refusal) -> Response:
    data = {name: value for name, value in refusal.data.items() if name not in MEMBERS}
    return _say(_status(refusal), refusal.code, reader()(f"refusal.{refusal.code}"), data)


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    code = HTTPStatus(status).name
    t = reader()
    key = f"refusal.{code}"
    title = t(key) if key in t else t("refusal.OTHER")
    answer = _say(status, code, title, {})
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _on_input(error: HTTPError) -> Response:
    """Tell what is wrong with a body or a query, field by field."""
    code = HTTPStatus(error.status_code).name
    t = reader()
    key = f"refusal.{code}"
    title = t(key) if key in t else t("refusal.OTHER")
    data = {"detail": error.detail} if error.detail else {}
    return problem(error.status_code, code, title, **data)


def _on_store(error: RedisError) -> Response:
    log.warning("the queue server did not answer: %s", error)
    answer = _say(503, "STORE_OUT_OF_REACH", reader()("refusal.STORE_OUT_OF_REACH"), {})
    answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def _on_ledger(fault: LedgerAway) -> Response:
    log.warning("the ledger did not answer: %s", fault)
    return _say(503, "LEDGER_OUT_OF_REACH", reader()("refusal.LEDGER_OUT_OF_REACH"), {})


def _on_error(error: Exception) -> Response:
    log.exception("our fault", exc_info=error)
    return _say(500, "INTERNAL_SERVER_ERROR", reader()("refusal.INTERNAL_SERVER_ERROR"), {})


def attach(app: APIFlask) -> None:
    """Let every error of the program leave it as an answer that people and programs can read."""
    # First, because APIFlask takes every HTTP error with it, and ours are for people too.
    app.error_processor(_on_input)
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(RedisError, _on_store)
    app.register_error_handler(LedgerAway, _on_ledger)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_error)
