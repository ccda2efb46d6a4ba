"""Rate finished services (好差评), and follow low ratings up (差评整改); one method a Lua file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hall.rules.rating_refusals import NothingToRate, RatedBefore, RatingTooLate, UnknownFollowUp
from hall.store.pressing import Pressing, Request
from hall.store.records import Answer

#: What Lua refuses here with; named, so that their codes are known wherever these acts are.
REFUSES = (NothingToRate, RatedBefore, RatingTooLate, UnknownFollowUp)

#: A settled follow-up stays on its list for 30 days, in ms, to be looked up; the ledger keeps it for good.
KEEP_SETTLED_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True)
class NewRating:
    """Hold how somebody rates; `turn` is which of her finished services, the first is 1.

    It may be rated until `days` after the ticket's business day; `day` is today's. `contact` is where she wants to be
    called back, kept until it is settled. `call_back_by` and `settle_by` are 0 where nobody has to follow it up.
    """

    ticket: str
    turn: int
    level: int
    day: int
    days: int
    reasons: Sequence[str] = ()
    contact: str = ""
    call_back_by: int = 0
    settle_by: int = 0


class Rating(Pressing):
    """Change ratings; each answer has the rating in `more`."""

    def rate(self, request: Request, new: NewRating) -> Answer:
        """Rate a finished service (好差评), once."""
        return self._do("rate", request, **{**vars(new), "reasons": ",".join(new.reasons)})

    def rate_again(self, request: Request, ticket: str, turn: int, level: int, reasons: Sequence[str] = ()) -> Answer:
        """Rate it once more afterwards (追评)."""
        return self._do("rate_again", request, ticket=ticket, turn=turn, level=level, reasons=",".join(reasons))

    def follow_up(self, request: Request, ticket: str, turn: int, step: str, outcome: str = "") -> Answer:
        """Say what was done about a low rating: she was `called_back`, or it is `settled` with an outcome."""
        asks = {"ticket": ticket, "turn": turn, "step": step, "outcome": outcome}
        return self._do("follow_up", request, **asks, keep_ms=KEEP_SETTLED_MS)
