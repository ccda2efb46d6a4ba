"""Know what a printer can do (打印机型号): paper width, cutter, roll; from a small TOML file, else safe defaults."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any


class Cut(StrEnum):
    """Name how the paper is parted (切纸方式)."""

    FULL = "full"
    PART = "part"
    NONE = "none"


class Setting(StrEnum):
    """Name how a slip is set (制版方式): as a picture, or in the printer's own Chinese characters where they do."""

    PICTURE = "picture"
    CHARACTERS = "characters"


class Confirms(StrEnum):
    """Name how a printer says that a slip is out (确认方式), the best first; ASK finds out at each touch."""

    ASK = "ask"
    PROCESS_ID = "process_id"
    SENSOR = "sensor"
    AUTOMATIC = "automatic"
    NONE = "none"


class ModelFault(Exception):
    """Say what is wrong in a model file, with the file and the key."""


@dataclass(frozen=True)
class Model:
    """Hold what is known of one printer (打印机能力); the defaults are an 80 mm printer nobody has tested."""

    name: str = "ESC/POS 80 mm"
    #: Dots across the paper: 576 on 80 mm, 384 on 58 mm.
    width: int = 576
    cut: Cut = Cut.PART
    #: How a slip is set, and whether the printer draws a QR code itself.
    slip: Setting = Setting.PICTURE
    qr: bool = False
    #: How it confirms a slip, and whether it throws away what it still holds when told to (DLE DC4 8).
    confirms: Confirms = Confirms.ASK
    clears: bool = True
    #: Dots a millimetre of paper: 8 at 203 dpi.
    dots_per_mm: int = 8
    #: Millimetres on a new roll (80 m), and what a cut wastes between head and knife.
    roll_mm: int = 80_000
    cut_mm: int = 14
    #: Which of python-escpos' device profiles encodes for it.
    profile: str = "TM-T20II"


#: The widths a head is made in.
WIDTHS = (576, 512, 384)


def read_model(path: Path | None) -> Model:
    """Read a printer's file (config/printers/*.toml); without one take the defaults."""
    if path is None:
        return Model()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ModelFault(f"{path}: {fault}") from fault
    return _checked(path, told)


def _checked(path: Path, told: dict[str, Any]) -> Model:
    """Check every key against the defaults' types; an unknown key is a typing mistake, not a wish."""
    known = {field.name: type(getattr(Model(), field.name)) for field in fields(Model)}
    for key, value in told.items():
        if key not in known:
            raise ModelFault(f"{path}: {key}: no such key; known are {', '.join(known)}")
        kind = known[key]
        if issubclass(kind, StrEnum):
            if value not in set(kind):
                raise ModelFault(f"{path}: {key}: must be one of {', '.join(kind)}")
            told[key] = kind(value)
        elif type(value) is not kind:
            raise ModelFault(f"{path}: {key}: must be a {kind.__name__}")
    if told.get("width", 576) not in WIDTHS:
        raise ModelFault(f"{path}: width: must be one of {', '.join(map(str, WIDTHS))} dots")
    return Model(**told)
