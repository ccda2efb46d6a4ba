"""The settings of the rules: their defaults, their comments, and what they become for the rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from hall.directory import Centre, ConfigFaults, Policy, read_policy
from hall.rules.discipline import Discipline

UNITS = "Minutes|Seconds|Times|Share|Working days|Days|No-shows|Cancelled|Wall clock|Calls|People|Level"
FILE = Path(__file__).parents[2] / "config" / "policy.toml"


def test_the_file_holds_the_default_of_every_setting(centre: Centre) -> None:
    assert centre.policy == Policy()
    written = dict(re.findall(r"^(\w+) = (.+)$", FILE.read_text("utf-8"), re.MULTILINE))
    known = {key for group in Policy().model_dump().values() for key in group}
    assert set(written) == known


def test_every_setting_has_its_unit_its_default_and_a_reason_beside_it() -> None:
    lines = FILE.read_text("utf-8").splitlines()
    for index, line in enumerate(lines):
        if not re.match(r"\w+ = ", line):
            continue
        comment: list[str] = []
        while lines[index - 1 - len(comment)].startswith("#"):
            comment.insert(0, lines[index - 1 - len(comment)].removeprefix("# "))
        text = " ".join(comment)
        assert re.match(UNITS, text), line
        assert "default" in text, line
        assert len(text) > 40, f"{line} has no reason"


def test_the_rules_get_the_discipline_in_ms() -> None:
    assert Policy().rules == Discipline(90 * 60_000, 120 * 60_000, 5 * 60_000, 15 * 60_000)


def test_the_days_end_is_a_minute_of_the_day() -> None:
    assert Policy().day.day_end_minute == 22 * 60


def test_a_replay_reads_a_policy_file_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "walk-ins-first.toml"
    file.write_text("[discipline]\nappointment_head_start_minutes = 30\n", "utf-8")
    assert read_policy(file).rules == Discipline(appointment_ms=30 * 60_000)
    file.write_text("[discipline]\nappointment_head_start_minutes = -1\n", "utf-8")
    with pytest.raises(ConfigFaults) as caught:
        read_policy(file)
    assert [fault.key for fault in caught.value.faults] == ["discipline.appointment_head_start_minutes"]


@pytest.mark.parametrize("value", [-1, 10_000])
def test_no_setting_takes_a_value_that_cannot_be_meant(tmp_path: Path, value: int) -> None:
    file = tmp_path / "policy.toml"
    lines: list[str] = []
    keys: set[str] = set()
    for group, settings in Policy().model_dump().items():
        lines.append(f"[{group}]")
        for key, default in settings.items():
            wrong = {tuple: f"[{value}]", str: f'"{value}:00"', float: f"{value}.0"}.get(type(default), str(value))
            lines.append(f"{key} = {wrong}")
            keys.add(f"{group}.{key}")
    file.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ConfigFaults) as caught:
        read_policy(file)
    assert {fault.key.removesuffix("[1]") for fault in caught.value.faults} == keys


@pytest.mark.parametrize(
    "setting",
    [
        "acts.reserved_seconds = 4",
        "acts.lost_window_seconds = 9",
        "acts.recall_after_seconds = [0, 20]",
        "bookings.horizon_days = 0",
        "bookings.slot_minutes = 4",
        "bookings.no_shows_a_month = 0",
        "bookings.cancels_a_month = 0",
    ],
)
def test_some_settings_have_a_least_value_above_nothing(tmp_path: Path, setting: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(setting, "utf-8")
    with pytest.raises(ConfigFaults, match="greater than or equal to"):
        read_policy(file)


def test_a_setting_written_as_text_is_no_number(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[acts]\nundo_seconds = "8"', "utf-8")
    with pytest.raises(ConfigFaults, match="valid integer"):
        read_policy(file)


def test_settings_cannot_be_changed(centre: Centre) -> None:
    with pytest.raises(ValidationError):
        centre.policy.acts.undo_seconds = 9  # type: ignore[misc]
