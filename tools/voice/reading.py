"""Turn words into the sounds that the voice knows: Mandarin by pinyin, English by a dictionary of pronunciations."""

from __future__ import annotations

import json
import logging
import re
from functools import cache
from importlib import resources

import jieba
from misaki.zh import ZHG2P
from pypinyin import Style, lazy_pinyin

jieba.setLogLevel(logging.ERROR)

DIGITS = "零一二三四五六七八九"
ENGLISH_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PAUSES = {"，": ", ", "、": ", ", "。": ".", "！": "! "}

#: Words whose sound depends on the sentence, or which the dictionary has not.
ENGLISH = {
    "a": "ɐ", "an": "ɐn", "the": "ðə", "to": "tə", "for": "fɔɹ", "and": "ænd", "at": "æt", "of": "ʌv", "or": "ɔɹ",
    "is": "ɪz", "are": "ɑɹ", "have": "hæv", "has": "hæz", "by": "bI", "in": "ɪn", "with": "wɪð", "if": "ɪf",
    "may": "mˌA", "been": "bɪn", "your": "jʊɹ", "you": "ju", "its": "ɪts", "it": "ɪt", "that": "ðæt", "will": "wɪl",
    "use": "jˈuz", "close": "klˈOz", "closed": "klˈOzd", "there": "ðɛɹ", "live": "lˈɪv", "no": "nˈO", "do": "dˈu",
    "kiosk": "kˈiˌɑsk",
}
#: Before a vowel "the" and "to" are said fully.
BEFORE_VOWEL = {"the": "ði", "to": "tʊ"}


def numeral(number: int) -> str:
    """Write 1 to 99 in Chinese: 12 is 十二."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def english_numeral(number: int) -> str:
    """Write 0 to 99 in English."""
    if number < 20:
        return ENGLISH_SMALL[number]
    return ENGLISH_TENS[number // 10 - 2] + (f" {ENGLISH_SMALL[number % 10]}" if number % 10 else "")


@cache
def dictionary() -> dict[str, object]:
    """Read the pronunciations of American English that come with misaki."""
    data = resources.files("misaki") / "data"
    read = {name: json.loads((data / f"us_{name}.json").read_text("utf-8")) for name in ("silver", "gold")}
    return {**read["silver"], **read["gold"]}


def syllables(text: str) -> list[tuple[str, str]]:
    """Return the pinyin of each character with its tone, words apart by ("", " ") and pauses as ("", ", ")."""
    found: list[tuple[str, str]] = []
    for run in re.findall(r"[A-Z]|[\u4e00-\u9fff]+|[^A-Z\u4e00-\u9fff]", text):
        if run in _PAUSES:
            found.append(("", _PAUSES[run]))
        elif re.fullmatch("[A-Z]", run):
            found.append((run, f" {letter(run)} "))
        elif run.isspace():
            found.append(("", " "))
        else:
            for number, word in enumerate(jieba.lcut(run)):
                readings = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
                if word[0] == "不" and readings[1:2] and readings[1].endswith("4"):
                    readings[0] = "bu2"
                found += ([("", " ")] if number else []) + [(one, "") for one in readings]
    return [(name, sound or mandarin(name)) for name, sound in sandhi(found)]


def sandhi(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Let the first of two third tones rise, unless there is a pause between them (变调)."""
    changed = list(found)
    for place in range(len(changed) - 2, -1, -1):
        name = changed[place][0]
        after = next((one for one in changed[place + 1 :] if one[1] != " "), ("", ""))
        if name.endswith("3") and after[0].endswith("3"):
            changed[place] = (f"{name[:-1]}2", "")
    return changed


def mandarin(pinyin: str) -> str:
    """Return the sounds of one syllable, "hao4"."""
    return ZHG2P.py2ipa(pinyin).replace(chr(815), "")


def letter(name: str) -> str:
    """Return the sounds of a letter's name."""
    sound = dictionary()[name]
    assert isinstance(sound, str)
    return sound


def english(text: str) -> str:
    """Return the sounds of English words; "{A}" is the letter's name; a word that is nowhere raises KeyError."""
    parts = re.findall(r"\{[A-Z]\}|[A-Za-z']+|[,.!?;]| ", text)
    sounds: list[str] = []
    for part in reversed(parts):
        if part.startswith("{"):
            sounds.append(letter(part[1]))
            continue
        if not part[0].isalpha():
            sounds.append(part)
            continue
        following = next((one for one in reversed(sounds) if one.strip()), "").lstrip("ˈˌ")
        sounds.append(_word(part, following[:1]))
    return "".join(reversed(sounds))


def _word(word: str, following: str) -> str:
    low = word.lower()
    if low in BEFORE_VOWEL and following and following in "AIOWYaæɑɐɒɔəɛɜɪiʊuʌ":
        return BEFORE_VOWEL[low]
    if low in ENGLISH:
        return ENGLISH[low]
    found = dictionary().get(low)
    if found is None and low.endswith("ies"):
        return _word(low[:-3] + "y", "") + "z"
    if found is None and low.endswith("s"):
        stem = _word(low[:-1].removesuffix("'"), "")
        return stem + ("s" if stem[-1] in "ptkfθ" else "ᵻz" if stem[-1] in "szʃʒʧʤ" else "z")
    if found is None and low.endswith("ed"):
        stem = _word(low[:-2], "")
        return stem + ("ᵻd" if stem[-1] in "td" else "t" if stem[-1] in "pkfθsʃʧ" else "d")
    if isinstance(found, dict):
        found = found["DEFAULT"]
    if not isinstance(found, str):
        raise KeyError(word)
    return found
