"""Read ID cards (读身份证) while a page asks who somebody is; the number goes to `Persons`, which keeps a digest of it.

What lies on the reader at any other time is not looked at.
"""

from __future__ import annotations

import logging
import threading
import time

from hall.rules import identity
from kiosk.address import Serial
from kiosk.beside import Beside
from kiosk.link import Link, LinkLost
from kiosk.persons import KeyMissing, Persons, WrongNumber
from kiosk.sam import DONE, STATUS, Mute, ask, read_number

log = logging.getLogger(__name__)

#: Seconds between two looks for a card, and between two questions whether an idle reader is there.
LOOK_SECONDS, IDLE_SECONDS = 0.3, 5.0
#: Seconds until a reader that is away is looked for again.
LOOK_AGAIN_SECONDS = 1.0


class CardReader(Beside):
    """Hold the reader (身份证阅读器) for as long as the program runs, plugged in or not."""

    def __init__(self, address: Serial, persons: Persons) -> None:
        """Read not yet; `start` begins."""
        self._address, self._persons, self._stop = address, persons, threading.Event()
        super().__init__("card-reader", self._stop)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with Link(self._address) as link:
                    self._serve(link)
            except (LinkLost, Mute) as fault:
                if self._persons.reads_cards:
                    log.warning("the card reader is away: %s", fault)
                self._persons.reads_cards = False
                self._stop.wait(LOOK_AGAIN_SECONDS)

    def _serve(self, link: Link) -> None:
        """Read a card when somebody is asked for one; ask now and then whether the reader is there."""
        heard_at = float("-inf")
        while not self._stop.is_set():
            if time.monotonic() - heard_at >= IDLE_SECONDS:
                if ask(link, STATUS).status != DONE:
                    raise Mute("the module is not ready")
                heard_at, self._persons.reads_cards = time.monotonic(), True
            if self._persons.waits and (number := read_number(link)):
                self._hand_over(number)
            self._stop.wait(LOOK_SECONDS)

    def _hand_over(self, number: str) -> None:
        """Give the number to whoever asks; before the hall has told its key the next look will do."""
        if not self._persons.waits:
            # She went home while her card was read: it is not for whoever comes next.
            return
        try:
            self._persons.read(identity.CARD, number)
        except (KeyMissing, WrongNumber) as fault:
            log.warning("a card was read in vain: %s", type(fault).__name__)
