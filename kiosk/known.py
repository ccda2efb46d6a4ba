"""Hold what the hall last told (大厅现状): centre, services, queues, as frozen data; unknown fields are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from hall.rules.identity import LENGTHS
from hall.rules.slip import Wording

#: The hall's own clock where it names none.
ZONE = "Asia/Shanghai"
#: What a hall that says nothing of it says.
NOTHING = Wording("")


@dataclass(frozen=True)
class Agency:
    """Hold one agency (进驻单位) and the hall it is in."""

    id: str
    hall: str
    name: Wording
    short: Wording


@dataclass(frozen=True)
class Place:
    """Hold where this kiosk stands (本机位置), as the hall's configuration says: "您在这里"."""

    hall: str
    area: str
    name: Wording


@dataclass(frozen=True)
class Window:
    """Hold one window (办事窗口) as a plan of its hall needs it."""

    number: int
    area: str


@dataclass(frozen=True)
class Centre:
    """Hold the centre (行政服务大厅): names of halls, areas and agencies by their ids, agencies in the hall's order.

    `here` is nothing where the hall's configuration does not name this kiosk.
    """

    name: Wording
    note: Wording
    zone: ZoneInfo
    public_url: str
    halls: Mapping[str, Wording]
    areas: Mapping[str, Wording]
    agencies: Mapping[str, Agency]
    windows: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    here: Place | None = None


@dataclass(frozen=True)
class Service:
    """Hold one service (事项) as it stands now. `low` and `high` are seconds, `closes_in` minutes; `identify` says how
    people are told apart where it gives one number a person: "phone", "id", or "" where it does not. `open_windows`
    call for it now; None where that is not told."""

    id: str
    name: Wording
    agency: str
    hall: str
    area: str
    direct: bool
    open: bool
    full: bool
    popular: bool
    waiting: int
    low: int | None
    high: int | None
    closes_in: int | None
    opens_at: str
    windows: tuple[str, ...]
    materials: tuple[Wording, ...]
    conditions: Wording
    time_limit: Wording
    basis: Wording = NOTHING
    online: Wording = NOTHING
    online_url: str = ""
    matters: tuple[str, ...] = ()
    closing: bool = False
    numbers_stopped: bool = False
    series: str = ""
    identify: str = ""
    open_windows: int | None = None

    @property
    def unserved(self) -> bool:
        """Say that no window is open for it now (没有窗口开放)."""
        return self.open_windows == 0


@dataclass(frozen=True)
class Known:
    """Hold everything the hall told, of one moment (大厅现状); `away` when it is out of reach since.

    `alone` are the services of which this kiosk may give numbers all the same (断网取号).
    `stopped` says why the whole hall gives no numbers (全厅暂停), "" when it does.
    """

    centre: Centre
    services: Mapping[str, Service]
    as_of: int
    away: bool = False
    alone: frozenset[str] = frozenset()
    stopped: str = ""

    def of_agency(self, agency: str) -> list[Service]:
        """List an agency's services in the hall's order."""
        return [service for service in self.services.values() if service.agency == agency]


def read_centre(told: Mapping[str, Any]) -> Centre:
    """Read the answer of GET /centre."""
    halls = told["halls"]
    return Centre(
        name=wording(told.get("name")),
        note=wording(told.get("note")),
        zone=ZoneInfo(told.get("zone") or ZONE),
        public_url=told.get("public_url") or "",
        halls={hall["id"]: wording(hall["name"]) for hall in halls},
        areas={area["id"]: wording(area["name"]) for hall in halls for area in hall["areas"]},
        agencies={
            agency["id"]: Agency(agency["id"], hall["id"], wording(agency["name"]),
                                 wording(agency.get("short") or agency["name"]))
            for hall in halls for agency in hall["agencies"]
        },
        windows={hall["id"]: tuple(Window(one["number"], one["area"]) for one in hall.get("windows") or ())
                 for hall in halls},
        here=_place(told.get("kiosk")),
    )


def _place(told: Mapping[str, Any] | None) -> Place | None:
    """Read where this kiosk stands, if the hall knows it."""
    return Place(told["hall"], told["area"], wording(told.get("place"))) if told else None


def read_services(told: Mapping[str, Any]) -> dict[str, Service]:
    """Read the answer of GET /services."""
    return {one["id"]: _service(one) for one in told["services"]}


def _service(told: Mapping[str, Any]) -> Service:
    """Read one service."""
    estimate, guide = told.get("estimate") or {}, told.get("guide") or {}
    return Service(
        id=told["id"],
        name=wording(told["name"]),
        agency=told["agency"],
        hall=told["hall"],
        area=told.get("area") or "",
        direct=told["mode"] == "direct",
        open=bool(told["open"]),
        full=bool(told.get("full")),
        popular=bool(told.get("popular")),
        waiting=int(told.get("waiting") or 0),
        low=estimate.get("low"),
        high=estimate.get("high"),
        closes_in=told.get("closes_in"),
        opens_at=told.get("opens_at") or "",
        windows=tuple(told.get("windows") or ()),
        materials=tuple(wording(one) for one in guide.get("materials") or ()),
        conditions=wording(guide.get("conditions")),
        time_limit=wording(guide.get("time_limit")),
        basis=wording(guide.get("basis")),
        online=wording(told.get("online")),
        online_url=told.get("online_url") or "",
        matters=tuple(told.get("matters") or ()),
        closing=bool(told.get("closing")),
        numbers_stopped=bool(told.get("numbers_stopped")),
        series=told.get("series") or "",
        open_windows=told.get("open_windows"),
        identify=told["identify"] if told.get("identify") in LENGTHS else "",
    )


def told_of(ticket: Mapping[str, Any]) -> dict[str, int]:
    """Return the wait as the hall wrote down that it was told, in seconds from `at`: what paper and page both say."""
    told: dict[str, int] = ticket.get("told") or {}
    return told


def wording(told: Any) -> Wording:
    """Read `{zh, en}`; a plain text stands for both."""
    if isinstance(told, str):
        return Wording(told, told)
    return Wording(told.get("zh") or "", told.get("en") or told.get("zh") or "") if told else Wording("")
