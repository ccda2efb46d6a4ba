"""What installers copy from `deploy/` is what its guide names, and what systemd and the programs understand."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hall.cli import main as hall
from hall.settings import Settings
from kiosk.cli import main as kiosk

DEPLOY = Path(__file__).parents[2] / "deploy"
#: Each folder with its guide.
GUIDES = {name: (DEPLOY / f"{name}.md").read_text("utf-8") for name in ("hall", "kiosk")}
FILES = [(name, file) for name in GUIDES for file in sorted((DEPLOY / name).iterdir())]
UNITS = sorted(file for file in DEPLOY.rglob("*") if file.suffix in (".service", ".timer", ".target"))
PROGRAMS: dict[str, click.Group] = {"hall": hall, "kiosk": kiosk}
BIN = "/opt/hall/.venv/bin/"
#: What the name of a unit may stand for, as the guides enable them.
NAMED = {"hall@.service": ("record", "work", "webhooks"), "hall-web@.service": ("8000",)}


def started(unit: Path) -> Iterator[list[str]]:
    """Return the words of the command that a unit starts, once for each name that it may have."""
    for line in re.findall(r"^ExecStart=(.+)$", unit.read_text("utf-8"), re.MULTILINE):
        for name in NAMED.get(unit.name, ("",)):
            yield line.replace("%i", name).split()


def ours(units: list[Path] = UNITS) -> list[tuple[Path, list[str]]]:
    """Return every start of a program of ours."""
    return [(unit, words) for unit in units for words in started(unit) if words[0].startswith(BIN)]


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda one: getattr(one, "name", one))
def test_the_guide_names_every_file(name: str, file: Path) -> None:
    known = file.name if file.suffix not in (".service", ".target") else file.name.removesuffix(".service")
    assert known in GUIDES[name]


@pytest.mark.parametrize("name", GUIDES)
def test_the_guide_names_and_links_to_what_is_there(name: str) -> None:
    named = set(re.findall(r"\b[\w-]+\.(?:service|rules|timer|target|env)\b|policies\.json", GUIDES[name]))
    assert named - {"kiosk.env"} <= {file.name for file in (DEPLOY / name).iterdir()}
    for link in re.findall(r"\]\(([^)#:]+)\)", GUIDES[name]):
        assert (DEPLOY / link).is_file(), link


def test_what_the_guide_enables_is_what_there_are_units_for() -> None:
    guides = GUIDES["hall"] + (DEPLOY / "supervision.md").read_text("utf-8")
    told = " ".join(re.findall(r"systemctl enable --now (.+)", guides))
    units = {unit.name for unit in UNITS}
    for name in told.split():
        whole = name if "." in name else f"{name}.service"
        template = re.sub(r"@[^.]+", "@", whole)
        assert template in units and ("@" not in name or name.split("@")[1] in NAMED[template]), name


#: A command as a guide has it typed: at the beginning of a line of a block, or in quotes.
TYPED = re.compile(
    r"(?:^ *|`)(?:sudo -u \w+ )?(?:/opt/hall/\.venv/bin/)?(hall|kiosk) ([a-z][a-z-]+)\b([^`#|\n]*)", re.MULTILINE
)


@pytest.mark.parametrize("name", GUIDES)
def test_the_guide_types_commands_that_there_are(name: str) -> None:
    typed = TYPED.findall(GUIDES[name])
    assert len(typed) > 4
    for program, command, rest in typed:
        found = PROGRAMS[program].commands.get(command)
        assert found, f"{program} {command}"
        assert set(re.findall(r"(?<=\s)--[a-z-]+", rest)) <= _options(found), f"{program} {command}{rest}"


def _options(command: click.Command) -> set[str]:
    return {option for one in command.params for option in one.opts}


@pytest.mark.parametrize(("unit", "words"), ours(), ids=lambda one: getattr(one, "name", None))
def test_a_unit_starts_a_command_that_there_is_with_all_that_it_needs(unit: Path, words: list[str]) -> None:
    program, command = Path(words[0]).name, PROGRAMS[Path(words[0]).name].commands.get(words[1])
    assert command, f"{program} {words[1]}"
    given = {word for word in words[2:] if word.startswith("--")}
    assert given <= _options(command), given - _options(command)
    needed = {one.opts[0] for one in command.params if one.required and isinstance(one, click.Option)}
    assert needed <= given, needed - given


def test_every_command_that_runs_on_has_a_unit() -> None:
    started_here = {words[1] for _, words in ours() if Path(words[0]).name == "hall"}
    assert {"queue", "serve", "record", "work", "webhooks", "led", "pad", "backup"} <= started_here


def test_the_settings_of_the_units_are_those_of_the_programs() -> None:
    named = re.findall(r"^#?(HALL_[A-Z_]+)=", (DEPLOY / "hall" / "hall.env").read_text("utf-8"), re.MULTILINE)
    known = {f"HALL_{name.upper()}" for name in Settings.model_fields}
    assert {"HALL_CONFIG", "HALL_DATA", "HALL_REDIS_URL"} <= set(named) <= known
    heard = {str(one.envvar) for one in kiosk.commands["run"].params if one.envvar}
    assert set(re.findall(r"\bKIOSK_[A-Z_]+(?==)", GUIDES["kiosk"])) <= heard


def test_the_data_and_the_queue_server_are_where_the_units_have_them() -> None:
    env = dict(re.findall(r"^(HALL_\w+)=(.*)$", (DEPLOY / "hall" / "hall.env").read_text("utf-8"), re.MULTILINE))
    assert env["HALL_REDIS_URL"] == f"unix://{env['HALL_DATA']}/queue.sock"
    for unit in (DEPLOY / "hall").glob("*.service"):
        text = unit.read_text("utf-8")
        assert "/etc/hall/hall.env" in text and "User=hall" in text and "NoNewPrivileges=yes" in text, unit.name
        assert "ProtectSystem=strict" in text, unit.name
    for name in ("hall-queue", "hall@", "hall-web@"):
        text = (DEPLOY / "hall" / f"{name}.service").read_text("utf-8")
        assert f"StateDirectory={env['HALL_DATA'].removeprefix('/var/lib/')}\n" in text


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text("utf-8")
        # That the programs are not on this machine is no fault of the unit.
        (tmp_path / unit.name).write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False
    )
    faults = [line for line in done.stderr.splitlines() if any(unit.stem.rstrip("@") in line for unit in UNITS)]
    assert faults == []
