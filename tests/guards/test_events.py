"""Hold the book of events against the Lua files that write them: every type, every field, and nothing else."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from hall.rules import events
from hall.store.scripts import FOLDER

BOOK = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
LUA = {file.stem: file.read_text("utf-8") for file in sorted(FOLDER.rglob("*.lua"))}
#: What every event has, and what it has of whoever pressed; an event of the hall itself has none.
ALWAYS = {"seq", "at", "type"}
PRESSED = {"request", "actor"}
#: What an event has of its ticket, as far as it is not empty.
OF_TICKET = {"ticket", "number", "service", "standing", "hall", "area", "slot_at"}
#: Types that are put together or asked for: what is written in the file, and what that can become.
JOINED = {
    "'window_' .. ask.state": ("window_paused", "window_closed"),
    "'follow_up_' .. ask.step": ("follow_up_called_back", "follow_up_settled"),
    "ask.entry": ("deflected", "guided"),
}
#: Written empty, and so never there.
NEVER = {"hall_resumed": {"reason"}}
#: A call of `tell`, or of a function that tells for several files, such as `tell_rating`.
CALL = re.compile(r"(?<!function )\btell(_\w+)?\(")


@cache
def written() -> dict[str, set[str]]:
    """Return the fields of each type as the Lua files write them."""
    found: dict[str, set[str]] = {}
    for name, text in LUA.items():
        for call in CALL.finditer(text):
            first, ticket, more = _arguments(text, call.end())
            if first == "type":
                continue  # Inside of a function that tells for others, whose own calls are read.
            fields = set(re.findall(r"(\w+) = ", more)) if "{" in more else _gathered() if more == "more" else set()
            assert fields or more in ("", "{}"), f"{name}.lua tells {first} with {more}"
            if call[1]:
                fields |= _added(f"tell{call[1]}")
            types = JOINED.get(first) or re.findall(r"'([a-z_]+)'", first)
            assert types and (first in JOINED or ".." not in first), f"{name}.lua: JOINED says what {first} can become"
            for kind in types:
                told = ALWAYS | (fields - NEVER.get(kind, set())) | (OF_TICKET if ticket != "nil" else set())
                found[kind] = found.get(kind, set()) | told
    return found


def _added(function: str) -> set[str]:
    """Return what a function that tells for several files adds by itself."""
    [body] = [found[0] for text in LUA.values()
              for found in re.finditer(rf"^local function {function}\(.*?^end$", text, re.DOTALL | re.MULTILINE)]
    return set(re.findall(r"\bmore\.(\w+)(?=[^=]* = )", body))


def _gathered() -> set[str]:
    """Return what a call is told with: it is put together by whoever calls."""
    calls = [re.findall(r"(\w+) = ", _arguments(text, one.end())[3]) for text in LUA.values()
             for one in re.finditer(r"(?<!function )\bcall_to\(", text)]
    return {name for names in calls for name in names} | set(re.findall(r"\bmore\.(\w+)[ ,]", LUA["calling"]))


def _arguments(text: str, start: int) -> list[str]:
    """Split the arguments of a call whose bracket opens before `start`; a missing one is ''."""
    parts, depth, part = [], 0, ""
    for sign in text[start:]:
        if sign == ")" and not depth:
            break
        depth += (sign in "({") - (sign in ")}")
        if sign == "," and not depth:
            parts.append(part.strip())
            part = ""
        else:
            part += sign
    return [*parts, part.strip(), "", ""][: max(3, len(parts) + 1)]


@cache
def fields() -> dict[str, tuple[str, bool]]:
    """Return the book's table of fields: each with its type, and whether a webhook sends it."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|.*\| (yes|no|[\w ]+) \|$", BOOK, re.MULTILINE)
    return {name: (kind, sent != "no") for name, kind, sent in rows}


@cache
def explained() -> dict[str, tuple[set[str], dict[str, object]]]:
    """Return the types that the book explains: the fields of each, and its example."""
    found = {}
    for part in re.split(r"^### ", BOOK, flags=re.MULTILINE)[1:]:
        kind = part.split("`")[1]
        listed = re.search(r"^Fields: (.*?)\n\n", part, re.DOTALL | re.MULTILINE)
        example = re.search(r"^```json\n(.*)\n```", part, re.MULTILINE)
        assert listed and example, f"{kind} has its fields and an example"
        found[kind] = set(re.findall(r"`(\w+)`", listed[1])), json.loads(example[1])
    return found


def test_the_files_are_read() -> None:
    assert written()["called"] > {"window", "why", "waited_ms", "handicap", "out_of_order", "reason", "number"}
    assert "window_closed" in written() and "hall_stopped" in written() and len(written()) > 30


def test_every_type_is_known_and_explained_and_no_other() -> None:
    assert set(explained()) == set(written())
    assert set(written()) == events.TYPES


@pytest.mark.parametrize("kind", sorted(written()))
def test_a_type_has_exactly_the_fields_that_the_book_says(kind: str) -> None:
    assert explained()[kind][0] | ALWAYS | PRESSED | (OF_TICKET & written()[kind]) == written()[kind] | PRESSED


@pytest.mark.parametrize("kind", sorted(explained()))
def test_an_example_is_a_line_as_the_door_gives_it(kind: str) -> None:
    example = explained()[kind][1]
    assert example["type"] == kind and set(example) <= written()[kind] | PRESSED
    assert events.event_json({name: str(value) for name, value in example.items()}) == example, "types and order"


def test_every_field_is_explained_with_its_type_and_no_other() -> None:
    assert set(fields()) == {name for names in written().values() for name in names} | PRESSED
    assert {name for name, (kind, _) in fields().items() if kind == "number"} == events.NUMBERS


def test_the_book_says_what_a_webhook_sends() -> None:
    assert {name for name, (_, sent) in fields().items() if sent} == events.SENT | {"ticket", "actor", "reason"}
