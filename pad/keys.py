"""Hear keys (按键来源): one seam, `Keys`, for a keyboard, a serial call pad and lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inputs.device import Device, Stop
from pad.acts import Act
from pad.evdev import Keyboard
from pad.keymap import KeyMap
from pad.lines import Lines
from pad.serial import SPEED, SPEEDS, SerialPad


class Keys(Protocol):
    """Give the keys as they go down, by name, until the program stops; a key that is held is one."""

    def pressed(self) -> Iterator[str]:
        """Wait for keys and give their names."""


@dataclass(frozen=True)
class Input:
    """Hold where keys come from and what they mean there; `name` is for people."""

    name: str
    keys: Keys
    meaning: dict[str, Act]


class UnknownInput(Exception):
    """An --input that is none."""


def open_input(text: str, known: KeyMap, grab: bool, stop: Stop, tell: Callable[[bool], None]) -> Input:
    """Open what --input says (打开按键来源): evdev:PATH, serial:PATH[@SPEED] or stdin.

    `tell` hears when the device is away (False) and there again (True).
    """
    kind, _, rest = text.partition(":")
    if text == "stdin":
        # A script may also write what it wants done.
        return Input(text, Lines(stop), {**known.keys, **{str(act): act for act in Act}})
    if kind == "evdev" and rest:
        together = frozenset() if grab else known.together
        return Input(text, Keyboard(Device(Path(rest), stop, tell), together, grab), dict(known.keys))
    if kind == "serial" and rest:
        path, _, speed = rest.partition("@")
        if speed and speed not in map(str, SPEEDS):
            raise UnknownInput(f"{text}: speeds are {', '.join(map(str, SPEEDS))}")
        return Input(text, SerialPad(Device(Path(path), stop, tell), int(speed or SPEED)), dict(known.serial))
    raise UnknownInput(f"{text}: evdev:/dev/input/…, serial:/dev/tty… or stdin")
