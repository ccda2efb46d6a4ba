"""Put every piece of the bank into a sentence to be spoken in, so that it sounds as in the middle of a call.

A carrier is a row of parts; a named part is cut out of the sentence and becomes a clip. `whole` names the sentence
itself as a clip. Digits and single letters stand between commas, because 一 and 五 cut out of running speech begin like
bi and bu. What follows a letter begins with a closure (八, "two"): there a cut is not heard.
"""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from reading import DIGITS, ENGLISH_SMALL, english_numeral, numeral

ROOT = Path(__file__).parents[2]


def _voice() -> ModuleType:
    """Load the names of the clips alone: their package would bring the whole web program with it."""
    sys.path.insert(0, str(ROOT))
    spec = importlib.util.spec_from_file_location("clip_names", ROOT / "hall/display/voice.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["clip_names"] = module
    spec.loader.exec_module(module)
    return module


voice = _voice()
LETTERS: str = voice.LETTERS
HALLS = {"zh": {"east": "东厅", "west": "西厅", "south": "南厅", "north": "北厅"}}
ENGLISH_DIGITS = ENGLISH_SMALL[:10]


@dataclass(frozen=True)
class Carrier:
    """Hold a sentence: parts of (clip's name or "", words)."""

    language: str
    parts: tuple[tuple[str, str], ...]
    whole: str = ""

    @property
    def id(self) -> str:
        """Name the sentence by its first clip."""
        return f"{self.language}-{self.whole or next(name for name, _ in self.parts if name)}"


def carriers(language: str) -> Iterator[Carrier]:
    """List the sentences of a language."""
    for parts in _chinese() if language == "zh" else _english():
        yield Carrier(language, tuple(parts))
    for hall, window, whole in _windows():
        if language == "zh":
            parts = (("", f"到{HALLS['zh'][hall]} "), ("", f"{numeral(window)}号 窗口。"))
            parts = (parts[0], (_counted(hall, window), parts[1][1]))
        else:
            to = f"please go to window {english_numeral(window)}, "
            parts = ((_counted(hall, window), to), ("", f"{hall.title()} Hall."))
        yield Carrier(language, parts, whole)
    words = tomllib.loads((ROOT / f"hall/web/words/{language}/notice.toml").read_text("utf-8"))
    for notice in voice.NOTICES:
        yield Carrier(language, (("", words["notice"][notice]),), f"notice-{notice}")


def _windows() -> Iterator[tuple[str, int, str]]:
    """List each window that has a sentence: hall, number, and its clip if it has one in one breath."""
    for hall, windows in voice.WHOLE.items():
        yield from ((hall, window, f"window-{hall}-{window}") for window in range(1, windows + 1))
    most = max(voice.WHOLE.values())
    yield from (("east", window, "") for window in range(most + 1, voice.COUNTED + 1))


def _counted(hall: str, window: int) -> str:
    """Name the clip without a hall; each window's is cut out of one sentence only."""
    east = voice.WHOLE["east"]
    return f"window-{window}" if (hall == "east") == (window <= east or window > voice.WHOLE["west"]) else ""


def _chinese() -> Iterator[list[tuple[str, str]]]:
    for letter in LETTERS:
        yield [(f"please-{letter}", f"请 {letter} "), ("", "八 三 五号，到 东厅。")]
        yield [("", "请 X，"), (f"letter-{letter}", f"{letter} "), ("", "八号，"), (f"next-{letter}", f"{letter} "),
               ("", "八号。")]
    for name, word in [*enumerate(DIGITS), ("1-yao", "幺")]:
        yield [("", "请 D 三，"), (f"digit-{name}", f"{word}，"), ("", "八号，D 三，"), (f"last-{name}", f"{word}号，"),
               ("", "到 西厅。")]
    for hall, word in HALLS["zh"].items():
        yield [("", "八号，"), (f"hall-{hall}", f"到{word} "), ("", "八号 窗口。")]
    yield [("", "八号，"), ("to", "到 "), ("", "八号 窗口。")]
    yield [("", "到 东厅 三 八号 "), ("window", "窗口。")]
    yield [("", "请 D 三 八号 "), ("wait", "稍候。")]


def _english() -> Iterator[list[tuple[str, str]]]:
    for letter in LETTERS:
        yield [(f"please-{letter}", f"Number {{{letter}}} "), ("", "two five nine, please go.")]
        yield [("", "Number {X}, "), (f"letter-{letter}", f"{{{letter}}} "), ("", "two five, "),
               (f"next-{letter}", f"number {{{letter}}} "), ("", "two five.")]
    for digit, word in enumerate(ENGLISH_DIGITS):
        yield [("", "Number {D} nine, "), (f"digit-{digit}", f"{word}, "), ("", "two, number {D} nine, "),
               (f"last-{digit}", f"{word}, "), ("", "please go.")]
    for hall in voice.NAMED:
        yield [("", "please go to window eight, "), (f"hall-{hall}", f"{hall.title()} Hall.")]
    yield [("window", "please go to window "), ("", "two five eight.")]
    yield [("", "Number {D} two five, "), ("wait", "please wait.")]
