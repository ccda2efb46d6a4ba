"""Describe what goes out of ratings, and of what the hall did without a number; like `shown`."""

from __future__ import annotations

from pydantic import BaseModel

from hall.rules.entries import Entry
from hall.rules.ratings import Reason, Settlement, Stage


class RatingShown(BaseModel):
    """How a finished service was rated; `again_level` is that of 追评, null for none."""

    ticket: str
    turn: int
    level: int
    reasons: list[Reason]
    again_level: int | None
    as_of: int


class FollowUpShown(BaseModel):
    """A low rating and what was done about it; moments are ms since 1970, null means not yet."""

    ticket: str
    turn: int
    number: str
    service: str
    window: str
    level: int
    reasons: list[Reason]
    rated_at: int
    stage: Stage
    overdue: bool
    call_back_by: int
    settle_by: int
    contact: str | None
    called_back_at: int | None
    called_back_by: str | None
    settled_at: int | None
    settled_by: str | None
    outcome: Settlement | None
    again_level: int | None


class FollowUpsShown(BaseModel):
    """Every follow-up: overdue ones first, then by when the next step is due, then the settled ones."""

    follow_ups: list[FollowUpShown]
    as_of: int


class FollowedUp(BaseModel):
    """How far a low rating is followed up now."""

    ticket: str
    turn: int
    stage: Stage
    as_of: int


class EntryCounted(BaseModel):
    """What was counted, for which service."""

    entry: Entry
    service: str
    as_of: int


class GroupVisitTold(BaseModel):
    """A group that comes; moments are ms since 1970."""

    visit: str
    unit: str
    persons: int
    hall: str
    from_at: int
    until_at: int
    contact: str
    cancelled: bool


class GroupVisitShown(GroupVisitTold):
    """A group visit and the number of the last event that the answer knows."""

    as_of: int


class GroupVisitsShown(BaseModel):
    """The groups of today and of the days to come."""

    group_visits: list[GroupVisitTold]
    as_of: int
