"""Remember what everybody pressed and what she heard: the clients' own side of the story, independent of the hall's."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Heard:
    """Hold one answer as it came over the line."""

    status: int
    body: dict[str, Any]

    @property
    def done(self) -> bool:
        """Say whether the act was done, and not refused."""
        return self.status < 300

    @property
    def ticket(self) -> dict[str, Any] | None:
        """Return the ticket in the answer: that at the window, or the one it is about."""
        if "id" in self.body:
            return self.body
        found: dict[str, Any] | None = self.body.get("ticket") if self.done else None
        return found

    @property
    def said(self) -> tuple[object, ...]:
        """Return what has to be the same each time that one press is repeated."""
        one = self.ticket or {}
        named = (one.get("id"), one.get("number"), one.get("window"), one.get("state"))
        return self.status, self.body.get("code"), *named, self.body.get("as_of")


@dataclass
class Press:
    """Hold one press of a button: what was asked, how often it was tried, and every answer to it."""

    request: str
    act: str
    path: str
    role: str
    key: str
    body: dict[str, Any]
    window: str = ""
    tries: int = 0
    answers: list[Heard] = field(default_factory=list)

    @property
    def answer(self) -> Heard | None:
        """Return the first answer, or None when nobody ever heard one."""
        return self.answers[0] if self.answers else None


@dataclass
class History:
    """Hold everything that was pressed, and whom and what was killed meanwhile."""

    presses: list[Press] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def add(self, press: Press) -> None:
        """Write a press down before it is pressed."""
        with self._turn:
            self.presses.append(press)

    def done(self) -> Counter[str]:
        """Count the acts that were done, by name."""
        return Counter(one.act for one in self.presses if one.answer and one.answer.done)

    @property
    def answered(self) -> float:
        """Return the share of presses that got an answer in the end."""
        return sum(bool(one.answers) for one in self.presses) / max(1, len(self.presses))


def request_of(token: str, path: str, key: str) -> str:
    """Return by which name the event log knows a press: caller, way and key, as the contract scopes them."""
    person = hashlib.sha256(token.encode()).hexdigest()[:16]
    return hashlib.sha256(f"{person}|POST|/api/v1{path}|{key}".encode()).hexdigest()[:32]
