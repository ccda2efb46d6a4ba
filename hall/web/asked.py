"""Describe what comes in over HTTP; the published OpenAPI document is made from these and from `shown`."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from hall.rules import identity
from hall.rules.discipline import PriorityReason, Standing
from hall.rules.window import PauseReason

Need = Literal["seeing", "hearing", "wheelchair", "company"]
#: A day of which a hall can be asked: the days beside it and their moments exist in every zone.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
Note = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f]*$")]


class Named(BaseModel):
    """Know no other field than the named ones, so that a slip of the pen is told and not ignored."""

    model_config = ConfigDict(extra="forbid", use_enum_values=False)


class Asked(Named):
    """Read a body of JSON by the types that the published document names: "yes" is no boolean, "5" no integer."""

    @classmethod
    def model_validate(cls, obj: Any, **how: Any) -> Self:
        """Read a body strictly."""
        # Only as JSON does pydantic read strictly what JSON has no type of its own for: a day, one word of a few.
        return cls.model_validate_json(json.dumps(obj), **{**how, "strict": True})


class AskedAsText(Named):
    """Read the query of an address, or a form, where numbers and days come as text."""


def _phone(number: str) -> str:
    if not identity.is_phone(number):
        raise ValueError("is no mobile number of 11 digits")
    return number


def _card(number: str) -> str:
    if not identity.is_card(number.upper()):
        raise ValueError("is no number of an identity card")
    return number.upper()


class PersonAsked(Asked):
    """Say who she is without her number: its digest by the key that the hall tells its kiosks, and its mask."""

    kind: Literal["phone", "id"]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    mask: Annotated[str, Field(pattern=r"^[0-9]{3}(\*{6}|\*{13})[0-9X]{2}$")]


class TakeAsked(Asked):
    """Ask for a number; with `appointment` it is a check-in; `then` are further services on the same ticket.

    `phone` or `card` says who she is, where a service gives one number a person; a kiosk tells it as `person`,
    and as `agent` who takes the number for her (代办人).
    """

    service: Annotated[str, Field(max_length=64)] | None = None
    standing: Standing | None = None
    reason: PriorityReason | None = None
    needs: Annotated[list[Need], Field(max_length=4)] = []
    appointment: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4,24}$")] | None = None
    case_no: Annotated[str, Field(max_length=40, pattern=r"^[\x21-\x7e]*$")] | None = None
    printer: bool = False
    then: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=8)] = []
    phone: Annotated[str, AfterValidator(_phone)] | None = None
    card: Annotated[str, AfterValidator(_card)] | None = None
    person: PersonAsked | None = None
    agent: PersonAsked | None = None

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


class HeartbeatAsked(Asked):
    """Say how a kiosk is: `state` is "ok" or what is wrong, `paper_mm` what is used of the roll, `pending` how many
    slips of a cut the hall has not heard of."""

    state: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] = "ok"
    paper: Literal["ok", "near_end"] = "ok"
    paper_mm: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    version: Annotated[str, Field(max_length=40, pattern=r"^[\x21-\x7e]*$")] = ""
    pending: Annotated[int, Field(ge=0, le=100_000)] = 0


class LeasedAsked(Asked):
    """Tell of a number that was given while the network was cut; `taken_at` is in ms since 1970 by the hall's clock as
    the kiosk last heard it, `day` that of its lease."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{16,40}$")]
    number: Annotated[str, Field(pattern=r"^[A-Z]{1,4}[0-9]{4,5}$")]
    service: Annotated[str, Field(max_length=64)]
    day: Annotated[int, Field(ge=0, le=100_000)]
    taken_at: Annotated[int, Field(ge=0, le=10**14)]
    outcome: Literal["confirmed", "unverified"]
    needs: Annotated[list[Need], Field(max_length=4)] = []
    copies: Annotated[int, Field(ge=1, le=99)] = 1


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


class CallThisAsked(Asked):
    """Call one ticket out of its order: by its id or its number of the day, with a reason."""

    ticket: Annotated[str, Field(max_length=64)] | None = None
    number: Annotated[str, Field(pattern=r"^[A-Za-z]{1,2}[0-9]{3,5}$")] | None = None
    reason: Annotated[Note, Field(min_length=1)]

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if bool(self.ticket) == bool(self.number):
            raise ValueError("name either `ticket` or `number`")
        return self


class TransferAsked(VisitorAsked):
    """Send the visitor on to a service, or to one window; `then` are further services on the same ticket."""

    service: Annotated[str, Field(max_length=64)] | None = None
    window: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}/[0-9]{1,4}$")] | None = None
    end_of_line: bool = False
    then: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=8)] = []

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if not self.service and not self.window:
            raise ValueError("name a `service` or a `window`")
        return self


class AssignAsked(Asked):
    """Say what a screen shows: `place` is an area of a board, a hall of an overview, a window of a sign.

    Inches and metres decide how many rows a board has, 0 for those of the page itself. Only a board and a sign sound.
    """

    name: Annotated[Note, Field(min_length=1, max_length=40)]
    kind: Literal["board", "overview", "sign", "queue"]
    place: Annotated[str, Field(max_length=64)] = ""
    language: Literal["zh", "en", "both"] = "both"
    layout: Literal["list", "big"] = "list"
    sound: bool = False
    volume: Annotated[int, Field(ge=0, le=100)] = 100
    flash: bool = True
    diagonal_inches: Annotated[float, Field(ge=0, le=500)] = 0
    farthest_seat_metres: Annotated[float, Field(ge=0, le=200)] = 0


class PairAsked(AssignAsked):
    """Pair the screen that shows this code."""

    code: Annotated[str, Field(max_length=16)]


class ReturnAsked(Asked):
    """Let a held visitor back into the queue."""

    ticket: Annotated[str, Field(max_length=64)]


class DeferAsked(Asked):
    """Put one's turn off by some minutes."""

    minutes: Annotated[int, Field(ge=10, le=30)]


class StandingAsked(Asked):
    """Grant a priority after seeing the document."""

    standing: Literal["priority"]
    reason: PriorityReason


class StopAsked(Asked):
    """Stop the whole hall, for a reason that everybody is told."""

    reason: Annotated[Note, Field(min_length=1)]


class NoticeAsked(Asked):
    """Give a notice for some minutes in these areas, in all when none is named; for 0 minutes it is taken down."""

    notice: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    areas: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=200)] = []
    minutes: Annotated[int, Field(ge=0, le=600)] = 2


class ConfigurationAsked(Asked):
    """Put the folder's configuration into force; `folder` names what was looked at, another one is refused."""

    folder: Annotated[str, Field(max_length=64)] | None = None


class PauseAsked(Asked):
    """Pause a window with a reason; `visitor` says what becomes of one who is there."""

    reason: PauseReason = PauseReason.OTHER
    visitor: Literal["serve", "no_show", "send_back"] | None = None


class CloseAsked(Asked):
    """Close a window; `visitor` says what becomes of one who is there."""

    visitor: Literal["serve", "no_show", "send_back"] | None = None


class BookAsked(Asked):
    """Book a slot; `slot_at` is ms since 1970."""

    service: Annotated[str, Field(max_length=64)]
    slot_at: Annotated[int, Field(ge=0, le=10**13)]
    name: Note = ""
