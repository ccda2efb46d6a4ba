"""Press on a hall as programs do (按键): with a key of its own each, over a connection that stays open."""

from __future__ import annotations

import http.client
import json
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from hall.directory import Service
from hall.handles import Handles
from hall.settings import Settings
from hall.store.tickets import NewTicket, Request
from hall.web.opened import Opened
from hall.web.today import Today


def a_press() -> Request:
    """Make a press for the commands themselves."""
    return Request(uuid.uuid4().hex, "0" * 16, "bench")


def numbers(opened: Handles) -> Callable[[Service], NewTicket]:
    """Return what makes numbers of the business day of now: of another one the hall would let them expire."""
    hall = Opened(opened.in_force, opened.reading, opened.presence, Settings(), Today(opened.reading))
    offset = hall.day_offset_ms(opened.reading.now())

    def a_number(service: Service) -> NewTicket:
        named = (service.id, service.hall, service.area, service.series)
        return NewTicket(uuid.uuid4().hex, *named, offset_ms=offset)

    return a_number


def poster(url: str, token: str) -> Callable[[str, dict[str, Any]], bytes]:
    """Return a client with a connection of its own, kept open."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(path: str, body: dict[str, Any]) -> bytes:
        key = {"Idempotency-Key": uuid.uuid4().hex}
        connection.request("POST", f"/api/v1{path}", json.dumps(body), headers | key)
        return connection.getresponse().read()

    return post


def together(works: Sequence[Callable[[threading.Event], None]]) -> None:
    """Do all of these at once, each in a thread, and wait for them; each looks whether it is over before a press.

    Whoever ends the measurement waits for the presses under way, so that none meets a hall that has gone.
    """
    over = threading.Event()
    threads = [threading.Thread(target=work, args=(over,)) for work in works]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        over.set()
        for thread in threads:
            if thread.ident:
                thread.join()
