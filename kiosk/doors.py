"""Open the kiosk's own HTTP (本机接口): take, reprint, how is the printer; JSON, problems as problem+json."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from kiosk.counting import Counting
from kiosk.following import Following
from kiosk.hall_line import HallAway, HallSaysNo
from kiosk.job import NotReady
from kiosk.leases import Leases
from kiosk.persons import Persons
from kiosk.scanner import Scans
from kiosk.slips import guide_slip, made
from kiosk.staff import Own
from kiosk.taking import Taken, Taking, TicketUnknown, Touch, TouchExpired, TouchReused
from kiosk.touches import Touches
from kiosk.words import Words

doors = Blueprint("doors", __name__)

#: What an Idempotency-Key is made of, as the hall wants it.
KEY = re.compile(r"[\x21-\x7e]{8,64}")
#: Longest name of a service, and longest code of an appointment, that is worth asking the hall about.
LONGEST = 64
CODE = re.compile(r"[0-9A-Za-z]{4,24}")
#: What a visitor may need (需要协助); clerks and guides see it, no wall does.
NEEDS = ("seeing", "hearing", "wheelchair", "company")
#: Problems kept so that a page can show them in words.
PROBLEMS_KEPT = 50
#: Seconds somebody who asks for the printer's state waits for a slip that is being printed.
PATIENCE_SECONDS = 1.0


@dataclass(frozen=True)
class Problem:
    """Hold why a touch led to nothing (未取到号的原因), for the page that says so."""

    status: int
    code: str
    title: str
    data: dict[str, Any]
    body: dict[str, Any]
    ticket: str = ""


class Kiosk:
    """Hold the parts the doors and pages work with (取号机)."""

    def __init__(self, taking: Taking, touches: Touches, following: Following, leases: Leases, persons: Persons,
                 own: Own, counting: Counting) -> None:
        """Take the parts over."""
        self.counting = counting
        self.taking, self.touches, self.following = taking, touches, following
        self.leases, self.persons, self.own = leases, persons, own
        #: What a scanner that this program holds alone saw last; nothing where there is none.
        self.scans = Scans()
        self.restart_pages()
        self.problems: OrderedDict[str, Problem] = OrderedDict()

    def restart_pages(self) -> None:
        """Let every page that is open begin anew (重启页面): it sees that it was made under another mark."""
        self.mark = secrets.token_hex(4)

    def keep(self, key: str, problem: Problem) -> None:
        """Keep a problem for its page; the oldest is let go."""
        self.problems[key] = problem
        while len(self.problems) > PROBLEMS_KEPT:
            self.problems.popitem(last=False)


def the_kiosk() -> Kiosk:
    """Give the kiosk of this app."""
    kiosk: Kiosk = current_app.extensions["kiosk"]
    return kiosk


def the_words() -> Words:
    """Give the words in the language of whoever asks: her choice on the page, else what her program accepts."""
    chosen = request.cookies.get("lang") or request.accept_languages.best_match(("zh-CN", "en"), "zh-CN")
    return Words("en" if chosen == "en" else "zh")


class Malformed(Exception):
    """Say that a request is not what this door takes: its status, its code, what is wrong."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        """Keep the answer."""
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


class PersonForgotten(Exception):
    """Say that the handle of a person is too old: she has to say again who she is."""


@doors.post("/tickets")
def take() -> Response:
    """Take a number and print it (取号)."""
    key, wish = _key(), _body()
    return _answer(key, wish, lambda words: the_kiosk().taking.take(Touch(key, _asked(wish), words.tag)))


@doors.post("/tickets/<ticket>/reprint")
def reprint(ticket: str) -> Response:
    """Print the same number again (补打)."""
    key = _key()
    return _answer(key, {}, lambda words: the_kiosk().taking.reprint(ticket, Touch(key, {}, words.tag)), ticket)


@doors.post("/tickets/<ticket>/cancel")
def cancel(ticket: str) -> Response:
    """Give a number back that was taken by mistake (取错退号); only one that this kiosk gave."""
    key = _key()
    return _answer(key, {}, lambda words: the_kiosk().taking.cancel(ticket, Touch(key, {}, words.tag)), ticket)


@doors.post("/tickets/<ticket>/have")
def have(ticket: str) -> Response:
    """Hear that she has the slip the printer did not confirm (已拿到)."""
    return _answer(_key(), {}, lambda words: the_kiosk().taking.have(ticket), ticket)


@doors.post("/services/<service>/slip")
def guide(service: str) -> Response:
    """Print the way to the windows of a direct service (打印指引), also while the hall is away: it makes no number."""
    key, known = _key(), the_kiosk().following.last
    found = known.services.get(service) if known else None
    if known is None or found is None or not found.direct:
        raise Malformed(404, "NOT_DIRECT", f"{service} is no direct service")
    slip, wish = guide_slip(found, known, datetime.now(known.centre.zone)), {"guide": service}
    return _answer(key, wish, lambda words: the_kiosk().taking.guide(
        Touch(key, wish, words.tag), lambda model: made(slip, model)))


@doors.get("/printer")
def printer() -> Response:
    """Tell how the printer is, and how much paper is left."""
    seen = the_kiosk().following.look(PATIENCE_SECONDS)
    return jsonify(state="not_ready" if seen.cause else "ready", cause=seen.cause,
                   paper_left_mm=seen.paper_left_mm, paper_low=seen.paper_low)


@doors.get("/state")
def state() -> Response:
    """Tell the pages whether the hall gives numbers and the printer is ready, as last seen; whether to restart; what
    was scanned; and who was read by a card reader since the page that asks was opened."""
    following, scan = the_kiosk().following, the_kiosk().scans.latest
    read = the_kiosk().persons.last_read
    card = {"person": read.handle, "kind": read.kind, "mask": read.mask} if read else None
    return jsonify(hall=following.hall_state, cause=following.printer.cause, mark=the_kiosk().mark,
                   scans=scan.count, code=scan.code, read=card)


@doors.get("/healthz")
def healthz() -> Response:
    """Say that this program runs and follows the hall; 503 when it follows nobody, and only a restart helps."""
    if not the_kiosk().following.follows:
        return say(503, "FOLLOWS_NOBODY", "the hall and the printer are followed no more", {})
    return jsonify(status="ok")


def _key() -> str:
    """Read the Idempotency-Key of the touch."""
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise Malformed(400, "IDEMPOTENCY_KEY_MALFORMED", "Idempotency-Key: 8 to 64 visible ASCII characters")
    return key


def _body() -> dict[str, Any]:
    """Read what is wanted: a service, an appointment's code, or both; who she is, and who takes it for her, as
    handles; what help is needed."""
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise Malformed(400, "BAD_REQUEST", "the body must be a JSON object")
    unknown = set(told) - {"service", "appointment", "needs", "person", "agent"}
    needs = told.pop("needs", None) or []
    if not isinstance(needs, list) or not set(map(str, needs)) <= set(NEEDS):
        raise Malformed(422, "UNPROCESSABLE_ENTITY", f"`needs` is a list of {', '.join(NEEDS)}")
    wish = {name: value for name, value in told.items() if value is not None}
    named = set(wish) & {"service", "appointment"}
    if unknown or not named or not all(isinstance(value, str) and 0 < len(value) <= LONGEST for value in wish.values()):
        raise Malformed(422, "UNPROCESSABLE_ENTITY", "give `service`, `appointment` or both, as text")
    if "appointment" in wish and not CODE.fullmatch(wish["appointment"]):
        raise Malformed(422, "UNPROCESSABLE_ENTITY", "`appointment` is 4 to 24 letters and digits")
    return {**wish, "needs": sorted(set(needs))} if needs else wish


def _asked(wish: dict[str, Any]) -> dict[str, Any]:
    """Put who somebody is in the place of her handle, for the hall and the journal; raises PersonForgotten."""
    handles = {name: wish[name] for name in ("person", "agent") if name in wish}
    found = {name: the_kiosk().persons.find(handle) for name, handle in handles.items()}
    if None in found.values():
        raise PersonForgotten
    return {**wish, **{name: person.asked for name, person in found.items() if person}}


def _answer(key: str, body: dict[str, Any], act: Any, ticket: str = "") -> Response:
    """Do it, and tell what came of it; what went wrong is kept for the page that says so."""
    kiosk, words = the_kiosk(), the_words()
    try:
        taken: Taken = act(words)
    except NotReady as fault:
        problem = Problem(503, "PRINTER_NOT_READY", words("printer.title"), _why(fault, ticket), body, ticket)
    except HallAway:
        problem = Problem(503, "HALL_OUT_OF_REACH", words("hall.title"), {}, body, ticket)
    except HallSaysNo as no:
        problem = Problem(no.status, no.code, str(no.problem.get("title", "")), no.problem, body, ticket)
    except TouchReused:
        problem = Problem(422, "REQUEST_REUSED", words("no.REQUEST_REUSED"), {}, body, ticket)
    except PersonForgotten:
        problem = Problem(409, "PERSON_FORGOTTEN", words("no.PERSON_FORGOTTEN"), {}, body, ticket)
    except TouchExpired:
        problem = Problem(409, "TOUCH_EXPIRED", words("no.TOUCH_EXPIRED"), {}, body, ticket)
    except TicketUnknown:
        problem = Problem(404, "TICKET_UNKNOWN", words("no.TICKET_UNKNOWN"), {}, body, ticket)
    else:
        kiosk.following.ask_now()
        return _told(taken)
    kiosk.keep(key, problem)
    return say(problem.status, problem.code, problem.title, problem.data)


def _why(fault: NotReady, ticket: str) -> dict[str, Any]:
    """Tell why nothing is printed, and the number that stands all the same when a copy of it was asked for."""
    story = the_kiosk().touches.by_ticket(ticket)
    number = {"number": story.ticket["number"]} if story and story.ticket else {}
    return {"cause": fault.cause, **number}


def _told(taken: Taken) -> Response:
    """Tell the ticket and what became of its paper."""
    answer = jsonify({**taken.ticket, "printed": taken.printed, "copy": taken.copy})
    answer.status_code = HTTPStatus.CREATED
    return answer


def say(status: int, code: str, title: str, data: dict[str, Any]) -> Response:
    """Answer with a problem: a code for programs, a sentence for people, the data that explain it."""
    answer = jsonify({**data, "type": "about:blank", "status": status, "code": code, "title": title})
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    return answer
