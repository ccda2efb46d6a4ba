"""Own the printer (打印机): one job at a time, asked before, believed only when it confirms.

    with printer.job() as job:          raises NotReady: then no number is made
        …                               the hall gives the number
        outcome = job.print(picture)    confirmed, or uncertain; refused when surely nothing was sent
"""

from __future__ import annotations

import secrets
import string
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from PIL import Image

from kiosk.address import Address
from kiosk.encoding import ASK_STATUS, CLEAR, harmless, payload, question
from kiosk.link import LinkLost, PrinterLink
from kiosk.model import Model
from kiosk.status import Answer, Cause, Cleared, Completed, PaperSensor, RealTime, State, StatusParser

#: Seconds a printer has for a status answer; real ones need some 20 ms.
ANSWER_SECONDS = 0.5
#: Seconds of silence after connecting that show that no stale answer is on its way.
QUIET_SECONDS = 0.02
#: Seconds a slip may take until the printer says it is out: 170 mm at a slow 50 mm/s, and the cut.
PRINT_SECONDS = 6.0
#: Times the four questions are asked until two rounds in a row agree.
ROUNDS = 4
#: What a process id is made of: visible ASCII, no digits of a ticket in it.
_SIGNS = string.ascii_letters + string.digits


class Outcome(StrEnum):
    """Name what became of a job (打印结果)."""

    CONFIRMED = "confirmed"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"


class NotReady(Exception):
    """Say that no slip would come out, and why."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        """Keep the cause for the page and the detail for the log."""
        super().__init__(detail or cause.value)
        self.cause = cause


class Printer:
    """Own one printer (打印机): its address, its model, and the lock that keeps jobs apart."""

    def __init__(self, address: Address, model: Model) -> None:
        """Remember where it is; nothing is sent yet, it may be away."""
        self.address = address
        self.model = model
        self._lock = threading.Lock()

    @contextmanager
    def job(self) -> Iterator[Job]:
        """Open a job: connect, ask how the printer is, hand it over; raises NotReady."""
        with self._lock:
            try:
                link = PrinterLink(self.address)
            except LinkLost as fault:
                raise NotReady(Cause.OFF, str(fault)) from fault
            with link:
                job = Job(link, self.model)
                job.probe()
                yield job

    def look(self, patience_seconds: float = 0.0) -> State | None:
        """Ask how the printer is, outside a job (状态查询); nothing while it prints; raises NotReady."""
        if not self._lock.acquire(timeout=patience_seconds):
            return None
        try:
            with PrinterLink(self.address) as link:
                return Job(link, self.model).ask()
        except LinkLost as fault:
            raise NotReady(Cause.OFF, str(fault)) from fault
        finally:
            self._lock.release()


class Job:
    """Hold one conversation with the printer (一次打印): ask, print, wait for the confirmation."""

    def __init__(self, link: PrinterLink, model: Model) -> None:
        """Start on a fresh connection."""
        self._link = link
        self._model = model
        self._parser = StatusParser()
        self._knows_ids = False

    def probe(self) -> State:
        """Make sure a slip would come out (打印前检查); raises NotReady with the cause."""
        try:
            state = self.ask()
            if state.cause:
                raise NotReady(state.cause)
            self._knows_ids = self._find_out_ids()
        except LinkLost as fault:
            raise NotReady(Cause.OFF, str(fault)) from fault
        return state

    def ask(self) -> State:
        """Ask the four status questions until two rounds agree (两次一致); raises NotReady when mute or unsteady.

        The bytes do not say which question they answer: a stale one shifts a whole round, and the next disagrees.
        """
        self._link.drain(QUIET_SECONDS)
        self._parser = StatusParser()
        before = None
        for _ in range(ROUNDS):
            state = State(*(self._ask_one(asked) for asked in ASK_STATUS))
            late = self._parser.feed(self._link.drain(QUIET_SECONDS))
            if state == before and not any(isinstance(answer, RealTime) for answer in late):
                return state
            before = state
        raise NotReady(Cause.UNSTEADY, "the printer's answers do not agree")

    def _ask_one(self, asked: bytes) -> int:
        """Ask one status question and give its answer's byte."""
        self._link.send(asked)
        deadline = time.monotonic() + ANSWER_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            for answer in self._hear(left):
                if isinstance(answer, RealTime):
                    return answer.byte
        raise NotReady(Cause.OFF, "the printer does not answer")

    def _find_out_ids(self) -> bool:
        """Find out whether this printer knows process ids, now: they answer before the paper sensor does."""
        ours = new_process_id()
        self._link.send(question(ours))
        deadline = time.monotonic() + ANSWER_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            for answer in self._hear(left):
                if answer == Completed(ours):
                    return True
                if isinstance(answer, PaperSensor):
                    return False
        return False

    def print(self, picture: Image.Image) -> Outcome:
        """Print one slip and wait until the printer confirms it (打印并确认)."""
        ours = new_process_id()
        job = payload(harmless(picture), ours, self._model)
        try:
            self._link.send(job)
        except LinkLost as fault:
            return Outcome.UNCERTAIN if fault.sent else Outcome.REFUSED
        try:
            outcome = self._confirmation(ours)
            if outcome is Outcome.UNCERTAIN:
                self.clear()
            return outcome
        except LinkLost:
            return Outcome.UNCERTAIN

    def _confirmation(self, ours: bytes) -> Outcome:
        """Wait for our process id; a printer that knows none confirms by its paper sensor and a clean status."""
        deadline = time.monotonic() + PRINT_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            for answer in self._hear(left):
                if answer == Completed(ours):
                    return Outcome.CONFIRMED
                if isinstance(answer, PaperSensor) and not self._knows_ids:
                    return Outcome.UNCERTAIN if answer.ended else self._sound()
        return Outcome.UNCERTAIN

    def _sound(self) -> Outcome:
        """Look whether the printer is still well, now that it took everything in."""
        try:
            return Outcome.UNCERTAIN if self.ask().cause else Outcome.CONFIRMED
        except NotReady:
            return Outcome.UNCERTAIN

    def clear(self) -> bool:
        """Tell the printer to throw away what it still holds (清除残留), so that it does not come out later."""
        self._link.send(CLEAR)
        deadline = time.monotonic() + ANSWER_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            if Cleared() in self._hear(left):
                return True
        return False

    def _hear(self, seconds: float) -> list[Answer]:
        """Listen for so long at most and give the answers that came."""
        return self._parser.feed(self._link.receive(seconds))


def new_process_id() -> bytes:
    """Make a process id nobody used lately (打印编号): four visible signs, so a late answer is not taken for ours."""
    return "".join(secrets.choice(_SIGNS) for _ in range(4)).encode()
