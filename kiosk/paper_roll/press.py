"""Put commands on the paper (印): pictures as their dots, characters roughly as a printer's own type would stand."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import segno
from PIL import Image, ImageDraw

from kiosk.lettering import settable, type_of
from kiosk.paper_roll.hearing import Command, Kind
from kiosk.paper_roll.paper import LINE_DOTS, Paper

#: Dots of a character in its smallest size: a Chinese one is twice as wide as an English one.
TYPE, HALF_TYPE = 24, 12
#: Dots of the face in such a cell, and from the cell's top to the line that letters stand on: a g hangs below it.
FACE, HALF_FACE, BASELINE = 22, 19, 20
#: Dots of a QR module when nobody said otherwise.
MODULE = 3


@dataclass(frozen=True)
class Type:
    """Hold how the next characters stand (字样), as `GS !`, `ESC a`, `ESC E` and `GS B` said."""

    wide: int = 1
    high: int = 1
    side: int = 0
    bold: bool = False
    white_on_black: bool = False


class Press:
    """Print commands in their order (印刷); a line of characters is set when it is ended."""

    def __init__(self, paper: Paper, knife: bool) -> None:
        """Take the paper to print on, and whether there is a knife."""
        self._paper, self._knife = paper, knife
        self._stored = b""
        self._code = b""
        self._module = MODULE
        self.reset()

    def reset(self) -> None:
        """Forget how characters were to stand (ESC @)."""
        self._type = Type()
        self._line: list[tuple[bytes, Type]] = []

    def do(self, command: Command) -> None:
        """Do one command that leaves something on the paper, or says how it will look."""
        self._paper.note(command.raw)
        match command.kind:
            case Kind.RESET:
                self.reset()
            case Kind.STYLE:
                self._style(command.raw)
            case Kind.TEXT:
                self._line.append((command.raw, self._type))
            case Kind.FEED:
                already = TYPE if self._line else 0
                self._end_line()
                self._paper.feed(max(0, _feed_dots(command.raw) - already))
            case Kind.ROWS:
                self._paper.rows(command.raw, command.row_bytes)
            case Kind.STORE:
                self._graphics(command.raw)
            case Kind.QR:
                self._qr(command.raw)
            case Kind.CUT:
                self._end_line()
                if self._knife:
                    self._paper.cut(int(time.time() * 1000))

    def _style(self, raw: bytes) -> None:
        """Change how characters stand."""
        n = raw[2]
        match raw[:2]:
            case b"\x1d!":
                self._type = replace(self._type, wide=(n >> 4 & 7) + 1, high=(n & 7) + 1)
            case b"\x1ba":
                self._type = replace(self._type, side=n % 48)
            case b"\x1bE":
                self._type = replace(self._type, bold=bool(n & 1))
            case b"\x1dB":
                self._type = replace(self._type, white_on_black=bool(n & 1))

    def _end_line(self) -> None:
        """Set the line that was heard; what does not fit the head runs on in the next, as on a real one."""
        set_already: list[tuple[int, str, Type]] = []
        row = 0
        for raw, style in self._line:
            for sign in raw.decode("gb18030", "replace"):
                wide = (TYPE if ord(sign) > 0xFF else HALF_TYPE) * style.wide
                if row + wide > self._paper.width:
                    self._row(set_already, row)
                    set_already, row = [], 0
                set_already.append((row, sign, style))
                row += wide
        self._line = []
        if set_already:
            self._row(set_already, row)

    def _row(self, signs: list[tuple[int, str, Type]], whole: int) -> None:
        """Print one row of characters, to the side that was asked for."""
        high = max(style.high for _, _, style in signs) * TYPE
        left = {0: 0, 1: (self._paper.width - whole) // 2, 2: self._paper.width - whole}.get(signs[0][2].side, 0)
        row = Image.new("1", (self._paper.width, high), 0)
        for at, sign, style in signs:
            cell = _cell(sign, style)
            row.paste(cell, (left + at, high - cell.height))
        self._paper.rows(row.tobytes(), self._paper.width // 8)

    def _graphics(self, raw: bytes) -> None:
        """Keep a picture of `GS ( L` function 112, print it on function 50."""
        told = raw[5:] if raw[1:2] == b"(" else raw[7:]
        function = told[1:2]
        if function == b"p":
            self._stored = told
        elif function in (b"2", b"\x02") and self._stored:
            row_bytes = (int.from_bytes(self._stored[6:8], "little") + 7) // 8
            self._paper.rows(self._stored[10:], max(1, row_bytes))
            self._stored = b""

    def _qr(self, raw: bytes) -> None:
        """Keep what a QR code is to say and how large it is (`GS ( k` functions 80 and 67), print it on 81."""
        function, told = raw[6], raw[7:]
        if function == 67:
            self._module = told[0]
        elif function == 80:
            self._code = told[1:]
        elif function == 81 and self._code:
            matrix = segno.make_qr(self._code, error="m", boost_error=False).matrix
            code = Image.new("1", (len(matrix), len(matrix)), 0)
            code.putdata([1 if module else 0 for line in matrix for module in line])
            code = code.resize((len(matrix) * self._module,) * 2, Image.Resampling.NEAREST)
            row = Image.new("1", (self._paper.width, code.height), 0)
            row.paste(code, ((self._paper.width - code.width) // 2 if self._type.side == 1 else 0, 0))
            self._paper.rows(row.tobytes(), self._paper.width // 8)


def _cell(sign: str, style: Type) -> Image.Image:
    """Cast one character: 24 dots high, then as many times wider and higher as was asked for."""
    shown, path = settable(sign)
    wide, font = (TYPE, type_of(FACE, path)) if ord(sign) > 0xFF else (HALF_TYPE, type_of(HALF_FACE, path))
    weight = 1 if style.bold else 0
    left, _, right, _ = (int(edge) for edge in font.getbbox(shown, anchor="ls", stroke_width=weight))
    cell = Image.new("1", (max(wide, right - left), TYPE), 0)
    ImageDraw.Draw(cell).text(((cell.width - right - left) // 2, BASELINE), shown, 1, font, "ls", stroke_width=weight)
    # An m or a W is narrower in a printer's own type, where all letters are of one width.
    cell = cell.resize((wide, TYPE), Image.Resampling.NEAREST)
    cell = cell.resize((wide * style.wide, TYPE * style.high), Image.Resampling.NEAREST)
    return cell.point(lambda dot: 0 if dot else 255) if style.white_on_black else cell


def _feed_dots(raw: bytes) -> int:
    """Say how many dots a feed runs on: `ESC J` counts dots, `ESC d` and a line feed count lines."""
    if raw[:2] == b"\x1bJ":
        return raw[2]
    return LINE_DOTS * (raw[2] if raw[:2] == b"\x1bd" else 1)
