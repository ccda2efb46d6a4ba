"""A LED line: at most eight full-width characters, and only those that a bar has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.directory import Text
from hall.display import led
from hall.web.language import words
from tests.pages.making import REAL

ZH, EN = words("zh-CN"), words("en")
EAST = REAL.halls["east"].name


@pytest.mark.parametrize(
    ("number", "window", "said"),
    [
        ("A012", 12, "A012请到东12"),
        ("B103", 128, "B103请到东128"),
        ("AB5001", 7, "AB5001请到东7"),
        ("AB5001", 128, "AB5001请到东128"),
    ],
)
def test_a_call_as_it_is_said(number: str, window: int, said: str) -> None:
    assert led.call(number, EAST, window, ZH) == said
    assert led.width(said) <= led.COLUMNS


def test_a_call_in_english_has_the_same_room() -> None:
    assert led.call("A012", EAST, 12, EN) == "A012 > East 12"
    assert led.call("AB5001", EAST, 128, EN) == "AB5001>East 128"


def test_a_hall_with_a_long_name_is_said_shorter_and_never_without_its_window() -> None:
    hall = Text(zh="政务中心三楼厅", en="Third Floor of the Centre Hall")
    assert led.call("A012", hall, 8, ZH) == led.line("A012 政务中心三楼8")
    assert led.width(led.call("A012", hall, 8, ZH)) <= led.COLUMNS


def test_who_was_called_by_mistake_is_asked_to_wait() -> None:
    assert led.please_wait("A012", ZH) == "请A012号稍候"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ａ０１２", "Ａ０１２"),  # full-width letters are in the set
        ("①–2", "①-2"),
        ("señor café", "senor café"),  # é is in the set, for pinyin
        ("ﬁre", "fire"),
        ("朱镕", "朱□"),
        ("a\u200bb\tc\n", "ab c "),
        ("👍", "□"),
    ],
)
def test_what_a_bar_lacks_is_shown_in_another_form(text: str, shown: str) -> None:
    assert led.plain(text) == shown


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_it_is_it_fits_and_has_bytes(one: str, other: str) -> None:
    said = led.line(one, other)
    assert len(said.encode(led.CHARACTER_SET)) <= 16 and said.isprintable()


@pytest.mark.parametrize("t", [ZH, EN], ids=["zh", "en"])
def test_every_sentence_of_the_hall_fits_in_its_shortest_form(t: led.Words) -> None:
    for state in ("called", "serving"):
        assert led.width(led.plain(t(f"led.{state}_short", number="AB5001"))) <= led.COLUMNS
    for state in ("idle", "stopped", "paused", "closed"):
        assert led.line(t(f"led.{state}")) == t(f"led.{state}")
    for window in REAL.windows.values():
        known = {"hall": led.short(REAL.halls[window.hall].name, t), "window": window.number}
        assert led.width(t("led.free_short", **known)) <= led.COLUMNS
        called = t("led.call_shortest", number="AB5001", **known)
        assert led.width(called) <= led.COLUMNS and called.endswith(str(window.number))
