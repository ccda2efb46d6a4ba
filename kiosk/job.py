"""Talk with the printer for one slip (一次打印): ask how it is, print, wait until it says that the slip is out."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from kiosk.encoding import ASK_STATUS, CLEAR, TELL_NOTHING, Body, payload, question
from kiosk.link import Link, LinkLost
from kiosk.model import Confirms, Model
from kiosk.state import Cause, State, pushed
from kiosk.status import (
    Answer,
    Automatic,
    Cleared,
    Completed,
    Named,
    PaperSensor,
    RealTime,
    StatusParser,
    is_real_time,
)

T = TypeVar("T")
#: Seconds a printer has for an answer; real ones need some 20 ms.
ANSWER_SECONDS = 0.5
#: Seconds of silence after connecting that show that no stale answer is on its way.
QUIET_SECONDS = 0.02
#: Seconds a slip may take until the printer says it is out: 170 mm at a slow 50 mm/s, and the cut.
PRINT_SECONDS = 6.0
#: Times the four questions are asked until two rounds in a row agree.
ROUNDS = 4
#: What a process id is made of: letters and digits that no status answer looks like, so that one may fall into it.
SIGNS = "".join(sign for sign in string.ascii_letters + string.digits if not is_real_time(ord(sign)))


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


class Job:
    """Hold one conversation with the printer (一次打印): ask, print, wait for the confirmation."""

    def __init__(self, link: Link, model: Model, half_left: bool = False) -> None:
        """Start on a fresh connection; `half_left` is whether half a slip may hang out of the printer."""
        self._link = link
        self._model = model
        self._parser = StatusParser()
        self._confirms = model.confirms
        self.half_left = half_left
        #: Whether the printer may hold bytes of this job's slip (存疑), and whether it threw them away.
        self.doubtful = self.cleared = False

    def probe(self) -> State:
        """Make sure a slip would come out (打印前检查); raises NotReady with the cause."""
        try:
            state = self.ask()
            if state.cause:
                raise NotReady(state.cause)
            self._confirms = self._known_way()
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
        byte = self._wait(ANSWER_SECONDS, lambda answer: answer.byte if isinstance(answer, RealTime) else None)
        if byte is None:
            raise NotReady(Cause.OFF, "the printer does not answer")
        return byte

    def _known_way(self) -> Confirms:
        """Take how this printer confirms from its file, else find out; one that lost its way is not ready."""
        known = self._model.confirms
        if known not in (Confirms.ASK, Confirms.PROCESS_ID):
            return known
        found = self.find_out()
        if known is Confirms.PROCESS_ID and found is not known:
            raise NotReady(Cause.UNSTEADY, "the printer does not confirm as its file says")
        return found

    def find_out(self) -> Confirms:
        """Find out how this printer confirms a slip (确认方式), now: of the three questions the best comes first.

        What answers the last of them answered or left out the others before.
        """
        ours, found = new_process_id(), [Confirms.NONE]
        self._link.send(question(ours))

        def heard(answer: Answer) -> bool | None:
            if isinstance(answer, Completed):
                # One that answers with another id knows ids all the same: only ours will confirm a slip.
                found.append(Confirms.PROCESS_ID)
                return True if answer == Completed(ours) else None
            if isinstance(answer, PaperSensor):
                found.append(Confirms.SENSOR)
            if isinstance(answer, Automatic):
                found.append(Confirms.AUTOMATIC)
                return True
            return None

        self._wait(ANSWER_SECONDS, heard)
        self._link.send(TELL_NOTHING)
        self._parser.feed(self._link.drain(QUIET_SECONDS))
        return min(found, key=list(Confirms).index)

    def print(self, body: Body) -> Outcome:
        """Print one slip and wait until the printer confirms it (打印并确认)."""
        ours = new_process_id()
        watch = self._confirms is not Confirms.AUTOMATIC
        job = payload(body, ours, self._model, fresh_edge=self.half_left, watch=watch)
        self.doubtful = True
        outcome = self._print(job, ours)
        if outcome is Outcome.UNCERTAIN:
            self.cleared = self._try_to_clear()
        self.half_left = outcome is Outcome.UNCERTAIN or (self.half_left and outcome is Outcome.REFUSED)
        self.doubtful = outcome is Outcome.UNCERTAIN and not self.cleared
        return outcome

    def _print(self, job: bytes, ours: bytes) -> Outcome:
        """Send the job and wait for its end."""
        try:
            self._link.send(job)
        except LinkLost as fault:
            return Outcome.UNCERTAIN if fault.sent else Outcome.REFUSED
        try:
            return self._confirmation(ours)
        except LinkLost:
            return Outcome.UNCERTAIN

    def _confirmation(self, ours: bytes) -> Outcome:
        """Wait for our process id, or for what else this printer confirms by and a clean status after it.

        A printer that says by itself that it stopped has a moment left for the confirmation of a slip just cut.
        """
        deadline = time.monotonic() + PRINT_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            for answer in self._hear(left):
                if answer == Completed(ours):
                    return Outcome.CONFIRMED
                if self._is_confirmed_by(answer):
                    return self._sound()
                if isinstance(answer, Automatic) and pushed(answer):
                    deadline = min(deadline, time.monotonic() + ANSWER_SECONDS)
        return Outcome.UNCERTAIN

    def _is_confirmed_by(self, answer: Answer) -> bool:
        """Say whether this answer shows that everything before it was taken in."""
        if self._confirms is Confirms.SENSOR:
            return isinstance(answer, PaperSensor)
        return self._confirms is Confirms.AUTOMATIC and isinstance(answer, Automatic)

    def _sound(self) -> Outcome:
        """Look whether the printer is still well, now that it took everything in."""
        try:
            return Outcome.UNCERTAIN if self.ask().cause else Outcome.CONFIRMED
        except NotReady:
            return Outcome.UNCERTAIN

    def _try_to_clear(self) -> bool:
        """Clear the printer on this line if it can still be heard."""
        try:
            return self.clear()
        except LinkLost:
            return False

    def clear(self) -> bool:
        """Tell the printer to throw away what it still holds (清除残留), so that it does not come out later."""
        if not self._model.clears:
            return False
        self._link.send(CLEAR)
        return bool(self._wait(ANSWER_SECONDS, lambda answer: answer == Cleared() or None))

    def name(self, n: int) -> str:
        """Ask what the printer says of itself (GS I n): 66 maker, 67 model, 69 its own characters; or nothing."""
        self._link.send(b"\x1dI" + bytes([n]))
        return self._wait(ANSWER_SECONDS, lambda answer: answer.words if isinstance(answer, Named) else None) or ""

    def _wait(self, seconds: float, wanted: Callable[[Answer], T | None]) -> T | None:
        """Listen for so long at most; give the first thing that was wanted."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            for answer in self._hear(left):
                if (found := wanted(answer)) is not None:
                    return found
        return None

    def _hear(self, seconds: float) -> list[Answer]:
        """Listen for so long at most and give the answers that came."""
        return self._parser.feed(self._link.receive(seconds))


def new_process_id() -> bytes:
    """Make a process id nobody used lately (打印编号): four visible signs, so a late answer is not taken for ours."""
    return "".join(secrets.choice(SIGNS) for _ in range(4)).encode()
