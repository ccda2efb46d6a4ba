"""Break a text into lines (断行): as few as fit, about equally long, no number cut in two, no comma in front."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cache

#: Signs that no line begins with, and signs that none ends with (避头尾).
CLOSING = frozenset("，。、；：？！）》」』”’％—…·,.;:?!)%")
OPENING = frozenset("（《「『“‘(")

#: Measures a text: in dots, or in columns.
Measure = Callable[[str], int]


def broken(text: str, room: int, measure: Measure) -> list[str]:
    """Break the text into lines no wider than the room; between words where there are any, else between signs."""
    measure = cache(measure)  # Setting type to measure it is slow, and the same beginnings are tried for each room.
    lines = _filled(text, room, measure)
    if len(lines) < 2:
        return lines
    # The narrowest room that needs no more lines leaves no single sign on the last one.
    rooms = range(measure(text) // len(lines), room)
    narrow = bisect_left(rooms, True, key=lambda less: len(_filled(text, less, measure)) <= len(lines))
    return _filled(text, rooms[narrow], measure) if narrow < len(rooms) else lines


def _filled(text: str, room: int, measure: Measure) -> list[str]:
    """Fill one line after the other."""
    lines, rest = [], text
    while rest:
        fits = bisect_right(range(1, len(rest) + 1), room, key=lambda signs: measure(rest[:signs])) or 1
        if fits < len(rest):
            fits = _good_end(rest, fits)
        lines.append(rest[:fits].strip())
        rest = rest[fits:].lstrip()
    return lines


def _good_end(rest: str, fits: int) -> int:
    """Step back to where a line may end: after a word, and away from punctuation that belongs to its neighbour."""
    space = rest.rfind(" ", 0, fits + 1)
    if space > 0:
        return space
    end = fits
    while end > 1 and _belong_together(rest[end - 1], rest[end]):
        end -= 1
    return end if end > 1 else fits


def _belong_together(before: str, after: str) -> bool:
    """Say whether no line ends between these two: punctuation, and the signs of a number or an English word."""
    return after in CLOSING or before in OPENING or (before.isascii() and after.isascii())
