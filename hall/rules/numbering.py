"""Make the number that a visitor sees and hears (号): a series of letters and a count of the day, "A012"."""

from __future__ import annotations

import re

#: Letters that look like 1 and 0 on paper and on screens are not used.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
#: Letters that sound alike when they are read aloud in English and in Chinese halls: of each group one an area.
SOUND_ALIKE = (frozenset("BCDEGPTV"), frozenset("MN"))
_SERIES = re.compile(rf"[{LETTERS}]{{1,2}}")
#: A count is padded to this many digits; the thousandth number of a day is simply longer.
DIGITS = 3


def is_series(text: str) -> bool:
    """Say whether `text` may stand in front of numbers: one or two letters without I and O."""
    return bool(_SERIES.fullmatch(text))


def number(series: str, count: int) -> str:
    """Join series and count: ("A", 12) is "A012"."""
    return f"{series}{count:0{DIGITS}d}"
