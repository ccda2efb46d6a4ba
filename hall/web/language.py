"""Speak the reader's language (语言): every word of pages and answers stands in one catalogue a language.

A catalogue is a folder of TOML files under `words/`; its keys are flat and dotted, `board.idle`. A sentence names
its data in braces. A whole number may choose between two words: `{n:person|people}` is "person" for 1 only.
Views stay without a language: they hold `Phrase` and `Text`, and a page says `t(view.why)`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from hall.directory import Text

#: Each language the hall speaks and the folder of its catalogue; the first one is the hall's own.
LANGUAGES: Mapping[str, str] = {"zh-CN": "zh", "en": "en"}

#: Whose upper end is this near is told to get ready, not given a range, in seconds.
SOON_SECONDS = 180
#: Below this many seconds a range is told to the minute, above it in steps of five minutes.
FINE_SECONDS = 600

_CATALOGUES = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Phrase:
    """Hold a sentence before it is said in a language: its key and its data, other phrases and texts included."""

    key: str
    data: Mapping[str, object] = field(default_factory=dict)


#: What a page can say: a key, a phrase, or a name that the configuration has in both languages.
Said = str | Phrase | Text


class _Sentence(Formatter):
    """Fill a sentence in, and let a whole number choose between `one|many`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return one if value == 1 else many
        return str(super().format_field(value, format_spec))


class Words:
    """Say things in one language (词表); `t` in every template. A key that is missing raises KeyError."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences
        self._fill = _Sentence()

    def __call__(self, said: Said, /, **data: object) -> str:
        """Say a key with its data, a phrase, or a text of the configuration."""
        if isinstance(said, Text):
            return said.get(self.language)
        if isinstance(said, Phrase):
            return self(said.key, **said.data)
        sentence = self._sentences[said]
        if not data:
            return sentence
        return self._fill.vformat(sentence, (), {name: self._word(one) for name, one in data.items()})

    def __contains__(self, key: object) -> bool:
        return key in self._sentences

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def raw(self, key: str) -> str:
        """Return a sentence with its braces, as the catalogue has it."""
        return self._sentences[key]

    @property
    def also(self) -> Words:
        """Return the hall's other language, for what stands small beneath on a wall."""
        return next(words(other) for other in LANGUAGES if other != self.language)

    def around(self, key: str, name: str) -> tuple[str, str]:
        """Split a sentence at one name, so that a page can print that part larger (前后文字)."""
        before, _, after = self._sentences[key].partition(f"{{{name}}}")
        return before, after

    def group(self, *groups: str) -> dict[str, str]:
        """Return all sentences of these groups with their braces, for the scripts of a page."""
        return {key: words for key, words in self._sentences.items() if key.split(".")[0] in groups}

    def _word(self, value: object) -> object:
        return self(value) if isinstance(value, Phrase | Text) else value


@cache
def words(language: str) -> Words:
    """Return the words of a language tag such as "zh-CN" or "en"; KeyError when the hall does not speak it."""
    sentences: dict[str, str] = {}
    for file in sorted((_CATALOGUES / LANGUAGES[language]).glob("*.toml")):
        for key, sentence in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
            if key in sentences:
                raise ValueError(f"{file.name} says {key} a second time")
            sentences[key] = sentence
    return Words(language, sentences)


def pick(accept_language: str, chosen: str | None) -> str:
    """Choose a reader's language (选择语言): her own choice, else what her browser prefers, else the hall's own."""
    for language, folder in LANGUAGES.items():
        if chosen and chosen.lower() in (language.lower(), folder):
            return language
    preferred = parse_accept_header(accept_language, LanguageAccept)
    return preferred.best_match(tuple(LANGUAGES), default="zh-CN") or "zh-CN"


def duration(seconds: int) -> Phrase:
    """Word how long something lasts (时长): below a minute, minutes, or hours and minutes."""
    minutes = max(0, seconds) // 60
    if minutes < 1:
        return Phrase("duration.below_minute")
    if minutes < 60:
        return Phrase("duration.minutes", {"n": minutes})
    return Phrase("duration.hours", {"h": minutes // 60, "n": minutes % 60})


def in_words(low: int, high: int) -> Phrase:
    """Word a range of waiting (预计等候), never narrower than it is: the low end down, the high end up."""
    if high <= SOON_SECONDS:
        return Phrase("range.soon")
    step = 1 if high <= FINE_SECONDS else 5
    low_minutes = low // 60 // step * step
    high_minutes = -(-high // (60 * step)) * step
    if low_minutes < 1:
        return Phrase("range.within", {"high": high_minutes})
    return Phrase("range.between", {"low": low_minutes, "high": high_minutes})


def clock(at: int, zone: str) -> str:
    """Give a moment in ms as the centre's wall clock shows it, such as "09:30"."""
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(zone)):%H:%M}"


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
