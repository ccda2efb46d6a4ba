"""Describe what comes in of ratings, and of what the hall did without a number (好差评、免取号登记); like `asked`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from hall.rules.ratings import Reason, Settlement
from hall.web.asked import Asked, Day

ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


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


class GroupVisitAsked(Asked):
    """Book a group visit on a day, from one time to another on the centre's wall clock; `contact` is of the staff."""

    unit: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]
    persons: Annotated[int, Field(ge=1, le=500)]
    hall: Annotated[str, Field(max_length=64)]
    day: Day
    begins: ClockTime
    ends: ClockTime
    contact: Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.ends <= self.begins:
            raise ValueError("`ends` must be after `begins`")
        return self
