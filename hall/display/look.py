"""Decide how one screen shows its picture (屏幕设置): by its address, else by its entry in `config/screens.toml`.

The picture itself is the same for all screens of an area; what differs stands on the page around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from hall.directory import Layout, Screen, Speech
from hall.web.language import LANGUAGES

#: Height of a capital that is read easily, in mm for each metre of distance.
CAPITAL_MM_A_METRE = 4.4

#: Share of a row's height that its capitals have, and share of a wall's height that its rows have (board.css).
CAPITAL_OF_ROW = 0.46
ROWS_OF_WALL = 0.76

#: Rows a wall may have whatever its size; outside of it the page looks empty or crowded.
FEWEST_ROWS, MOST_ROWS = 3, 12

#: Rows of a lying wall of which nobody has said how large it is (board.css).
USUAL_ROWS = 6

#: A picture that never moves burns into the glass: every three minutes it steps aside by two pixels, in four steps.
SHIFT_MS = 180_000
SHIFTS = 4

Choice = TypeVar("Choice", Speech, Layout)
#: What an address says for no.
NO = frozenset({"0", "off", "no", "false"})


@dataclass(frozen=True)
class Look:
    """Hold one screen's settings. `wide_rows` and `tall_rows` are how many rows can be read lying and standing, 0 = the
    page's own choice; a `lite` page has no script and loads itself anew."""

    speech: Speech = Speech.BOTH
    layout: Layout = Layout.LIST
    flash: bool = True
    lite: bool = False
    wide_rows: int = 0
    tall_rows: int = 0

    @property
    def language(self) -> str:
        """Return the language of what stands large: the hall's own, unless the screen is in the other one alone."""
        own, other = LANGUAGES
        return other if self.speech is Speech.EN else own


    @property
    def rows_of_page(self) -> int:
        """Return how many rows fit on a page whose server does not see whether it lies or stands."""
        rows = min((one for one in (self.wide_rows, self.tall_rows) if one), default=USUAL_ROWS)
        return rows - 1 if self.layout is Layout.BIG else rows


def look(asked: Mapping[str, str], screens: Iterable[Screen]) -> Look:
    """Read a screen's settings from its address; `screens` are those that may hang here, one can be named by its id."""
    here = list(screens)
    named = next((one for one in here if one.id == asked.get("screen")), None)
    shown = [named] if named else here
    rows = _number(asked.get("rows", ""))
    return Look(
        speech=_chosen(Speech, asked.get("lang"), named.language if named else Speech.BOTH),
        layout=_chosen(Layout, asked.get("layout"), named.layout if named else Layout.LIST),
        flash=asked["flash"] not in NO if "flash" in asked else all(one.flash for one in shown),
        lite="lite" in asked and asked["lite"] not in NO,
        wide_rows=rows or _rows(one for one in shown if one.width >= one.height),
        tall_rows=rows or _rows(one for one in shown if one.width < one.height),
    )


def lite_address(asked: Mapping[str, str]) -> str:
    """Return where a browser without scripts finds the same screen: the address with all that it asks for."""
    return "?" + urlencode({**asked, "lite": "1"})


def rows_that_can_be_read(screen: Screen) -> int:
    """Say how many rows a wall may have so that its farthest seat still reads them (可读行数)."""
    diagonal_pixels = (screen.width**2 + screen.height**2) ** 0.5
    wall_mm = screen.height / diagonal_pixels * screen.diagonal_inches * 25.4
    row_mm = CAPITAL_MM_A_METRE * screen.farthest_seat_metres / CAPITAL_OF_ROW
    return _within(int(wall_mm * ROWS_OF_WALL / row_mm))


def shift(now: int) -> int:
    """Return in which of its four places a picture stands now (防烧屏)."""
    return now // SHIFT_MS % SHIFTS


def _chosen(kind: type[Choice], asked: str | None, otherwise: Choice) -> Choice:
    return kind(asked) if asked in list(kind) else otherwise


def _number(text: str) -> int:
    return _within(int(text)) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _within(rows: int) -> int:
    return max(FEWEST_ROWS, min(MOST_ROWS, rows))


def _rows(screens: Iterable[Screen]) -> int:
    """Return how many rows can be read on each of these screens, 0 when there is none."""
    return min((one.rows or rows_that_can_be_read(one) for one in screens), default=0)
