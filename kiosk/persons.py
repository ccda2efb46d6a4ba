"""Know who a visitor is without keeping her number (实名取号): a phone's or card's number becomes a digest at once.

The digest's key is the hall's. It comes with the heartbeat and stays in memory, so what this machine writes down, a
digest and a mask, can be tried against no list of numbers. The pages get a handle (凭据) that says nothing of anybody.
A card reader calls `read`: its number never reaches the page.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hall.rules import identity
from hall.rules.identity import Wrong

#: Seconds a handle is good for: some tries at a printer without paper; who is gone by then types again.
HANDLE_SECONDS = 300.0
#: Seconds for which a page waits for a card; by then an idle page has asked whether anybody is there, and gone home.
ASKING_SECONDS = 120.0
#: Handles kept, for whoever corrects her number many times.
HANDLES_KEPT = 50


class WrongNumber(Exception):
    """Say that this can be nobody's number, and why (输错)."""

    def __init__(self, wrong: Wrong) -> None:
        """Keep what is wrong."""
        super().__init__(wrong.value)
        self.wrong = wrong


class KeyMissing(Exception):
    """Say that the hall has not told the key of digests yet."""


@dataclass(frozen=True)
class Person:
    """Hold one visitor as far as she is known here (办事人凭据): a handle, what kind of number, its digest and mask."""

    handle: str
    kind: str
    digest: str
    mask: str

    @property
    def asked(self) -> dict[str, Any]:
        """Give what the hall is asked with, and the journal keeps."""
        return {"kind": self.kind, "digest": self.digest, "mask": self.mask}


class Persons:
    """Hold the visitors of the last minutes in memory; any thread may ask."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """Know nobody yet, and no key."""
        self._steady, self._changing = steady, threading.Lock()
        self._key = ""
        self._known: OrderedDict[str, tuple[float, Person]] = OrderedDict()
        self._read: Person | None = None
        self._besides: Person | None = None
        self._asked_at = float("-inf")
        #: Whether a card reader stands beside the screen, so that the page may offer it.
        self.reads_cards = False

    def learn(self, key: str) -> None:
        """Take over the hall's key of digests."""
        self._key = key

    def know(self, kind: str, number: str) -> Person:
        """Turn a number into a person and forget it; raises WrongNumber and KeyMissing."""
        return self._keep(self._person(kind, number))

    def _keep(self, person: Person) -> Person:
        with self._changing:
            self._known[person.handle] = self._steady(), person
            while len(self._known) > HANDLES_KEPT:
                self._known.popitem(last=False)
        return person

    def _person(self, kind: str, number: str) -> Person:
        number = number.upper()
        if wrong := identity.wrong(kind, number):
            raise WrongNumber(wrong)
        if not self._key:
            raise KeyMissing
        return Person(secrets.token_urlsafe(12), kind, identity.digest(self._key, number), identity.mask(number))

    def read(self, kind: str, number: str) -> None:
        """Hear a number from a card reader (读卡): the page that asks now takes it; raises as `know` does."""
        person = self._person(kind, number)
        # Only the digest tells her from others: one in a hundred of her area looks like her behind the mask.
        if self._besides is None or person.digest != self._besides.digest:
            self._read = self._keep(person)

    @property
    def last_read(self) -> Person | None:
        """Give who was read last, since somebody was asked or left."""
        return self._read

    def asks(self, besides: Person | None = None) -> None:
        """Begin to ask somebody who she is: a card that was read before is not hers, nor is that of who acts for her
        (`besides`), which may still lie there."""
        self._besides, self._read, self._asked_at = besides, None, self._steady()

    @property
    def waits(self) -> bool:
        """Say whether somebody who was asked has shown no card yet: only then a reader looks for one (等读卡)."""
        return self._read is None and self._steady() - self._asked_at < ASKING_SECONDS

    def find(self, handle: str) -> Person | None:
        """Find a person by the handle that a page has; None when it is too old, or she has left."""
        with self._changing:
            at, person = self._known.get(handle, (0.0, None))
            return person if person and self._steady() - at < HANDLE_SECONDS else None

    def forget(self) -> None:
        """Forget everybody: the visitor has left."""
        with self._changing:
            self._known.clear()
            self._besides, self._read, self._asked_at = None, None, float("-inf")
