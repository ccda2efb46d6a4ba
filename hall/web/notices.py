"""Know which notices can be given (通知): the fixed ones of the catalogue, and a hall's own ones that it has recorded.

Whoever gives a notice and whoever shows and speaks it are two places of the hall; what it says stands here for both.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hall.directory import Text
from hall.rules.refusals import Unknown
from hall.store import kept_file
from hall.store.whole_hall import NoticeGiven
from hall.web.language import LANGUAGES, words

log = logging.getLogger("hall.voice")

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
    return _read(_file(data)) or []


def write_own(data: Path, zh: str, en: str) -> Notice:
    """Add a notice of the hall's own; who reads only English gets the Chinese words where there are no others."""
    file = _file(data)
    known = _read(file)
    if known is None and file.is_file():
        # Whoever knows what stood in it can still read it there; its clips go on saying what they said.
        file.replace(file.with_suffix(".torn"))
    taken = {one.id for one in known or ()} | {one.stem for one in file.parent.glob(f"*/{OWN}-*.wav")}
    count = max((int(one.partition("-")[2]) for one in taken if OWN_ID.fullmatch(one)), default=0) + 1
    new = Notice(f"{OWN}-{count}", Text(zh=zh, en=en or zh))
    told = [{"id": one.id, "zh": one.words.zh, "en": one.words.en} for one in (*(known or ()), new)]
    kept_file.keep(file, json.dumps(told, ensure_ascii=False, indent=1).encode())
    return new


def standing(given: Iterable[NoticeGiven], area: str, data: Path) -> list[tuple[NoticeGiven, Notice]]:
    """Return the notices that stand in an area now, each with what it says; one that nobody knows is left out."""
    known = catalogue(data)
    return [(one, known[one.notice]) for one in given if area in one.areas and one.notice in known]


def _read(file: Path) -> list[Notice] | None:
    """Read the hall's own notices; None when they cannot be read, which must not silence what else is to be said."""
    try:
        told = json.loads(file.read_text("utf-8"))
        return [Notice(one["id"], Text(zh=one["zh"], en=one["en"])) for one in told]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as fault:
        _tell_torn(file, repr(fault))
        return None


@lru_cache(maxsize=8)
def _tell_torn(file: Path, why: str) -> None:
    """Tell of notices that cannot be read, once and not with every sentence."""
    log.warning("%s cannot be read, the hall's own notices are not there: %s", file, why)


def _file(data: Path) -> Path:
    return data / "voice" / OWN / "notices.json"
