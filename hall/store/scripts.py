"""Load the Lua commands: the shared prelude and the table of moves are put in front of each file."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from redis import Redis
from redis.commands.core import Script
from redis.exceptions import ResponseError

from hall.rules.refusals import Refusal, by_code
from hall.rules.ticket import ALIVE, MOVES

FOLDER = Path(__file__).parent / "lua"
#: The order matters: each may use what stands before it.
SHARED = (
    *("ask", "once", "event", "ticket", "person", "queue", "choosing", "window", "calling", "rating", "visit"),
    *("undoing", "resettling"),
)
_AT_LINE = re.compile(r"user_script:(\d+)")


def _moves() -> str:
    """Write rules.ticket.MOVES as a Lua table, so that the life of a ticket is told once."""
    rows = []
    for move, change in MOVES.items():
        leaves = ", ".join(f"{state.value} = true" for state in sorted(change.leaves))
        alive = str(change.enters in ALIVE).lower()
        rows.append(f"{move.value} = {{ leaves = {{ {leaves} }}, enters = '{change.enters}', alive = {alive} }}")
    return "local MOVES = { " + ", ".join(rows) + " }"


@cache
def source(name: str) -> str:
    """Return the whole text of one command as the server runs it."""
    parts = [_moves()]
    parts += [(FOLDER / "shared" / f"{shared}.lua").read_text("utf-8") for shared in SHARED]
    parts.append((FOLDER / f"{name}.lua").read_text("utf-8"))
    return "\n".join(parts)


def names() -> list[str]:
    """List the commands, one a file."""
    return sorted(path.stem for path in FOLDER.glob("*.lua"))


class ScriptFault(Exception):
    """A Lua command failed by our own fault; the message names file and line."""


def _place(name: str, message: str) -> str:
    """Translate a line of the joined text back into a file and its line."""
    found = _AT_LINE.search(message)
    if not found:
        return f"{name}.lua: {message}"
    line = int(found.group(1)) - 1
    for shared in SHARED:
        length = (FOLDER / "shared" / f"{shared}.lua").read_text("utf-8").count("\n") + 1
        if line <= length:
            return f"shared/{shared}.lua:{line}: {message}"
        line -= length
    return f"{name}.lua:{line}: {message}"


class Scripts:
    """Run the Lua commands of one server."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._prefix = prefix
        self._scripts: dict[str, Script] = {name: redis.register_script(source(name)) for name in names()}

    def run(self, name: str, ask: dict[str, Any]) -> dict[str, Any]:
        """Run one command with its named arguments and return its answer.

        Raises the class of `hall.rules.refusals` whose code the command answered, or ScriptFault.
        """
        given = json.dumps({key: value for key, value in ask.items() if value is not None})
        try:
            reply = self._scripts[name](keys=[self._prefix], args=[given])
        except ResponseError as error:
            raise _refusal(name, error) from error
        answer: dict[str, Any] = json.loads(reply)
        return answer


def _refusal(name: str, error: ResponseError) -> Exception:
    """Turn Redis' error reply into the refusal that it names, or into our fault."""
    code, _, data = str(error).partition(" ")
    kind: type[Refusal] | None = by_code().get(code)
    if kind is None:
        # A full or read-only server is not a fault of the script: whoever asks hears that the store is away.
        return ScriptFault(_place(name, str(error))) if "script" in str(error) else error
    return kind(**json.loads(data or "{}"))
