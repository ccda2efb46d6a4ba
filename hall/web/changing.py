"""Hold the one handle for changing the hall, and name each press so that it counts once.

Doors that only show things may not import this module; a test keeps it so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from typing import cast

from flask import current_app, g, request

from hall.store.tickets import Request, Tickets
from hall.web.people import caller, name_of_press

#: Hex digits kept of a body's digest: enough that two bodies of one key never look alike.
DIGEST_LENGTH = 16


#: Seconds for which our own connection may still repeat a press that came without a key.
KEEP_KEYLESS_SECONDS = 60


def _key_of_digests() -> bytes:
    """Return what digests of bodies are keyed with: a body may carry a phone number, and those are soon tried."""
    return str(current_app.secret_key).encode()


def the_tickets() -> Tickets:
    """Return the running program's handle for changing."""
    return cast(Tickets, current_app.extensions["hall.tickets"])


def this_press() -> Request:
    """Name the press that this HTTP request carries: the same key and body is the same press.

    A request without an Idempotency-Key is a press of its own, repeated only by our own connection.
    """
    person = caller()
    key = name_of_press()
    scope = "|".join((person.id, request.method, request.path, key or uuid.uuid4().hex))
    body = json.dumps(request.get_json(force=True, silent=True) or {}, sort_keys=True, separators=(",", ":"))
    return Request(
        id=hashlib.sha256(scope.encode()).hexdigest()[:32],
        digest=hmac.new(_key_of_digests(), body.encode(), hashlib.sha256).hexdigest()[:DIGEST_LENGTH],
        actor=person.actor,
        keep_seconds=None if key else KEEP_KEYLESS_SECONDS,
        config=g.get("hall_config"),
    )
