"""Set a slip in the printer's own characters (字符打印): some 400 bytes of GB18030 instead of 48 KB of dots.

For serial lines, where a picture takes 25 s. A slip with a character the printer may not have gives nothing here, and
is printed as a picture: nobody's name becomes a question mark. Lines are broken here, never by the printer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hall.rules.slip import Line, Part, Slip
from kiosk.breaking import broken
from kiosk.encoding import DANGEROUS, Body, raster
from kiosk.model import Model
from kiosk.picture import Sheet, module_dots, qr_picture

#: Dots of an English character in its smallest size; a Chinese one is two of them wide. All are 24 high.
COLUMN, HIGH = 12, 24
#: Dots from one line of small characters to the next.
LINE = 30
#: How many times higher the number is: 144 dots, more than the 120 it needs.
NUMBER_TIMES = 6
#: Chinese characters, centred, lines that far apart: what every slip begins with.
BEGIN = b"\x1c&\x1ba\x01\x1b3" + bytes([LINE])

#: How many times wider and higher, the largest first; the last is broken into lines.
Sizes = tuple[tuple[int, int], ...]
LARGE: Sizes = ((2, 2), (1, 2), (1, 1))
PLAIN: Sizes = ((1, 1),)


@dataclass(frozen=True)
class Style:
    """Say how a part is set (字样): sizes to try, bold, white on black, a rule above."""

    zh: Sizes = PLAIN
    en: Sizes = PLAIN
    bold: bool = False
    reversed: bool = False
    ruled: bool = False


STYLES = {
    Part.HALL: Style(LARGE, bold=True),
    Part.GUIDE: Style(LARGE, reversed=True),
    Part.STANDING: Style(LARGE, reversed=True),
    Part.SERVICE: Style(LARGE, bold=True, ruled=True),
    Part.WINDOWS: Style(LARGE, bold=True, ruled=True),
    Part.MATERIALS: Style(bold=True, ruled=True),
    Part.WAIT: Style(LARGE, bold=True, ruled=True),
    Part.AHEAD: Style(LARGE, ruled=True),
    Part.SLOT: Style(LARGE),
    Part.QR: Style(ruled=True),
    Part.MISSED: Style(ruled=True),
    Part.COPY: Style(LARGE, bold=True, reversed=True),
}


class Unprintable(Exception):
    """Say that the printer's own characters may not do for this slip."""


def characters(slip: Slip, model: Model) -> Body | None:
    """Set a slip in the printer's own characters, or nothing when they do not do for it."""
    try:
        parts = [_part(line, before, model) for before, line in pairwise((None, *slip.lines)) if line]
    except Unprintable:
        return None
    data = BEGIN + b"".join(part for part, _ in parts)
    if any(pair in data for pair in DANGEROUS):
        return None
    return Body(data, sum(dots for _, dots in parts) // model.dots_per_mm)


def _part(line: Line, before: Line | None, model: Model) -> tuple[bytes, int]:
    """Set one part of the slip: its bytes, and how many dots of paper it takes."""
    style = STYLES.get(line.part, Style())
    rows = [_rule(model)] if style.ruled and before else []
    if line.part is Part.NUMBER:
        rows.append(_number(line.zh, model))
    else:
        if line.part is Part.QR:
            rows.append(_qr(line.code, model))
        rows += _rows(line.zh, style.zh, style, model)
        rows += _rows(line.en, style.en, Style(), model) if line.en else []
    return b"".join(data for data, _ in rows), sum(dots for _, dots in rows)


def _rule(model: Model) -> tuple[bytes, int]:
    """Draw a line across."""
    return b"-" * _columns(model) + b"\n", LINE


def _number(number: str, model: Model) -> tuple[bytes, int]:
    """Set the number as large as the paper allows, always 144 dots high, with a line of white around it."""
    wide = min(NUMBER_TIMES, _columns(model) // max(1, len(number)))
    if not wide:
        raise Unprintable(number)
    begin, end = b"\n\x1bE\x01" + _size(wide, NUMBER_TIMES), b"\n" + _size(1, 1) + b"\x1bE\x00\n"
    return begin + _encoded(number) + end, (
        HIGH * NUMBER_TIMES + 2 * LINE)


def _rows(words: str, sizes: Sizes, style: Style, model: Model) -> Iterator[tuple[bytes, int]]:
    """Set words in the largest size that fits one row; in the smallest they are broken into rows."""
    room = _columns(model)
    wide, high = next(((wide, high) for wide, high in sizes if _width(words) * wide <= room), sizes[-1])
    begin, end = (_size(wide, high), _size(1, 1)) if (wide, high) != (1, 1) else (b"", b"")
    if style.bold:
        begin, end = begin + b"\x1bE\x01", b"\x1bE\x00" + end
    if style.reversed:
        begin, end = begin + b"\x1dB\x01", b"\x1dB\x00" + end
    for row in broken(words, room // wide, _width):
        shown = f" {row} " if style.reversed and _width(row) + 2 <= room // wide else row
        yield begin + _encoded(shown) + b"\n" + end, max(LINE, HIGH * high)


def _qr(code: str, model: Model) -> tuple[bytes, int]:
    """Have the printer draw the QR code, level M; one that cannot gets it as a picture."""
    if not model.qr:
        sheet = Sheet(model.width)
        sheet.stamp(qr_picture(code, model.width))
        drawn = raster(sheet.finished(), model)
        return drawn.data, drawn.mm * model.dots_per_mm
    return qr_commands(code, model)


def qr_commands(code: str, model: Model) -> tuple[bytes, int]:
    """Tell the printer to draw a QR code of level M itself (`GS ( k`): the bytes, and the dots of paper it takes."""
    dots, modules = module_dots(code, model.width)
    commands = (b"1A2\x00", b"1C" + bytes([dots]), b"1E1", b"1P0" + code.encode("ascii"), b"1Q0")
    return b"\n" + b"".join(b"\x1d(k" + len(one).to_bytes(2, "little") + one for one in commands) + b"\n", (
        dots * modules + 2 * LINE)


def _size(wide: int, high: int) -> bytes:
    """Choose the size: so many times wider and higher; `GS !` sizes Chinese too, `ESC !` does not."""
    return b"\x1d!" + bytes([(wide - 1) << 4 | (high - 1)])


def _columns(model: Model) -> int:
    return model.width // COLUMN


def _width(words: str) -> int:
    """Measure words in columns."""
    return sum(1 if sign < "\x7f" else 2 for sign in words)


def _encoded(words: str) -> bytes:
    """Encode words in what every Chinese printer has: visible ASCII and GBK; raises Unprintable."""
    if any(sign < " " or sign == "\x7f" for sign in words):
        raise Unprintable(words)
    try:
        words.encode("gbk")
    except UnicodeEncodeError as fault:
        raise Unprintable(words) from fault
    return words.encode("gb18030")
