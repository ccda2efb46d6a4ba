"""Print a test slip (测试页): it says that it is no number, and shows what an installer has to look at."""

from __future__ import annotations

from hall.rules.slip import Line, Part, Slip
from kiosk.encoding import Body, raster
from kiosk.model import Model
from kiosk.picture import draw


def trial_slip(model: Model) -> Body:
    """Make the slip that shows that a printer prints again (测试页)."""
    lines = (
        Line(Part.SERVICE, "打印机测试", "Printer test"),
        Line(Part.TIME, "这不是号票，请丢弃", "This is not a ticket. Please throw it away."),
    )
    return raster(draw(Slip(lines), model.width), model)
