"""Put the kiosk together (取号机程序): hall, printer, journal, pages; and run it until told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from kiosk.address import Address, Serial
from kiosk.cards import CardReader
from kiosk.counting import Counting
from kiosk.doors import Kiosk, Malformed, doors, say, the_words
from kiosk.following import Following
from kiosk.hall_line import HallLine
from kiosk.heartbeat import Heartbeat
from kiosk.identifying import identifying
from kiosk.journal import Journal
from kiosk.leases import Leases
from kiosk.model import Model
from kiosk.online import online
from kiosk.pages import pages, show
from kiosk.persons import Persons
from kiosk.printer import Printer
from kiosk.scanner import Scanner
from kiosk.serving import serve
from kiosk.settling import Settling
from kiosk.slips import Slips
from kiosk.staff import Own, Staff
from kiosk.staff_pages import staff_pages
from kiosk.taking import Taking
from kiosk.touches import Touches

#: Names under which this machine may be asked; anything else is a page from elsewhere that tries its luck.
OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True)
class Plugged:
    """Hold what is plugged into this machine (外设): the printer always, the others where there are any."""

    printer: Address
    model: Model
    scanner: Path | None = None
    card_reader: Serial | None = None


@dataclass(frozen=True)
class Parts:
    """Hold a kiosk that is put together but does not serve yet (组装好的取号机)."""

    kiosk: Kiosk
    journal: Journal
    printer: Printer
    heartbeat: Heartbeat
    readers: tuple[Scanner | CardReader, ...]

    def start(self) -> None:
        """Begin to follow the hall, the printer and what visitors show to this machine."""
        self.kiosk.following.start()
        for part in (self.heartbeat, self.kiosk.counting, *self.readers):
            part.start()

    def stop(self) -> None:
        """Follow no more and give the journal free."""
        for part in (self.heartbeat, self.kiosk.counting, *self.readers):
            part.stop()
        self.kiosk.following.stop()
        self.journal.close()


def now_ms() -> int:
    """Tell the time in ms since 1970."""
    return int(time.time() * 1000)


def put_together(hall_url: str, token: str, plugged: Plugged, folder: Path,
                 now: Callable[[], int] = now_ms, steady: Callable[[], float] = time.monotonic) -> Parts:
    """Build a kiosk; neither hall nor printer need to be there."""
    model = plugged.model
    journal = Journal(folder, now, lambda: date.today().isoformat())
    touches = Touches(journal)
    hall, printer = HallLine(hall_url, token), Printer(plugged.printer, model, touches.doubtful, touches.trusted)
    slips = Slips(hall, model)
    leases = Leases(hall, touches, folder, steady)
    taking = Taking(hall, printer, touches, slips, leases, now)
    following = Following(hall, printer, touches, Settling(touches, taking, now))
    slips.follow(following)
    leases.follow(following)
    persons = Persons(steady)
    kiosk = Kiosk(taking, touches, following, leases, persons, Own(folder, Staff(folder, now)),
                  Counting(hall))
    scanners = [Scanner(plugged.scanner, kiosk.scans)] if plugged.scanner else []
    card_readers = [CardReader(plugged.card_reader, persons)] if plugged.card_reader else []
    return Parts(kiosk, journal, printer, Heartbeat(hall, following, touches, leases, persons, kiosk.restart_pages),
                 (*scanners, *card_readers))


def create_app(kiosk: Kiosk) -> Flask:
    """Build the kiosk's pages and doors."""
    app = Flask(__name__)
    app.extensions["kiosk"] = kiosk
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.register_blueprint(doors)
    app.register_blueprint(pages)
    app.register_blueprint(identifying)
    app.register_blueprint(online)
    app.register_blueprint(staff_pages)

    @app.before_request
    def own_name() -> Response | None:
        """Refuse requests that a page from elsewhere sends under a name of its own."""
        name = request.host.rsplit(":", 1)[0]
        return None if name in OWN_NAMES else say(421, "MISDIRECTED_REQUEST", the_words()("no.MISDIRECTED_REQUEST"), {})

    _say_no(app)

    @app.after_request
    def guarded(response: Response) -> Response:
        """Let the pages load nothing from elsewhere, and keep nothing of a visitor in the browser."""
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response

    return app


def _say_no(app: Flask) -> None:
    """Let every refusal leave as a problem in the asker's language, or as a page where somebody looks at one."""

    @app.errorhandler(Malformed)
    def malformed(fault: Malformed) -> Response:
        """Say that a request is wrong, and in detail what, for whoever wrote the program."""
        return say(fault.status, fault.code, the_words()(f"no.{fault.code}"), {"detail": fault.detail})

    @app.errorhandler(404)
    @app.errorhandler(405)
    def lost(fault: HTTPException) -> Response:
        """Say that there is no such page, in the asker's way."""
        known = isinstance(fault, MethodNotAllowed)
        status = HTTPStatus.METHOD_NOT_ALLOWED if known else HTTPStatus.NOT_FOUND
        if request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html":
            return show("lost.html", status)
        answer = say(status, status.name, the_words()("no.METHOD_NOT_ALLOWED" if known else "lost.title"), {})
        answer.headers.extend((name, value) for name, value in fault.get_headers() if name == "Allow")
        return answer


def run(hall_url: str, token: str, plugged: Plugged, folder: Path, port: int) -> None:
    """Run the kiosk until SIGINT or SIGTERM."""
    parts = put_together(hall_url, token, plugged, folder)
    parts.start()
    serve(create_app(parts.kiosk), port, lambda url: {"url": url}, parts.stop)
