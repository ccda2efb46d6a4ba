"""Cut the clips out of the sentences, make them equally loud, write them as opus, and list how long they are.

    cut.py WORK BANK
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile
from carriers import Carrier, carriers, voice
from sound import RATE, equally_loud, faded, paused, quickened, quietest, trimmed
from speaker import LEAD, PACE, STYLES
from tones import TONES

#: Silence that a clip keeps after its last sound, in seconds: a breath after the number and after the window, none
#: between digits. The longest pause inside of a sentence that is not a notice.
BREATH = {"last": 0.03, "window": 0.08, "hall": 0.02, "wait": 0.08, "notice": 0.2}
PAUSE, NOTICE_PAUSE = 0.12, 0.4
#: Clips that another one follows in the same breath: of those the fading end is cut, in dB below the loudest.
RUNNING, RUNNING_DB, CLOSING_DB = ("please", "next", "letter", "digit", "to", "hall"), -26.0, -38.0
KBIT = 24
#: The names of the clips of each language.
LISTED = {language: frozenset(voice.pieces(language)) for language in (*voice.LANGUAGES, voice.CANTONESE)}
#: How many times faster the clips are for when many calls wait, and what part of its breath each keeps.
QUICK_TIMES, QUICK_BREATH = 1.4, 0.5


def clips(carrier: Carrier, work: Path) -> dict[str, np.ndarray]:
    """Return the clips of one sentence."""
    said = np.load(work / f"{carrier.id}.npz")
    samples = said["samples"].astype(np.float64)
    cuts = [0]
    for at, (_, before) in zip(said["parts"][1:-1], carrier.parts, strict=False):
        cuts.append(quietest(samples, int(at) - LEAD, pause=before.rstrip().endswith((",", "，"))))
    cuts.append(len(samples))
    pieces = {
        name: samples[begin:end]
        for (name, _), begin, end in zip(carrier.parts, cuts[:-1], cuts[1:], strict=True)
        if name
    }
    if carrier.whole:
        pieces[carrier.whole] = samples
    pieces |= {voice.QUICK + name: piece for name, piece in pieces.items()}
    return {name: shaped(name, piece) for name, piece in pieces.items() if name in LISTED[carrier.language]}


def shaped(name: str, samples: np.ndarray) -> np.ndarray:
    """Trim, fade and level a clip, and give it its breath."""
    kind = name.removeprefix(voice.QUICK).split("-")[0]
    ends = trimmed(samples, RUNNING_DB if kind in RUNNING else CLOSING_DB)
    short = paused(ends, NOTICE_PAUSE if kind == "notice" else PAUSE)
    breath = BREATH.get(kind, 0) * RATE
    if name.startswith(voice.QUICK):
        short, breath = quickened(short, QUICK_TIMES), breath * QUICK_BREATH
    return np.concatenate([faded(equally_loud(short)), np.zeros(int(breath))])


def write(path: Path, samples: np.ndarray) -> int:
    """Write one clip and return its length in ms, as it comes out of a decoder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    wav = path.with_suffix(".wav")
    soundfile.write(wav, samples, RATE, subtype="PCM_16")
    subprocess.run(
        ["opusenc", "--quiet", "--speech", "--bitrate", str(KBIT), "--comp", "10", "--serial", "1",
         "--padding", "0", "--discard-comments", "--discard-pictures", str(wav), str(path)],
        check=True,
    )
    wav.unlink()
    info = soundfile.info(path)
    return round(1000 * info.frames / info.samplerate)


def main(work: Path, bank: Path) -> None:
    """Make the whole bank."""
    listed: dict[str, object] = {
        "version": "1",
        "voice": {language: f"Kokoro-82M {STYLES[language]}, pace {PACE[language]}" for language in voice.LANGUAGES},
    }
    for language in voice.LANGUAGES:
        found = {name: one for carrier in carriers(language) for name, one in clips(carrier, work).items()}
        listed[language] = _written(bank / language, {name: found[name] for name in voice.pieces(language)})
    listed["tones"] = _written(bank / "tones", {name: make() for name, make in TONES.items()})
    (bank / "bank.json").write_text(json.dumps(listed, indent=1) + "\n", "utf-8")


def _written(folder: Path, clips: dict[str, np.ndarray]) -> dict[str, int]:
    return {name: write(folder / f"{name}.ogg", samples) for name, samples in clips.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
