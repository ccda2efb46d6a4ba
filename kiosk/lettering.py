"""Set text in dots (排字): the ticket font, text that shrinks to fit, and signs the font does not have."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

from kiosk.breaking import broken

#: GB2312 of WenQuanYi Micro Hei, made by tools/font/; see NOTICE.
FONT = Path(__file__).with_name("fonts") / "wqy-microhei-gb2312.ttf"
#: The whole face, where Debian's fonts-wqy-microhei is there: for a rare character in a name (深圳的「塱」).
WHOLE_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
#: The printers' old sign for "a character we have no type for" (〓, 活字印刷的空铅).
GETA = "〓"
#: Dots: below this a Chinese character fills in on thermal paper (measured on 1-bit prints).
SMALLEST = 24
#: A code point no font has a glyph for: its picture is that of every missing sign.
_NOWHERE = "\U0010fffe"


@cache
def type_of(size: int, path: Path = FONT) -> ImageFont.FreeTypeFont:
    """Open the font in a size in dots; plain layout, so that every machine sets the same dots."""
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def has_sign(sign: str, path: Path = FONT) -> bool:
    """Say whether the font has a glyph for this sign."""
    font = type_of(SMALLEST, path)
    return sign.isspace() or bytes(font.getmask(sign)) != bytes(font.getmask(_NOWHERE))


def settable(text: str) -> tuple[str, Path]:
    """Choose the font that has every sign of the text; a sign that none has becomes 〓, never an empty box."""
    for path in (FONT, WHOLE_FONT):
        if path.exists() and all(has_sign(sign, path) for sign in text):
            return text, path
    return "".join(sign if has_sign(sign) else GETA for sign in text), FONT


def width(text: str, font: ImageFont.FreeTypeFont, weight: int) -> int:
    """Measure the text in dots, its strokes included."""
    left, _, right, _ = font.getbbox(text, stroke_width=weight)
    return int(right - min(0, left))


def fitted(text: str, size: int, room: int, weight: int = 0) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """Shrink the text until it fits the room; when the smallest size is still too wide, break it into lines."""
    text, path = settable(text)
    size = max(size, SMALLEST)
    # Widths grow with the size: begin just above where the text will fit, not at every size on the way.
    likely = size * room // max(1, width(text, type_of(size, path), weight)) + 2
    for dots in range(min(size, likely), SMALLEST - 1, -1):
        font = type_of(dots, path)
        if width(text, font, weight) <= room:
            return [text], font
    font = type_of(SMALLEST, path)
    return broken(text, room, lambda part: width(part, font, weight)), font
