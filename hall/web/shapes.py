"""Describe what comes in and goes out over HTTP; the published OpenAPI document is made from these."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hall.rules.discipline import PriorityReason, Standing
from hall.rules.window import PauseReason

Need = Literal["seeing", "hearing", "wheelchair", "company"]
Note = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f]*$")]


class Asked(BaseModel):
    """Know no other field than the named ones, so that a slip of the pen is told and not ignored."""

    model_config = ConfigDict(extra="forbid", use_enum_values=False)


class TakeAsked(Asked):
    """Ask for a number; with `appointment` it is a check-in."""

    service: Annotated[str, Field(max_length=64)] | None = None
    standing: Standing | None = None
    reason: PriorityReason | None = None
    needs: Annotated[list[Need], Field(max_length=4)] = []
    appointment: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4,24}$")] | None = None
    case_no: Annotated[str, Field(max_length=40, pattern=r"^[\x21-\x7e]*$")] | None = None
    printer: bool = False

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if not self.service and not self.appointment:
            raise ValueError("name a service or an appointment")
        if self.standing is Standing.APPOINTMENT and not self.appointment:
            raise ValueError("an appointment needs its code in `appointment`")
        if self.standing is Standing.PRIORITY and not self.reason:
            raise ValueError("a priority needs its `reason`")
        if self.reason and self.standing is not Standing.PRIORITY:
            raise ValueError("a `reason` belongs to standing `priority`")
        return self


class CheckInAsked(Asked):
    """Ask to check an appointment in."""

    printer: bool = False
    needs: Annotated[list[Need], Field(max_length=4)] = []


class PrintedAsked(Asked):
    """Say what became of the paper."""

    outcome: Literal["confirmed", "unverified", "failed"]


class NothingAsked(Asked):
    """Take no fields."""


class VisitorAsked(Asked):
    """Act on the visitor at a window; `ticket` is the one the clerk sees."""

    ticket: Annotated[str, Field(max_length=64)] | None = None


class NoShowAsked(VisitorAsked):
    """Miss the called visitor; `early` before her time is over."""

    early: bool = False


class PauseAsked(Asked):
    """Pause a window with a reason."""

    reason: PauseReason = PauseReason.OTHER


class BookAsked(Asked):
    """Book a slot; `slot_at` is ms since 1970."""

    service: Annotated[str, Field(max_length=64)]
    slot_at: Annotated[int, Field(ge=0, le=10**13)]
    name: Note = ""


class SlotsAsked(Asked):
    """Ask for the slots of a service on a day of the centre's calendar, today when none is named."""

    service: Annotated[str, Field(max_length=64)]
    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


class EventsAsked(Asked):
    """Ask for events after a number."""

    after: Annotated[int, Field(ge=0, le=10**15)] = 0
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000


class RangeShown(BaseModel):
    """A wait in seconds: with 8 of 10 it lies between the two."""

    low: int
    high: int


class TicketShown(BaseModel):
    """A ticket."""

    id: str
    number: str
    service: str
    hall: str
    area: str
    standing: Standing
    reason: str | None
    needs: list[str]
    state: str
    ahead: int
    estimate: RangeShown | None
    window: str | None
    why: str | None
    issued_at: int
    slot_at: int | None
    called_at: int | None
    started_at: int | None
    ended_at: int | None
    calls: int
    copy_: int = Field(alias="copy")
    case_no: str | None
    track_url: str | None
    as_of: int


class WindowAnswered(BaseModel):
    """The ticket at a window after an act, null when nobody waits."""

    ticket: dict[str, Any] | None
    as_of: int


class Problem(BaseModel):
    """A refusal or an error (RFC 9457)."""

    type: str
    status: int
    code: str
    title: str


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of a door for the OpenAPI document: each is a problem."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


#: What a changing door may refuse with.
REFUSALS = refusals(400, 401, 403, 404, 409, 422)
