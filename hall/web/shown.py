"""Describe what goes out over HTTP, refusals included; the OpenAPI document is made from these and from `asked`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hall.directory import Identify, Mode
from hall.rules.discipline import Standing
from hall.rules.ticket import State
from hall.rules.window import WindowState


class RangeShown(BaseModel):
    """A wait in seconds: with 8 of 10 it lies between the two."""

    low: int
    high: int


class ToldShown(RangeShown):
    """A wait as it was told on paper or on a screen, in seconds from the moment `at`."""

    at: int


class TicketTold(BaseModel):
    """A ticket as every door tells it; moments are ms since 1970.

    `told` is the wait that she was told last; `longer` that it has grown past that (比预计时间长).
    """

    id: str
    number: str
    service: str
    hall: str
    area: str
    standing: Standing
    reason: str | None
    needs: list[str]
    state: State
    ahead: int
    estimate: RangeShown | None
    told: ToldShown | None
    longer: bool
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
    pinned: str | None
    callable_at: int | None
    then: list[str]
    mask: str | None
    agent: str | None
    track_url: str | None


class TicketShown(TicketTold):
    """A ticket and the number of the last event that the answer knows."""

    as_of: int


class WindowAnswered(BaseModel):
    """The ticket at a window after an act, null when nobody waits."""

    ticket: TicketTold | None
    as_of: int


class HallStopped(BaseModel):
    """Why the whole hall is stopped, null when it goes on."""

    stopped: str | None
    as_of: int


class VoiceShown(BaseModel):
    """Whether a screen speaks in an area now, how many sentences it was given, and what was left out, by reason."""

    speaks: bool
    sentences: int
    left_out: dict[str, int]


class NoticeWords(BaseModel):
    """A notice that can be given; an urgent one is spoken again and again while it stands."""

    id: str
    zh: str
    en: str
    urgent: bool


class NoticeStanding(BaseModel):
    """A notice that stands on the walls of some areas until a moment in ms since 1970."""

    notice: str
    areas: list[str]
    until: int


class NoticesShown(BaseModel):
    """The notices that can be given, and those that stand on walls now."""

    notices: list[NoticeWords]
    standing: list[NoticeStanding]


class NoticeGivenShown(BaseModel):
    """The number of the event that gave a notice, or took it down; `notice` is its id."""

    notice: str
    areas: list[str]
    as_of: int


class AliveShown(BaseModel):
    """Nothing is known but that the process answers."""

    status: Literal["ok"]


class ReadyShown(AliveShown):
    """The queue server answers too; `as_of` is the number of its last event."""

    as_of: int


class DayEnded(BaseModel):
    """The number of the event that ended the day."""

    as_of: int


class WindowShown(BaseModel):
    """A window: its state, its visitor and the next five with their reasons.

    `primary` is the act that comes next (下一步), null while there is none; `waiting` how many wait for its services;
    `asked` is what a manager asks of it, or the hall where it stands idle (请办): open, call or help.
    """

    id: str
    state: WindowState
    since: int | None
    reason: str | None
    visitor: TicketTold | None
    held: list[TicketTold]
    next: list[TicketTold]
    primary: str | None
    waiting: int
    stopped: str | None
    asked: str | None
    as_of: int


class NameShown(BaseModel):
    """A name in both languages of the hall."""

    zh: str
    en: str


class GuideShown(BaseModel):
    """The guide of a service (办事指南)."""

    materials: list[NameShown]
    conditions: NameShown
    time_limit: NameShown
    basis: NameShown


class ServiceTold(BaseModel):
    """A service with who waits for it and how long it will probably take.

    `full`: its numbers of the day are taken; `closing`: what waits already takes the time left (限号);
    `numbers_stopped`: a manager has them stopped for now (停止取号); `open_windows` call for it now, null where it is
    direct.
    """

    id: str
    name: NameShown
    agency: str
    hall: str
    area: str
    mode: Mode
    series: str | None
    minutes: int
    open: bool
    opens_at: str | None
    closes_in: int | None
    full: bool
    closing: bool
    numbers_stopped: bool
    bookable: bool
    popular: bool
    identify: Identify
    windows: list[str]
    matters: list[str]
    online: NameShown | None
    online_url: str | None
    guide: GuideShown
    waiting: int
    open_windows: int | None
    estimate: RangeShown | None


class ServiceShown(ServiceTold):
    """One service and the number of the last event that the answer knows."""

    as_of: int


class ServicesShown(BaseModel):
    """All services; `stopped` says why the whole hall gives no numbers now, null when it does."""

    services: list[ServiceTold]
    stopped: str | None
    as_of: int


class SlotShown(BaseModel):
    """A slot that can be booked; `free` is null where there is no limit."""

    slot_at: int
    free: int | None


class SlotsShown(BaseModel):
    """The slots of a service on a day."""

    service: str
    day: str
    slots: list[SlotShown]
    as_of: int


class AppointmentShown(BaseModel):
    """An appointment; whoever holds its code may check it in or give it back."""

    code: str
    service: str
    hall: str
    slot_at: int
    state: Literal["booked", "checked_in", "cancelled"]
    as_of: int


class ObjectShown(BaseModel):
    """An object whose members are told in the hall's own documents."""

    model_config = ConfigDict(extra="allow")

    as_of: int


class Problem(BaseModel):
    """A refusal or an error (RFC 9457), with the data that explain it; a refusal of the hall has `as_of` among them."""

    type: str
    status: int
    code: str
    title: str


class JobShown(BaseModel):
    """Long work: `done` of 100 while it works; `alone` when it waits and no `hall work` is there to do it."""

    id: str
    name: str
    state: Literal["waiting", "working", "done", "failed", "cancelled"]
    done: int
    word: str
    alone: bool
    fault: str | None
    title: str | None
    result_url: str | None


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of a door for the OpenAPI document: each is a problem."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


#: What a changing door may refuse with.
REFUSALS = refusals(400, 401, 403, 404, 409, 422)
