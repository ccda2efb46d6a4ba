"""Put a sentence into the names of its clips (语句), and list the clips that a hall can ever need."""

from __future__ import annotations

from hall.directory import Centre
from hall.display import voice
from hall.display.announcing import Kind, Utterance
from hall.web.notices import OWN_ID

#: Numbers that have every digit at every place.
EVERY_DIGIT = tuple(digit * 2 for digit in "0123456789")


def names_of(said: Utterance, yao: bool) -> tuple[str, ...]:
    """Name the clips of a sentence; raises ValueError for a number or notice that has none."""
    if said.kind is Kind.NOTICE:
        return (said.notice,) if OWN_ID.fullmatch(said.notice) else voice.notice_clips(said.notice, said.language)
    if said.kind is Kind.WAIT:
        return voice.wait_clips(said.calls[0].number, said.language, yao)
    return voice.group_clips([(one.number, one.hall, one.window) for one in said.calls], said.language, yao)


def needed(centre: Centre, language: str, yao: bool) -> tuple[str, ...]:
    """List the clips with which everything can be said in this hall, in the order in which one records them."""
    windows = [(one.hall, one.number) for one in centre.windows.values()] or [("", 1)]
    series = sorted({one.series for one in centre.services.values() if one.series}) or ["A"]
    found: dict[str, None] = {}
    for one in series:
        twice = (f"{one}00", *windows[0])
        found.update(dict.fromkeys(voice.group_clips([twice, twice], language, yao)))
    for digits in EVERY_DIGIT:
        found.update(dict.fromkeys(voice.call_clips(f"{series[0]}{digits}", *windows[0], language, yao)))
    for hall, number in windows:
        found.update(dict.fromkeys(voice.call_clips(f"{series[0]}00", hall, number, language, yao)))
    found.update(dict.fromkeys(voice.wait_clips(f"{series[0]}00", language, yao)))
    for notice in voice.NOTICES:
        found.update(dict.fromkeys(voice.notice_clips(notice, language)))
    # What is alike stands together, so that it is recorded in one breath.
    kinds = ("please", "next", "letter", "digit", "last", "wait", "to", "hall", "window", "notice")
    return tuple(sorted(found, key=lambda name: kinds.index(name.partition("-")[0])))
