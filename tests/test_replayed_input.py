"""Whoever hands `hall replay` a wrong line is told which one and why, and nothing is replayed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hall.cli import main
from tests.conftest import need_server

WINDOW = {"t": 0, "ev": "window", "w": "1", "serves": {"tax": 0}}
SHE = {"t": 5, "ev": "join", "id": "T1", "svc": "tax", "cls": "W", "service": 1000}
HISTORY = {"t": 0, "ev": "history", "svc": "tax"}
PLAN = {"t": 0, "ev": "plan", "from": 0, "to": 10, "svc": "tax", "windows": 1}
POLICY = {"t": 0, "ev": "policy", "ha": 90, "hp": 120, "e": 5, "g": 15}


def replayed(*lines: dict[str, Any] | str | bytes, policy: Path | None = None) -> Result:
    text = b"\n".join(
        one if isinstance(one, bytes) else (one if isinstance(one, str) else json.dumps(one)).encode() for one in lines
    )
    return CliRunner().invoke(main, ["replay", "-", *(["--policy", str(policy)] if policy else [])], input=text)


@pytest.mark.parametrize(("wrong", "said"), [
    ({**SHE, "cls": "Q"}, "cls: must be 'W', 'P' or 'A', is \"Q\""),
    ({**SHE, "cls": "A"}, "slot: is missing, and an appointment needs it"),
    ({**SHE, "cls": "A", "slot": "x"}, 'slot: must be a whole number, is "x"'),
    ({**SHE, "service": -5}, "service: must not be less than 0, is -5"),
    ({**SHE, "service": None}, "service: must be a whole number, is null"),
    ({**SHE, "t": 1.5}, "t: must be a whole number, is 1.5"),
    ({**SHE, "t": True}, "t: must be a whole number, is true"),
    ({**SHE, "t": 10**30}, "t: must not be more than 1000000000000, is 1" + "0" * 30),
    ({**SHE, "id": ""}, 'id: must not be empty, is ""'),
    ({**SHE, "id": 7}, 'id: must be a text "…", is 7'),
    ({**SHE, "id": "\ud800"}, 'id: must be a text of Unicode, is "\\ud800"'),
    ({**SHE, "then": [{"svc": "deeds"}]}, "then.0.service: is missing"),
    ({**SHE, "then": None}, "then: must be a list […], is null"),
    ({**WINDOW, "serves": ["tax"]}, 'serves: must be an object {…}, is ["tax"]'),
    ({**WINDOW, "serves": {"tax": -1}}, "serves.tax: must not be less than 0, is -1"),
    ({**WINDOW, "serves": {"": 0}}, 'serves.: must not be empty, is ""'),
    ({**POLICY, "ha": -1}, "ha: must not be less than 0, is -1"),
    ({**POLICY, "g": "x"}, 'g: must be a number, is "x"'),
    ({"t": 0, "ev": "policy", "ha": 90, "hp": 120, "e": 5}, "g: is missing"),
    ('{"t":0,"ev":"policy","ha":NaN,"hp":120,"e":5,"g":15}', "ha: must be a number, is NaN"),
    ({**PLAN, "from": "x"}, 'from: must be a whole number, is "x"'),
    ({**PLAN, "from": 11}, "to: must not be before from"),
    ({**PLAN, "windows": -1}, "windows: must not be less than 0, is -1"),
    ({**HISTORY, "cycle": 0}, "cycle: must not be less than 1, is 0"),
    ({**HISTORY, "cv": "x"}, 'cv: must be a number, is "x"'),
    ({**HISTORY, "show_rate": 1.2}, "show_rate: must not be more than 1, is 1.2"),
    ({"t": 0, "ev": "booked", "svc": "tax"}, "slot: is missing"),
    ({"t": 0, "ev": "dance"},
     "ev: must be 'policy' or 'window' or 'history' or 'plan' or 'booked' or 'join' or 'leave' or 'grant', is"),
    ({"t": 0}, "ev: is missing"),
    ({"ev": "leave", "id": "T1"}, "t: is missing"),
    ("7", "must be an object {…}, is 7"),
    ('{"t":', "is not JSON: Expecting value at column 6"),
    ("[" * 100_000, "is not JSON that can be read: maximum recursion depth exceeded"),
    (b'{"t":0,"ev":"\xff"}', "is not UTF-8: invalid start byte at byte 14"),
])
def test_a_line_that_cannot_be_meant_is_named_with_what_is_expected(wrong: Any, said: str) -> None:
    found = replayed(WINDOW, "", wrong, SHE)
    assert found.exit_code == 2 and found.stdout == ""
    assert found.stderr.startswith(f"Error: line 3: {said}") and found.stderr.count("\n") == 1


def test_a_line_has_to_fit_to_those_before_it() -> None:
    again, unknown, earlier = {**SHE, "t": 9}, {"t": 9, "ev": "leave", "id": "T2"}, {**SHE, "t": 4, "id": "T2"}
    assert replayed(WINDOW, SHE, again).stderr == (
        'Error: line 3: id: "T1" has joined in line 2, each needs an id of its own\n'
    )
    assert replayed(WINDOW, SHE, unknown).stderr == 'Error: line 3: id: nobody has joined as "T2" before\n'
    assert replayed(WINDOW, SHE, earlier).stderr == (
        "Error: line 3: t: goes back in time, must not be less than 5 of the line before, is 4\n"
    )


def test_a_policy_with_an_unknown_key_is_told_by_file_and_key(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("[discipline]\nearlier_minutes = 3\n\n[acts]\nundo_seconds = -1\n", "utf-8")
    found = replayed(WINDOW, policy=file)
    assert found.exit_code == 2 and found.stdout == ""
    assert found.stderr.splitlines() == [
        "Error: policy.toml: acts.undo_seconds: Input should be greater than or equal to 0",
        "policy.toml: discipline.earlier_minutes: unknown key",
    ]


def test_whatever_a_line_has_besides_is_its_writer_s_business() -> None:
    need_server()
    found = replayed({**WINDOW, "note": "first"}, {**SHE, "slot": None}, {"t": 5, "ev": "grant", "id": "T1"})
    assert found.exit_code == 0
    assert [json.loads(one)["ev"] for one in found.stdout.splitlines()] == ["window", "join", "grant", "call", "end"]
