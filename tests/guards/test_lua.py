"""Read the Lua files: what a header says is what the command asks, returns and refuses."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hall.rules.refusals import Refusal, by_code
from hall.store import keys, scripts
from hall.store.alerting import Verdict
from hall.store.at_kiosks import KioskSays
from hall.store.scripts import FOLDER, SHARED, Scripts
from tests.builders import Story
from tests.store.every_act import ACTS, WRONG

#: What every command may be given: the clock, and the name of the press.
ALWAYS = frozenset({"now", "request", "digest", "actor", "keep_seconds", "config"})
COMMANDS = scripts.names()
FILES = sorted(FOLDER.rglob("*.lua"))
#: A Lua file has one job.
LINES = 60

_HEADER = re.compile(r"--\[\[(.+?)\]\]", re.DOTALL)
_FUNCTION = re.compile(r"^local function (\w+)\(.*?^end$", re.DOTALL | re.MULTILINE)


@cache
def text_of(command: str) -> str:
    """Return one command's own text."""
    return (FOLDER / f"{command}.lua").read_text("utf-8")


def header(command: str) -> dict[str, str]:
    """Return what a header says under Asks, Returns and Refuses."""
    found = _HEADER.match(text_of(command))
    assert found, f"{command}.lua begins with its header"
    parts = re.split(r"^\s*(Asks|Returns|Refuses)\b", found.group(1), flags=re.MULTILINE)
    return {"says": parts[0]} | dict(zip(parts[1::2], parts[2::2], strict=True))


def asked(command: str) -> set[str]:
    """Return the names that a header says the command asks; what is in brackets explains them."""
    return set(re.findall(r"[a-z_]+", re.sub(r"\([^)]*\)| and ", " ", header(command).get("Asks", ""))))


@cache
def shared_functions() -> dict[str, str]:
    """Return every function of the prelude with its text."""
    whole = "\n".join((FOLDER / "shared" / f"{name}.lua").read_text("utf-8") for name in SHARED)
    return {found.group(1): found.group(0) for found in _FUNCTION.finditer(whole)}


@cache
def reached(command: str) -> str:
    """Return the text of a command and of every shared function that it calls, directly or not."""
    functions = shared_functions()
    text, seen = _HEADER.sub("", text_of(command)), set[str]()
    while called := {name for name in functions if re.search(rf"\b{name}\(", text)} - seen:
        seen |= called
        text += "\n".join(functions[name] for name in called)
    return text


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_uses_exactly_what_its_header_asks(command: str) -> None:
    assert set(re.findall(r"\bask\.(\w+)", reached(command))) - ALWAYS == asked(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_refuses_exactly_with_the_codes_of_its_header(command: str) -> None:
    written = set(re.findall(r"'([A-Z_]+)'", reached(command))) & set(by_code())
    assert written - {"REQUEST_REUSED"} == set(re.findall(r"\b[A-Z][A-Z_]{3,}\b", header(command).get("Refuses", "")))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_code_in_quotes_is_a_class_of_refusals(command: str) -> None:
    assert set(re.findall(r"refuse\('(\w+)'", reached(command))) <= set(by_code())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_header_says_what_it_does_and_what_comes_back(command: str) -> None:
    assert header(command)["says"].strip()
    assert header(command)["Returns"].strip() or command == "refuse"


def test_python_gives_each_command_what_its_header_asks(centre: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    run = Scripts.run

    def recorded(self: Scripts, name: str, ask: dict[str, Any]) -> dict[str, Any]:
        given[name] |= set(ask)
        return run(self, name, ask)

    monkeypatch.setattr(Scripts, "run", recorded)
    for act in ACTS:
        centre.redis.flushall()
        story = Story(centre.redis)
        act.situation(story)(story.press())
    for wrong in WRONG:
        centre.redis.flushall()
        story = Story(centre.redis)
        wrong.situation(story)
        with pytest.raises(Refusal):
            wrong.press(story, story.press())
    story.tickets.paper_overdue("nobody")
    story.tickets.unpin("nobody")
    story.tickets.let_in_later("nobody")
    story.tickets.recall_by_itself("nobody", "recall:nobody:1")
    story.tickets.lose_window("east/12")
    story.tickets.hear_kiosk(KioskSays("kiosk-1"), 1)
    story.tickets.miss_kiosk("kiosk-1")
    story.tickets.settle_alerts(["wall:east-a:1"], "wall:east-a:again", [Verdict("calls_not_shown:east-a", True, 0)])
    assert {name: names - ALWAYS for name, names in given.items()} == {name: asked(name) for name in COMMANDS}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_lua_file_is_short(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) < LINES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_lua_file_keeps_out_of_the_traps(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.search(r"(?<![\w.])error\(", text), "a refusal is returned: redis.error_reply"
    assert not re.search(r"redis\.call\('(KEYS|SCAN|SMEMBERS|LRANGE|ZRANGEBYSCORE|FLUSH\w*)'", text), "no sweeps"
    assert "math.random" not in text and "os." not in text, "ids and chance are made in Python"


def test_every_shared_file_is_in_front_of_the_commands() -> None:
    assert {file.stem for file in (FOLDER / "shared").glob("*.lua")} == set(SHARED)


def test_every_shared_function_is_used() -> None:
    whole = "\n".join(file.read_text("utf-8") for file in FILES)
    assert [name for name in shared_functions() if len(re.findall(rf"\b{name}\b", whole)) < 2] == []


def test_every_kind_of_key_is_named_once_and_used() -> None:
    lua = "\n".join(file.read_text("utf-8") for file in FILES)
    python = "\n".join(file.read_text("utf-8") for file in Path(keys.__file__).parent.glob("*.py"))
    named = set(re.findall(r"\bkey\('(\w+)'", lua)) | set(re.findall(r"_keys\(\"(\w+)\"|keys\(\"(\w+)\"", python)[0])
    assert named - {""} <= set(keys.KINDS), "hall/store/keys.py names it"
    unused = [kind for kind in keys.KINDS if f"'{kind}'" not in lua and f'"{kind}",' not in python
              and f'"{kind}")' not in python]
    assert unused == []
