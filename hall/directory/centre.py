"""Model the centre (行政服务大厅) as the whole program sees it: frozen, checked, complete in memory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from hall.directory.policy import Policy
from hall.rules.admission import Hours


class Model(BaseModel):
    """Be frozen, know no other key than the named ones, and take no "8" for 8."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def slug(text: str) -> str:
    """Return an id that can be one URL path segment; ValueError for any other."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", text):
        raise ValueError("an id is 2 to 40 of a-z, 0-9 and hyphen")
    return text


def _phrase(text: str) -> str:
    if not text or text != text.strip() or len(text) > 300:
        raise ValueError("must be 1 to 300 characters without blanks around them")
    return text


Slug = Annotated[str, AfterValidator(slug)]
Phrase = Annotated[str, AfterValidator(_phrase)]
Item = TypeVar("Item")
#: A TOML list, kept as a tuple.
Listed = Annotated[tuple[Item, ...], Field(strict=False)]


class Text(Model):
    """Hold a name or sentence in both languages of the hall."""

    zh: Phrase
    en: Phrase

    def get(self, language: str) -> str:
        """Return the words for a language tag such as "zh-CN" or "en"; English for everybody else."""
        return self.zh if language.lower().startswith("zh") else self.en


class Mode(StrEnum):
    """Say how a service is reached: by a number, or straight at a window (直接到窗口)."""

    QUEUE = "queue"
    DIRECT = "direct"


class Identify(StrEnum):
    """Say what tells two visitors of a service apart, where "one number a person" holds (实名取号)."""

    NONE = "none"
    PHONE = "phone"
    ID = "id"


class ScreenKind(StrEnum):
    """Name the two kinds of screens: 综合屏 for a waiting area, 窗口屏 over one window."""

    BOARD = "board"
    SIGN = "sign"


class Speech(StrEnum):
    """Name what a screen is written in: the hall's own language with the other one small beneath, or one alone."""

    BOTH = "both"
    ZH = "zh"
    EN = "en"


class Layout(StrEnum):
    """Name how a board spends its height: on all rows alike, or with the newest call twice as high."""

    LIST = "list"
    BIG = "big"


class Hall(Model):
    """Hold one hall (东厅/西厅); agencies in the order of their windows, numbered 1 to `window_count`."""

    id: str
    name: Text
    window_count: int
    agencies: tuple[str, ...]
    areas: tuple[str, ...]


class Area(Model):
    """Hold one waiting area (休息等待区); `way` tells at the hall's entrance where it is, or None."""

    id: str
    hall: str
    name: Text
    way: Text | None = None


class Agency(Model):
    """Hold one agency (进驻单位); `short` is for signs, `matters` are words people search it by."""

    id: str
    hall: str
    name: Text
    short: Text
    matters: tuple[str, ...] = ()


class Guide(Model):
    """Hold the guide of a service (办事指南): what to bring, who may, how long it takes, by which law."""

    materials: Listed[Text] = ()
    conditions: Text
    time_limit: Text
    basis: Text


class Service(Model):
    """Hold one service (事项). `minutes` is its standard service time, `cv` how much that varies.

    `series` is the letters of its numbers, "" for a direct service; `quota` its numbers a day, None = no end.
    `matters` are further words and pinyin initials people search it by. `succeeds` lists services that it has replaced
    (承接). `online` says what can be done online, `online_url` where. Since the moment `withdrawn_at` nobody new is let
    in (停止受理), and those who wait are served; 0 = offered.
    """

    id: str
    name: Text
    agency: str
    hall: str
    area: str
    mode: Mode
    series: str = ""
    minutes: int
    cv: float = 0.7
    hours: Hours
    bookable: bool = False
    popular: bool = False
    guide: Guide
    identify: Identify = Identify.NONE
    quota: int | None = None
    online: Text | None = None
    online_url: str = ""
    matters: tuple[str, ...] = ()
    succeeds: tuple[str, ...] = ()
    withdrawn_at: int = 0


class Window(Model):
    """Hold one window (办事窗口): which services it serves, each with its handicap in minutes (0 = its own).

    `reach` is the same for the services that have a queue, with the handicap in ms, as the rules take it. One that is
    `withdrawn` was taken away while it had visitors: it finishes with them and calls nobody.
    """

    hall: str
    number: int
    agency: str
    area: str
    serves: Mapping[str, int]
    reach: Mapping[str, int]
    withdrawn: bool = False

    @cached_property
    def id(self) -> str:
        """Return its name in the centre, such as "east/12"."""
        return f"{self.hall}/{self.number}"


class Kiosk(Model):
    """Hold one kiosk (取号机) and where it stands."""

    id: str
    hall: str
    area: str
    place: Text


class Screen(Model):
    """Hold one screen: its size decides how many rows can be read from the farthest seat.

    A board shows its area, a sign the window it hangs over; `width` and `height` are pixels. `rows` overrides the
    counted rows, 0 = counted; without `flash` a called number stands still.
    """

    id: str
    kind: ScreenKind
    area: str
    window: str | None = None
    width: int
    height: int
    diagonal_inches: float
    farthest_seat_metres: float
    language: Speech = Field(default=Speech.BOTH, strict=False)
    layout: Layout = Field(default=Layout.LIST, strict=False)
    flash: bool = True
    rows: int = 0


class Bulletin(Model):
    """Hold one bulletin (公告) that idle screens show, in every hall or in one."""

    id: str
    text: Text
    hall: str | None = None


class Centre(Model):
    """Hold the whole centre. Windows are keyed "east/12" and stand in the order of halls and numbers."""

    id: str
    name: Text
    note: Text
    zone: str
    public_url: str = ""
    hours: Hours
    halls: Mapping[str, Hall]
    areas: Mapping[str, Area]
    agencies: Mapping[str, Agency]
    services: Mapping[str, Service]
    windows: Mapping[str, Window]
    kiosks: Mapping[str, Kiosk]
    screens: Mapping[str, Screen]
    bulletins: Mapping[str, Bulletin] = Field(default_factory=dict)
    policy: Policy

    def windows_of(self, service_id: str) -> tuple[Window, ...]:
        """List the windows whose own business a service is (handicap 0), in order; KeyError if unknown."""
        return self._windows_by_service[self.services[service_id].id]

    def bulletins_in(self, hall: str) -> tuple[Bulletin, ...]:
        """List the bulletins of a hall in the order of their file."""
        return tuple(one for one in self.bulletins.values() if one.hall in (None, hall))

    def who_reach(self, service_id: str) -> tuple[str, ...]:
        """List the ids of the windows whose reach has a service, own and helping ones; none for an unknown one."""
        return self._reached_by.get(service_id, ())

    def who_may_reach(self, service_id: str) -> tuple[str, ...]:
        """List the same and those that it is usually lent (协办): the windows of its agency in its hall."""
        service = self.services[service_id]
        own = (one.id for one in self.windows.values() if (one.agency, one.hall) == (service.agency, service.hall))
        return tuple(dict.fromkeys((*self.who_reach(service_id), *own)))

    def heir_of(self, service_id: str) -> str | None:
        """Return the id of the service that has replaced this one (承接), or None."""
        return self._heirs.get(service_id)

    def services_of(self, agency_id: str) -> tuple[Service, ...]:
        """List the services of an agency in the order of its file; KeyError if unknown."""
        return self._services_by_agency[self.agencies[agency_id].id]

    @cached_property
    def _reached_by(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for window in self.windows.values():
            for service in window.reach:
                found[service].append(window.id)
        return {service: tuple(windows) for service, windows in found.items()}

    @cached_property
    def _heirs(self) -> Mapping[str, str]:
        return {before: service.id for service in self.services.values() for before in service.succeeds}

    @cached_property
    def _windows_by_service(self) -> Mapping[str, tuple[Window, ...]]:
        return {
            service: tuple(window for window in self.windows.values() if window.serves.get(service) == 0)
            for service in self.services
        }

    @cached_property
    def _services_by_agency(self) -> Mapping[str, tuple[Service, ...]]:
        found: dict[str, list[Service]] = defaultdict(list)
        for service in self.services.values():
            found[service.agency].append(service)
        return {agency: tuple(found[agency]) for agency in self.agencies}
