"""Talk with every screen over a line of its own (屏幕线路): it says how it is, and hears what it is to show.

A screen reports every few seconds; the answer says which page it is to be on, what a manager wishes of it, or, while
nobody has paired it, the code that it shows. Whoever shows nothing but a page of ours is known by its secret alone.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, Literal

from flask import request
from flask_socketio import SocketIO
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from redis.exceptions import RedisError

from hall.display import pairing
from hall.display.noting import Notes
from hall.store.presence import digest_of
from hall.store.screens import Heard, ScreenState
from hall.web import pages as web_pages
from hall.web.language import LANGUAGES, words
from hall.web.opened import Opened, the_hall
from hall.web.people import Role

NAMESPACE = "/screen"
#: Codes that are tried before a screen is told to ask again: two screens hardly ever get the same.
CODES_TRIED = 4
#: Hex digits that name the version of all pages.
VERSION_LENGTH = 6
#: What browsers say of themselves that is of use to whoever looks after screens.
_BROWSER = re.compile(r"(Chrome|Firefox|Version)/(\d+)")
_SYSTEM = re.compile(r"Windows NT [\d.]+|Android [\d.]+|CrOS|Web0S|Tizen [\d.]+|Mac OS X|Linux")


class Report(BaseModel):
    """Read what a screen says of itself; `as_of` is the number of its picture, `clock` its own in ms since 1970."""

    model_config = ConfigDict(extra="ignore", strict=True)

    secret: Annotated[str, Field(pattern=r"^[0-9a-f]{48,64}$")]
    wants_code: bool = False
    page: Annotated[str, Field(max_length=200)] = ""
    as_of: Annotated[int, Field(ge=-1, le=10**15)] = -1
    link: Literal["live", "connecting", "stale", "refused", ""] = ""
    sound: Literal["off", "blocked", "on", "leader"] = "off"
    width: Annotated[int, Field(ge=0, le=100_000)] = 0
    height: Annotated[int, Field(ge=0, le=100_000)] = 0
    ratio: Annotated[float, Field(ge=0, le=20, strict=False)] = 1.0
    clock: Annotated[int, Field(ge=0, le=10**14)] = 0
    version: Annotated[str, Field(max_length=40)] = ""
    tested: Annotated[str, Field(max_length=64)] = ""


def listen(socketio: SocketIO, notes: Notes) -> None:
    """Hear every screen's reports."""

    def report(message: Any) -> dict[str, Any]:
        """Hear how a screen is and tell it what it is to do."""
        try:
            said = Report.model_validate(message)
        except ValidationError:
            return {}
        try:
            return answer(the_hall(), said, notes, request.headers.get("User-Agent", ""))
        except RedisError:
            # A screen that hears nothing goes on showing what it shows, and reports again.
            return {}

    socketio.on_event("connect", lambda auth=None: None, NAMESPACE)
    socketio.on_event("report", report, NAMESPACE)


def answer(hall: Opened, said: Report, notes: Notes, agent: str = "") -> dict[str, Any]:
    """Take a report down and return what the screen has to know."""
    now, digest = hall.reading.now(), digest_of(said.secret)
    kept = said.model_dump(exclude={"secret", "wants_code", "clock"})
    kept |= {"clock_ms": said.clock - now if said.clock else 0, "agent": short(agent)}
    holder = hall.presence.holder(digest) or {}
    screen = hall.presence.screen(holder["name"]) if holder.get("role") == Role.SCREEN else None
    if screen is None or screen.revoked:
        notes.heard(Heard("", digest, kept, now))
        return {"paired": False, "version": VERSION, **(_code(hall, digest, now) if said.wants_code else {})}
    assigned = pairing.from_record(screen.assigned)
    area = assigned.place if assigned.kind is pairing.Kind.BOARD else ""
    notes.heard(Heard(screen.id, digest, kept, now, area))
    return {
        "paired": True,
        "version": VERSION,
        "name": assigned.name,
        "page": pairing.address(assigned, said.width, said.height),
        "reload": screen.reload,
        "test": _test_call(screen),
    }


def _code(hall: Opened, digest: str, now: int) -> dict[str, Any]:
    """Return the code that a screen shows and how long it is good; nothing when there is none to be had just now."""
    for _ in range(CODES_TRIED):
        fresh = "".join(secrets.choice(pairing.ALPHABET) for _ in range(pairing.CODE_LENGTH))
        given = hall.presence.code_for(digest, fresh, now)
        if given:
            return {"code": given[0], "code_ms": given[1] - now}
    return {}


def _test_call(screen: ScreenState) -> Mapping[str, Any] | None:
    """Return the test call that a manager wants to see, with its words, or None."""
    if not screen.test:
        return None
    lines = [[words(one)("screen.test_title"), words(one)("screen.test_words")] for one in LANGUAGES]
    return {"id": screen.test, "lines": lines}


def short(agent: str) -> str:
    """Say in two words which browser runs on which system (浏览器)."""
    browser, system = _BROWSER.search(agent), _SYSTEM.search(agent)
    name = f"{browser[1].replace('Version', 'Safari')} {browser[2]}" if browser else agent[:20]
    return " · ".join(filter(None, (name, system[0] if system else "")))


def _version() -> str:
    """Name the version of all pages: the program's, and a digest of what browsers load."""
    folder = Path(web_pages.__file__).parent
    digest = hashlib.sha256()
    for file in sorted([*folder.glob("static/*.[jc]s*"), *folder.glob("templates/*.html")]):
        digest.update(file.read_bytes())
    return f"{metadata.version('hall')}-{digest.hexdigest()[:VERSION_LENGTH]}"


#: The version of the pages that this process serves; a page that says another one was loaded before an update.
VERSION = _version()
