"""The catalogues: both languages say the same things, and everything that is asked for can be said."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from hall.rules.discipline import PriorityReason, Standing, Why
from hall.rules.refusals import by_code
from hall.rules.ticket import State
from hall.rules.window import PauseReason
from hall.web.language import LANGUAGES, Phrase, Words, duration, pick, words
from tests.pages.making import SMALL, WEB

ZH, EN = words("zh-CN"), words("en")


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert set(ZH) == set(EN)


@pytest.mark.parametrize("key", sorted(ZH))
def test_both_languages_take_the_same_data(key: str) -> None:
    assert names(ZH.raw(key)) == names(EN.raw(key))
    assert ZH.raw(key).strip() and EN.raw(key).strip()


def test_chinese_sentences_are_chinese_and_english_ones_have_none() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert [key for key in EN if han.search(EN.raw(key))] == ["language.other"]


def test_a_key_that_is_missing_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(KeyError):
        ZH("board.nothing")


def test_a_language_that_the_hall_does_not_speak_is_an_error() -> None:
    with pytest.raises(KeyError):
        words("fr")


def test_a_phrase_is_said_with_the_phrases_and_names_inside_it() -> None:
    phrase = Phrase("why.waited", {"time": duration(42 * 60)})
    assert (ZH(phrase), EN(phrase)) == ("等候 42 分钟", "waited 42 min")
    place = Phrase("place.window", {"hall": SMALL.halls["east"].name, "window": 12})
    assert (ZH(place), EN(place)) == ("东厅12号窗口", "East Hall, Window 12")


@pytest.mark.parametrize(("n", "said"), [(0, "people"), (1, "person"), (2, "people")])
def test_english_knows_one_and_many(n: int, said: str) -> None:
    assert EN("phone.people", n=n) == f"{n} {said}"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "不到 1 分钟"), (59, "不到 1 分钟"), (60, "1 分钟"), (3599, "59 分钟"), (3600, "1 小时 0 分")],
)
def test_how_long_something_lasts(seconds: int, said: str) -> None:
    assert ZH(duration(seconds)) == said


@pytest.mark.parametrize(
    ("accepts", "chosen", "language"),
    [
        ("", None, "zh-CN"),
        ("zh-CN,zh;q=0.9", None, "zh-CN"),
        ("zh-TW", None, "zh-CN"),
        ("en-GB,en;q=0.9", None, "en"),
        ("fr,en;q=0.5", None, "en"),
        ("fr", None, "zh-CN"),
        ("en", "zh", "zh-CN"),
        ("zh", "en", "en"),
        ("en", "klingon", "en"),
    ],
)
def test_a_reader_gets_her_language_and_else_the_halls(accepts: str, chosen: str | None, language: str) -> None:
    assert pick(accepts, chosen) == language


def test_each_language_knows_the_other() -> None:
    assert (ZH.also.language, EN.also.language) == ("en", "zh-CN")


def test_whatever_the_rules_can_say_has_words() -> None:
    wanted = [f"refusal.{code}" for code in by_code()]
    wanted += [f"why.{why}" for why in Why] + [f"why.priority_{reason}" for reason in PriorityReason]
    wanted += [f"pause.{reason}" for reason in PauseReason] + [f"standing.{standing}" for standing in Standing]
    wanted += [f"phone.say_{state}" for state in State if state not in (State.RESERVED,)]
    assert [key for key in wanted if key not in ZH] == []


def _asked_for(file: Path) -> set[str]:
    """Return the keys that a page or a script asks for by name."""
    call = r'\b(?:t|t\.also|say|t\.around)\(\s*[\'"]([a-z_]+\.[\w.-]+)[\'"]\s*[,)]'
    return set(re.findall(call, file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "file", sorted([*WEB.glob("templates/*.html"), *WEB.glob("static/*.js")]), ids=lambda file: file.name
)
def test_every_key_that_a_page_asks_for_is_in_the_catalogue(file: Path) -> None:
    assert {key for key in _asked_for(file) if key not in ZH} == set()


def test_the_scripts_of_a_page_get_sentences_with_their_braces() -> None:
    assert ZH.group("early") == {"early.ask": ZH.raw("early.ask")}
    assert set(Words("en", {"a.b": "x", "c.d": "y"}).group("a")) == {"a.b"}
    assert set(LANGUAGES) == {"zh-CN", "en"}
