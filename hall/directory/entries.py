"""Give the shape of each file in `config/` as an administrator writes it, with the bounds of each entry.

What concerns several entries or files together is in `checking`.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from hall.directory.centre import Guide, Identify, Layout, Listed, Mode, Model, Phrase, Slug, Speech, Text
from hall.rules.admission import Hours, Span
from hall.rules.numbering import is_series

_SPAN = re.compile(r"(\d{1,2}):([0-5]\d)-(\d{1,2}):([0-5]\d)")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValueError('unknown time zone; write one such as "Asia/Shanghai"') from None
    return name


def _span(text: str) -> str:
    if not _SPAN.fullmatch(text):
        raise ValueError('must be a span such as "9:00-12:00"')
    return text


def _series(text: str) -> str:
    if not is_series(text):
        raise ValueError("must be one or two capital letters without I and O")
    return text


def _usual_handicap(helps: Any) -> Any:
    # A plain list of services means the handicap of policy.toml; a table gives minutes of its own.
    return dict.fromkeys(helps) if isinstance(helps, list) and _all_names(helps) else helps


def _all_names(helps: list[Any]) -> bool:
    return all(isinstance(name, str) for name in helps)


def _web_address(url: str) -> str:
    if url and not re.fullmatch(r"https?://[!-~]{1,500}", url):
        raise ValueError('must be an address such as "https://example.org/apply"')
    return url


def _no_slash_at_the_end(url: str) -> str:
    if url and not re.fullmatch(r"https?://[^\s/]+(/[^\s/]+)*", url):
        raise ValueError('must be "" or an address such as "https://hall.example", no slash at the end')
    return url


class CentreEntry(Model):
    """Hold the head of `centre.toml`."""

    id: Slug
    name: Text
    note: Text
    zone: Annotated[str, AfterValidator(_zone)]
    public_url: Annotated[str, AfterValidator(_no_slash_at_the_end)] = ""
    closed: Listed[date] = ()
    made_up: Listed[date] = ()


class HallEntry(Model):
    """Hold one hall of `centre.toml`; its windows are numbered from 1 to `windows`."""

    name: Text
    windows: Annotated[int, Field(ge=1, le=999)]


class AreaEntry(Model):
    """Hold one waiting area of `centre.toml`; `way` says at the entrance of its hall where it is."""

    hall: str
    name: Text
    way: Text | None = None


#: Service → minutes; None stands for those of policy.toml.
_Handicaps = dict[str, Annotated[int, Field(ge=1, le=240)] | None]

_Day = Listed[Annotated[str, AfterValidator(_span)]]


class Timetable(Model):
    """Hold one named week of opening hours of `centre.toml`; a day that is not named is a day off."""

    mon: _Day = ()
    tue: _Day = ()
    wed: _Day = ()
    thu: _Day = ()
    fri: _Day = ()
    sat: _Day = ()
    sun: _Day = ()

    @model_validator(mode="after")
    def _each_day_in_order(self) -> Timetable:
        Hours(self.week)
        if not any(self.week):
            raise ValueError("is never open")
        return self

    @property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """Return the spans of the seven days, Monday first, as the rules take them."""
        days = (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)
        return tuple(tuple(_minutes(span) for span in day) for day in days)

    @property
    def latest_minute(self) -> int:
        """Return when the latest span of the week ends, in minutes since midnight."""
        return max(end for _, end in chain.from_iterable(self.week))


def _minutes(span: str) -> Span:
    found = _SPAN.fullmatch(span)
    assert found, "a Timetable holds checked spans only"
    hour, minute, to_hour, to_minute = map(int, found.groups())
    return hour * 60 + minute, to_hour * 60 + to_minute


class AgencyEntry(Model):
    """Hold the head of an agency's file."""

    name: Text
    short: Text
    matters: Listed[Phrase] = ()


class WindowsEntry(Model):
    """Hold one group of windows that do the same, of an agency's file."""

    numbers: Annotated[Listed[Annotated[int, Field(ge=1)]], Field(min_length=1)]
    area: str
    serves: Annotated[Listed[str], Field(min_length=1)]
    helps: Annotated[_Handicaps, BeforeValidator(_usual_handicap), Field(default_factory=dict)]


class ServiceEntry(Model):
    """Hold one service of an agency's file."""

    name: Text
    area: str
    mode: Annotated[Mode, Field(strict=False)]
    series: Annotated[str, AfterValidator(_series)] = ""
    minutes: Annotated[int, Field(ge=1, le=240)]
    cv: Annotated[float, Field(ge=0, le=3)] = 0.7
    hours: str = "standard"
    bookable: bool = False
    popular: bool = False
    guide: Guide
    identify: Annotated[Identify, Field(strict=False)] = Identify.NONE
    quota: Annotated[int, Field(ge=1, le=9999)] | None = None
    online: Text | None = None
    online_url: Annotated[str, AfterValidator(_web_address)] = ""
    matters: Listed[Phrase] = ()
    succeeds: Listed[Slug] = ()

    @model_validator(mode="after")
    def _an_address_with_its_words(self) -> ServiceEntry:
        if self.online_url and self.online is None:
            raise ValueError("online_url needs online, which says what can be done there")
        return self

    @model_validator(mode="after")
    def _numbers_only_with_a_queue(self) -> ServiceEntry:
        if self.mode is Mode.QUEUE:
            if not self.series:
                raise ValueError("a queue service needs a series")
        elif self.series or self.bookable or self.quota or self.succeeds or self.identify is not Identify.NONE:
            raise ValueError("a direct service gives no numbers: no series, bookable, quota, succeeds or identify")
        return self


class KioskEntry(Model):
    """Hold one kiosk of `kiosks.toml`."""

    area: str
    place: Text


class _Size(Model):
    width: Annotated[int, Field(ge=64, le=16384)]
    height: Annotated[int, Field(ge=16, le=16384)]
    diagonal_inches: Annotated[float, Field(gt=0, le=500)]
    farthest_seat_metres: Annotated[float, Field(gt=0, le=200)]
    language: Annotated[Speech, Field(strict=False)] = Speech.BOTH
    flash: bool = True


class BoardEntry(_Size):
    """Hold one board of `screens.toml`."""

    area: str
    layout: Annotated[Layout, Field(strict=False)] = Layout.LIST
    rows: Annotated[int, Field(ge=3, le=12)] | None = None


class SignEntry(_Size):
    """Hold the window signs of one hall of `screens.toml`: one over each window."""


class BulletinEntry(Model):
    """Hold one bulletin of `bulletins.toml`; `hall` keeps it to one hall."""

    text: Text
    hall: str | None = None
