"""Draw the slip (号票图): a `Slip` becomes a 1-bit picture as wide as the paper; no printer, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import segno
from PIL import Image, ImageDraw, ImageFont

from hall.rules.slip import Line, Part, Slip
from kiosk.lettering import fitted, settable, type_of, width

#: Dots of white at the sides: cheap printers lose the outermost ones.
MARGIN = 14
#: Below this a dot of the drawing is black; no dithering, a dithered character cannot be read.
THRESHOLD = 128
#: Dots: no number on paper is lower than this (to be read at arm's length without glasses).
NUMBER_HEIGHT = 120
#: QR: dots a module at least and at most, and modules of quiet zone around (the standard asks 4).
MODULE, LARGEST_MODULE, QUIET = 6, 8, 4
#: Dots a QR code is grown to, where the paper has the room.
QR_ROOM = 270
#: Dots: smaller characters are set without extra weight, their strokes would run together.
BOLD_FROM = 36
#: Dots of white below the last line, before the paper runs on to the knife.
TAIL = 16


@dataclass(frozen=True)
class Style:
    """Say how a part looks (版式): sizes in dots of the Chinese and the English, weight, and space before it."""

    zh: int
    en: int = 24
    weight: int = 0
    before: int = 8
    #: The English stands behind the Chinese where the row has the room, else beneath it.
    beside: bool = False
    boxed: bool = False
    reversed: bool = False
    ruled: bool = False


STYLES = {
    Part.CENTRE: Style(28, 24, before=4),
    Part.HALL: Style(56, 36, weight=1, before=10, beside=True),
    Part.GUIDE: Style(38, 28, before=14, reversed=True),
    Part.NUMBER: Style(232, weight=3, before=18),
    Part.STANDING: Style(38, 30, before=16, beside=True, reversed=True),
    Part.SERVICE: Style(48, 28, weight=1, before=14, ruled=True),
    Part.AGENCY: Style(30, 24, before=6),
    Part.WINDOWS: Style(56, 32, weight=1, before=14, boxed=True),
    Part.WAY: Style(34, 26, before=14),
    Part.MATERIALS: Style(30, 24, before=10, beside=True, ruled=True),
    Part.MATERIAL: Style(26, 24, before=6),
    Part.WAIT: Style(42, 28, weight=1, before=14, boxed=True),
    Part.AHEAD: Style(40, 26, weight=1, before=14),
    Part.SLOT: Style(36, 28, beside=True),
    Part.RANGE: Style(34, 26),
    Part.TIME: Style(26, 24, before=10),
    Part.QR: Style(26, 24, before=6, ruled=True),
    Part.MISSED: Style(26, 24, before=10, ruled=True),
    Part.PHONE: Style(26, 24),
    Part.COPY: Style(40, 30, before=12, beside=True, reversed=True),
    Part.NOTE: Style(24, 24),
}


class Sheet:
    """Hold the paper while it is drawn (画纸): grows downwards, black on white."""

    def __init__(self, dots: int) -> None:
        """Start a white sheet; it is cut to its length by `finished`."""
        self.width = dots
        self.y = 0
        self._image = Image.new("L", (dots, 600), 255)
        self._draw = ImageDraw.Draw(self._image)

    def room(self, dots: int) -> None:
        """Make the sheet long enough for so many dots more."""
        if self.y + dots > self._image.height:
            longer = Image.new("L", (self.width, self._image.height + dots + 600), 255)
            longer.paste(self._image, (0, 0))
            self._image, self._draw = longer, ImageDraw.Draw(longer)

    def text(self, words: str, size: int, weight: int, inset: int = 0, fill: int = 0) -> None:
        """Set words in the middle, shrunk to the width of the sheet."""
        lines, font = fitted(words, size, self.width - 2 * (MARGIN + inset), weight)
        weight = weight if font.size >= BOLD_FROM else 0
        for line in lines:
            # A line is as high as a Chinese character, so that the rows stand evenly whatever is in them.
            self.room(int(font.size) + 8)
            x = (self.width - width(line, font, weight)) // 2
            self._set(line, x, font, weight, fill)
            self.y += int(font.size) + 4

    def pair(self, zh: tuple[str, int], en: tuple[str, int], weight: int, fill: int) -> bool:
        """Set Chinese and English side by side in one row; say no when they do not fit."""
        (zh_words, zh_type), (en_words, en_type) = ((settable(words)[0], type_of(size, settable(words)[1]))
                                                   for words, size in (zh, en))
        zh_width, gap = width(zh_words, zh_type, weight), zh[1] // 3
        whole = zh_width + gap + width(en_words, en_type, 0)
        if whole > self.width - 2 * MARGIN - 40:
            return False
        self.room(zh[1] + 8)
        x = (self.width - whole) // 2
        self._set(zh_words, x, zh_type, weight, fill)
        self.y += (zh[1] - en[1]) * 3 // 4  # The feet of both stand on about the same line.
        self._set(en_words, x + zh_width + gap, en_type, 0, fill)
        self.y += zh[1] + 4 - (zh[1] - en[1]) * 3 // 4
        return True

    def _set(self, line: str, x: int, font: ImageFont.FreeTypeFont, weight: int, fill: int) -> None:
        """Set one line with its left edge at x and its character box at the present height."""
        self._draw.text((x, self.y), line, fill=fill, font=font, stroke_width=weight, stroke_fill=fill)

    def rule(self) -> None:
        """Draw a dashed line across: the eye finds the parts of a long slip by it."""
        self.room(20)
        self.y += 12
        for x in range(MARGIN, self.width - MARGIN, 12):
            self._draw.line((x, self.y, min(x + 6, self.width - MARGIN), self.y), fill=0, width=2)

    def frame(self, top: int, bottom: int, filled: bool) -> None:
        """Put a box around what will stand between top and bottom."""
        self.room(bottom - self.y + 8)
        box = (MARGIN, top, self.width - MARGIN - 1, bottom)
        self._draw.rounded_rectangle(box, radius=12, outline=0, width=3, fill=0 if filled else None)

    def stamp(self, picture: Image.Image) -> None:
        """Put a picture in the middle."""
        self.room(picture.height + 8)
        self._image.paste(picture, ((self.width - picture.width) // 2, self.y))
        self.y += picture.height

    def finished(self) -> Image.Image:
        """Cut the sheet and turn it into black and white dots."""
        cut = self._image.crop((0, 0, self.width, self.y + TAIL))
        return cut.point(lambda dot: 255 if dot >= THRESHOLD else 0).convert("1")


def draw(slip: Slip, dots: int = 576) -> Image.Image:
    """Draw a slip in black and white (号票图), so many dots wide: 576 for 80 mm paper, 384 for 58 mm."""
    sheet = Sheet(dots)
    for before, line in pairwise((None, *slip.lines)):
        assert line is not None
        style = STYLES[line.part]
        if style.ruled and before is not None:
            sheet.rule()
        sheet.y += style.before
        _part(sheet, line, style)
    return sheet.finished()


def _part(sheet: Sheet, line: Line, style: Style) -> None:
    """Draw one part: the number, a QR code with its words, a framed part, or plain words."""
    if line.part is Part.NUMBER:
        sheet.stamp(number_picture(line.zh, style.zh, style.weight, sheet.width - 2 * MARGIN))
    elif style.boxed or style.reversed:
        _framed(sheet, line, style)
    else:
        if line.part is Part.QR:
            sheet.stamp(qr_picture(line.code, sheet.width))
        _words(sheet, line, style)


def _words(sheet: Sheet, line: Line, style: Style, inset: int = 0, fill: int = 0) -> None:
    """Set the Chinese and the English: beneath it, or beside it where the style says so and the row has room."""
    if line.en and style.beside and sheet.pair((line.zh, style.zh), (line.en, style.en), style.weight, fill):
        return
    sheet.text(line.zh, style.zh, style.weight, inset, fill)
    if line.en:
        sheet.text(line.en, style.en, 0, inset, fill)


def number_picture(number: str, size: int, weight: int, room: int) -> Image.Image:
    """Draw the number as large as the room allows; a long one is made narrower, never lower than NUMBER_HEIGHT."""
    font = type_of(size)
    while width(number, font, weight) > room and _height("0", font) > NUMBER_HEIGHT + 2:
        font = type_of(int(font.size) - 2)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(number, stroke_width=weight))
    picture = Image.new("L", (right - left, bottom - top), 255)
    ImageDraw.Draw(picture).text((-left, -top), number, fill=0, font=font, stroke_width=weight, stroke_fill=0)
    if picture.width > room:
        picture = picture.resize((room, picture.height), Image.Resampling.LANCZOS)
    return picture


def _height(text: str, font: ImageFont.FreeTypeFont) -> int:
    """Measure how high the ink of the text stands, in dots."""
    _, top, _, bottom = font.getbbox(text)
    return int(bottom - top)


def _framed(sheet: Sheet, line: Line, style: Style) -> None:
    """Set words in a box; the box is drawn first because a filled one would cover them."""
    trial = Sheet(sheet.width)
    _words(trial, line, style, inset=20)
    top = sheet.y
    sheet.frame(top, top + trial.y + 18, filled=style.reversed)
    sheet.y = top + 8
    _words(sheet, line, style, inset=20, fill=255 if style.reversed else 0)
    sheet.y = top + trial.y + 18 + 4


def module_dots(text: str, room: int) -> tuple[int, int]:
    """Choose the dots a module of a QR code gets, as large as QR_ROOM allows; and count modules with the quiet zone."""
    size = len(segno.make_qr(text, error="m", boost_error=False).matrix) + 2 * QUIET
    dots = max(MODULE, min(LARGEST_MODULE, QR_ROOM // size))
    if dots * size > room:
        raise ValueError(f"a QR code of {size} modules does not fit {room} dots: the address is too long")
    return dots, size


def qr_picture(text: str, room: int) -> Image.Image:
    """Draw a QR code (二维码) of level M with its quiet zone, as large as QR_ROOM allows, modules of whole dots."""
    dots, size = module_dots(text, room)
    modules = segno.make_qr(text, error="m", boost_error=False).matrix
    picture = Image.new("L", (size, size), 255)
    picture.putdata([255] * size * QUIET + [
        dot for row in modules for dot in (*[255] * QUIET, *(0 if module else 255 for module in row), *[255] * QUIET)
    ] + [255] * size * QUIET)
    return picture.resize((size * dots, size * dots), Image.Resampling.NEAREST)
