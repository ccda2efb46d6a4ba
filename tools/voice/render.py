"""Speak every carrier sentence once and keep it; what is there already is not spoken again.

    render.py WORK STYLES [LANGUAGE …]
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from carriers import Carrier, carriers
from reading import english, syllables
from speaker import PACE, STYLES, Speaker

#: Steps of 25 ms that a letter or a digit takes at least. In the flow of a sentence the model hurries over a
#: syllable of one vowel, such as 一; alone between other clips it would not be understood.
LEAST = {"please": 7, "next": 8, "letter": 8, "digit": 8, "last": 7, "to": 6}
#: Syllables of those clips that need no holding.
IN_PASSING = ("hao4", "")
#: Steps that a comma beside those clips takes at least, so that there is silence to cut in.
PAUSE = 4


@dataclass(frozen=True)
class Reading:
    """Hold a sentence's sounds, where each part begins, each syllable (zh) and what is held."""

    sounds: str
    parts: list[int]
    syllables: list[tuple[str, int]]
    held: list[tuple[int, int, int]]


def reading_of(carrier: Carrier) -> Reading:
    """Read a sentence part by part."""
    sounds, parts, read, held = "", [], [], []
    for clip, words in carrier.parts:
        parts.append(len(sounds))
        least = LEAST.get(clip.split("-")[0], 0)
        if carrier.language == "en":
            spoken = [("", english(words))] if "{" not in words else [("", one) for one in _letter_apart(words)]
        else:
            spoken = syllables(words)
        for name, sound in spoken:
            if sounds.endswith(" ") or not sounds:
                sound = sound.removeprefix(" ")
            read.append((name, len(sounds)))
            if (least and sound.strip(" ,") and name not in IN_PASSING) or (carrier.language == "en" and least):
                held.append((len(sounds), len(sounds) + len(sound.rstrip(" ,.")), least))
            sounds += sound
    if held:
        held += [(at, at + 1, PAUSE) for at, sound in enumerate(sounds) if sound == ","]
    return Reading(sounds, [*parts, len(sounds)], read, held)


def _letter_apart(words: str) -> list[str]:
    """Read "Number {A} " as its word and its letter, which are held each for itself."""
    head, tail = words.split("{", 1)
    return [english(one) for one in (head, "{" + tail) if one]


def main(work: Path, styles: Path, languages: list[str]) -> None:
    """Speak what is missing."""
    speaker = Speaker(styles, work)
    for language in languages or ["zh", "en"]:
        for carrier in carriers(language):
            path = work / f"{carrier.id}.npz"
            reading = reading_of(carrier)
            wish = f"{reading.sounds} {reading.held} {PACE[language]} {STYLES[language]}"
            if path.exists() and str(np.load(path)["wish"]) == wish:
                continue
            said = speaker.say(language, reading.sounds, reading.held)
            np.savez_compressed(
                path, samples=said.samples, parts=said.begins[reading.parts], wish=wish,
                syllables=np.array([name for name, _ in reading.syllables], dtype=str),
                syllables_begin=said.begins[[at for _, at in reading.syllables]], end=said.begins[-1],
            )
            print(carrier.id, f"{len(said.samples) / 24_000:.2f} s", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
