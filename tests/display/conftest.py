"""Lend the stories of the voice a bank of clips whose lengths are known, so that a schedule can be told exactly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall.display import voice, voices
from hall.display.voice import LANGUAGES, Bank

#: How long the pieces of these stories are, in ms, by the first word of their names.
LENGTHS = {"please": 420, "next": 260, "letter": 260, "digit": 220, "last": 340, "window": 1_250, "notice": 4_000}


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """Lend a bank that can say everything."""
    names = {name: name.removeprefix(voice.QUICK).partition("-")[0] for name in voice.pieces("zh")}
    clips = {name: LENGTHS.get(kind, 400) for name, kind in names.items()}
    whole = Bank("test", dict.fromkeys(LANGUAGES, clips), {"chime": 900, "window": 500})
    monkeypatch.setattr(voices, "has_built_in", lambda: True)
    monkeypatch.setattr(voices, "built_in", lambda: whole)
    yield whole
