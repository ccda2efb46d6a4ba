"""Describe what goes out over HTTP about running the hall: its configuration and its kiosks; like `shown`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class LeaseShown(BaseModel):
    """The numbers that a kiosk may give while its network is cut: `count` of each series from `first` on."""

    day: int
    first: int
    count: int
    until: int


class HeartbeatShown(BaseModel):
    """The hall's clock, the kiosk's lease, how often its page was asked to begin anew; `persons_key` is what digests of
    phone and card numbers are keyed with, for a kiosk's memory and no disk."""

    now: int
    lease: LeaseShown
    restarts: int
    persons_key: str
    as_of: int


class KioskShown(BaseModel):
    """How a kiosk is; "unheard" when nothing was ever heard of it."""

    id: str
    state: str
    paper: str | None
    paper_mm: int | None
    version: str | None
    heard_seconds_ago: int | None


class KiosksShown(BaseModel):
    """All kiosks."""

    kiosks: list[KioskShown]
    as_of: int


class ScreenShown(BaseModel):
    """A screen: what it is assigned to, codes of what is wrong, and `report`, what it said of itself last.

    One that is `paired` with nobody has a `code` while it shows one. `lag_ms` is by how much it was behind the newest
    call of its area.
    """

    id: str
    paired: bool
    code: str | None
    assigned: dict[str, Any] | None
    address: str | None
    faults: list[str]
    heard_at: int | None
    lag_ms: int
    report: dict[str, Any] | None


class OneScreenShown(ScreenShown):
    """One screen, after a wish or a change."""

    as_of: int


class ScreensShown(BaseModel):
    """Every paired screen, and those that are open and wait for somebody to pair them."""

    screens: list[ScreenShown]
    waiting: list[ScreenShown]
    at: int
    as_of: int


class AlertShown(BaseModel):
    """Something that is wrong: its cause as a code, since when, what to do; `area` or `screen` where it is about one.

    `level` is "alarm" for what somebody has to see to, "note" for what is only worth knowing.
    """

    id: str
    cause: str
    level: Literal["alarm", "note"]
    since: int
    area: str | None
    screen: str | None
    title: str
    todo: str


class AlertsShown(BaseModel):
    """Everything that is wrong now, the longest first."""

    alerts: list[AlertShown]
    as_of: int


class FaultShown(BaseModel):
    """One fault of the configuration: the file, the key in it, a sentence."""

    file: str
    key: str
    message: str


class EffectShown(BaseModel):
    """One thing that a changed configuration does: its kind, and what it concerns."""

    model_config = ConfigDict(extra="allow")

    kind: str


class ConfigurationShown(BaseModel):
    """What is in force, what the folder says, and what putting that into force would do.

    `stranded` counts, for each service, the people who would wait where no window calls: then it is refused.
    """

    version: str
    folder: str
    faults: list[FaultShown]
    effects: list[EffectShown]
    stranded: dict[str, int]
    as_of: int


class ConfigurationChanged(BaseModel):
    """The configuration in force now, and how many people stand in the queue of a successor."""

    version: str
    moved: int
    as_of: int
