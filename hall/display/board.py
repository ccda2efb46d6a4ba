"""Show who is called where (综合屏): one line a call, newest first, whose call was taken back, and who missed hers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from hall.directory import Area, Centre, Text
from hall.display import led
from hall.rules.discipline import Standing
from hall.rules.ticket import State, Ticket
from hall.store.reading import MISSED_MS, TAKEN_BACK_MS, Calls
from hall.web.language import Words

#: A call is new for 15 s: long enough to look up from a phone, short enough that few are new at once.
FRESH_MS = 15_000

#: A bulletin of an idle wall stays this long: a sentence in two languages is read twice.
BULLETIN_MS = 12_000

#: A stopped hall's sign takes the room of so many rows (board.css).
HALT_ROWS = 2

#: A page of a wall without scripts stays this long: it loads itself anew every five seconds.
PAGE_MS = 10_000

#: Lines that a LED bar goes through; with more of them nobody would see her own in time.
LED_LINES = 4


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
class TakenBack:
    """Hold the line of a call that was taken back (请稍候): it stands until a moment in ms, before row `before`."""

    key: str
    number: str
    at: int
    until: int
    before: int


@dataclass(frozen=True)
class BoardView:
    """Hold what the wall of one area shows.

    `stopped` is why the whole hall is stopped, or ''; an idle wall shows its `bulletins` in turn, `bulletin` first.
    From `good_until` on, in ms, something of it is over.
    """

    area: str
    area_name: Text
    as_of: int
    now: int
    rows: tuple[Row, ...]
    missed: tuple[str, ...]
    taken_back: tuple[TakenBack, ...] = ()
    stopped: str = ""
    bulletins: tuple[Text, ...] = ()
    bulletin: int = 0
    spoken: tuple[Spoken, ...] = ()
    good_until: int | None = None

    @property
    def notice(self) -> Spoken | None:
        """Return the one notice for which a wall has room beside its calls: an urgent one, else the newest."""
        return next((one for one in self.spoken if one.urgent), self.spoken[-1] if self.spoken else None)


def view(calls: Calls, area: Area, centre: Centre, spoken: Iterable[Spoken] = ()) -> BoardView:
    """Build the picture of an area's wall (综合屏画面)."""
    rows = tuple(row(ticket, calls.now, centre) for ticket in calls.rows if ticket.window in centre.windows)
    bulletins = tuple(one.text for one in centre.bulletins_in(area.hall))
    stands = tuple(spoken)
    return BoardView(
        area=area.id,
        area_name=area.name,
        as_of=calls.as_of,
        now=calls.now,
        rows=rows,
        missed=tuple(ticket.number for ticket in calls.missed),
        taken_back=tuple(_taken_back(ticket, at, rows) for ticket, at in calls.taken_back),
        stopped=calls.stopped,
        bulletins=bulletins,
        bulletin=calls.now // BULLETIN_MS % len(bulletins) if bulletins else 0,
        spoken=stands,
        good_until=_good_until(calls, stands),
    )


def page_of(view: BoardView, size: int) -> BoardView:
    """Keep what fits on a page without scripts (分页): one after the other, and the first one when something is new."""
    size = max(1, size)
    first = max(1, size - len(view.taken_back))
    further = [view.rows[start : start + size] for start in range(first, len(view.rows), size)]
    pages = [view.rows[:first], *further]
    at = 0 if any(one.fresh for one in view.rows) or view.taken_back else view.now // PAGE_MS % len(pages)
    return replace(view, rows=pages[at])


def as_json(view: BoardView, t: Words) -> dict[str, object]:
    """Encode the same picture for programs and LED controllers, whose line is in the reader's language."""
    lines = led_lines(view, t)
    return {
        "area": view.area,
        "as_of": view.as_of,
        "rows": [row_json(one) for one in view.rows],
        "missed": list(view.missed),
        "spoken": [
            {"notice": one.id, "zh": one.words.zh, "en": one.words.en, "until": one.until} for one in view.spoken
        ],
        "taken_back": [one.number for one in view.taken_back],
        "stopped": view.stopped or None,
        "led": lines[0],
        "led_lines": lines,
    }


def row_json(row: Row) -> dict[str, object]:
    """Encode one line of a wall with the names of the contract."""
    told = ("number", "hall", "window", "state", "called_at", "standing", "calls")
    return {name: value for name, value in asdict(row).items() if name in told}


def led_lines(view: BoardView, t: Words) -> list[str]:
    """Say what a LED bar of the area goes through (条屏), the newest first; there is always one line."""
    if view.stopped:
        return [led.line(t("led.stopped"))]
    told = [(one.at, led.please_wait(one.number, t)) for one in view.taken_back]
    told += [
        (one.called_at, led.call(one.number, one.hall_name, one.window, t))
        for one in view.rows
        if one.state == State.CALLED
    ]
    told.sort(key=lambda one: -one[0])
    return [words for _, words in told[:LED_LINES]] or [led.line(t("led.idle"))]


def key_of(ticket: str) -> str:
    """Name a row without giving a ticket's id away: whoever holds the id may act for the visitor."""
    return hashlib.sha256(ticket.encode()).hexdigest()[:16]


def row(ticket: Ticket, now: int, centre: Centre) -> Row:
    """Build one line of a wall from a ticket that is at a window of the centre."""
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
        fresh=ticket.state is State.CALLED and now - ticket.called_at < FRESH_MS,
    )


def _good_until(calls: Calls, spoken: Iterable[Spoken]) -> int | None:
    """Return when the first line ends by itself: a call that was taken back, a notice, a number that was missed."""
    # The store keeps the first and the last of them to the end of that very millisecond.
    ends = [at + TAKEN_BACK_MS + 1 for _, at in calls.taken_back]
    ends += [one.ended_at + MISSED_MS + 1 for one in calls.missed]
    ends += [one.until for one in spoken]
    return min(ends, default=None)


def _taken_back(ticket: Ticket, at: int, rows: tuple[Row, ...]) -> TakenBack:
    newer = sum(one.called_at > at for one in rows)
    return TakenBack(key_of(ticket.id), ticket.number, at, at + TAKEN_BACK_MS, newer)
