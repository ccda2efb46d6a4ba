"""Describe what goes out over HTTP about the screens: walls, signs, overviews, queues; like `shown`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from hall.rules.discipline import Standing
from hall.rules.ticket import State
from hall.web.shown import RangeShown


class RowShown(BaseModel):
    """A line of a wall."""

    number: str
    hall: str
    window: int
    state: State
    called_at: int
    standing: Standing
    calls: int


class BoardNotice(BaseModel):
    """A notice that stands on a wall until a moment in ms since 1970."""

    notice: str
    zh: str
    en: str
    until: int


class LineShown(BaseModel):
    """What a LED bar says, at most 16 columns of GB2312: the newest, and all that it goes through."""

    led: str
    led_lines: list[str]


class BoardShown(LineShown):
    """What the wall of an area shows: calls, the newest first, and the numbers that were missed.

    `taken_back` are numbers whose call was taken back a moment ago, `stopped` why the whole hall is stopped, `spoken`
    the notices that stand there.
    """

    area: str
    as_of: int
    rows: list[RowShown]
    missed: list[str]
    spoken: list[BoardNotice]
    taken_back: list[str]
    stopped: str | None


class SignShown(LineShown):
    """What the sign over a window shows."""

    window: str
    as_of: int
    state: Literal["closed", "paused", "idle", "called", "serving", "stopped"]
    visitor: RowShown | None
    reason: str | None
    stopped: str | None


class AreaAtAGlanceShown(BaseModel):
    """One area of a hall's overview: its windows as ranges, who waits, the latest calls."""

    area: str
    windows: str
    waiting: int
    rows: list[RowShown]


class OverviewShown(BaseModel):
    """A whole hall at a glance."""

    hall: str
    as_of: int
    stopped: str | None
    areas: list[AreaAtAGlanceShown]


class ServiceQueueShown(BaseModel):
    """One service's queue: how many wait, and how long it takes who takes a number now, null when nobody serves."""

    service: str
    waiting: int
    estimate: RangeShown | None


class QueueShown(BaseModel):
    """The queues of an area and who is called now."""

    area: str
    as_of: int
    stopped: str | None
    rows: list[RowShown]
    services: list[ServiceQueueShown]
