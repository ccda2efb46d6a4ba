"""What installers copy onto a kiosk is what the guide names, and what the program understands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = sorted((DEPLOY / "kiosk").iterdir())
GUIDE = (DEPLOY / "kiosk.md").read_text("utf-8")
UNITS = [file for file in FILES if file.suffix == ".service"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_guide_names_every_file(file: Path) -> None:
    assert file.name in GUIDE


def test_the_guide_names_no_file_of_the_folder_that_is_not_there() -> None:
    named = set(re.findall(r"\b[\w-]+\.(?:service|rules)\b|policies\.json", GUIDE))
    assert named == {file.name for file in FILES}


def test_the_guide_links_to_what_is_there() -> None:
    for link in re.findall(r"\]\((\.\./[^)#]+)\)", GUIDE):
        assert (DEPLOY / link).is_file(), link


def test_the_service_asks_the_program_for_what_it_knows() -> None:
    known = CliRunner().invoke(main, ["run", "--help"]).output
    unit = (DEPLOY / "kiosk" / "hall-kiosk.service").read_text("utf-8")
    started = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    assert set(re.findall(r" (--[a-z-]+)", started)) <= set(re.findall(r"(--[a-z-]+)", known))


def test_the_browser_may_open_the_kiosk_s_own_pages_and_nothing_else() -> None:
    policies = json.loads((DEPLOY / "kiosk" / "policies.json").read_text("utf-8"))
    assert policies["URLBlocklist"] == ["*"]
    screen = (DEPLOY / "kiosk" / "hall-kiosk-screen.service").read_text("utf-8")
    assert all(f"{one}/" in screen for one in policies["URLAllowlist"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_units(unit: Path) -> None:
    said = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False).stderr
    # That the programs are not on this machine is no fault of the unit.
    faults = [line for line in said.splitlines() if unit.name in line and "is not executable" not in line]
    assert faults == []
