"""Remember every touch of the last days (取号记录): in memory for answering, in the journal for after a crash."""

from __future__ import annotations

import threading
from typing import Any

from kiosk.journal import Journal, Step, Story, Told

#: Stands for the ticket of a slip that is none (指引单、测试页): of its paper no touch is told.
NO_TICKET = ""


class Touches:
    """Keep the stories of the touches (取号记录); each step is on the disk before it is true here."""

    def __init__(self, journal: Journal) -> None:
        """Read what the journal tells of the last days."""
        self._journal = journal
        self._changing = threading.RLock()
        self._told: Told = journal.read()

    def by_key(self, key: str) -> Story | None:
        """Find the story of a touch by its Idempotency-Key."""
        with self._changing:
            return self._told.stories.get(key)

    def by_ticket(self, ticket: str) -> Story | None:
        """Find the story of a ticket."""
        with self._changing:
            return self._told.by_ticket.get(ticket)

    def last_printed(self) -> Story | None:
        """Find the touch whose paper came out last, for staff who print it again."""
        with self._changing:
            return next((story for story in reversed(self._told.stories.values()) if story.ticket and story.copy), None)

    @property
    def used_mm(self) -> int:
        """Say how much paper went since the last new roll, in mm."""
        with self._changing:
            return self._told.used_mm

    def all(self) -> list[Story]:
        """List all stories of the last days, the oldest first."""
        with self._changing:
            return list(self._told.stories.values())

    def open_ends(self) -> list[Story]:
        """List the stories about which the hall or we still do not know everything, the oldest first."""
        with self._changing:
            return [story for story in self._told.stories.values() if not story.ended]

    def asked(self, key: str, body: dict[str, Any]) -> None:
        """Note that the hall is about to be asked."""
        self._write(Step.ASKED, key=key, body=body)

    def closed(self, key: str) -> None:
        """Note that there is surely no number for this touch."""
        self._write(Step.CLOSED, key=key)

    def taken(self, key: str, ticket: dict[str, Any]) -> Story:
        """Note the number the hall gave."""
        self._write(Step.TAKEN, key=key, ticket=ticket)
        story = self.by_key(key)
        assert story is not None, "a ticket is taken for a touch that was asked"
        return story

    def sent(self, ticket: str, copy: int) -> None:
        """Note that bytes are about to go to the printer."""
        self._write(Step.SENT, id=ticket, copy=copy)

    def printed(self, ticket: str, copy: int, outcome: str, mm: int) -> None:
        """Note what became of the paper, and how much of the roll it took."""
        with self._changing:
            self._write(Step.PRINTED, id=ticket, copy=copy, outcome=outcome, used_mm=self._told.used_mm + mm)

    @property
    def doubtful(self) -> bool:
        """Say whether the printer may hold bytes of a slip that it did not confirm (存疑)."""
        with self._changing:
            return self._told.doubtful

    def trusted(self) -> None:
        """Note that the printer surely holds nothing of an unverified slip."""
        self._write(Step.TRUSTED)

    def answered(self, ticket: str, have: bool) -> None:
        """Note what she said: that she has the slip, or that it did not come out."""
        self._write(Step.ANSWERED, id=ticket, have=have)

    def reported(self, ticket: str, said: dict[str, Any] | None = None) -> None:
        """Note that the hall knows what became of the paper, and the ticket as it then said it is."""
        self._write(Step.REPORTED, id=ticket, **({"ticket": said} if said else {}))

    def new_roll(self) -> None:
        """Note that somebody put in new paper."""
        self._write(Step.NEW_ROLL)

    def _write(self, step: Step, **data: Any) -> None:
        """Write a step down, then take it for true."""
        with self._changing:
            self._told.add(self._journal.write(step, **data))
