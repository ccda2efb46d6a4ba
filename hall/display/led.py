"""Say it on a LED line (条屏): at most eight full-width characters of GB2312, the only ones such bars can show."""

from __future__ import annotations

import unicodedata

from hall.directory import Text
from hall.web.language import Words

#: Half-width columns of a line; a Chinese character takes two of them, a letter or digit one.
COLUMNS = 16
CHARACTER_SET = "gb2312"
#: What a bar shows instead of signs that it does not have and that no other form of them helps.
ALIKE = {"–": "-", "—": "-", "−": "-", "•": "·", "‧": "·", "«": "《", "»": "》"}
#: Stands for a character that no bar has, such as a rare one in a name: a gap that can be seen.
UNKNOWN = "□"


def call(number: str, hall: Text, window: int, t: Words) -> str:
    """Say who is called where (请到), such as "A012请到东12"; what is too long is said shorter."""
    known = {"number": number, "hall": short(hall, t), "window": window}
    return line(t("led.call", **known), t("led.call_short", **known), t("led.call_shortest", **known))


def please_wait(number: str, t: Words) -> str:
    """Say that a call was taken back (请稍候)."""
    return line(t("led.wait", number=number), t("led.wait_short", number=number))


def line(*ways: str) -> str:
    """Return the first way to say it that fits on a bar, else as much of the last one as fits."""
    told = [plain(one) for one in ways]
    return next((one for one in told if width(one) <= COLUMNS), _cut(told[-1]))


def plain(text: str) -> str:
    """Put every character that a bar lacks into another form of itself, or into what looks alike."""
    return "".join(one if _is_known(one) else _other_form(one) for one in text)


def width(text: str) -> int:
    """Count the columns that a text of a bar's own characters takes."""
    return len(text.encode(CHARACTER_SET))


def short(hall: Text, t: Words) -> str:
    """Name a hall by what tells it from the others: 东厅 is 东."""
    name = hall.get(t.language)
    return name.removesuffix(t("led.hall_ends_with")) or name


def _is_known(text: str) -> bool:
    try:
        text.encode(CHARACTER_SET)
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _other_form(one: str) -> str:
    if not one.isprintable():
        return "" if unicodedata.combining(one) or not one.isspace() else " "
    plainer = "".join(part for part in unicodedata.normalize("NFKD", one) if not unicodedata.combining(part))
    form = ALIKE.get(one, plainer)
    return form if _is_known(form) else UNKNOWN


def _cut(text: str) -> str:
    kept = ""
    for one in text:
        if width(kept + one) > COLUMNS:
            break
        kept += one
    return kept
