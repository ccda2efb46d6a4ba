"""Make the two tones of the bank out of sines: a chime before a call, and the tone of a window."""

from __future__ import annotations

import numpy as np
from speaker import RATE

#: Partials of a bell bar: how many times the pitch, how loud, and in how many seconds it fades to a third.
PARTIALS = ((1.0, 1.0, 0.34), (2.0, 0.22, 0.22), (3.0, 0.10, 0.12), (4.2, 0.04, 0.06))
#: As loud as speech, not louder: heard over a hall's murmur without a start.
PEAK = 0.28


def bell(pitch: float, seconds: float) -> np.ndarray:
    """Strike one bar softly: 8 ms to rise, so that nobody starts."""
    time = np.arange(int(seconds * RATE)) / RATE
    rise = np.minimum(1, time / 0.008)
    return rise * sum(loud * np.exp(-time / fade) * np.sin(2 * np.pi * pitch * times * time)
                      for times, loud, fade in PARTIALS)


def struck(bars: list[tuple[float, float]], seconds: float) -> np.ndarray:
    """Strike several bars (when, pitch) and let all end in silence."""
    sound = np.zeros(int(seconds * RATE))
    for at, pitch in bars:
        begin = int(at * RATE)
        sound[begin:] += bell(pitch, seconds)[: len(sound) - begin]
    end = int(0.15 * RATE)
    sound[-end:] *= np.linspace(1, 0, end)
    return PEAK * sound / np.abs(sound).max()


#: 叮咚: a falling third, E5 and C5, before a call; a rising fifth, twice, at the window that calls.
TONES = {
    "chime": lambda: struck([(0, 659.3), (0.32, 523.3)], 1.1),
    "window": lambda: struck([(0, 784.0), (0.16, 1174.7), (0.6, 784.0), (0.76, 1174.7)], 1.4),
}
