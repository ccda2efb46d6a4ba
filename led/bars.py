"""Read which bar shows what (条屏配置): one TOML file a bus, wrong entries are refused with their names.

    speed = 9600

    [bars.over-window-12]
    address = 1
    window = "east/12"

    [bars.area-a]
    address = 2
    area = "east-a"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from led.frames import ADDRESSES

SPEEDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
#: What a bar may show, as the hall's screens are asked for it.
KINDS = ("window", "area")


class MapFault(Exception):
    """The file cannot be used; one sentence says why."""


@dataclass(frozen=True)
class Bar:
    """Hold one bar: its address on the bus, and which window or area it shows."""

    name: str
    address: int
    kind: str
    shows: str


@dataclass(frozen=True)
class Bars:
    """Hold all bars of one bus and its speed in bits a second."""

    speed: int
    all: tuple[Bar, ...]


def read(path: Path) -> Bars:
    """Read the file of a bus; raises MapFault."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise MapFault(f"{path}: {fault}") from fault
    speed, entries = table.pop("speed", 9600), table.pop("bars", {})
    if table:
        raise MapFault(f"{path}: unknown key {', '.join(table)}")
    if speed not in SPEEDS:
        raise MapFault(f"{path}: speed {speed!r} is none of {', '.join(map(str, SPEEDS))}")
    if not isinstance(entries, Mapping) or not entries:
        raise MapFault(f"{path}: there is no bar; each is a table such as [bars.over-window-12]")
    found = tuple(_bar(path, name, entry) for name, entry in entries.items())
    for bar in found:
        twin = next(one for one in found if one.address == bar.address)
        if twin is not bar:
            raise MapFault(f"{path}: bars {twin.name} and {bar.name} have the same address {bar.address}")
    return Bars(speed, found)


def _bar(path: Path, name: str, entry: object) -> Bar:
    if not isinstance(entry, Mapping) or set(entry) not in ({"address", "window"}, {"address", "area"}):
        raise MapFault(f"{path}: bars.{name} needs an address, and a window or an area")
    address, kind = entry["address"], next(kind for kind in KINDS if kind in entry)
    if type(address) is not int or address not in ADDRESSES:
        raise MapFault(f"{path}: bars.{name}.address must be {ADDRESSES[0]} to {ADDRESSES[-1]}")
    if not isinstance(entry[kind], str) or not entry[kind]:
        raise MapFault(f"{path}: bars.{name}.{kind} must be a text")
    return Bar(name, address, kind, entry[kind])
