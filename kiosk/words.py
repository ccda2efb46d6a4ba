"""Say it in two languages (词表): the catalogues are in `kiosk/language/`; templates and scripts hold no words.

A key ending in `.one` is the English singular of the key without it.
"""

from __future__ import annotations

from collections.abc import Mapping

from hall.rules.slip import Wording
from kiosk.language import en, zh

#: The first one is the language a page wakes up in.
LANGUAGES = ("zh", "en")
#: How a page names its language to the browser and to the hall.
TAGS = {"zh": "zh-CN", "en": "en"}

CATALOGUES: Mapping[str, Mapping[str, str]] = {"zh": zh.WORDS, "en": en.WORDS}


class Words:
    """Say things in one language (词表)."""

    def __init__(self, language: str) -> None:
        """Choose the language; an unknown one becomes the first."""
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._said = CATALOGUES[self.language]

    @property
    def tag(self) -> str:
        """Give the language's tag, for the browser and the hall."""
        return TAGS[self.language]

    def __contains__(self, key: str) -> bool:
        """Say whether there are words for this key."""
        return key in self._said

    def __call__(self, key: str, **data: object) -> str:
        """Say it; `n=1` chooses the singular where the language has one."""
        if data.get("n") == 1 and f"{key}.one" in self._said:
            key = f"{key}.one"
        return self._said[key].format(**data)

    def name(self, both: Wording) -> str:
        """Choose the language of a name."""
        return (both.en or both.zh) if self.language == "en" else (both.zh or both.en)

    def other(self, both: Wording) -> str:
        """Give a name in the other language, for beneath; nothing when there is none or it is the same."""
        there = both.zh if self.language == "en" else both.en
        return there if there != self.name(both) else ""
