"""Take a number and put it on paper (取号): no number without paper, no paper without a number, no double print.

The printer is asked first; then the hall makes the number; then the paper is printed and believed only when the
printer confirms it. One touch is one Idempotency-Key: tapped twice it gives the same ticket and one paper.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kiosk.encoding import Body
from kiosk.hall_line import HallAway, HallLine, HallSaysNo
from kiosk.job import Job, NotReady, Outcome
from kiosk.journal import Story
from kiosk.leases import Leases, lease_of
from kiosk.model import Model
from kiosk.printer import Printer
from kiosk.state import Cause
from kiosk.touches import NO_TICKET, Touches
from kiosk.trial import trial_slip

log = logging.getLogger(__name__)

#: Turns a ticket of the hall and its copy number into what is printed.
Make = Callable[[dict[str, Any], int], Body]

#: Touches for a guide slip that are remembered, so that a second tap prints no second one.
GUIDES_REMEMBERED = 50
#: What is told to the hall for each outcome of a job; a phantom call costs 30 s, a void paper costs her place.
REPORTS = {Outcome.CONFIRMED: "confirmed", Outcome.UNCERTAIN: "unverified", Outcome.REFUSED: "failed"}


class TouchReused(Exception):
    """Say that the same Idempotency-Key came with another wish."""


class TouchExpired(Exception):
    """Say that this touch was given up: its number was given back to the hall, a new touch is needed."""


class TicketUnknown(Exception):
    """Say that this kiosk gave no such ticket lately."""


@dataclass(frozen=True)
class Touch:
    """Hold one wish of a visitor (一次触摸): the key of the touch, what she wants, in which language she reads."""

    key: str
    body: dict[str, Any]
    language: str = "zh-CN"


@dataclass(frozen=True)
class Taken:
    """Hold what a touch led to (取号结果): the hall's ticket, or the wish where that makes no number; whether the paper
    is confirmed, which copy it is."""

    ticket: dict[str, Any]
    printed: str
    copy: int


class Taking:
    """Take numbers and print them (取号打印): one touch at a time, as there is one printer."""

    def __init__(self, hall: HallLine, printer: Printer, touches: Touches, make: Make, leases: Leases,
                 now: Callable[[], int]) -> None:
        """Put the parts together; nothing is asked yet."""
        self._hall, self._printer, self._touches, self._make = hall, printer, touches, make
        self._leases, self._now = leases, now
        self._guides: OrderedDict[str, Taken] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def take(self, touch: Touch) -> Taken:
        """Take a number and print it; raises NotReady, HallAway, HallSaysNo, TouchReused, TouchExpired."""
        with self._one_at_a_time:
            story = self._touches.by_key(touch.key)
            if story and (known := _answered(story, touch)):
                return known
            with self._printer.job() as job:
                ticket = self._number(touch)
                outcome = self._print(job, ticket, copy=1)
            if outcome is Outcome.REFUSED:
                outcome = self._once_more(lambda job: self._print(job, ticket, copy=1))
            # Of a number of a cut the hall hears when it is back; she does not wait for that.
            if not lease_of(ticket):
                self.report(ticket["id"])
            if outcome is Outcome.REFUSED:
                raise NotReady(Cause.OFF, "the printer takes no slip")
            return self._as_heard(Taken(ticket, REPORTS[outcome], 1))

    def have(self, ticket: str) -> Taken:
        """Hear that she has the slip which the printer did not confirm (已拿到); raises TicketUnknown."""
        with self._one_at_a_time:
            story, known = self._known(ticket)
            if story.asking(self._now()):
                self._touches.answered(ticket, have=True)
            self.report(ticket)
            return self._as_heard(Taken(known, story.outcome or REPORTS[Outcome.UNCERTAIN], story.copy))

    def reprint(self, ticket: str, touch: Touch) -> Taken:
        """Print the same number again (补打); raises as `take` does, and TicketUnknown.

        A slip that cannot be printed again leaves the number where it is: it waits, unverified.
        """
        with self._one_at_a_time:
            story, known = self._known(ticket)
            if story.asking(self._now()):
                self._touches.answered(ticket, have=False)
            try:
                taken = self._another_copy(story, known, touch)
            finally:
                self.report(ticket)
            return self._as_heard(taken)

    def _known(self, ticket: str) -> tuple[Story, dict[str, Any]]:
        """Find a ticket this kiosk gave; raises TicketUnknown."""
        story = self._touches.by_ticket(ticket)
        if story is None or story.ticket is None:
            raise TicketUnknown(ticket)
        return story, story.ticket

    def _as_heard(self, taken: Taken) -> Taken:
        """Tell the ticket as the hall said it is, where it has heard of the paper meanwhile."""
        story, _ = self._known(taken.ticket["id"])
        return replace(taken, ticket=story.newest(taken.ticket))

    def _another_copy(self, story: Story, known: dict[str, Any], touch: Touch) -> Taken:
        """Have a copy counted, and print it."""
        with self._printer.job() as job:
            counted = self._count(story, known, touch)
            copy = int(counted.get("copy", story.copy + 1))
            if copy <= story.copy:
                # The same touch again: the hall gave its old answer, this copy is out already.
                return Taken(counted, story.outcome or REPORTS[Outcome.UNCERTAIN], copy)
            outcome = self._print(job, {**known, **counted}, copy)
        if outcome is Outcome.REFUSED:
            raise NotReady(Cause.OFF, "the printer takes no slip")
        return Taken(counted, REPORTS[outcome], copy)

    def _count(self, story: Story, known: dict[str, Any], touch: Touch) -> dict[str, Any]:
        """Have a copy counted: by the hall, or by ourselves while the hall has not heard of the number."""
        if lease_of(known) and not story.reported:
            return {**known, "copy": story.copy + 1}
        return self._hall.reprint(known["id"], touch.key, touch.language)

    def cancel(self, ticket: str, touch: Touch) -> Taken:
        """Give a number back whose visitor took it by mistake (退号); raises TicketUnknown, HallAway, HallSaysNo."""
        story, _ = self._known(ticket)
        if story.asking(self._now()):
            self._touches.answered(ticket, have=False)
        # Of a number of a cut the hall has to hear before it can take it back.
        self.report(ticket)
        cancelled = self._hall.cancel(ticket, touch.key, touch.language)
        return Taken(cancelled, story.outcome or REPORTS[Outcome.UNCERTAIN], story.copy)

    def guide(self, touch: Touch, make: Callable[[Model], Body]) -> Taken:
        """Print the way to a direct service (指引单), once a touch; raises NotReady and TouchReused.

        It promises nothing: nothing is reserved, and one that was not confirmed may be wished for by a new touch.
        """
        with self._one_at_a_time:
            if (before := self._guides.get(touch.key)) is not None:
                if before.ticket != touch.body:
                    raise TouchReused(touch.key)
                return before
            body = make(self._printer.model)
            with self._printer.job() as job:
                outcome = self._put(job, body)
            if outcome is Outcome.REFUSED:
                outcome = self._once_more(lambda job: self._put(job, body))
            if outcome is Outcome.REFUSED:
                raise NotReady(Cause.OFF, "the printer takes no slip")
            self._guides[touch.key] = taken = Taken(touch.body, REPORTS[outcome], 1)
            if len(self._guides) > GUIDES_REMEMBERED:
                self._guides.popitem(last=False)
            return taken

    def test_page(self) -> Outcome:
        """Print a page that says it is no number (测试页); raises NotReady."""
        with self._one_at_a_time, self._printer.job() as job:
            return self._put(job, trial_slip(self._printer.model))

    def report(self, ticket: str) -> None:
        """Tell the hall what became of the paper, now if it can hear it; else `kiosk.settling` tells it later.

        While the visitor is asked whether her slip came out there is nothing to tell: her number keeps its place.
        """
        story = self._touches.by_ticket(ticket)
        if story is None or story.outcome is None or story.reported or story.asking(self._now()):
            return
        outcome, said = REPORTS[Outcome.CONFIRMED] if story.answer else story.outcome, None
        try:
            if lease_of(story.ticket):
                self._leases.tell(story, outcome)
            else:
                said = self._hall.printed(ticket, outcome, key=report_key(ticket, outcome))
        except HallAway as fault:
            log.warning("the hall does not hear that %s is %s: %s", ticket, outcome, fault)
            return
        except HallSaysNo as no:
            # It has made up its mind meanwhile (the reserve ran out, staff cancelled): nothing is left to tell.
            log.warning("the hall does not want to hear that %s is %s: %s", ticket, outcome, no.code)
        self._touches.reported(ticket, said)

    def give_up(self, story: Story) -> None:
        """Give back a number nobody has on paper (退回): ask for it again by the same key, then report it failed.

        While somebody takes a number nothing is given up; the next time will do.
        """
        if not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            if story.ticket is None and not story.closed:
                with contextlib.suppress(HallSaysNo):
                    self._touches.taken(story.key, self._hall.take(story.body, story.key, "zh-CN"))
                if story.ticket is None:
                    self._touches.closed(story.key)
                    return
            if story.ticket and story.outcome is None:
                outcome = Outcome.UNCERTAIN if story.sent else Outcome.REFUSED
                self._touches.printed(story.ticket["id"], story.sent, REPORTS[outcome], 0)
                self.report(story.ticket["id"])
        finally:
            self._one_at_a_time.release()

    def _number(self, touch: Touch) -> dict[str, Any]:
        """Ask the hall for the number, and note what is known about it whatever happens."""
        # An earlier try of the same touch may have made a number although its answer was lost.
        before = self._touches.by_key(touch.key)
        maybe_made_before = before is not None and not before.closed
        try:
            self._touches.asked(touch.key, touch.body)
        except OSError as fault:
            raise NotReady(Cause.DISK, f"a touch that cannot be written down is not begun: {fault}") from fault
        try:
            if self._leases.cut:
                raise HallAway("the hall is known to be away", maybe_made=False)
            ticket = self._hall.take(touch.body, touch.key, touch.language)
        except HallSaysNo:
            self._touches.closed(touch.key)
            raise
        except HallAway as fault:
            maybe_made = fault.maybe_made or maybe_made_before
            ours = self._leases.give(touch.body, maybe_made)
            if ours is None:
                if not maybe_made:
                    self._touches.closed(touch.key)
                raise
            ticket = ours
        self._touches.taken(touch.key, ticket)
        return ticket

    def _print(self, job: Job, ticket: dict[str, Any], copy: int) -> Outcome:
        """Put the ticket on paper."""
        return self._put(job, self._make(ticket, copy), ticket["id"], copy)

    def _put(self, job: Job, body: Body, ticket: str = NO_TICKET, copy: int = 1) -> Outcome:
        """Put a slip on paper, with the journal ahead of the printer."""
        self._touches.sent(ticket, copy)
        outcome = job.print(body)
        mm = 0 if outcome is Outcome.REFUSED else body.mm + self._printer.model.cut_mm
        # A reprint that did not leave says nothing about the first paper: only that one can have failed.
        told = Outcome.UNCERTAIN if outcome is Outcome.REFUSED and copy > 1 else outcome
        self._touches.printed(ticket, copy, REPORTS[told], mm)
        return outcome

    def _once_more(self, send: Callable[[Job], Outcome]) -> Outcome:
        """Try again when surely nothing of the job had left; a ticket that is still refused is `failed`."""
        try:
            with self._printer.job() as job:
                return send(job)
        except NotReady as fault:
            log.warning("the printer went away between its answer and the slip: %s", fault)
            return Outcome.REFUSED


def report_key(ticket: str, outcome: str) -> str:
    """Give the key under which this paper is reported: told twice, it is heard once."""
    return f"{outcome}-{ticket}"[:64]


def _answered(story: Story, touch: Touch) -> Taken | None:
    """Give the answer a touch had before; nothing when it led to no number, so that it may try again."""
    if story.body != touch.body:
        raise TouchReused(touch.key)
    if story.outcome == REPORTS[Outcome.REFUSED]:
        raise TouchExpired
    if story.ticket and story.outcome:
        return Taken(story.newest(story.ticket), story.outcome, max(1, story.copy))
    return None
