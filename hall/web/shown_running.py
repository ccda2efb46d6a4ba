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


class DoShown(BaseModel):
    """One press: its kind, the path and body of the POST that does it, the words on its button, and by how many minutes
    less people will wait, null where nobody can say."""

    kind: str
    path: str
    body: dict[str, Any]
    words: str
    gain_minutes: int | None


class AcknowledgementShown(BaseModel):
    """Who takes care, and since when."""

    by: str
    at: int


class AlertShown(BaseModel):
    """Something that is wrong at one place: its gravest cause as a code, since when, what to do.

    `ids` are all alerts of the place; one of area, screen, service, window, hall, ticket and kiosk says where.
    `level` is "alarm" for what a manager has to see to, "note" for others or only worth knowing; `act` mends it.
    """

    id: str
    ids: list[str]
    cause: str
    level: Literal["alarm", "note"]
    since: int
    area: str | None
    screen: str | None
    service: str | None
    window: str | None
    hall: str | None
    ticket: str | None
    kiosk: str | None
    figure: str | None
    title: str
    also: list[str]
    todo: str
    acknowledged: AcknowledgementShown | None
    act: DoShown | None


class AlertsShown(BaseModel):
    """Everything that is wrong now: alarms first, those that nobody has acknowledged before the others."""

    alerts: list[AlertShown]
    as_of: int


class AdviceShown(BaseModel):
    """One advice: open a window, lend one, stop numbers or give a notice; `gain_minutes` is by how much less people of
    the service will wait, null where nobody can say."""

    act: Literal["open", "lend", "stop", "notice"]
    service: str
    window: str | None
    gain_minutes: int | None
    title: str
    do: DoShown


class NeededShown(BaseModel):
    """How many windows of a service are open, and how many it needs by those who came in the last half hour."""

    service: str
    open: int
    needed: int


class UnderWayShown(BaseModel):
    """Something that was done and holds still, by whom, and the press that ends it."""

    id: str
    title: str
    by: str
    end: DoShown


class AdvicesShown(BaseModel):
    """What is advised now, the windows that each service needs, and what was done and holds still."""

    advice: list[AdviceShown]
    windows: list[NeededShown]
    under_way: list[UnderWayShown]
    as_of: int


class AcknowledgedShown(BaseModel):
    """The alerts that somebody takes care of now."""

    acknowledged: list[str]
    as_of: int


class NumbersShown(BaseModel):
    """Whether the numbers of a service are stopped now."""

    service: str
    stopped: bool
    as_of: int


class WishShown(BaseModel):
    """What is asked of a window now, null for nothing."""

    window: str
    wish: str | None
    as_of: int


class LentShown(BaseModel):
    """The services that a window calls now."""

    window: str
    services: list[str]
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
