"""Speak every carrier sentence once and keep it; what is there already is not spoken again.

    render.py WORK STYLES [LANGUAGE …]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from carriers import Carrier, carriers
from reading import english, syllables
from speaker import Speaker


def sounds_of(carrier: Carrier) -> tuple[str, list[int], list[tuple[str, int]]]:
    """Return the sentence's sounds, where each part begins, and (zh) each syllable and where it begins."""
    sounds, parts, read = "", [], []
    for _, words in carrier.parts:
        parts.append(len(sounds))
        if carrier.language == "en":
            sounds += english(words)
            continue
        for name, sound in syllables(words):
            if sounds.endswith(" ") or not sounds:
                sound = sound.removeprefix(" ")
            read.append((name, len(sounds)))
            sounds += sound
    return sounds, [*parts, len(sounds)], read


def main(work: Path, styles: Path, languages: list[str]) -> None:
    """Speak what is missing."""
    speaker = Speaker(styles, work)
    for language in languages or ["zh", "en"]:
        for carrier in carriers(language):
            path = work / f"{carrier.id}.npz"
            sounds, parts, read = sounds_of(carrier)
            if path.exists() and str(np.load(path)["sounds"]) == sounds:
                continue
            said = speaker.say(language, sounds)
            np.savez_compressed(
                path, samples=said.samples, parts=said.begins[parts], sounds=sounds,
                syllables=np.array([name for name, _ in read], dtype=str),
                syllables_begin=said.begins[[at for _, at in read]] if read else np.array([], dtype=int),
                end=said.begins[-1],
            )
            print(carrier.id, f"{len(said.samples) / 24_000:.2f} s", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
