"""Say how screens and voices are (屏幕与语音状况) to whoever hangs no screens; `display` answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from hall.directory import Text
from hall.web.language import Phrase
from hall.web.opened import Opened


@dataclass(frozen=True)
class ScreenNow:
    """Hold one paired screen: where it hangs, codes of what is wrong with it, when it was heard, how far behind."""

    id: str
    name: str
    place: Phrase | Text | str
    faults: tuple[str, ...]
    heard_at: int
    lag_ms: int


@dataclass(frozen=True)
class VoiceNow:
    """Hold the voice of one area: whether a screen speaks, who was not called by it yet and how long that takes.

    `wanted` says that a screen is to sound there; `left_out` counts what was never said, by its reason.
    """

    area: str
    name: Text
    wanted: bool = False
    speaks: bool = False
    unsaid: int = 0
    unsaid_ms: int = 0
    sentences: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class OnDisplay:
    """Hold every paired screen, those with a fault first, and the voice of every area."""

    screens: tuple[ScreenNow, ...] = ()
    voices: tuple[VoiceNow, ...] = ()


Tell = Callable[[Opened], OnDisplay]


def on_display(hall: Opened) -> OnDisplay:
    """Ask how screens and voices are now."""
    return cast(Tell, current_app.extensions["hall.on_display"])(hall)
