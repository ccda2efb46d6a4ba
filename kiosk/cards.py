"""Hold the number of the ID card that lies on the reader (身份证号) for a minute at most, and nowhere but here.

The page learns a handle and a mask, `GET /card`. Whoever takes a number with the card asks `number_of` and then calls
`wipe`. A card is read only while a page asks for one: what lies there by mistake is not looked at.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from hall.rules.identity import mask
from kiosk.address import Serial
from kiosk.link import Link, LinkLost
from kiosk.sam import DONE, STATUS, Mute, ask, read_number

log = logging.getLogger(__name__)

#: Seconds a number is kept when nobody uses it.
KEPT_SECONDS = 60.0
#: Seconds after its last question that a page still waits for a card.
WANTED_SECONDS = 3.0
#: Seconds between two looks for a card, and between two questions whether an idle reader is there.
LOOK_SECONDS, IDLE_SECONDS = 0.3, 5.0
#: Seconds until a reader that is away is looked for again.
LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True)
class CardSeen:
    """Hold what a page may know of a card (已读证件): by what name it is asked for, and the mask of its number."""

    handle: str
    mask: str


class Cards:
    """Hold the last card that was read (最近证件): never more than one, never longer than a minute."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """Hold none."""
        self._steady = steady
        self._changing = threading.RLock()
        #: Signs that can be overwritten; a text cannot.
        self._number = bytearray()
        self._seen: CardSeen | None = None
        self._seen_at = self._asked_at = float("-inf")
        #: Whether a reader is there and answers: where none is, a page need not ask for a card.
        self.readable = False

    def latest(self) -> CardSeen | None:
        """Give the card that was read last, while it is held; asking is what lets the reader read."""
        with self._changing:
            self._asked_at = self._steady()
            self.forget_old()
            return self._seen

    def number_of(self, handle: str) -> str:
        """Give the number of a card, to be used and not to be kept; raises KeyError once it was wiped."""
        with self._changing:
            self.forget_old()
            if self._seen is None or not secrets.compare_digest(self._seen.handle.encode(), handle.encode()):
                raise KeyError("this card is not held any more")
            return self._number.decode()

    def wipe(self, handle: str) -> None:
        """Forget a card (清除)."""
        with self._changing:
            if self._seen is not None and self._seen.handle == handle:
                self.wipe_all()

    def wipe_all(self) -> None:
        """Forget whatever card there is: the next visitor begins."""
        with self._changing:
            self._number[:] = bytes(len(self._number))
            self._number = bytearray()
            self._seen = None
            self._asked_at = float("-inf")

    def forget_old(self) -> None:
        """Forget a card that nobody used for a minute."""
        with self._changing:
            if self._seen is not None and self._steady() - self._seen_at >= KEPT_SECONDS:
                self.wipe_all()

    @property
    def wanted(self) -> bool:
        """Say whether a page waits for a card."""
        with self._changing:
            return self._seen is None and self._steady() - self._asked_at < WANTED_SECONDS

    def read(self, number: str) -> None:
        """Take in the number that was read from a card; it has a new name each time."""
        with self._changing:
            wanted = self.wanted
            self.wipe_all()
            # Whoever asked went home while the card was read.
            if wanted:
                self._number = bytearray(number.encode())
                self._seen = CardSeen(secrets.token_urlsafe(12), mask(number))
                self._seen_at = self._steady()


class CardReader:
    """Hold the reader (身份证阅读器) for as long as the program runs, plugged in or not."""

    def __init__(self, address: Serial, cards: Cards) -> None:
        """Read not yet; `start` begins."""
        self._address, self._cards, self._stop = address, cards, threading.Event()
        self._thread = threading.Thread(target=self._run, name="card-reader", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Read no more, and forget what was read."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._cards.wipe_all()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with Link(self._address) as link:
                    self._serve(link)
            except (LinkLost, Mute) as fault:
                if self._cards.readable:
                    log.warning("the card reader is away: %s", fault)
                self._cards.readable = False
                self._cards.forget_old()
                self._stop.wait(LOOK_AGAIN_SECONDS)

    def _serve(self, link: Link) -> None:
        """Read cards while somebody waits for one; ask now and then whether the reader is there."""
        heard_at = float("-inf")
        while not self._stop.is_set():
            self._cards.forget_old()
            if self._cards.wanted and self._cards.readable:
                if number := read_number(link):
                    self._cards.read(number)
                heard_at = time.monotonic()
            elif time.monotonic() - heard_at >= IDLE_SECONDS:
                if ask(link, STATUS).status != DONE:
                    raise Mute("the module is not ready")
                heard_at, self._cards.readable = time.monotonic(), True
            self._stop.wait(LOOK_SECONDS)
