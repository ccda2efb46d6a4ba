"""Describe the figures of reports (报表) as they go out over HTTP; like `shown`. Times are ms, shares percent."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from hall.web.shown import NameShown


class WaitingShown(BaseModel):
    """Waiting times, taken → first call, of the `n` visits that were called."""

    n: int
    mean_ms: int | None
    p50_ms: int | None
    p90_ms: int | None
    within_15_min_percent: float | None
    within_20_min_percent: float | None


class KeptShown(BaseModel):
    """The checked-in appointments that were called, and how many of them at most 10 minutes after their slot."""

    n: int
    within_10_min_percent: float | None


class ServiceTimeShown(BaseModel):
    """Service times, start → finish, of the `n` visits whose start was pressed."""

    n: int
    mean_ms: int | None
    p50_ms: int | None
    p90_ms: int | None


class WalkingShown(BaseModel):
    """How long the `n` visitors who were started took from the call to the window."""

    n: int
    mean_ms: int | None


class WindowTimeShown(BaseModel):
    """What the windows did: with a visitor, waiting for her to come, open with nobody, and paused."""

    serving_ms: int
    called_ms: int
    idle_ms: int
    paused_ms: int
    idle_percent: float | None


class RatingsShown(BaseModel):
    """How finished services were rated: percent satisfied of the `rated`, percent of all that nobody rated."""

    finished_services: int
    rated: int
    satisfied: int
    low: int
    satisfied_percent: float | None
    unrated_percent: float | None


class EntriesShown(BaseModel):
    """What was done without a number; notices and groups are of the whole centre, null in every line."""

    deflected: int
    guided: int
    notices: int | None
    group_visits: int | None
    group_persons: int | None


class FiguresShown(BaseModel):
    """The figures of a group of visits; `windows` is null where no window belongs to the group alone.

    `ratings` is null about a clerk whom few have rated, `entries` for windows and clerks.
    """

    taken: int
    called: int
    calls: int
    finished: int
    no_show: int
    cancelled: int
    expired: int
    lost: int
    no_show_percent: float | None
    waiting: WaitingShown
    appointments: KeptShown
    service_time: ServiceTimeShown
    walking: WalkingShown
    recalls: int
    special_calls: int
    special_call_percent: float | None
    transfers: int
    windows: WindowTimeShown | None
    ratings: RatingsShown | None
    entries: EntriesShown | None


class LineShown(BaseModel):
    """One agency, service, window or clerk; `figures` is null about a clerk with too few visits to say anything."""

    id: str
    name: NameShown
    figures: FiguresShown | None


class ReportShown(BaseModel):
    """A report: its days, the figures of everything, and a line each; `as_of` is the last event that it knows."""

    span: Literal["day", "week", "month"]
    first_day: str
    last_day: str
    by: Literal["agency", "service", "window", "clerk"]
    total: FiguresShown
    lines: list[LineShown]
    as_of: int


class SlotShown(BaseModel):
    """The numbers taken in some time, and how many first calls were made in it."""

    taken: int
    calls: int
    waiting: WaitingShown


class HalfHourShown(SlotShown):
    """One half hour of all days together, such as from 09:30 on."""

    from_: str = Field(alias="from")


class DayShown(SlotShown):
    """One day."""

    day: str


class HeatShown(SlotShown):
    """One hour of one service, all days together."""

    service: str
    name: NameShown
    hour: int


class CourseShown(BaseModel):
    """How the days of a span went; half hours and hours are those in which the number was taken."""

    span: Literal["day", "week", "month"]
    first_day: str
    last_day: str
    half_hours: list[HalfHourShown]
    days: list[DayShown]
    heat: list[HeatShown]
    as_of: int


class DeviceShown(BaseModel):
    """One trouble of one device: how often, how long together and at most, and whether it was so still at the end."""

    trouble: Literal["kiosk_silent", "printer", "screen_silent", "voice_missing", "calls_not_shown"]
    device: str
    name: NameShown
    reason: str
    times: int
    ms: int
    longest_ms: int
    still: bool


class DevicesShown(BaseModel):
    """How the devices of the hall were on the days of a span."""

    span: Literal["day", "week", "month"]
    first_day: str
    last_day: str
    lines: list[DeviceShown]
    as_of: int


class EstimatesShown(BaseModel):
    """How the estimates of `n` called visits came true; `bias_ms` is expected less waited, below 0 when too little."""

    n: int
    waited_mean_ms: int | None
    error_mean_ms: int | None
    bias_ms: int | None
    inside_percent: float | None
    too_little_percent: float | None


class EstimatesOfHalfHour(BaseModel):
    """The estimates for the numbers that were taken in a half hour of the day, such as "09:30"."""

    half_hour: str
    figures: EstimatesShown


class EstimatesOfService(BaseModel):
    """The estimates for the numbers of one service."""

    id: str
    name: NameShown
    figures: EstimatesShown


class EstimateCardShown(BaseModel):
    """The report card of the estimates of some days; `as_of` is the last event that it knows."""

    span: Literal["day", "week", "month"]
    first_day: str
    last_day: str
    total: EstimatesShown
    half_hours: list[EstimatesOfHalfHour]
    services: list[EstimatesOfService]
    as_of: int
