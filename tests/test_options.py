"""Whoever types a value that an option cannot have is told which one and what it may be, and nothing is started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from hall.cli import main as hall
from kiosk.cli import main as kiosk

#: What the commands ask for besides, as far as they look at it before the rest.
KIOSK = ("run", "--hall", "http://h", "--token-file", __file__, "--printer", "tcp://127.0.0.1:9")
PAD = ("pad", "--hall", "http://h", "--window", "east/1", "--input", "stdin")


def typed(program: click.Group, *words: str) -> Result:
    return CliRunner().invoke(program, words, env={"HALL_REDIS_URL": "unix:///nobody/listens"})


@pytest.mark.parametrize("words", [
    "serve --port 99999", "serve --port -1", "demo --port 65536", "demo --port -1",
    "demo --speed 0", "demo --speed -2", "demo --speed nan", "demo --speed inf", "demo --speed fast",
    "events --after -5", "events --after 99999999999999999999", "events --after x",
    "events --day x", "events --day 2026-13-40", "events --day 0001-01-01",
    "what-if --day x", "what-if --day 9999-12-31", "what-if --earlier 99999999999", "what-if --ha -1",
    "what-if --open east/12", "what-if --close east/12@25:00-26:00",
    "webhooks --resume x --after 99999999999999999999",
    "bench screens --seconds 0", "bench screens --seconds nan", "bench staffing --days 0", "bench estimate --days -1",
    "led --port serial:/dev/ttyS9 --hall hall", "pad --window east/1 --token-file README.md --hall http://h:99999",
    "backup folder --keep 0", "restore . --skip -1",
])
def test_the_hall_s_commands_say_which_option_is_wrong(words: str) -> None:
    found = typed(hall, *words.split())
    option = next(one for one in reversed(words.split()) if one.startswith("--"))
    assert found.exit_code == 2 and f"Error: Invalid value for '{option}'" in found.stderr


@pytest.mark.parametrize("words", [
    (*KIOSK, "--port", "99999"), (*KIOSK, "--port", "-1"), ("paper-roll", "--port", "99999"),
    ("paper-roll", "--page-port", "-1"),
    ("bench", "--kiosk", "http://k", "--service", "tax", "--tickets", "0"),
    ("bench", "--service", "tax", "--kiosk", "10.0.0.3:8080"), (*KIOSK, "--hall", "10.0.0.2:8000"),
])
def test_the_kiosk_s_commands_say_which_option_is_wrong(words: tuple[str, ...]) -> None:
    found = typed(kiosk, *words)
    assert found.exit_code == 2 and f"Error: Invalid value for '{words[-2]}'" in found.stderr


@pytest.mark.parametrize("command", [
    lambda file: (hall, *PAD, "--token-file", file),
    lambda file: (hall, "led", "--hall", "http://h", "--port", "serial:/dev/ttyS9", "--token-file", file),
    lambda file: (kiosk, *KIOSK, "--token-file", file),
    lambda file: (kiosk, "staff-pin", "--pin-file", file),
])
def test_a_file_that_is_no_text_is_named(command: Callable[[str], tuple[click.Group, str]], tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(b"\xff\xd8\xff")
    found = typed(*command(str(file)))
    assert found.exit_code == 2 and str(file) in found.stderr and found.stderr.splitlines()[-1].startswith("Error: ")


def test_a_printer_s_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(b"\xff\xd8\xff")
    found = typed(kiosk, *KIOSK, "--model", str(file))
    assert found.exit_code == 1 and found.stderr.startswith(f"Error: {file}: ")


@pytest.mark.parametrize("words", ["state", "events", "token kiosk", "what-if", "reload --show"])
def test_a_configuration_that_is_not_there_is_told_as_a_check_tells_it(words: str, tmp_path: Path) -> None:
    told = {"HALL_REDIS_URL": "unix:///nobody/listens", "HALL_CONFIG": str(tmp_path)}
    found = CliRunner().invoke(hall, words.split(), env=told)
    assert found.exit_code == 1 and found.stderr.startswith("Error: centre.toml: the file is missing")
