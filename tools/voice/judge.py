"""Judge the bank: is it equally loud, without gaps and clicks, and does it say the right thing?

    judge.py WORK BANK [sound|tones|chinese|english|notices …]

Three judges hear it, none of which made it: pitch tracks by pYIN (librosa) for the tones of Mandarin; the
recogniser Whisper (base) for whole sentences in both languages, joined of clips as a hall's browser joins them;
PocketSphinx, told how a call is built, for English once more.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np
import soundfile
from carriers import LETTERS, ROOT, carriers, voice
from pypinyin import lazy_pinyin
from recognisers import Grammar, Whisper, chinese_call, english_call, letters_only
from scipy.signal import resample_poly
from sound import SILENCE_DB, levels, loudness
from speaker import LEAD
from speaker import RATE as VOICE_RATE

RATE = 48_000
#: The sentences that are heard are drawn once and for all.
SEED = 2014


def main(work: Path, bank: Path, judges: list[str]) -> None:
    """Let the judges speak one after the other."""
    known = {"sound": judge_sound, "tones": judge_tones, "chinese": judge_chinese, "english": judge_english,
             "notices": judge_notices}
    for name in judges or known:
        print(f"## {name}", flush=True)
        known[name](work, bank)


def read(bank: Path, language: str, names: tuple[str, ...]) -> np.ndarray:
    """Join clips as a browser does, at 48 kHz; the library reads a file at the rate that was recorded."""
    parts = [soundfile.read(bank / language / f"{name}.ogg") for name in names]
    return np.concatenate([resample_poly(samples, RATE, rate) for samples, rate in parts])


def drawn(count: int) -> list[tuple[str, str, int]]:
    """Draw calls: every window of the example centre comes before any comes twice."""
    draw = random.Random(SEED)
    windows = [(hall, one) for hall, most in voice.WHOLE.items() for one in range(1, most + 1)]
    draw.shuffle(windows)
    series = [*LETTERS, *(a + b for a in LETTERS for b in LETTERS if a != b)]
    return [
        (f"{draw.choice(series[:24] * 20 + series)}{draw.randrange(1, 1000):03d}", *windows[at % len(windows)])
        for at in range(count)
    ]


def gaps(samples: np.ndarray) -> int:
    """Return the longest silence inside of a sentence, in ms."""
    level = levels(samples.reshape(-1, RATE // VOICE_RATE).mean(axis=1))
    loud = np.flatnonzero(level > level.max() + SILENCE_DB)
    return int(np.diff(loud).max() - 1) * 10


def judge_sound(work: Path, bank: Path) -> None:
    """Measure sizes, loudness, gaps and steps at the joints."""
    for language in voice.LANGUAGES:
        files = sorted((bank / language).glob("*.ogg"))
        loud = [loudness(*soundfile.read(path)) for path in files]
        peak = max(np.abs(soundfile.read(path)[0]).max() for path in files)
        edge = max(max(abs(a[0]), abs(a[-1])) for a in (soundfile.read(path)[0] for path in files))
        print(f"{language}: {len(files)} clips, {sum(path.stat().st_size for path in files) / 1e6:.2f} MB; loudness "
              f"{min(loud):.1f} to {max(loud):.1f} LUFS; peak {20 * np.log10(peak):.1f} dB; first or last sample of a "
              f"clip at most {20 * np.log10(edge + 1e-9):.0f} dB")
        sentences = [voice.call_clips(*call, language) for call in drawn(128)]
        sentences += [voice.group_clips(drawn(4), language) for _ in range(20)]
        found = [gaps(read(bank, language, one)) for one in sentences]
        lengths = [len(read(bank, language, one)) / RATE for one in sentences]
        print(f"{language}: longest gap in {len(found)} joined sentences {max(found)} ms; a call takes "
              f"{np.mean(lengths[:128]):.1f} s, four calls {np.mean(lengths[128:]):.1f} s")


def judge_tones(work: Path, bank: Path) -> None:
    """Compare the pitch of each syllable with what its tone should be."""
    right, seen = Counter[str](), Counter[str]()
    wrong: Counter[str] = Counter()
    for carrier in carriers("zh"):
        said = np.load(work / f"{carrier.id}.npz")
        for name, verdict in tones_of(said):
            seen[name[-1]] += 1
            right[name[-1]] += verdict
            wrong[name] += not verdict
    for tone in sorted(seen):
        print(f"tone {tone}: {right[tone]} of {seen[tone]} syllables as expected")
    print("not as expected:", ", ".join(f"{name} {count}" for name, count in wrong.most_common(12) if count))


def tones_of(said: dict[str, np.ndarray]) -> list[tuple[str, bool]]:
    """Return each syllable of a sentence with whether its pitch moves as its tone says."""
    hertz, _, _ = librosa.pyin(said["samples"], fmin=110, fmax=500, sr=VOICE_RATE, frame_length=1024, hop_length=120)
    times = np.arange(len(hertz)) * 120
    tones = 12 * np.log2(hertz / np.nanmedian(hertz))
    begins = np.array([*said["syllables_begin"], said["end"]]) - LEAD
    verdicts = []
    for place, name in enumerate(said["syllables"]):
        if name[-1:] not in set("1234"):
            continue
        inside = tones[(times >= begins[place]) & (times < begins[place + 1])]
        track = inside[~np.isnan(inside)]
        if len(track) >= 6:
            verdicts.append((str(name), as_expected(track, int(name[-1]))))
    return verdicts


def as_expected(track: np.ndarray, tone: int) -> bool:
    """Say whether a pitch track, in semitones about the speaker's middle, has its tone's shape.

    1 stays high and level, 2 ends above its lowest point, 3 reaches the low end of the voice (in front of another
    tone it stays there), 4 falls.
    """
    begin, end = np.mean(track[: len(track) // 3]), np.mean(track[-(len(track) // 3) :])
    if tone == 1:
        return bool(abs(end - begin) < 3.5 and np.mean(track) > -1.5)
    if tone == 2:
        return bool(end - track[: 2 * len(track) // 3].min() > 0.8)
    if tone == 3:
        return bool(track.min() < -2.5)
    return bool(track[: len(track) // 2].max() - end > 1.5)


def judge_chinese(work: Path, bank: Path) -> None:
    """Let Whisper write down one call to each window in Chinese."""
    heard = Whisper(work)
    tally("Whisper", "zh", bank, lambda sound: chinese_call(heard.say("zh", sound)))


def judge_english(work: Path, bank: Path) -> None:
    """Let Whisper, and PocketSphinx with a grammar, write down one call to each window in English."""
    heard, grammar = Whisper(work), Grammar()
    tally("Whisper", "en", bank, lambda sound: english_call(heard.say("en", sound)))
    tally("PocketSphinx", "en", bank, lambda sound: english_call(grammar(sound)))


def tally(
    judge: str, language: str, bank: Path, hear: Callable[[np.ndarray], tuple[str, str, str, str]]
) -> None:
    """Count what was heard right: letters, digits of the number, hall, window."""
    names = ("digits", "hall", "window") if language == "zh" else ("letters", "digits", "hall", "window")
    right, calls = Counter[str](), drawn(128)
    for number, hall, window in calls:
        told = (number.rstrip("0123456789"), number.lstrip(LETTERS), hall, str(window))
        heard = hear(read(bank, language, voice.call_clips(number, hall, window, language)))
        right.update(name for name, a, b in zip(names[::-1], told[::-1], heard[::-1], strict=False) if a == b)
        if heard[1:] != told[1:]:
            print("  said", *told, "heard", *heard, flush=True)
    print(f"{judge} {language}, {len(calls)} calls: " + ", ".join(f"{name} {right[name]}" for name in names))


def judge_notices(work: Path, bank: Path) -> None:
    """Let Whisper write down each notice, and say how many of its syllables (zh) or letters (en) it missed."""
    heard = Whisper(work)
    for language in voice.LANGUAGES:
        words = tomllib.loads((ROOT / f"hall/web/words/{language}/notice.toml").read_text("utf-8"))["notice"]
        wrong = total = 0
        for notice in voice.NOTICES:
            sound = read(bank, language, voice.notice_clips(notice, language))
            told, written = sounds(words[notice], language), sounds(heard.say(language, sound), language)
            missed = distance(told, written)
            wrong, total = wrong + missed, total + len(told)
            if missed:
                print(f"  {notice}: {missed} of {len(told)}: {' '.join(written)}", flush=True)
        print(f"Whisper {language}, {len(voice.NOTICES)} notices: {wrong} of {total} sounds missed")


def sounds(text: str, language: str) -> list[str]:
    """Return what is heard of a text: Chinese syllables, for many signs sound alike; English letters."""
    return lazy_pinyin(letters_only(text)) if language == "zh" else list(letters_only(text))


def distance(told: list[str], heard: list[str]) -> int:
    """Return by how many sounds two sentences differ."""
    row = list(range(len(heard) + 1))
    for at, one in enumerate(told, start=1):
        before, row[0] = row[0], at
        for place, other in enumerate(heard, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (one != other))
    return row[-1]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
