"""Describe what comes in of ratings, and of what the hall did without a number (好差评、免取号登记); like `asked`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hall.rules.ratings import Reason, Settlement
from hall.web.asked import Asked


class RateAsked(Asked):
    """Rate a finished service; level 5 is the best, `again` rates it once more afterwards (追评).

    `turn` is which of the ticket's finished services, the last one when it is left out. `contact` is where somebody who
    was not satisfied wants to be called back.
    """

    level: Annotated[int, Field(ge=1, le=5)]
    reasons: Annotated[list[Reason], Field(max_length=10, default_factory=list)]
    turn: Annotated[int, Field(ge=1, le=100)] | None = None
    again: bool = False
    contact: Annotated[str, Field(max_length=20, pattern=r"^[0-9+() -]*$")] = ""


class SettleAsked(Asked):
    """Settle a low rating with an outcome."""

    outcome: Settlement
