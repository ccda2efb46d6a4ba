"""Find the clip of each word (语音文件): the hall's own voice where it has recorded it, else the built-in one.

A recorded voice is a folder under HALL_DATA/voice, of WAV files by language; it may be incomplete for as long as
somebody still records. Notices of the hall's own are a voice of their own, because nothing else has them.
"""

from __future__ import annotations

import io
import logging
import re
import wave
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hall.display import voice
from hall.display.voice import Bank
from hall.rules.refusals import Invalid
from hall.store import kept_file
from hall.web.notices import OWN

log = logging.getLogger("hall.voice")

#: Where the built-in clips lie, as the pages load them from /static/voice.
BUILT_IN = Path(__file__).parents[1] / "web" / "static" / "voice"
#: A voice's name is a folder's name and a part of an address.
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
#: A clip's name, as `voice.pieces` makes them.
CLIP = re.compile(r"[a-z]+(?:-[A-Za-z0-9]+)*")
#: The longest notice somebody may record, and the shortest sound that can be a word.
LONGEST_MS, SHORTEST_MS = 30_000, 120
#: Bytes of the longest recording: 30 s of 16 bits at 48 kHz, and its header.
RECORDING_BYTES = 30 * 48_000 * 2 + 4_096
#: Sound below this share of full scale is silence: a microphone that was off.
AUDIBLE = 0.02
_FULL_SCALE = 32_768


class NotASound(Invalid):
    """An upload is no recording; `why` is one of format, length, silent."""

    code = "NOT_A_SOUND"


@dataclass(frozen=True)
class Clip:
    """Hold where a screen loads a clip, and how long it is."""

    url: str
    ms: int


class Voices:
    """Know the built-in voice and the recorded ones of one hall."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "voice"

    def clip(self, language: str, name: str, used: Mapping[str, str]) -> Clip | None:
        """Return the clip of a piece: of the voice that is used for a language if it has it; None: nobody has it.

        What a hall records has one pace; it is said so also when many wait.
        """
        for recorded in (used.get(language, ""), OWN):
            file = self.path(recorded, language, name.removeprefix(voice.QUICK)) if recorded else None
            if file:
                return Clip(f"/voice/{recorded}/{language}/{file.name}", _length_ms(file))
        bank = built_in().clips if has_built_in() else {}
        if language == voice.LANGUAGES[0] and used.get("chinese") == voice.CANTONESE and voice.CANTONESE in bank:
            # Cantonese has no quick clips, and is never mixed with Mandarin for want of one.
            language, name = voice.CANTONESE, name.removeprefix(voice.QUICK)
        ms = bank.get(language, {}).get(name)
        return Clip(f"/static/voice/{language}/{name}.ogg", ms) if ms else None

    def tone(self, name: str) -> Clip | None:
        """Return one of the tones."""
        ms = built_in().tones.get(name) if has_built_in() else None
        return Clip(f"/static/voice/tones/{name}.ogg", ms) if ms else None

    def recorded(self) -> list[str]:
        """List the recorded voices by name."""
        found = self._folder.iterdir() if self._folder.is_dir() else ()
        return sorted(one.name for one in found if one.is_dir() and NAME.fullmatch(one.name) and one.name != OWN)

    def has(self, recorded: str, language: str) -> frozenset[str]:
        """Return which pieces a recorded voice has; a torn one is recorded anew like one that it lacks."""
        folder = self._folder / recorded / language
        return frozenset(one.stem for one in folder.glob("*.wav") if _length_ms(one))

    def path(self, recorded: str, language: str, name: str) -> Path | None:
        """Return the file of a recorded piece, or None when there is none that can be played."""
        file = self._file(recorded, language, name)
        return file if file and _length_ms(file) else None

    def keep(self, recorded: str, language: str, name: str, sound: bytes) -> int:
        """Keep a recording and return its length in ms; raises NotASound. Half of one is never in its place."""
        ms = check(sound)
        file = self._file(recorded, language, name)
        if file is None:
            raise NotASound(why="format")
        kept_file.keep(file, sound)
        return ms

    def _file(self, recorded: str, language: str, name: str) -> Path | None:
        known = NAME.fullmatch(recorded) and language in voice.LANGUAGES and CLIP.fullmatch(name)
        return self._folder / recorded / language / f"{name}.wav" if known else None


def check(sound: bytes) -> int:
    """Return the length of a recording in ms: WAV, one channel, 16 bits, as the recording page makes it."""
    try:
        with wave.open(io.BytesIO(sound)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2) or not 8_000 <= file.getframerate() <= 48_000:
                raise NotASound(why="format")
            samples = array("h", file.readframes(file.getnframes()))
            ms: int = len(samples) * 1000 // file.getframerate()
    except (wave.Error, EOFError, ValueError) as fault:
        raise NotASound(why="format") from fault
    if not SHORTEST_MS <= ms <= LONGEST_MS:
        raise NotASound(why="length")
    if max(max(samples), -min(samples)) < AUDIBLE * _FULL_SCALE:
        raise NotASound(why="silent")
    return ms


def _length_ms(file: Path) -> int:
    """Return how long a recorded clip is; 0 for one that is not there, or torn and so as good as not there."""
    try:
        state = file.stat()
        return _read_length_ms(file, state.st_size, state.st_mtime_ns)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except (OSError, EOFError, ValueError, ArithmeticError, wave.Error) as fault:
        # A power cut or half a copy leaves such files; a call that fails for one would silence all that come after it.
        _tell_torn(file, repr(fault))
        return 0


@lru_cache(maxsize=2048)
def _read_length_ms(file: Path, size: int, changed_at: int) -> int:
    """Read how long a clip of so many bytes is; `changed_at` tells a new recording from the one before."""
    with wave.open(str(file)) as sound:
        if sound.getnframes() * sound.getnchannels() * sound.getsampwidth() > size:
            raise EOFError("its sound is cut off")
        ms: int = sound.getnframes() * 1000 // sound.getframerate()
    return ms


@lru_cache(maxsize=2048)
def _tell_torn(file: Path, why: str) -> None:
    """Tell of a torn clip, once and not with every call."""
    log.warning("%s cannot be played and counts as not recorded: %s", file, why)


def has_built_in() -> bool:
    """Say whether the built-in clips are here; without them a hall still gets everything by screen."""
    return (BUILT_IN / "bank.json").is_file()


def has_cantonese() -> bool:
    """Say whether a hall may choose that Chinese is said in Cantonese (粤语)."""
    return has_built_in() and voice.CANTONESE in built_in().clips


@lru_cache(maxsize=1)
def built_in() -> Bank:
    """Return the list of the built-in clips, read once."""
    return voice.load(BUILT_IN / "bank.json")

