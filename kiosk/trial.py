"""Print test slips (测试页): one says that a printer prints again, one shows an installer what it can."""

from __future__ import annotations

from PIL import Image, ImageDraw

from hall.rules.slip import Line, Part, Slip
from kiosk.encoding import Body, raster
from kiosk.lettering import type_of
from kiosk.model import WIDTHS, Model
from kiosk.native import qr_commands
from kiosk.picture import draw

#: What the printer's own characters and its own QR code are to say.
CHINESE, CODE = "中文测试：您的号码 A012", "HALL-TEST"
#: The letter that stands at the right edge of each width, the widest paper last.
LETTERS = dict(zip("ABC", sorted(WIDTHS), strict=True))
_RULER_HEIGHT = 72


def trial_slip(model: Model) -> Body:
    """Make the slip that shows that a printer prints again (测试页)."""
    lines = (
        Line(Part.SERVICE, "打印机测试", "Printer test"),
        Line(Part.TIME, "这不是号票，请丢弃", "This is not a ticket. Please throw it away."),
    )
    return raster(draw(Slip(lines), model.width), model)


def examination_slip(model: Model) -> Body:
    """Make the slip an installer reads (检测页): how wide the head is, its own Chinese, its own QR code."""
    ruler = raster(_ruler(), Model())
    chinese = b"\x1c&\x1ba\x01\n" + CHINESE.encode("gb18030") + b"\n"
    code, dots = qr_commands(CODE, model)
    return Body(ruler.data + chinese + code, ruler.mm + (dots + 90) // model.dots_per_mm)


def _ruler() -> Image.Image:
    """Draw a letter at the right edge of each width a head may have; what is beyond the head is not printed."""
    sheet = Image.new("1", (max(WIDTHS), _RULER_HEIGHT), 1)
    pen = ImageDraw.Draw(sheet)
    for letter, width in LETTERS.items():
        pen.text((width - 40, 4), letter, fill=0, font=type_of(48))
        pen.line((width - 1, 0, width - 1, _RULER_HEIGHT), fill=0, width=2)
    pen.line((0, _RULER_HEIGHT - 2, max(WIDTHS), _RULER_HEIGHT - 2), fill=0, width=2)
    return sheet
