"""Read all sources for the keys of the words: a word that nothing says is a leftover."""

from __future__ import annotations

import re

from hall.web.language import LANGUAGES, words
from tests.guards.test_sources import texts

SOURCES = re.compile(r"hall/.*\.(py|html|js)")
#: A whole key in quotes, and the beginning of one that is put together: `"report.by_" ~ group`, `f"story.{name}"`.
WHOLE = re.compile(r"[\"'`]([a-z_-]+(?:\.[A-Za-z0-9_-]+)+)[\"'`]")
BEGUN = re.compile(r"[\"'`]([a-z_-]+\.(?:[a-z0-9_.-]*[_.-])?)(?=[\"'`{$])")


def test_every_word_is_said_somewhere() -> None:
    text = "\n".join(one for name, one in texts().items() if SOURCES.fullmatch(name) and "/vendor/" not in name)
    whole, begun = set(WHOLE.findall(text)), tuple(set(BEGUN.findall(text)))
    for language in LANGUAGES:
        assert [key for key in words(language) if key not in whole and not key.startswith(begun)] == []
