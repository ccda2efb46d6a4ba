"""Speak with the security module of an ID-card reader (身份证阅读器 SAM): frames out, frames in; no cards kept.

Every reader of the second-generation identity card (GA 467) has the same module and speaks so on its serial line, 8N1:
`AA AA AA 96 69`, two bytes of length, the content, and the XOR of length and content. A question's content is command
and parameter; an answer's is three bytes of status and data.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import reduce
from operator import xor

from hall.rules.identity import is_card
from kiosk.link import Link

log = logging.getLogger(__name__)

HEAD = b"\xaa\xaa\xaa\x96\x69"
#: Status of the module, find a card, select it, read its text and photograph.
STATUS, FIND, SELECT, READ = b"\x11\xff", b"\x20\x01", b"\x20\x02", b"\x30\x01"
#: The last byte of a status: done; a card was found; no card lies there, or one that was read already.
DONE, FOUND, NO_CARD = b"\x00\x00\x90", b"\x00\x00\x9f", b"\x00\x00\x80"
#: Bytes of the shortest and longest content: a status and the XOR; text, photograph and two fingerprints.
SHORTEST, LONGEST = 4, 4096
#: Seconds the module has for an answer, and for the 1.3 kB of a card: 0.1 s on the line and up to 2 s with the card.
ANSWER_SECONDS, READ_SECONDS = 1.0, 4.0
#: Seconds of silence that show that no late answer to another question is on its way.
QUIET_SECONDS = 0.02
#: Where the number stands in the card's text, which is UTF-16: after name, sex, nation, birthday and address.
_NUMBER = slice(122, 158)


class Mute(Exception):
    """Say that the module gave no whole answer in time."""


@dataclass(frozen=True)
class Answer:
    """Hold one answer (应答): its status and its data, which are never shown."""

    status: bytes
    data: bytes

    def __repr__(self) -> str:
        """Show the status alone: a card's text must not get into a log."""
        return f"Answer({self.status.hex()}, {len(self.data)} bytes)"


def frame(content: bytes) -> bytes:
    """Put a content between head and check (组帧)."""
    counted = (len(content) + 1).to_bytes(2, "big") + content
    return HEAD + counted + bytes([reduce(xor, counted)])


class Frames:
    """Find the whole frames in what comes (拆帧), however it is cut up and whatever stands between them."""

    def __init__(self) -> None:
        self._heard = b""

    def feed(self, heard: bytes) -> list[Answer]:
        """Take bytes and give the answers that are whole now; one with a wrong check is no answer."""
        self._heard += heard
        answers: list[Answer] = []
        while (begin := self._heard.find(HEAD)) >= 0:
            self._heard = self._heard[begin:]
            found = self._first()
            if found is None:
                return answers
            answers += found
        # The beginning of a head may be there.
        self._heard = self._heard[-len(HEAD) + 1:]
        return answers

    def _first(self) -> list[Answer] | None:
        """Take the frame at the beginning off: its answer, or none if it is broken; None while it is not whole."""
        at = len(HEAD)
        if len(self._heard) < at + 2:
            return None
        length = int.from_bytes(self._heard[at:at + 2], "big")
        if SHORTEST <= length <= LONGEST:
            end = at + 2 + length
            if len(self._heard) < end:
                return None
            if reduce(xor, self._heard[at:end]) == 0:
                content, self._heard = self._heard[at + 2:end - 1], self._heard[end:]
                return [Answer(content[:3], content[3:])]
        # No frame begins here after all; one may begin within.
        self._heard = self._heard[1:]
        return []


def ask(link: Link, command: bytes, seconds: float = ANSWER_SECONDS) -> Answer:
    """Ask the module once; raises Mute, or LinkLost when the reader is gone."""
    link.drain(QUIET_SECONDS)
    link.send(frame(command))
    frames, deadline = Frames(), time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        for answer in frames.feed(link.receive(left)):
            return answer
    raise Mute(f"no answer to {command.hex()}")


def read_number(link: Link) -> str | None:
    """Read the number of the card that lies on the reader (读证); None while there is none. Raises as `ask` does."""
    if ask(link, FIND).status != FOUND or ask(link, SELECT).status != DONE:
        return None
    told = ask(link, READ, READ_SECONDS)
    if told.status != DONE:
        log.info("a card could not be read: %r", told)
        return None
    return number_in(told.data)


def number_in(data: bytes) -> str | None:
    """Take the number out of what a card told: two lengths, its text, its photograph; None when it is not whole."""
    text, photograph = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
    if len(data) != 4 + text + photograph or text < _NUMBER.stop:
        log.warning("a card told %d bytes where it said %d", len(data), 4 + text + photograph)
        return None
    number = data[4:4 + text][_NUMBER].decode("utf-16-le", "replace").strip(" \0")
    if not is_card(number):
        # A residence permit of a foreigner, for instance: the hall knows no such numbers.
        log.warning("a card has no number that the hall takes")
        return None
    return number
