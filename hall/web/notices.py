"""Know which notices can be given (通知): the fixed ones of the catalogue, and a hall's own ones that it has recorded.

Whoever gives a notice and whoever shows and speaks it are two places of the hall; what it says stands here for both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hall.directory import Text
from hall.rules.refusals import Unknown
from hall.store.whole_hall import NoticeGiven
from hall.web.language import LANGUAGES, words

#: Said again and again while they hold, and before everything else.
URGENT = frozenset({"evacuation"})
#: Folder under HALL_DATA/voice of what a hall says that no other does: the words of its own notices, and their clips.
OWN = "own"
#: Ids of a hall's own notices; the fixed ones never begin so.
OWN_ID = re.compile(r"own-[0-9]{1,4}")
_GROUP = "notice."


class UnknownNotice(Unknown):
    """No notice has this id."""

    code = "NOTICE_UNKNOWN"


@dataclass(frozen=True)
class Notice:
    """Hold what a notice says; an urgent one is repeated while it holds."""

    id: str
    words: Text
    urgent: bool = False


def catalogue(data: Path) -> dict[str, Notice]:
    """Return every notice that can be given, by id: the fixed ones first (可播报的通知)."""
    zh, en = (words(language) for language in LANGUAGES)
    ids = [key.removeprefix(_GROUP) for key in zh if key.startswith(_GROUP)]
    found = [Notice(one, Text(zh=zh(_GROUP + one), en=en(_GROUP + one)), one in URGENT) for one in ids]
    return {one.id: one for one in [*found, *own(data)]}


def own(data: Path) -> list[Notice]:
    """Return the hall's own notices, in the order in which they were written."""
    file = _file(data)
    told = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return [Notice(one["id"], Text(zh=one["zh"], en=one["en"])) for one in told]


def write_own(data: Path, zh: str, en: str) -> Notice:
    """Add a notice of the hall's own; who reads only English gets the Chinese words where there are no others."""
    known = own(data)
    count = max((int(one.id.partition("-")[2]) for one in known), default=0) + 1
    new = Notice(f"{OWN}-{count}", Text(zh=zh, en=en or zh))
    file = _file(data)
    file.parent.mkdir(parents=True, exist_ok=True)
    told = [{"id": one.id, "zh": one.words.zh, "en": one.words.en} for one in [*known, new]]
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    fresh.replace(file)
    return new


def standing(given: Iterable[NoticeGiven], area: str, data: Path) -> list[tuple[NoticeGiven, Notice]]:
    """Return the notices that stand in an area now, each with what it says; one that nobody knows is left out."""
    known = catalogue(data)
    return [(one, known[one.notice]) for one in given if area in one.areas and one.notice in known]


def _file(data: Path) -> Path:
    return data / "voice" / OWN / "notices.json"
