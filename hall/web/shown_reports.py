"""Describe the figures of reports (报表) as they go out over HTTP; like `shown`. Times are ms, shares percent."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

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


class FiguresShown(BaseModel):
    """The figures of a group of visits; `windows` is null where no window belongs to the group alone."""

    taken: int
    called: int
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
    transfers: int
    windows: WindowTimeShown | None


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
