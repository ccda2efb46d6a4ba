"""Find services by what a visitor types (按事项查找): Chinese, pinyin, pinyin initials or English; pure.

All words of the query must be found in a service's names, its agency's names or the further words people search it by
(`matters`). What is found in the service's own name, and nearer to its beginning, stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from kiosk.known import Known, Service

#: How good a hit is, by where it is; smaller is better.
IN_NAME, IN_MATTER, IN_AGENCY = 0, 100, 200
#: Added to a hit by sound: who typed the characters themselves meant them.
BY_SOUND = 10
#: Added to a hit that is not at the beginning.
INSIDE = 5
#: Longest query that is looked at.
LONGEST = 40
#: Added where the query only contains our word for it.
LONGER = 20
_LATIN = re.compile(r"[a-z0-9]+")
_TWO_LETTERS = ("zh", "ch", "sh")


@dataclass(frozen=True)
class Found:
    """Hold one hit (搜索结果): the service, and the further word it was found by, "" when by its name."""

    service: Service
    by: str = ""


@cache
def readings() -> Mapping[str, tuple[str, ...]]:
    """Read which syllables each character may be read as."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (Path(__file__).parent / "pinyin.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        syllable, _, signs = line.partition(" ")
        for sign in signs:
            found[sign] = (*found.get(sign, ()), syllable)
    return found


def search(query: str, known: Known) -> list[Found]:
    """Find services, the best first; nothing for an empty query."""
    words = query.lower()[:LONGEST].split()
    hits = []
    for place, service in enumerate(known.services.values()):
        scores = [_best(word, _texts(service, known)) for word in words]
        if scores and all(scores):
            worst = max(score for score in scores if score)
            score, by = worst
            hits.append((score, not service.popular, place, Found(service, by)))
    return [hit[-1] for hit in sorted(hits, key=lambda hit: hit[:-1])]


def common_words(services: Iterable[Service], most: int) -> list[str]:
    """Choose everyday words to tap instead of typing (常用词): the first Chinese one of each popular service."""
    words = (next((word for word in service.matters if not word.isascii()), "") for service in services
             if service.popular)
    return list(dict.fromkeys(word for word in words if word))[:most]


def _texts(service: Service, known: Known) -> list[tuple[int, str]]:
    """List where to look, the best place first."""
    agency = known.centre.agencies.get(service.agency)
    names = [(IN_NAME, service.name.zh), (IN_NAME, service.name.en)]
    matters = [(IN_MATTER, matter) for matter in service.matters]
    whose = [agency.short.zh, agency.name.zh, agency.short.en, agency.name.en] if agency else []
    return names + matters + [(IN_AGENCY, name) for name in whose]


def _best(word: str, texts: list[tuple[int, str]]) -> tuple[int, str] | None:
    """Say how well a word of the query is found, and in which matter; nothing when nowhere."""
    found = [(where + score, text if where == IN_MATTER and not text.isascii() else "")
             for where, text in texts if (score := _score(word, text.lower())) is not None]
    return min(found, default=None)


@lru_cache(maxsize=20_000)
def _score(word: str, text: str) -> int | None:
    """Say how well a word is found in one text: as it is written, or as it sounds."""
    if text.isascii():
        # English: at the beginning of a word; initials and brand names: the same.
        starts = [match.start() for match in _LATIN.finditer(text) if match.group().startswith(word)]
        return None if not starts else (INSIDE if starts[0] else 0)
    if (at := text.find(word)) >= 0:
        return INSIDE if at else 0
    if not word.isascii():
        # She typed more than our word for it: 办营业执照 finds 营业执照.
        return LONGER if len(text) > 1 and text in word else None
    # One letter sounds like something in every name: it counts at the beginning alone.
    places = range(len(text) if len(word) > 1 else 1)
    first = next((at for at in places if sounds_like(word, text[at:])), None)
    return None if first is None else BY_SOUND + (INSIDE if first else 0)


def sounds_like(typed: str, text: str) -> bool:
    """Say whether a text begins with what was typed: syllables, initials, or both mixed (nzqysl, neiziqiye, neizqy)."""
    if not typed or not text:
        return not typed
    return any(
        part.startswith(typed) or (typed.startswith(part) and sounds_like(typed[len(part):], text[1:]))
        for part in _typed_for(text[0])
    )


@cache
def _typed_for(sign: str) -> tuple[str, ...]:
    """List what may be typed for a character: itself, each of its syllables, their initials."""
    syllables = readings().get(sign, ())
    initials = [syllable[:2] if syllable[:2] in _TWO_LETTERS else syllable[:1] for syllable in syllables]
    return tuple(dict.fromkeys((sign, *syllables, *initials, *(one[:1] for one in syllables))))
