"""Read which key means which act (按键表): a small TOML file; a key that is there twice is refused with both lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hall.rules.window import PauseReason
from pad.acts import Act
from pad.keynames import CODES, canonical

#: Keys that everybody types all day: a press meant for another program would call a visitor. The number pad's Enter
#: is one of them, because Windows cannot tell it from the other one.
TYPED_ALL_DAY = frozenset({"SPACE", "ENTER", "KP_ENTER"})
#: What may be held together with a key. Shift is not among them: on Windows it turns the number pad's digits over.
MODIFIERS = frozenset({"ctrl", "alt", "win"})
#: The number pad as it is without a file; config/pad.toml is the same with the reasons.
KEYS: Mapping[str, Act] = {
    "KP_ADD": Act.NEXT,
    "KP_MULTIPLY": Act.RECALL,
    "KP_SUBTRACT": Act.NO_SHOW,
    "KP_DIVIDE": Act.UNDO,
    "KP_7": Act.HOLD,
    "KP_1": Act.FINISH,
    "KP_0": Act.PAUSE,
}
#: A serial call pad's characters; most send the digit that is printed on the key.
SERIAL: Mapping[str, Act] = {
    "1": Act.NEXT,
    "2": Act.RECALL,
    "3": Act.NO_SHOW,
    "4": Act.HOLD,
    "5": Act.FINISH,
    "6": Act.UNDO,
    "7": Act.PAUSE,
}

_SECTION = re.compile(r"^\s*\[\s*([A-Za-z_-]+)\s*\]")
_ENTRY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*=""")


class KeyFault(Exception):
    """A keys file cannot be used; the message names the file and the lines."""


@dataclass(frozen=True)
class KeyMap:
    """Hold what each key means: `keys` of a keyboard by name, `serial` by character.

    `together` is held with a key on the clerk's own keyboard, `pause` the reason that the pause key gives.
    """

    keys: Mapping[str, Act]
    serial: Mapping[str, Act]
    together: frozenset[str] = frozenset({"ctrl"})
    pause: PauseReason = PauseReason.BREAK


DEFAULT = KeyMap(KEYS, SERIAL)


@dataclass(frozen=True)
class Entry:
    """Hold one line of a keys file: where it is, what it says, and which key that is."""

    line: int
    section: str
    written: str
    key: str


def read(path: Path) -> KeyMap:
    """Read a keys file (读按键表); raises KeyFault with the file and the lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFault(f"{path}: {fault}") from fault
    entries = list(_entries(text))
    # Before TOML looks at it: its own word for this names one line, and it does not know that two names are one key.
    _refuse_twice(path, entries)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise KeyFault(f"{path}: {fault}") from fault
    lines = {(one.section, one.written): one.line for one in entries}
    return _map(path, found, lines)


def _entries(text: str) -> Iterator[Entry]:
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if opened := _SECTION.match(line):
            section = opened[1]
        elif entry := _ENTRY.match(line):
            written = entry[1] or entry[2] or entry[3]
            yield Entry(number, section, written, canonical(written) if section == "keys" else written)


def _refuse_twice(path: Path, entries: list[Entry]) -> None:
    first: dict[tuple[str, str], Entry] = {}
    for one in entries:
        before = first.setdefault((one.section, one.key), one)
        if before is not one:
            names = one.written if one.written == before.written else f"{before.written} and {one.written}, one key,"
            raise KeyFault(f"{path}: lines {before.line} and {one.line}: {names} may be there only once")


def _map(path: Path, found: Mapping[str, Any], lines: Mapping[tuple[str, str], int]) -> KeyMap:
    """Build the map of what a file says; what it does not say stays as it is by default."""
    if unknown := set(found) - {"with", "pause", "keys", "serial"}:
        raise KeyFault(f"{path}: unknown: {', '.join(sorted(unknown))}")
    keys, serial = DEFAULT.keys, DEFAULT.serial
    if "keys" in found:
        keys = {canonical(name): act for name, act in _acts(path, "keys", found["keys"], lines)}
    if "serial" in found:
        serial = dict(_acts(path, "serial", found["serial"], lines))
    try:
        pause = PauseReason(found.get("pause", DEFAULT.pause))
    except ValueError as fault:
        raise KeyFault(f"{path}: pause: one of {', '.join(PauseReason)}") from fault
    return KeyMap(keys, serial, _together(path, found), pause)


def _acts(path: Path, section: str, table: Any, lines: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, Act]]:
    if not isinstance(table, Mapping) or not table:
        raise KeyFault(f'{path}: [{section}] holds lines such as KP_ADD = "next"')
    for name, meant in table.items():
        where = f"{path}: line {lines.get((section, name), '?')}"
        if meant not in list(Act):
            raise KeyFault(f"{where}: {name}: {meant!r} is no act; one of {', '.join(Act)}")
        fault = _serial_fault(name) if section == "serial" else _key_fault(name)
        if fault:
            raise KeyFault(f"{where}: {fault}")
        yield name, Act(meant)


def _key_fault(name: str) -> str:
    key = canonical(name)
    if key in TYPED_ALL_DAY:
        return f"{name} may not be used: typed all day; a press meant for another program would call a visitor"
    if key not in CODES and not key.startswith("CODE_"):
        return f"{name} is no key known here; a key without a name is CODE_ and its number, such as CODE_183"
    return ""


def _serial_fault(name: str) -> str:
    if len(name) != 1 or not name.isascii():
        return f"{name!r}: a serial pad's key is one ASCII character"
    if name.isspace() or not name.isprintable():
        return f"{name!r} may not be used: pads send spaces and ends of line between the keys"
    return ""


def _together(path: Path, found: Mapping[str, Any]) -> frozenset[str]:
    written = found.get("with", "+".join(sorted(DEFAULT.together)))
    names = frozenset(one.strip().lower() for one in str(written).split("+") if one.strip())
    if unknown := names - MODIFIERS:
        raise KeyFault(f"{path}: with: {', '.join(sorted(unknown))}: one of ctrl, alt, win, joined by +, or nothing")
    return names
