"""Lend the stories of the voice a bank of clips whose lengths are known, so that a schedule can be told exactly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall.display import voice, voices
from hall.display.voice import LANGUAGES, Bank
from tests.api import Api

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


@pytest.fixture
def data(api: Api, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the recordings of a story in a folder of its own."""
    opened = api.program.app.extensions["hall.opened"]
    monkeypatch.setitem(api.program.app.extensions, "hall.opened",
                        type(opened)(opened.in_force, opened.reading, opened.presence,
                                     opened.settings.model_copy(update={"data": folder}), opened.today))
    return folder
