"""Know who asks (谁在操作): a bearer token of a device or program, or a person's signed-in session.

Every route says with `open_to` who may use it; a test reads them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import g, request, session
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from hall.rules.asking_refusals import KeyMalformed, PageExpired, SignInNeeded
from hall.rules.refusals import NotAllowed
from hall.store.presence import digest_of
from hall.web.opened import the_hall

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """Name what somebody or something is in the hall."""

    KIOSK = "kiosk"
    GUIDE = "guide"
    CLERK = "clerk"
    SCREEN = "screen"
    MANAGER = "manager"
    PROGRAM = "program"
    #: The device at a window on which a visitor rates what was just finished (评价器).
    RATING_PAD = "rating_pad"


@dataclass(frozen=True)
class Person:
    """Hold who asks; `windows` are the ids a clerk may work at, with commas, or * for all; `digest` is the token's."""

    id: str
    role: Role | None
    name: str = ""
    windows: str = ""
    digest: str = ""

    @property
    def actor(self) -> str:
        """Return how events name whoever acted."""
        return f"{self.role}:{self.name}" if self.role else "visitor"

    def works_at(self, window: str) -> bool:
        """Say whether this clerk may act at a window."""
        return self.windows == "*" or window in self.windows.split(",")


_KEY = re.compile(r"^[\x21-\x7e]{8,64}$")
NOBODY = Person(id="anyone", role=None)


def person_of(digest: str) -> Person | None:
    """Return whose token has this digest, or None."""
    found = the_hall().presence.holder(digest) if digest else None
    return _person(digest, found) if found else None


def _person(digest: str, found: Mapping[str, str]) -> Person:
    return Person(digest[:16], Role(found["role"]), found.get("name", ""), found.get("windows", ""), digest)


def no_longer_so(people: Iterable[Person]) -> set[Person]:
    """Return whose token was taken away, or gives another right than it did."""
    known = {person for person in people if person.digest}
    found = the_hall().presence.holders({person.digest for person in known})
    return known - {_person(digest, fields) for digest, fields in found.items()}


def caller() -> Person:
    """Return who makes this HTTP request; refuses a token that is not known."""
    if "hall_caller" not in g:
        g.hall_caller = _identify()
    person: Person = g.hall_caller
    return person


def name_of_press() -> str | None:
    """Return the Idempotency-Key of this HTTP request, None without one; refuses what cannot be one."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.match(key):
        raise KeyMalformed()
    return key


def _identify() -> Person:
    given = request.headers.get("Authorization", "")
    if given:
        kind, _, token = given.partition(" ")
        person = person_of(digest_of(token.strip())) if kind.lower() == "bearer" else None
        if person is None:
            raise SignInNeeded()
        return person
    person = person_of(session.get("token", ""))
    if person is None:
        return NOBODY
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        try:
            validate_csrf(request.headers.get("X-CSRFToken") or request.form.get("csrf_token"))
        except ValidationError as fault:
            raise PageExpired() from fault
    return person


def open_to(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only these roles through a route; none named means that anyone may use it."""

    def guard(route: Callable[P, R]) -> Callable[P, R]:
        @wraps(route)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            person = caller()
            if roles and person.role is None:
                raise SignInNeeded()
            if roles and person.role not in roles:
                raise NotAllowed(role=str(person.role))
            return route(*args, **kwargs)

        guarded.open_to = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return guard


def clerk_of(window: str) -> None:
    """Refuse a clerk who may not work at this window."""
    if not caller().works_at(window):
        raise NotAllowed(window=window)


def sign_in(token: str) -> Person | None:
    """Sign a person in with her token; None when it is not known."""
    person = person_of(digest_of(token.strip()))
    if person:
        session.clear()
        session["token"] = digest_of(token.strip())
        session.permanent = True
    return person


def who_connects(auth: Any) -> Person:
    """Return who opens a Socket.IO connection: by the token in `auth`, else by the session's cookie.

    A token that is not known is refused also where nobody needs one, as over HTTP: a screen whose token was taken
    away must not come back as anybody.
    """
    token = auth.get("token") if isinstance(auth, dict) else None
    if not token:
        return person_of(session.get("token", "")) or NOBODY
    person = person_of(digest_of(token)) if isinstance(token, str) else None
    if person is None:
        raise SignInNeeded()
    return person
