"""Speak every clip in Cantonese with espeak-ng, the only Cantonese voice that Debian has; it sounds like a machine.

    cantonese.py BANK
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from carriers import carriers, voice
from cut import shaped, write
from scipy.signal import resample_poly
from speaker import RATE

#: Words a minute; slower than espeak-ng's own 175, for a hall.
PACE = 150
#: The rate that espeak-ng speaks at.
ESPEAK_RATE = 22_050


def words() -> dict[str, str]:
    """Return what each clip says: the same words as in Mandarin, read in Cantonese."""
    said = {}
    for carrier in carriers("zh"):
        said |= {name: text for name, text in carrier.parts if name}
        if carrier.whole:
            said[carrier.whole] = "".join(text for _, text in carrier.parts)
    return {name: said[name].replace(" ", "") for name in voice.pieces("yue")}


def spoken(text: str, folder: Path) -> np.ndarray:
    """Let espeak-ng speak a text."""
    wav = folder / "spoken.wav"
    subprocess.run(["espeak-ng", "-v", "yue", "-s", str(PACE), "-w", str(wav), text], check=True)
    samples, rate = soundfile.read(wav)
    assert rate == ESPEAK_RATE
    return resample_poly(samples, RATE // 150, ESPEAK_RATE // 150)


def main(bank: Path) -> None:
    """Add Cantonese to a bank."""
    listed = json.loads((bank / "bank.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        listed["yue"] = {
            name: write(bank / "yue" / f"{name}.ogg", shaped(name, spoken(text, Path(folder))))
            for name, text in words().items()
        }
    listed["voice"]["yue"] = f"espeak-ng yue, {PACE} words a minute"
    (bank / "bank.json").write_text(json.dumps(listed, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
