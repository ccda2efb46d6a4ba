"""Make sounds for the stories of recordings."""

from __future__ import annotations

import io
import math
import wave
from array import array


def tone(ms: int = 600, loud: float = 0.5, channels: int = 1, rate: int = 24_000) -> bytes:
    """Make a tone as a WAV file, as the recording page does."""
    samples = array("h", (round(loud * 32_000 * math.sin(n * 0.2)) for n in range(rate * ms // 1000 * channels)))
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return written.getvalue()


def torn_files() -> dict[str, bytes]:
    """Return what a power cut, a half-copied folder and a mistaken backup leave of a recording."""
    whole = tone()
    return {
        "empty": b"", "its header cut": whole[:30], "its sound cut": whole[: len(whole) // 2],
        "of zeros": bytes(len(whole)), "no sound": b"<html>", "without a pace": whole[:24] + bytes(4) + whole[28:],
    }
