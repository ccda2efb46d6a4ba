"""Decide what a screen shows that an administrator has assigned (屏幕配对): its page, and which codes are good.

Pure. A code has six characters that nobody takes for one another on a wall: no 0 and O, 1, I and L, 2 and Z, 5 and S,
8 and B, 6 and G, U and V, Q.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from hall.directory import Centre, Layout, Screen, ScreenKind, Text
from hall.display.look import rows_that_can_be_read

#: What codes are made of: 113 million different ones.
ALPHABET = "ACDEFHJKMNPRTVWXY34679"
CODE_LENGTH = 6


class Kind(StrEnum):
    """Name what a screen shows: an area's calls, a whole hall's, one window, or the queue for phones and desks."""

    BOARD = "board"
    OVERVIEW = "overview"
    SIGN = "sign"
    QUEUE = "queue"


#: What can sound: the voice of an area, and the tone over a window. The others have nothing to say.
SOUNDING = frozenset({Kind.BOARD, Kind.SIGN})
#: A screen is as loud as its own amplifier, unless somebody says less.
FULL_VOLUME = 100


@dataclass(frozen=True)
class Assigned:
    """Hold what an administrator says of a screen. `place` is an area, a hall, a window, or '' for a queue page.

    `language` is zh, en or both, `volume` a share of 100; inches and metres decide a board's rows, 0 for those of the
    page itself.
    """

    name: str
    kind: Kind
    place: str = ""
    language: str = "both"
    layout: Layout = Layout.LIST
    sound: bool = False
    volume: int = FULL_VOLUME
    flash: bool = True
    diagonal_inches: float = 0.0
    farthest_seat_metres: float = 0.0


def as_record(assigned: Assigned) -> dict[str, Any]:
    """Encode it for the store."""
    return {**asdict(assigned), "kind": assigned.kind.value, "layout": assigned.layout.value}


def from_record(record: Mapping[str, Any]) -> Assigned:
    """Read it from the store, or as somebody has just asked for it; what has no voice is never asked to sound."""
    kind, layout = Kind(record["kind"]), Layout(record.get("layout", Layout.LIST))
    sound = bool(record.get("sound")) and kind in SOUNDING and record.get("volume", FULL_VOLUME) > 0
    return Assigned(**{**record, "kind": kind, "layout": layout, "sound": sound})


def address(assigned: Assigned, width: int, height: int) -> str:
    """Return the page that a screen of so many pixels opens; how it hangs, lying or standing, is its own affair."""
    wanted: dict[str, object] = {"lang": assigned.language}
    if assigned.kind is Kind.BOARD:
        rows = _rows(assigned, width, height)
        wanted |= {"rows": rows} if rows else {}
        wanted |= {"layout": assigned.layout.value} if assigned.layout is not Layout.LIST else {}
    if not assigned.flash:
        wanted["flash"] = "off"
    if assigned.sound:
        wanted["sound"] = 1
        wanted |= {"volume": assigned.volume} if assigned.volume < FULL_VOLUME else {}
    path = f"/{assigned.kind}/{assigned.place}".rstrip("/")
    return f"{path}?{urlencode(wanted)}"


def place_name(assigned: Assigned, centre: Centre) -> Text | None:
    """Return what people call the place of a screen, None for one that has none or is gone from the configuration."""
    if assigned.kind is Kind.BOARD and assigned.place in centre.areas:
        return centre.areas[assigned.place].name
    if assigned.kind is Kind.OVERVIEW and assigned.place in centre.halls:
        return centre.halls[assigned.place].name
    return None


def is_place(kind: Kind, place: str, centre: Centre) -> bool:
    """Say whether a screen of this kind can have this place."""
    known: Mapping[Kind, Mapping[str, object]] = {
        Kind.BOARD: centre.areas, Kind.OVERVIEW: centre.halls, Kind.SIGN: centre.windows, Kind.QUEUE: {"": None},
    }
    return place in known[kind]


def typed(code: str) -> str:
    """Read a code as somebody types it: small letters, spaces and hyphens do not matter."""
    return "".join(one for one in code.upper() if one.isalnum())


def _rows(assigned: Assigned, width: int, height: int) -> int:
    """Count the rows that its farthest seat can read, 0 when nobody has said how far that is."""
    if not (width and height and assigned.diagonal_inches and assigned.farthest_seat_metres):
        return 0
    return rows_that_can_be_read(Screen(
        id="", kind=ScreenKind.BOARD, area=assigned.place, width=width, height=height,
        diagonal_inches=assigned.diagonal_inches, farthest_seat_metres=assigned.farthest_seat_metres,
    ))
