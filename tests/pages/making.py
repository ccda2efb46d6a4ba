"""Make tickets and draw fragments for the stories of the pages: no server, no browser, no clock."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hall.directory import Centre, read
from hall.rules.discipline import Standing
from hall.rules.ticket import State, Ticket
from hall.web.language import words
from tests.builders import moment

WEB = Path(__file__).parents[2] / "hall" / "web"
SMALL: Centre = read(Path(__file__).parents[1] / "config-small")
REAL: Centre = read(Path(__file__).parents[2] / "config")
PAGES = Environment(loader=FileSystemLoader(WEB / "templates"), undefined=StrictUndefined, autoescape=True)
LANGUAGES = ("zh-CN", "en")


def ticket(number: str = "A012", **facts: Any) -> Ticket:
    """Make a waiting walk-in of 9:00; every fact may be said otherwise."""
    usual: dict[str, Any] = {
        "id": f"id-{number}",
        "number": number,
        "service": "tax",
        "hall": "east",
        "area": "east-a",
        "state": State.WAITING,
        "standing": Standing.WALK_IN,
        "join": 1,
        "counted_at": moment("9:00"),
        "issued_at": moment("9:00"),
    }
    return Ticket(**{**usual, **facts})


def called(number: str = "A012", window: str = "east/3", at: str = "9:30", **facts: Any) -> Ticket:
    """Make a ticket that was called to a window."""
    at_ms = moment(at)
    usual = {"state": State.CALLED, "window": window, "called_at": at_ms, "first_called_at": at_ms, "calls": 1}
    return ticket(number, **{**usual, **facts})


def draw(template: str, view: object, language: str = "zh-CN", centre: Centre = SMALL) -> str:
    """Draw a fragment as the relay does, where a name that nobody gave is an error."""
    return PAGES.get_template(template).render(t=words(language), view=view, centre=centre)


def text(html: str) -> str:
    """Return what people read of a fragment, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()
