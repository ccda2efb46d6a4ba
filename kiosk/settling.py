"""Bring every touch to an end (善后): after a crash and after an outage, nothing is printed, only told.

Sent and never heard of again: the paper is most likely out, so the ticket is `unverified` and waits. Taken and never
sent, or asked for and never answered: nobody has it on paper, so it is `failed` and given back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.hall_line import HallAway
from kiosk.job import Outcome
from kiosk.journal import Story
from kiosk.taking import REPORTS, Taking
from kiosk.touches import Touches

log = logging.getLogger(__name__)

#: Milliseconds a touch without an answer is left alone: the visitor may press again and get the same number.
PATIENCE_MS = 8_000


class Settling:
    """Settle what is still open (善后), whenever the hall can be heard."""

    def __init__(self, touches: Touches, taking: Taking, now: Callable[[], int]) -> None:
        """Look at what an earlier run of this program left behind."""
        self._touches, self._taking, self._now = touches, taking, now
        self._left_behind = {story.key for story in touches.open_ends()}
        for story in touches.open_ends():
            if story.ticket and story.sent and story.outcome is None:
                # The bytes may be on paper in somebody's hand: never print it again, let her keep her place.
                touches.printed(story.ticket["id"], story.sent, REPORTS[Outcome.UNCERTAIN], 0)

    def settle(self) -> None:
        """Tell the hall what it does not know yet; stops at the first answer that does not come."""
        try:
            for story in self._touches.open_ends():
                self._settle(story)
        except HallAway as fault:
            log.info("not settled yet: %s", fault)

    def _settle(self, story: Story) -> None:
        """Settle one touch, unless somebody is just about to."""
        if story.ticket and story.outcome:
            self._taking.report(story.ticket["id"])
        elif story.key in self._left_behind or self._now() - story.at > PATIENCE_MS:
            self._taking.give_up(story)
