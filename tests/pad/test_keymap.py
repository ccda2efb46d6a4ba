"""Read a keys file, and refuse what would call a visitor by accident (按键表)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall.rules.window import PauseReason
from hall.settings import EXAMPLE_CONFIG
from pad.acts import Act
from pad.keymap import DEFAULT, TYPED_ALL_DAY, KeyFault, read
from pad.keynames import CODES, canonical


def fault(folder: Path, text: str) -> str:
    """Return what is said of a keys file that may not be used."""
    file = folder / "pad.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KeyFault) as refused:
        read(file)
    return str(refused.value).removeprefix(f"{file}: ")


def test_the_file_that_comes_with_the_program_is_what_holds_without_one() -> None:
    assert read(EXAMPLE_CONFIG / "pad.toml") == DEFAULT


def test_every_act_has_a_key_and_none_of_them_is_typed_all_day() -> None:
    for keys in (DEFAULT.keys, DEFAULT.serial):
        assert set(keys.values()) == set(Act)
    assert not TYPED_ALL_DAY & set(DEFAULT.keys)
    assert all(name.startswith("KP_") for name in DEFAULT.keys)
    assert DEFAULT.together, "on the clerk's own keyboard something is held"


def test_what_a_file_does_not_say_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "pad.toml"
    file.write_text('with = ""\npause = "lunch"\n[keys]\nkp-plus = "next"\nF13 = "recall"\nCODE_240 = "undo"\n')
    known = read(file)
    assert known.keys == {"KP_ADD": Act.NEXT, "F13": Act.RECALL, "CODE_240": Act.UNDO}
    assert (known.serial, known.together, known.pause) == (DEFAULT.serial, frozenset(), PauseReason.LUNCH)


@pytest.mark.parametrize(
    ("written", "known"),
    [("KP_PLUS", "KP_ADD"), ("kp-add", "KP_ADD"), ("KEY_KPPLUS", "KP_ADD"), ("CODE_78", "KP_ADD"), ("KP7", "KP_7"),
     ("Return", "ENTER"), ("CODE_57", "SPACE"), ("CODE_240", "CODE_240")],
)  # fmt: skip
def test_a_key_has_one_name_however_it_is_written(written: str, known: str) -> None:
    assert canonical(written) == known


def test_the_same_key_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    text = '[keys]\nKP_ADD = "next"\n# and further down\nKP_ADD = "recall"\n'
    assert fault(tmp_path, text) == "lines 2 and 4: KP_ADD may be there only once"


def test_one_key_under_two_names_is_the_same_key(tmp_path: Path) -> None:
    text = '[keys]\n"KP_ADD" = "next"\nKP_PLUS = "recall"\n'
    assert fault(tmp_path, text) == "lines 2 and 3: KP_ADD and KP_PLUS, one key, may be there only once"


def test_a_character_of_the_serial_pad_twice_is_refused_too(tmp_path: Path) -> None:
    assert fault(tmp_path, "[serial]\n\"=\" = 'next'\n'=' = 'hold'\n") == "lines 2 and 3: = may be there only once"


def test_the_same_name_for_a_keyboard_and_for_a_serial_pad_is_two_keys(tmp_path: Path) -> None:
    file = tmp_path / "pad.toml"
    file.write_text('[keys]\nF1 = "next"\n[serial]\nF = "next"\n')
    assert read(file).serial == {"F": Act.NEXT}


@pytest.mark.parametrize("key", ["SPACE", "Space", "ENTER", "Return", "KP_ENTER", "KEY_KPENTER", "CODE_28"])
def test_keys_that_are_typed_all_day_are_refused(tmp_path: Path, key: str) -> None:
    said = fault(tmp_path, f'[keys]\nF1 = "recall"\n{key} = "next"\n')
    assert said.startswith(f"line 3: {key} may not be used: typed all day")


@pytest.mark.parametrize("key", [" ", "\\r", "\\n", "12", "é"])
def test_a_serial_pad_s_key_is_one_visible_character(tmp_path: Path, key: str) -> None:
    assert "ASCII character" in (said := fault(tmp_path, f'[serial]\n"{key}" = "next"\n')) or "may not" in said


def test_an_unknown_act_is_refused_with_its_line_and_those_that_there_are(tmp_path: Path) -> None:
    said = fault(tmp_path, '[keys]\nKP_ADD = "call"\n')
    assert said == "line 2: KP_ADD: 'call' is no act; one of next, recall, no-show, hold, undo, pause, finish"


@pytest.mark.parametrize(
    ("text", "word"),
    [('[keys]\nKP_PLUSS = "next"', "line 2: KP_PLUSS is no key"), ('with = "shift"', "with: shift"),
     ('pause = "tea"', "pause: one of break"), ('[key]\nKP_ADD = "next"', "unknown: key"), ("[keys]", "[keys] holds"),
     ("keys = 3", "[keys] holds"), ('[keys]\nKP_ADD = ["next"]', "is no act"), ("[keys", "Expected"),
     ("pause = []", "pause")],
)  # fmt: skip
def test_other_slips_are_told(tmp_path: Path, text: str, word: str) -> None:
    assert word in fault(tmp_path, text)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFault):
        read(tmp_path / "none.toml")


def test_no_two_names_are_the_same_key() -> None:
    assert len(set(CODES.values())) == len(CODES)
