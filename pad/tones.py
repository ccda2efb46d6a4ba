"""Say it by sound (提示音): short tones through aplay or paplay, else the terminal's bell; silence fails nobody."""

from __future__ import annotations

import array
import math
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Mapping
from pathlib import Path

from pad.bar import Kind, Said

#: Samples a second, 16 bits, one channel.
RATE = 16_000
#: Loudness of 32767: heard by the clerk, not by the hall.
LOUDNESS = 9000
#: Seconds that a tone swells and fades, so that it does not click.
EDGE_SECONDS = 0.01
#: Notes of each kind: (hertz, seconds). Up is yes, down is nobody, one low short note is "not now".
NOTES: Mapping[Kind, tuple[tuple[int, float], ...]] = {
    Kind.CALLED: ((660, 0.10), (880, 0.14)),
    Kind.DONE: ((660, 0.10),),
    Kind.NOBODY: ((440, 0.12), (330, 0.16)),
    Kind.ASK: ((880, 0.08), (880, 0.08)),
    Kind.SOFT: ((300, 0.07),),
    Kind.WARN: ((300, 0.15), (300, 0.15), (300, 0.15)),
}
#: Programs that play a file, the first that is installed.
PLAYERS: tuple[tuple[str, ...], ...] = (("paplay",), ("aplay", "-q"))


class Tones:
    """Play a short tone for each line; the tone of the last line is not waited for."""

    def __init__(self) -> None:
        self._player = next((one for one in PLAYERS if shutil.which(one[0])), ())
        self._folder = tempfile.TemporaryDirectory(prefix="hall-pad-") if self._player else None
        self._playing: subprocess.Popen[bytes] | None = None
        for kind in Kind if self._folder else ():
            write_tone(self._file(kind), kind)

    def say(self, said: Said) -> None:
        """Sound it."""
        if not self._folder:
            if sys.stdout.isatty():
                print("\a", end="", flush=True)
            return
        if self._playing and self._playing.poll() is None:
            self._playing.terminate()
            self._playing.wait()
        try:
            self._playing = subprocess.Popen(
                [*self._player, str(self._file(said.kind))],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            self._playing = None

    def _file(self, kind: Kind) -> Path:
        return Path(self._folder.name if self._folder else "") / f"{kind}.wav"


def write_tone(path: Path, kind: Kind) -> None:
    """Write the notes of a kind as a WAV file."""
    samples = array.array("h")
    for hertz, seconds in NOTES[kind]:
        count, edge = int(RATE * seconds), int(RATE * EDGE_SECONDS)
        for at in range(count):
            swell = min(1.0, at / edge, (count - at) / edge)
            samples.append(int(LOUDNESS * swell * math.sin(2 * math.pi * hertz * at / RATE)))
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
