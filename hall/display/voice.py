"""Name the clips that say a call (语音): a sentence is a row of recorded pieces, played without a gap.

Everything here is pure but `load`, which reads the bank's list once. A piece is named alike in every language, and
each language has its own order and breath: Chinese says 「请A」「零」「一」「二号」「到东厅十二号窗口」, English says
"Number A" "zero" "one" "two" "please go to window twelve, East Hall". `tools/voice/` renders what is named here.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hall.rules.numbering import LETTERS

log = logging.getLogger("hall.voice")
#: Languages of the bank; those of `hall.web.language` by the names of their catalogues.
LANGUAGES = ("zh", "en")
#: What a hall may render besides (tools/voice/README.md): Cantonese says what Mandarin says.
CANTONESE = "yue"

#: Halls whose windows have a clip each, hall and window in one breath; as many windows as the example centre has.
WHOLE: Mapping[str, int] = {"east": 58, "west": 70}

#: Halls that are said by name before (zh) or after (en) a window of any number. Another hall is left to the screen.
NAMED = ("east", "west", "south", "north")

#: Windows 1 to this one are said as a number, 「九十九号窗口」; a greater one digit by digit.
COUNTED = 99

#: From so many calls in a sentence on, many wait for the voice: Chinese then speaks faster, in clips of their own, so
#: that twenty calls in ten seconds are all said within fifty (announcing.py). "quick-" stands before their names.
MANY_CALLS = 3
QUICK = "quick-"

#: Ids of the fixed notices (固定通知); their words stand as `notice.<id>` in the catalogues of the pages.
NOTICES = (
    *("opening", "closing-soon", "closed", "lunch", "quota-full", "all-full"),
    *("hall-stopped", "hall-resumed", "power", "evacuation", "all-clear", "network"),
    *("come-back", "missed", "watch-screens", "bookings", "papers-ready", "kiosk-paper"),
    *("lost-child", "found-property", "priority", "quiet", "no-smoking", "belongings"),
)

#: Tones of the bank: before a call in an area, and at the window for those who cannot see its sign.
TONES = ("chime", "window")

_NUMBER = re.compile(rf"([{LETTERS}]{{1,2}})([0-9]{{2,}})")


class BankIncomplete(Exception):
    """Say which pieces the bank lacks; a hall would find out in the middle of a call."""


@dataclass(frozen=True)
class Bank:
    """Hold how long each clip is, in ms, by language and name (语音库)."""

    version: str
    clips: Mapping[str, Mapping[str, int]]
    tones: Mapping[str, int]

    def length_ms(self, language: str, clips: Iterable[str]) -> int:
        """Return how long these clips take one after the other."""
        known = self.clips[language]
        return sum(known[name] for name in clips)


def load(path: Path) -> Bank:
    """Read the bank's list `bank.json` (读取语音库); a piece that is missing is told here, not in a call."""
    told = json.loads(path.read_text("utf-8"))
    clips = {language: told.get(language, {}) for language in LANGUAGES}
    missing = [name for language in LANGUAGES for name in _lacks(language, clips[language])]
    missing += [f"tones/{name}" for name in TONES if name not in told["tones"]]
    if missing:
        raise BankIncomplete(f"{path.name} lacks {', '.join(missing)}")
    if CANTONESE in told and (missing := _lacks(CANTONESE, told[CANTONESE])):
        # Half a language is none, and takes no other one with it.
        log.warning("Cantonese is not spoken: %s lacks %s", path.name, ", ".join(missing))
    elif CANTONESE in told:
        clips[CANTONESE] = told[CANTONESE]
    return Bank(told["version"], clips, told["tones"])


def _lacks(language: str, clips: Mapping[str, int]) -> list[str]:
    return [f"{language}/{name}" for name in pieces(language) if name not in clips]


def call_clips(number: str, hall: str, window: int, language: str, yao: bool = False) -> tuple[str, ...]:
    """Name the clips of one call (叫号语句): "A012" to window 12 of the east hall. `yao` says 幺 for 1 in Chinese."""
    return (*_number_clips("please", number, language, yao), *_window_clips(hall, window, language))


def group_clips(calls: Sequence[tuple[str, str, int]], language: str, yao: bool = False) -> tuple[str, ...]:
    """Name the clips of several calls in one sentence (合并播报): each is a number, a hall and a window."""
    clips: list[str] = []
    for number, hall, window in calls:
        clips += _number_clips("next" if clips else "please", number, language, yao)
        clips += _window_clips(hall, window, language)
    quick = QUICK if len(calls) >= MANY_CALLS and language == LANGUAGES[0] else ""
    return tuple(quick + name for name in clips)


def wait_clips(number: str, language: str, yao: bool = False) -> tuple[str, ...]:
    """Name the clips of 「请A012号稍候」 for a number whose call was taken back."""
    return (*_number_clips("please", number, language, yao), "wait")


def notice_clips(notice_id: str, language: str) -> tuple[str, ...]:
    """Name the clip of a fixed notice (固定通知); an id that is none raises ValueError."""
    if notice_id not in NOTICES:
        raise ValueError(f"there is no notice {notice_id!r}")
    return (f"notice-{notice_id}",)


def pieces(language: str) -> Iterator[str]:
    """List every clip that a language must have (语音片段): whatever the functions above can name."""
    yield from _call_pieces(language)
    if language == LANGUAGES[0]:
        yield from (QUICK + name for name in _call_pieces(language))
    yield "wait"
    yield from (f"notice-{notice}" for notice in NOTICES)


def _call_pieces(language: str) -> Iterator[str]:
    for opening in ("please", "next", "letter"):
        yield from (f"{opening}-{letter}" for letter in LETTERS)
    for place in ("digit", "last"):
        yield from (f"{place}-{digit}" for digit in "0123456789")
    for hall, windows in WHOLE.items():
        yield from (f"window-{hall}-{window}" for window in range(1, windows + 1))
    yield from (f"window-{window}" for window in range(1, COUNTED + 1))
    yield from (f"hall-{hall}" for hall in NAMED)
    yield "window"
    if language != "en":
        yield from ("to", "digit-1-yao", "last-1-yao")


def _number_clips(opening: str, number: str, language: str, yao: bool) -> Iterator[str]:
    """Say a number letter by letter and digit by digit; "please" opens a sentence, "next" goes on with one."""
    parts = _NUMBER.fullmatch(number)
    if parts is None:
        raise ValueError(f"{number!r} is no number of this hall")
    series, count = parts.groups()
    yield f"{opening}-{series[0]}"
    yield from (f"letter-{letter}" for letter in series[1:])
    yield from _digits(count, "-yao" if yao and language != "en" else "")


def _digits(digits: str, yao: str) -> Iterator[str]:
    """Say digits one by one; the last one closes the phrase, in Chinese with 号."""
    for place, digit in enumerate(digits, start=1):
        kind = "last" if place == len(digits) else "digit"
        yield f"{kind}-{digit}{yao if digit == '1' else ''}"


def _window_clips(hall: str, window: int, language: str) -> Iterator[str]:
    """Say the way to a window: in one clip if the bank has it, else from a hall's name and a number."""
    if window <= WHOLE.get(hall, 0):
        yield f"window-{hall}-{window}"
        return
    name = [f"hall-{hall}"] if hall in NAMED else []
    told = [f"window-{window}"]
    if language == "en":
        if window > COUNTED:
            told = ["window", *_digits(str(window), "")]
        yield from (*told, *name)
        return
    if window > COUNTED:
        told = [*_digits(str(window), ""), "window"]
    yield from (*(name or ["to"]), *told)
