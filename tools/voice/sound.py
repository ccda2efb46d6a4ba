"""Work on samples: cut where it is quiet, fade, make clips equally loud, measure."""

from __future__ import annotations

import numpy as np
from pyloudnorm import Meter
from scipy.signal import lfilter
from speaker import RATE

#: All clips are this loud, by `loudness`; with the peaks of this voice it leaves room below full scale.
LOUDNESS = -20.0
#: No sample is greater; opus may overshoot a little.
PEAK = 10 ** (-1.0 / 20)
#: What is quieter than the loudest 10 ms by this much, in dB, is silence at the ends of a clip.
SILENCE_DB = -42.0
#: A cut may move this far to the quietest place, in samples: 30 ms. At a comma that place lies in the 150 ms before it,
#: because the model lets the next sound begin while the pause should last.
SEARCH, SEARCH_PAUSE = int(0.030 * RATE), int(0.150 * RATE)
#: Fades at a cut inside of speech, and where there was silence.
FADE = int(0.006 * RATE)

FRAME = RATE // 100


def levels(samples: np.ndarray) -> np.ndarray:
    """Return the level of each 10 ms in dB of full scale."""
    whole = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    return 10 * np.log10(np.mean(whole**2, axis=1) + 1e-12)


def quietest(samples: np.ndarray, at: int, pause: bool) -> int:
    """Return the place near `at` where a cut is heard least."""
    begin = max(0, at - (SEARCH_PAUSE if pause else SEARCH))
    near = samples[begin : at if pause else at + SEARCH]
    energy = np.convolve(near**2, np.ones(FRAME // 2), mode="valid")
    return begin + int(np.argmin(energy)) + FRAME // 4


def trimmed(samples: np.ndarray, tail_db: float) -> np.ndarray:
    """Cut silence off both ends but for 10 ms; after the last sound, what is below the loudest by `tail_db`."""
    level = levels(samples)
    begin = np.flatnonzero(level > level.max() + SILENCE_DB)[0] - 1
    end = np.flatnonzero(level > level.max() + tail_db)[-1] + 2
    return samples[max(0, begin * FRAME) : end * FRAME]


def faded(samples: np.ndarray) -> np.ndarray:
    """Let a clip rise from and fall to nothing, so that joints do not click."""
    rise = np.sin(np.linspace(0, np.pi / 2, FADE)) ** 2
    shaped = samples.copy()
    shaped[:FADE] *= rise
    shaped[-FADE:] *= rise[::-1]
    return shaped


def quickened(samples: np.ndarray, times: float) -> np.ndarray:
    """Say the same in less time at the same pitch (WSOLA): windows of 20 ms are moved to where they fit best."""
    window, hop, search = int(0.020 * RATE), int(0.010 * RATE), int(0.006 * RATE)
    shape = np.hanning(window)
    padded = np.concatenate([samples, np.zeros(window + search)])
    count = int((len(samples) - window) / times / hop)
    sound, weight, at = np.zeros(count * hop + window), np.zeros(count * hop + window), 0
    for number in range(count + 1):
        place = slice(number * hop, number * hop + window)
        sound[place] += shape * padded[at : at + window]
        weight[place] += shape
        # What followed here in the original is what the next window should begin like.
        wanted, middle = padded[at + hop : at + hop + window], int((number + 1) * hop * times)
        if len(wanted) < window or middle + window > len(padded):
            break
        begin = max(0, middle - search)
        at = begin + int(np.argmax(np.correlate(padded[begin : middle + search + window], wanted, mode="valid")))
    return sound / np.maximum(weight, 0.1)


def paused(samples: np.ndarray, longest: float) -> np.ndarray:
    """Shorten every pause inside of a clip to `longest` seconds."""
    level = levels(samples)
    quiet = level < level.max() + SILENCE_DB
    kept, run = [], 0
    for number, silent in enumerate(quiet):
        run = run + 1 if silent else 0
        if run * FRAME <= longest * RATE:
            kept.append(samples[number * FRAME : (number + 1) * FRAME])
    return np.concatenate([*kept, samples[len(quiet) * FRAME :]])


def loudness(samples: np.ndarray, rate: int = RATE) -> float:
    """Return how loud the speech in a clip is, in LUFS as of ITU-R BS.1770 without its blocks of 400 ms.

    A digit is shorter than such a block. So the K-weighted power is taken of 10 ms at a time, and what is more than
    20 dB below the loudest is left out, as the gate of EBU R 128 leaves out pauses.
    """
    weighted = samples
    for stage in Meter(rate)._filters.values():
        weighted = stage.passband_gain * lfilter(stage.b, stage.a, weighted)
    frame = rate // 100
    power = np.mean(weighted[: len(weighted) // frame * frame].reshape(-1, frame) ** 2, axis=1)
    return float(-0.691 + 10 * np.log10(np.mean(power[power > power.max() / 100]) + 1e-12))


def equally_loud(samples: np.ndarray) -> np.ndarray:
    """Bring a clip to the loudness of all."""
    louder = samples * 10 ** ((LOUDNESS - loudness(samples)) / 20)
    over = np.abs(louder) > PEAK / 2
    # The few samples above half of full scale are bent under it, smoothly.
    bent = np.sign(louder) * (PEAK / 2 + PEAK / 2 * np.tanh((np.abs(louder) - PEAK / 2) / (PEAK / 2)))
    return np.where(over, bent, louder)
