"""Collect what is wrong in the configuration (配置错误), so that one run of `hall check` names all of it."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

#: pydantic's word for a mistake → the word of the administrator who made it.
_PLAIN = {"extra_forbidden": "unknown key", "missing": "is missing", "tuple_type": "must be a list"}


@dataclass(frozen=True, order=True)
class Fault:
    """Name one fault: the file in the folder, the key in it ("" for the whole file), a sentence."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


class ConfigFaults(Exception):
    """The configuration has faults; `faults` lists every one, by file and key."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Findings:
    """Gather faults while the folder is read and compared; nothing is raised before the end."""

    def __init__(self) -> None:
        self._found: set[Fault] = set()

    def add(self, file: str, key: str, message: str) -> None:
        """Note one fault; the same twice is one."""
        self._found.add(Fault(file, key, message))

    def add_invalid(self, file: str, prefix: str, error: ValidationError) -> None:
        """Add one fault for each complaint of pydantic, its place written as a TOML key."""
        for complaint in error.errors(include_url=False):
            key = dotted(prefix, *complaint["loc"])
            message = _PLAIN.get(complaint["type"], complaint["msg"].removeprefix("Value error, "))
            self.add(file, key, message)

    def sorted(self) -> tuple[Fault, ...]:
        """List what was found, by file and key."""
        return tuple(sorted(self._found))


def dotted(*parts: str | int) -> str:
    """Write a place in a TOML file: names joined by dots, the n-th entry of a list as [n], counted from 1."""
    key = ""
    for part in parts:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        else:
            key += f".{part}" if key else part
    return key
