"""A call is said of clips that are there: whatever the number, whichever the window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.directory import read
from hall.display import voice
from hall.rules.numbering import LETTERS, number
from hall.web.language import LANGUAGES, words

ROOT = Path(__file__).parents[2]
VOICE = ROOT / "hall/web/static/voice"

numbers = st.builds(number, st.text(LETTERS, min_size=1, max_size=2), st.integers(0, 99_999))
halls = st.sampled_from(["east", "west", "south", "north", "annex", "building-2"])
calls = st.tuples(numbers, halls, st.integers(1, 999))
languages = st.sampled_from(voice.LANGUAGES)


@pytest.fixture(scope="module")
def bank() -> voice.Bank:
    """Read the bank that comes with the program."""
    return voice.load(VOICE / "bank.json")


def test_a_call_is_the_number_and_the_way_to_the_window() -> None:
    assert voice.call_clips("A012", "east", 12, "zh") == ("please-A", "digit-0", "digit-1", "last-2", "window-east-12")
    assert voice.call_clips("A012", "east", 12, "en") == voice.call_clips("A012", "east", 12, "zh")
    assert voice.call_clips("AB5001", "west", 70, "zh", yao=True) == (
        *("please-A", "letter-B", "digit-5", "digit-0", "digit-0", "last-1-yao", "window-west-70"),
    )
    assert voice.call_clips("A011", "east", 1, "en", yao=True)[2:4] == ("digit-1", "last-1")


def test_a_hall_or_a_window_that_has_no_clip_of_its_own_is_said_of_pieces() -> None:
    def window(hall: str, number: int, language: str) -> tuple[str, ...]:
        return voice.call_clips("A012", hall, number, language)[4:]

    assert window("east", 59, "zh") == ("hall-east", "window-59")
    assert window("annex", 7, "zh") == ("to", "window-7")
    assert window("north", 120, "zh") == ("hall-north", "digit-1", "digit-2", "last-0", "window")
    assert window("north", 7, "en") == ("window-7", "hall-north")
    assert window("annex", 120, "en") == ("window", "digit-1", "digit-2", "last-0")


def test_several_calls_are_one_sentence() -> None:
    said = voice.group_clips([("A012", "east", 12), ("A015", "east", 3)], "zh")
    assert said[:5] == voice.call_clips("A012", "east", 12, "zh")
    assert said[5:] == ("next-A", "digit-0", "digit-1", "last-5", "window-east-3")


def test_when_many_wait_chinese_is_said_faster() -> None:
    calls = [("A012", "east", 12), ("A015", "east", 3), ("A016", "east", 4)]
    assert voice.group_clips(calls, "zh")[:2] == ("quick-please-A", "quick-digit-0")
    assert voice.group_clips(calls, "en")[:2] == ("please-A", "digit-0")
    assert not [name for name in voice.group_clips(calls[:2], "zh") if name.startswith(voice.QUICK)]


def test_a_number_that_is_none_is_told() -> None:
    for wrong in ("", "012", "A", "I012", "ABC012", "A0l2"):
        with pytest.raises(ValueError, match="no number"):
            voice.call_clips(wrong, "east", 1, "zh")
    with pytest.raises(ValueError, match="no notice"):
        voice.notice_clips("party", "zh")


@given(st.lists(calls, min_size=1, max_size=4), languages, st.booleans())
def test_any_call_can_be_said(bank: voice.Bank, said: list[tuple[str, str, int]], language: str, yao: bool) -> None:
    clips = voice.group_clips(said, language, yao)
    assert bank.length_ms(language, clips) > 1_000 * len(said)
    assert bank.length_ms(language, voice.wait_clips(said[0][0], language, yao)) > 1_000


@pytest.mark.parametrize("language", voice.LANGUAGES)
def test_each_window_of_the_example_centre_is_said_in_one_breath(bank: voice.Bank, language: str) -> None:
    for window in read(ROOT / "config").windows.values():
        clips = voice.call_clips("A012", window.hall, window.number, language)
        assert clips[4:] == (f"window-{window.hall}-{window.number}",)
        assert 2_000 < bank.length_ms(language, clips) < 6_000


def test_the_bank_has_each_clip_that_can_be_named_and_none_besides(bank: voice.Bank) -> None:
    for language in voice.LANGUAGES:
        named = set(voice.pieces(language))
        assert set(bank.clips[language]) == named
        assert {path.stem for path in (VOICE / language).iterdir()} == named
    assert {path.stem for path in (VOICE / "tones").iterdir()} == set(bank.tones) == set(voice.TONES)


def test_a_clip_is_as_long_as_its_list_says_and_the_bank_is_small(bank: voice.Bank) -> None:
    total = 0
    for folder, lengths in [*bank.clips.items(), ("tones", bank.tones)]:
        for name, ms in lengths.items():
            held = (VOICE / folder / f"{name}.ogg").read_bytes()
            total += len(held)
            assert held.startswith(b"OggS") and b"OpusHead" in held[:64]
            assert abs(_opus_ms(held) - ms) <= 1, name
            assert 100 <= ms <= (12_000 if name.startswith("notice") else 4_500), name
    assert total < 5_000_000


def test_a_piece_that_is_missing_is_told_when_the_bank_is_read(bank: voice.Bank, tmp_path: Path) -> None:
    told = json.loads((VOICE / "bank.json").read_text("utf-8"))
    del told["en"]["window-west-70"], told["tones"]["chime"]
    (tmp_path / "bank.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(voice.BankIncomplete, match=r"en/window-west-70, tones/chime"):
        voice.load(tmp_path / "bank.json")


def test_half_a_cantonese_is_left_out_and_told_and_takes_no_other_language_with_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = json.loads((VOICE / "bank.json").read_text("utf-8"))
    told["yue"] = dict.fromkeys(voice.pieces("yue"), 400)
    (tmp_path / "bank.json").write_text(json.dumps(told), "utf-8")
    assert set(voice.load(tmp_path / "bank.json").clips) == {"zh", "en", "yue"}
    del told["yue"]["please-A"]
    (tmp_path / "bank.json").write_text(json.dumps(told), "utf-8")
    assert set(voice.load(tmp_path / "bank.json").clips) == {"zh", "en"}
    assert "yue/please-A" in caplog.text


def test_each_notice_has_its_words_in_both_languages() -> None:
    for language in LANGUAGES:
        said = {key.removeprefix("notice.") for key in words(language) if key.startswith("notice.")}
        assert said == set(voice.NOTICES)


def _opus_ms(held: bytes) -> float:
    """Return how long an opus file plays: where its last page ends, without what the decoder skips first."""
    end = int.from_bytes(held[(last := held.rindex(b"OggS")) + 6 : last + 14], "little")
    skip = int.from_bytes(held[(head := held.index(b"OpusHead")) + 10 : head + 12], "little")
    return (end - skip) / 48
