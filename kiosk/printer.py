"""Own the printer (打印机): one job at a time, asked before, believed only when it confirms.

    with printer.job() as job:          raises NotReady: then no number is made
        …                               the hall gives the number
        outcome = job.print(body)       confirmed, or uncertain; refused when surely nothing was sent

A printer that took bytes and did not confirm may still hold them, and print them at the next refill (存疑). It is told
to throw them away; one that cannot is out of use (停用待查) until it was switched off and on and printed a test slip.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.address import Address
from kiosk.job import Job, NotReady, Outcome
from kiosk.link import Link, LinkLost
from kiosk.model import Model
from kiosk.state import Cause, State
from kiosk.trial import trial_slip


def _nobody() -> None:
    """Tell nobody."""


class Printer:
    """Own one printer (打印机): its address, its model, whether it is to be trusted, the lock that keeps jobs apart."""

    def __init__(self, address: Address, model: Model, doubtful: bool = False,
                 trusted: Callable[[], None] = _nobody) -> None:
        """Remember where it is; nothing is sent yet, it may be away.

        `doubtful` is what an earlier run left behind; `trusted` is called when it surely holds nothing any more.
        """
        self.address = address
        self.model = model
        self._lock = threading.Lock()
        self._trusted = trusted
        self._doubtful = doubtful
        #: Whether half a slip may hang out of it: the next job cuts it off first.
        self._half_left = doubtful
        #: Whether it was gone since the doubt: only then it can have been switched off and on.
        self._was_gone = False

    @property
    def doubtful(self) -> bool:
        """Say whether it may hold a slip that nobody confirmed (存疑)."""
        return self._doubtful

    @contextmanager
    def job(self) -> Iterator[Job]:
        """Open a job: connect, ask how the printer is, hand it over; raises NotReady."""
        with self._lock, self._line() as job:
            job.probe()
            self._try_out(job)
            try:
                yield job
            finally:
                self._remember(job)

    def look(self, patience_seconds: float = 0.0) -> State | None:
        """Ask how the printer is, outside a job (状态查询); nothing while it prints; raises NotReady.

        A doubtful printer is cleared, or tried out, by the way.
        """
        if not self._lock.acquire(timeout=patience_seconds):
            return None
        try:
            with self._line() as job:
                state = job.ask()
                if self._doubtful and not state.cause:
                    job.probe()
                    self._try_out(job)
                return state
        finally:
            self._lock.release()

    def was_switched_off(self) -> None:
        """Take the staff's word that it was switched off and on (断电重开): the next look tries it with a test slip."""
        self._was_gone = True

    @contextmanager
    def _line(self) -> Iterator[Job]:
        """Connect, and clear a doubtful printer before anything else: a refill would bring out what it holds.

        Raises NotReady; a printer that was gone may have been switched off and on.
        """
        try:
            with Link(self.address) as link:
                job = Job(link, self.model, self._half_left)
                if self._doubtful and job.clear():
                    self._trust()
                yield job
        except LinkLost as fault:
            self._was_gone = True
            raise NotReady(Cause.OFF, str(fault)) from fault
        except NotReady as fault:
            self._was_gone = self._was_gone or fault.cause is Cause.OFF
            raise

    def _try_out(self, job: Job) -> None:
        """Let a doubtful printer that was gone print a test slip; raises NotReady while it stays doubtful."""
        if not self._doubtful:
            return
        gone, self._was_gone = self._was_gone, False
        if not gone or job.print(trial_slip(self.model)) is not Outcome.CONFIRMED:
            raise NotReady(Cause.HELD, "it may hold a slip that it did not confirm: switch it off and on")
        self._half_left = job.half_left
        self._trust()

    def _remember(self, job: Job) -> None:
        """Remember whether the job left the printer in doubt."""
        self._half_left = job.half_left
        if job.doubtful:
            self._doubtful, self._was_gone = True, False
        elif job.cleared:
            self._trust()

    def _trust(self) -> None:
        """Trust it again."""
        self._doubtful = self._was_gone = False
        self._trusted()
