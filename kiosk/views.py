"""Say what the pages show (页面内容): pure functions from what the hall told to words; no HTML, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hall.rules.slip import Wording
from kiosk.known import Agency, Centre, Known, Service
from kiosk.plan import Plan, plan_of
from kiosk.search import Found
from kiosk.state import Cause
from kiosk.words import Words

#: Minutes before the end of the hours in which a tile warns.
CLOSING_MINUTES = 30
#: Minutes from which a wait is told in halves of an hour.
HOURS_FROM = 120


class State(StrEnum):
    """Name how a service stands for a visitor (业务状态).

    `limited` is 限号: the time left is taken already; `paused`: a manager has its numbers stopped for now; `alone`: the
    hall is away, this kiosk gives numbers of its own.
    """

    OPEN = "open"
    CLOSING = "closing"
    FULL = "full"
    LIMITED = "limited"
    PAUSED = "paused"
    CLOSED = "closed"
    STOPPED = "stopped"
    AWAY = "away"
    ALONE = "alone"
    DIRECT = "direct"


#: What a number can be taken in.
TAKES = (State.OPEN, State.CLOSING, State.ALONE)


@dataclass(frozen=True)
class Tile:
    """Hold one service as a tile (业务卡片): its name in both languages, where it is, how it stands."""

    id: str
    name: str
    other: str
    where: str
    line: str
    state: State
    badge: str
    takes: bool


@dataclass(frozen=True)
class AgencyTile:
    """Hold one agency as a tile (单位卡片)."""

    id: str
    name: str
    other: str
    count: str
    waiting: str
    busy: bool


@dataclass(frozen=True)
class ServicePage:
    """Hold the page of one service (业务详情): windows, guide, and whether a number can be taken; `asks` is what she is
    asked for first, her phone's number or her card's, or ''."""

    tile: Tile
    agency: str
    windows: tuple[str, ...]
    area: str
    materials: tuple[str, ...]
    conditions: str
    time_limit: str
    basis: str
    online: str
    plan: Plan | None
    asks: str


def state_of(service: Service, known: Known) -> State:
    """Say how a service stands; what concerns the whole hall comes before what concerns the service."""
    if service.direct:
        return State.DIRECT
    if known.away:
        return State.ALONE if service.id in known.alone else State.AWAY
    if known.stopped:
        return State.STOPPED
    if not service.open:
        return State.CLOSED
    if service.numbers_stopped:
        return State.PAUSED
    if service.full:
        return State.FULL
    if service.closing:
        return State.LIMITED
    closing = service.closes_in is not None and service.closes_in <= CLOSING_MINUTES
    return State.CLOSING if closing else State.OPEN


def tile(service: Service, known: Known, words: Words, today: datetime) -> Tile:
    """Show one service as a tile."""
    state, centre = state_of(service, known), known.centre
    agency = centre.agencies.get(service.agency)
    where = [words.name(centre.halls.get(service.hall, Wording(service.hall)))]
    if agency:
        where.append(words.name(agency.short))
    return Tile(
        id=service.id,
        name=words.name(service.name),
        other=words.other(service.name),
        where=" · ".join(where),
        line=_line(service, state, words, today),
        state=state,
        badge=_badge(service, state, words),
        takes=state in TAKES,
    )


def found_tile(found: Found, known: Known, words: Words, today: datetime) -> Tile:
    """Show a service that was searched: whose it is, and the further word it was found by."""
    shown = tile(found.service, known, words, today)
    return replace(shown, where=words("search.by", where=shown.where, word=found.by)) if found.by else shown


def _line(service: Service, state: State, words: Words, today: datetime) -> str:
    """Say in one line how long it will take, or why not."""
    if state is State.CLOSED:
        when = opening(service.opens_at, today)
        return words("tile.opens", when=when) if when else words("tile.closed")
    if f"tile.{state}" in words and state is not State.CLOSING:
        return words(f"tile.{state}")
    return queue(service, words)


def _badge(service: Service, state: State, words: Words) -> str:
    """Say in a badge that the hours end soon; the line of the others says it all."""
    return words("tile.closing", n=service.closes_in) if state is State.CLOSING else ""


def queue(service: Service, words: Words) -> str:
    """Say how many wait and how long (前面还有12人，预计约20–30分钟); or that no window is open."""
    waiting = service.waiting
    if waiting == 0:
        return words("tile.unserved" if service.unserved else "tile.nobody")
    if service.low is not None and service.high is not None:
        return words("tile.queue.range", n=waiting, range=span(service.low, service.high, words))
    return words("tile.queue.unserved" if service.unserved else "tile.queue", n=waiting)


def span(low: int, high: int, words: Words) -> str:
    """Say a range of seconds in round minutes or half hours, never narrower than it is."""
    least, most = low // 60, -(-high // 60)
    if most > 10:
        least, most = least - least % 5, most + -most % 5
    if most >= HOURS_FROM:
        return words("range.hours", low=_halves(least // 30), high=_halves(-(-most // 30)))
    if least == 0 or least == most:
        return words("range.under", high=max(1, most))
    return words("range.minutes", low=least, high=most)


def _halves(halves: int) -> str:
    """Write half hours: 3 → 1.5."""
    return f"{halves / 2:g}"


def opening(opens_at: str, today: datetime) -> str:
    """Say when a service opens: the hour today, else the day too."""
    try:
        moment = datetime.fromisoformat(opens_at)
    except ValueError:
        return ""
    return clock(moment.astimezone(today.tzinfo) if moment.tzinfo else moment, today)


def clock(moment: datetime, today: datetime) -> str:
    """Tell a moment: the hour, and the day too where it is another one."""
    return f"{moment:%H:%M}" if moment.date() == today.date() else f"{moment.month}-{moment.day} {moment:%H:%M}"


def banners(known: Known | None, cause: Cause | None, words: Words) -> list[tuple[str, str]]:
    """Say what stands in the way of every number: icon and sentence, for the head of each page."""
    said = []
    if known and known.away:
        said.append(("unplugged", words("banner.alone" if known.alone else "banner.away")))
    elif known and known.stopped:
        said.append(("warning", words("banner.stopped", reason=known.stopped)))
    if cause:
        said.append(("printer-off", words("banner.printer", cause=words(f"cause.{cause}"))))
    return said


def agency_tiles(known: Known, hall: str, words: Words) -> list[AgencyTile]:
    """Show the agencies of a hall with what waits for them."""
    return [_agency_tile(agency, known.of_agency(agency.id), words)
            for agency in known.centre.agencies.values() if agency.hall == hall]


def _agency_tile(agency: Agency, services: list[Service], words: Words) -> AgencyTile:
    """Show one agency as a tile."""
    waiting = sum(service.waiting for service in services)
    queues = [service for service in services if not service.direct]
    nobody = "unserved" if all(service.unserved for service in queues) else "nobody"
    said = "agencies." + ("waiting" if waiting else nobody if queues else "direct")
    return AgencyTile(agency.id, words.name(agency.short), words.other(agency.short),
                      words("agencies.count", n=len(services)), words(said, n=waiting), waiting > 0)


def popular(known: Known) -> list[Service]:
    """Choose the services of the home page: the popular ones, else those with the longest queues."""
    chosen = [service for service in known.services.values() if service.popular]
    return chosen or sorted(known.services.values(), key=lambda service: -service.waiting)[:12]


def service_page(service: Service, known: Known, words: Words, today: datetime) -> ServicePage:
    """Show one service with its windows and its guide."""
    agency = known.centre.agencies.get(service.agency)
    return ServicePage(
        tile=tile(service, known, words, today),
        agency=words.name(agency.name) if agency else "",
        windows=tuple(window_lines(service.windows, known.centre, words)),
        area=words.name(known.centre.areas.get(service.area, Wording(""))),
        materials=tuple(words.name(one) for one in service.materials),
        conditions=words.name(service.conditions),
        time_limit=words.name(service.time_limit),
        basis=words.name(service.basis),
        online=words.name(service.online),
        plan=plan_of(service.windows, known.centre, words) if service.direct else None,
        asks=service.identify,
    )


def window_lines(windows: Iterable[str], centre: Centre, words: Words) -> list[str]:
    """Name windows by their halls (东厅 21–24、30号窗口); a hall is always named."""
    halls: dict[str, list[int]] = {}
    for window in windows:
        hall, _, number = window.partition("/")
        halls.setdefault(hall, []).append(int(number))
    comma = ", " if words.language == "en" else "、"
    return [words("windows", n=len(numbers), hall=words.name(centre.halls.get(hall, Wording(hall))),
                  numbers=runs(numbers, comma)) for hall, numbers in halls.items()]


def runs(numbers: list[int], comma: str) -> str:
    """Write numbers with their runs drawn together: 1, 2, 3, 7 → 1–3、7."""
    written: list[list[int]] = []
    for number in sorted(set(numbers)):
        if written and number == written[-1][-1] + 1:
            written[-1].append(number)
        else:
            written.append([number])
    return comma.join(f"{run[0]}–{run[-1]}" if len(run) > 2 else comma.join(map(str, run)) for run in written)
