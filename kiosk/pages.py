"""Show the touch pages (触摸页面): each is a view of what the hall last told; the words come from `kiosk.words`."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from hall.rules.appointments import CODE_LENGTH, CODE_LETTERS
from kiosk import views
from kiosk.done import done_page
from kiosk.doors import NEEDS, Problem, the_kiosk
from kiosk.known import Centre, Known
from kiosk.plan import AIR, HEIGHT, SEATS, WIDTH
from kiosk.search import common_words, search
from kiosk.words import LANGUAGES, Words

pages = Blueprint("pages", __name__)

#: What a visitor may choose for her eyes, the first one when she chose nothing: names of cookies and their values.
CHOICES = {"lang": LANGUAGES, "size": ("standard", "large", "largest"), "paper": ("auto", "normal", "care", "contrast")}
#: What is forgotten with the visitor who chose it.
FORGOTTEN = (*CHOICES, "needs", "speech", "staff", "visitor")
#: Seconds without a touch until the page asks whether she is still there; longer in the largest type (长辈版).
IDLE_SECONDS, IDLE_ELDER_SECONDS = 30, 60
#: Kinds of recordings a page may have.
CLIPS = ("opus", "ogg", "mp3")
#: Refusals after which she is asked who she is, and may go on.
ASK_AGAIN = ("PERSON_NEEDED", "PERSON_FORGOTTEN")
#: Everyday words offered on the search page.
CHIPS = 12

Where = ParamSpec("Where")


def page_words() -> Words:
    """Give the words of the page: Chinese until she chooses; what the kiosk's browser prefers says nothing of her."""
    return Words(request.cookies.get("lang", LANGUAGES[0]))


def the_known() -> Known | None:
    """Give what the hall last told; while it is away, with the services of which this kiosk gives numbers itself."""
    last, leases = the_kiosk().following.last, the_kiosk().leases
    if last is None or not last.away:
        return last
    return replace(last, alone=frozenset(service for service in last.services if leases.can_give(service)))


def show(template: str, status: int = 200, **data: Any) -> Response:
    """Render a page with what every page needs."""
    kiosk, words = the_kiosk(), page_words()
    following = kiosk.following
    centre = following.centre
    chosen = {name: request.cookies.get(name, "") for name in CHOICES}
    chosen = {name: chosen[name] if chosen[name] in known else known[0] for name, known in CHOICES.items()}
    needed = [need for need in NEEDS if need in request.cookies.get("needs", "").split(".")]
    looks = any(value != CHOICES[name][0] for name, value in chosen.items())
    changed = looks or bool(needed) or request.cookies.get("speech") == "on"
    html = render_template(
        template, w=words, choices=CHOICES, chosen=chosen, changed=changed, centre=centre,
        here=request.full_path.rstrip("?"), zone=str(centre.zone) if centre else "Asia/Shanghai", now=_today(centre),
        needs=NEEDS, needed=needed, mark=kiosk.mark, code=f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}",
        volume=kiosk.own.staff.volume, clip=_clip(template, words), scans=kiosk.scans.latest.count,
        banners=views.banners(the_known(), following.printer.cause, words), hall_state=following.hall_state,
        idle=IDLE_ELDER_SECONDS if chosen["size"] == "largest" else IDLE_SECONDS, **data,
    )
    return make_response(html, status)


def with_hall(page: Callable[Concatenate[Known, Words, Where], Response]) -> Callable[Where, Response]:
    """Show a page of what the hall last told, also while it is away; before it ever told, the page that waits."""

    @wraps(page)
    def shown(*which: Where.args, **where: Where.kwargs) -> Response:
        known = the_known()
        return page(known, page_words(), *which, **where) if known else show("away.html", 503)

    return shown


@pages.get("/")
@with_hall
def home(known: Known, words: Words) -> Response:
    """Show the popular services and the ways to the others."""
    today = _today(known.centre)
    tiles = [views.tile(service, known, words, today) for service in views.popular(known)]
    return show("home.html", tiles=tiles, agencies=len(known.centre.agencies))


@pages.get("/agencies")
@with_hall
def agencies(known: Known, words: Words) -> Response:
    """Show the agencies of one hall, with the other hall one tap away."""
    halls = known.centre.halls
    chosen = request.args.get("hall", "")
    hall = chosen if chosen in halls else next(iter(halls), "")
    tabs = [(one, words.name(name)) for one, name in halls.items()]
    return show("agencies.html", tabs=tabs, hall=hall, tiles=views.agency_tiles(known, hall, words))


@pages.get("/agencies/<agency>")
@with_hall
def agency(known: Known, words: Words, agency: str) -> Response:
    """Show the services of one agency."""
    found = known.centre.agencies.get(agency) or abort(404)
    today = _today(known.centre)
    tiles = [views.tile(service, known, words, today) for service in known.of_agency(agency)]
    return show("agency.html", name=words.name(found.name), hall=found.hall,
                where=words.name(known.centre.halls[found.hall]), tiles=tiles)


@pages.get("/services/<service>")
@with_hall
def service(known: Known, words: Words, service: str) -> Response:
    """Show one service: its windows, what to bring, and whether a number can be taken."""
    found = known.services.get(service) or abort(404)
    view = views.service_page(found, known, words, _today(known.centre))
    return show("service.html", view=view, agency_id=found.agency, size=(WIDTH, HEIGHT, SEATS - 2 * AIR),
                slip=request.args.get("slip", ""), cause=the_kiosk().following.printer.cause)


@pages.get("/search")
@with_hall
def find(known: Known, words: Words) -> Response:
    """Show what is found for a matter; before anything is typed, everyday words to tap."""
    query, today = request.args.get("q", "").strip(), _today(known.centre)
    tiles = [views.found_tile(found, known, words, today) for found in search(query, known)]
    said = words("search.found", n=len(tiles)) if tiles else words("search.none" if query else "search.hint")
    chips = [] if query or words.language == "en" else common_words(known.services.values(), CHIPS)
    return show("search.html", query=query, tiles=tiles, said=said, chips=chips)


@pages.get("/appointment")
@with_hall
def appointment(known: Known, words: Words) -> Response:
    """Show the pad for an appointment's code; the letters are those a code can have."""
    return show("appointment.html", letters=CODE_LETTERS, length=CODE_LENGTH)


@pages.get("/done/<ticket>")
def done(ticket: str) -> Response:
    """Show the number that was taken, large, and where to wait; also when the hall is gone meanwhile."""
    story = the_kiosk().touches.by_ticket(ticket)
    if story is None or story.ticket is None:
        abort(404)
    following = the_kiosk().following
    view = done_page(story, following.last, following.centre, page_words())
    agent = the_kiosk().persons.find(request.args.get("agent", ""))
    another = url_for("identifying.who", service=story.ticket["service"], agent=agent.handle) if agent else ""
    return show("done.html", view=view, ticket=ticket, desk="desk" in request.args, another=another)


@pages.get("/cancelled/<ticket>")
def cancelled(ticket: str) -> Response:
    """Say that a number was given back."""
    story = the_kiosk().touches.by_ticket(ticket)
    if story is None or story.ticket is None:
        abort(404)
    return show("cancelled.html", number=story.ticket["number"])


@pages.get("/done/<ticket>/qr.svg")
def code(ticket: str) -> Response:
    """Draw the QR code of a ticket's page for the phone."""
    story = the_kiosk().touches.by_ticket(ticket)
    url = story.ticket.get("track_url") if story and story.ticket else None
    if not url:
        abort(404)
    drawn = io.BytesIO()
    segno.make_qr(url, error="m", boost_error=False).save(drawn, kind="svg", border=4, light="#ffffff", omitsize=True)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@pages.get("/trouble/<key>")
def trouble(key: str) -> Response:
    """Say in words why there is no number, and what to do now."""
    problem: Problem | None = the_kiosk().problems.get(key)
    if problem is None:
        return make_response(redirect("/"))
    if problem.code in ASK_AGAIN and (service := problem.data.get("service") or problem.body.get("service")):
        code, agent = problem.body.get("appointment"), "" if "agent" in problem.body else None
        who = url_for("identifying.who", service=service, code=code, agent=agent, desk=request.args.get("desk"))
        return make_response(redirect(who))
    if (service := problem.body.get("guide")) and "cause" in problem.data:
        return make_response(redirect(url_for("pages.service", service=service, slip=problem.data["cause"])))
    title = _why_not(problem, page_words())
    # A slip that is still being printed may be given up in a moment; that is a new wish, not the refused one again.
    fresh = problem.code == "ALREADY_WAITING" and problem.data.get("state") == "reserved"
    return show("trouble.html", problem=problem, key=key, why=title, again=problem.status == 503, fresh=fresh)


@pages.get("/choose")
def choose() -> AnyResponse:
    """Remember what she chose for her eyes and her language, until the page is wiped."""
    answer = redirect(_inside(request.args.get("to", "/")))
    for name, known in CHOICES.items():
        if request.args.get(name) in known:
            answer.set_cookie(name, request.args[name], samesite="Strict")
    return answer


@pages.get("/start")
def start() -> AnyResponse:
    """Wipe everything and begin anew for the next visitor."""
    the_kiosk().persons.forget()
    answer = redirect("/")
    for name in FORGOTTEN:
        answer.delete_cookie(name, samesite="Strict")
    return answer


@pages.get("/voice/<language>/<name>")
def voice(language: str, name: str) -> Response:
    """Give a page's words as the hall recorded them."""
    return send_from_directory(the_kiosk().own.folder.resolve() / "voice", f"{language}/{name}")


def _clip(template: str, words: Words) -> str:
    """Find the recording of a page (朗读录音): `voice/zh/home.opus` in the kiosk's folder; "" where there is none."""
    name = f"{words.language}/{template.removesuffix('.html')}"
    found = (f"{name}.{kind}" for kind in CLIPS if (the_kiosk().own.folder / "voice" / f"{name}.{kind}").is_file())
    return next((f"/voice/{clip}" for clip in found), "")


def _why_not(problem: Problem, words: Words) -> str:
    """Say why there is no number, with what the hall told of it: how many at once, from when on."""
    why, told = f"no.{problem.code}", problem.data
    if why not in words:
        return problem.title or words("no.OTHER")
    today = _today(the_kiosk().following.centre)
    slot, start = (views.clock(datetime.fromtimestamp(told.get(name, 0) / 1000, today.tzinfo), today)
                   for name in ("slot_at", "from"))
    return words(why, limit=told.get("limit"), slot=slot, start=start)


def _inside(path: str) -> str:
    """Keep a way back on this machine."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _today(centre: Centre | None) -> datetime:
    """Tell the hall's present moment, for words such as "opens 13:30"."""
    return datetime.now(centre.zone) if centre else datetime.now().astimezone()
