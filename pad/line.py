"""Talk to the hall (大厅连线): what is at this window, and one act, asked again with the same key until answered."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests


@dataclass(frozen=True)
class Patience:
    """Hold how long things may take, in seconds.

    To reach the hall; for its answer; the first and the longest pause before asking again; and the whole of one
    press, after which the clerk is told instead: she stands before a visitor.
    """

    reach: float = 2.0
    answer: float = 3.0
    first: float = 0.25
    longest: float = 4.0
    whole: float = 30.0


@dataclass(frozen=True)
class Picture:
    """Hold what is at the window now; `ticket`, `number` and `visitor` (her state) are '' when nobody is there.

    `primary` is the next step (下一步) as the hall says it, '' while there is none; `waiting` is how many people wait.
    """

    state: str
    ticket: str = ""
    number: str = ""
    visitor: str = ""
    primary: str = field(default="", compare=False)
    waiting: int = field(default=0, compare=False)


class HallAway(Exception):
    """The hall did not answer in time; `maybe_done` when it may have heard an act all the same."""

    def __init__(self, why: str, maybe_done: bool) -> None:
        super().__init__(why)
        self.maybe_done = maybe_done


class HallSaysNo(Exception):
    """The hall refused; `title` is its sentence in the clerk's language, `data` what explains it."""

    def __init__(self, status: int, data: dict[str, Any]) -> None:
        super().__init__(f"{status} {data.get('code', '')}")
        self.status = status
        self.code = str(data.get("code", ""))
        self.title = str(data.get("title", "") or f"HTTP {status}")
        self.data = data


class Line:
    """Hold the line of one window to its hall."""

    def __init__(self, url: str, window: str, token: str, language: str, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._path = f"{url.rstrip('/')}/api/v1/windows/{window}"
        self._session = requests.Session()
        # The hall is on the same LAN: a proxy of the environment would only be in the way.
        self._session.trust_env = False
        self._session.headers.update({"Authorization": f"Bearer {token}", "Accept-Language": language})
        self._closed = threading.Event()

    def close(self) -> None:
        """Ask no more: a press under way ends with what is known."""
        self._closed.set()

    def until(self, seconds: float | None = None) -> float:
        """Return the moment at which what begins now is given up: a whole press, or sooner."""
        return time.monotonic() + (self.patience.whole if seconds is None else seconds)

    def picture(self, until: float, retrying: Callable[[], None]) -> Picture:
        """Ask what is at the window; raises HallAway or HallSaysNo."""
        found = self._ask("GET", "", None, "", until, retrying)
        visitor = found.get("visitor") or {}
        return Picture(
            state=str(found.get("state", "")),
            ticket=visitor.get("id", ""),
            number=visitor.get("number", ""),
            visitor=visitor.get("state", ""),
            primary=found.get("primary") or "",
            waiting=int(found.get("waiting") or 0),
        )

    def act(
        self, act: str, body: dict[str, Any], key: str, until: float, retrying: Callable[[], None]
    ) -> dict[str, Any] | None:
        """Do one act; return the ticket of the answer or None. `key` is the press's own, kept through all tries."""
        ticket: dict[str, Any] | None = self._ask("POST", f"/{act}", body, key, until, retrying).get("ticket")
        return ticket

    def _ask(
        self, method: str, path: str, body: Any, key: str, until: float, retrying: Callable[[], None]
    ) -> dict[str, Any]:
        """Ask until there is an answer or no time left; `retrying` is told before each further try."""
        pause, heard = self.patience.first, False
        headers = {"Idempotency-Key": key} if key else {}
        while True:
            left = max(0.1, until - time.monotonic())
            limits = (min(self.patience.reach, left), min(self.patience.answer, left))
            try:
                where = self._path + path
                return _read(self._session.request(method, where, json=body, headers=headers, timeout=limits))
            except requests.RequestException as fault:
                why, heard = str(fault), heard or not _never_left(fault)
            except _NotItself as fault:
                why, heard = str(fault), True
            if self._closed.is_set() or time.monotonic() + pause >= until:
                raise HallAway(why, maybe_done=heard and method == "POST")
            retrying()
            self._closed.wait(pause)
            pause = min(2 * pause, self.patience.longest)


class _NotItself(Exception):
    """What answered is a hall that is starting or failing, or is no hall."""


def _never_left(fault: requests.RequestException) -> bool:
    """Say whether nothing was sent, so that the hall surely heard nothing."""
    return isinstance(fault, requests.ConnectTimeout) or "NewConnectionError" in repr(fault)


def _read(answer: requests.Response) -> dict[str, Any]:
    """Tell an answer from a refusal, and both from something to ask again."""
    if answer.status_code >= 500:
        raise _NotItself(f"the hall answered {answer.status_code}")
    try:
        body = json.loads(answer.content)
    except ValueError as fault:
        if answer.status_code >= 400:
            raise HallSaysNo(answer.status_code, {}) from fault
        raise _NotItself(f"{answer.status_code} without JSON") from fault
    if not isinstance(body, dict):
        raise _NotItself(f"{answer.status_code} with something else than an answer")
    if answer.status_code >= 400:
        raise HallSaysNo(answer.status_code, body)
    return body
