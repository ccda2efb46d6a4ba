"""Show who is called where (综合屏): one line a call, newest first, and who missed hers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from hall.directory import Area, Centre, Screen, ScreenKind, Text
from hall.rules.discipline import Standing
from hall.rules.ticket import Ticket
from hall.store.reading import Calls

#: A call is new for 15 s: long enough to look up from a phone, short enough that few are new at once.
FRESH_MS = 15_000

#: Height of a capital that is read easily, in mm for each metre of distance.
CAPITAL_MM_A_METRE = 4.4

#: Share of a row's height that its capitals have, and share of a wall's height that its rows have (board.css).
CAPITAL_OF_ROW = 0.46
ROWS_OF_WALL = 0.76

#: Rows a wall may have whatever its size; outside of it the page looks empty or crowded.
FEWEST_ROWS, MOST_ROWS = 3, 12


@dataclass(frozen=True)
class Row:
    """Hold one line of the wall. `hall` and `window` are those of the window that called; `called_at` is in ms."""

    key: str
    number: str
    hall: str
    hall_name: Text
    window: int
    state: str
    called_at: int
    standing: str
    calls: int
    fresh: bool

    @property
    def tag(self) -> str:
        """Return the standing where it explains the order to those who watch, else ''."""
        return "" if self.standing == Standing.WALK_IN else self.standing


@dataclass(frozen=True)
class Spoken:
    """Hold a notice that stands on a wall until a moment in ms (通知)."""

    id: str
    words: Text
    urgent: bool
    until: int


@dataclass(frozen=True)
class BoardView:
    """Hold what the wall of one area shows.

    `wide_rows` and `tall_rows` are how many rows can be read on its lying and standing screens, 0 when it has none.
    """

    area: str
    area_name: Text
    as_of: int
    now: int
    rows: tuple[Row, ...]
    missed: tuple[str, ...]
    wide_rows: int = 0
    tall_rows: int = 0
    spoken: tuple[Spoken, ...] = ()

    @property
    def notice(self) -> Spoken | None:
        """Return the one notice for which a wall has room beside its calls: an urgent one, else the newest."""
        return next((one for one in self.spoken if one.urgent), self.spoken[-1] if self.spoken else None)


def view(calls: Calls, area: Area, centre: Centre, spoken: Iterable[Spoken] = ()) -> BoardView:
    """Build the picture of an area's wall (综合屏画面)."""
    screens = [one for one in centre.screens.values() if one.kind is ScreenKind.BOARD and one.area == area.id]
    return BoardView(
        area=area.id,
        area_name=area.name,
        as_of=calls.as_of,
        now=calls.now,
        rows=tuple(_row(ticket, calls.now, centre) for ticket in calls.rows if ticket.window in centre.windows),
        missed=tuple(ticket.number for ticket in calls.missed),
        wide_rows=_rows(one for one in screens if one.width >= one.height),
        tall_rows=_rows(one for one in screens if one.width < one.height),
        spoken=tuple(spoken),
    )


def as_json(view: BoardView) -> dict[str, object]:
    """Encode the same picture for programs and LED controllers."""
    rows = [
        {
            name: value
            for name, value in asdict(row).items()
            if name in ("number", "hall", "window", "state", "called_at", "standing", "calls")
        }
        for row in view.rows
    ]
    spoken = [{"notice": one.id, "zh": one.words.zh, "en": one.words.en, "until": one.until} for one in view.spoken]
    return {"area": view.area, "as_of": view.as_of, "rows": rows, "missed": list(view.missed), "spoken": spoken}


def key_of(ticket: str) -> str:
    """Name a row without giving a ticket's id away: whoever holds the id may act for the visitor."""
    return hashlib.sha256(ticket.encode()).hexdigest()[:16]


def rows_that_can_be_read(screen: Screen) -> int:
    """Say how many rows a wall may have so that its farthest seat still reads them (可读行数)."""
    diagonal_pixels = (screen.width**2 + screen.height**2) ** 0.5
    wall_mm = screen.height / diagonal_pixels * screen.diagonal_inches * 25.4
    row_mm = CAPITAL_MM_A_METRE * screen.farthest_seat_metres / CAPITAL_OF_ROW
    return max(FEWEST_ROWS, min(MOST_ROWS, int(wall_mm * ROWS_OF_WALL / row_mm)))


def _rows(screens: Iterable[Screen]) -> int:
    """Return how many rows can be read on each of these screens, 0 when there is none."""
    return min((rows_that_can_be_read(screen) for screen in screens), default=0)


def _row(ticket: Ticket, now: int, centre: Centre) -> Row:
    place = centre.windows[ticket.window]
    return Row(
        key=key_of(ticket.id),
        number=ticket.number,
        hall=place.hall,
        hall_name=centre.halls[place.hall].name,
        window=place.number,
        state=ticket.state.value,
        called_at=ticket.called_at,
        standing=ticket.standing.value,
        calls=ticket.calls,
        fresh=ticket.state == "called" and now - ticket.called_at < FRESH_MS,
    )
