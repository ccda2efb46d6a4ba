"""Tell how the devices of the hall were (设备): how often and how long a kiosk, a printer or a screen was not well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hall.directory import Centre, Text
from hall.rules.device_spells import DeviceSpell, Trouble
from hall.store.ledger.asking import AsOf
from hall.store.presence import Presence
from hall.web.language import Words

#: What is told under the name of an area, not of a device.
OF_AREAS = frozenset({Trouble.VOICE_MISSING, Trouble.CALLS_NOT_SHOWN})


@dataclass(frozen=True)
class DeviceLine:
    """Hold one trouble of one device: how often, how long together and at most, and whether it is so still."""

    trouble: str
    device: str
    name: Text
    reason: str
    times: int
    ms: int
    longest_ms: int
    still: bool


@dataclass(frozen=True)
class DeviceReport:
    """Hold how the devices were on some days."""

    span: str
    first: date
    last: date
    lines: tuple[DeviceLine, ...]
    as_of: int
    at: int

    def of(self, trouble: str) -> list[DeviceLine]:
        """Return the lines of one trouble, the longest first."""
        return [one for one in self.lines if one.trouble == trouble]


def report(
    span: str, days: tuple[date, date], found: Iterable[DeviceSpell], known: AsOf, names: Mapping[str, Text]
) -> DeviceReport:
    """Add up the times at which devices were not well."""
    spells: dict[tuple[str, str, str], list[DeviceSpell]] = defaultdict(list)
    for one in found:
        spells[one.trouble, one.device, one.reason].append(one)
    lines = [_line(*key, some, names) for key, some in spells.items()]
    order = list(Trouble)
    lines.sort(key=lambda one: (order.index(Trouble(one.trouble)), -one.ms, one.device, one.reason))
    return DeviceReport(span, *days, tuple(lines), known.seq, known.at)


def names_of(centre: Centre, presence: Presence, found: Sequence[DeviceSpell]) -> dict[str, Text]:
    """Return what people call the devices: where a kiosk stands, the name of a screen, an area."""
    screens = presence.screen_names(one.device for one in found if one.trouble == Trouble.SCREEN_SILENT)
    told: dict[str, Text] = {}
    for one in found:
        if one.trouble in OF_AREAS and one.device in centre.areas:
            told[one.device] = centre.areas[one.device].name
        elif one.trouble == Trouble.SCREEN_SILENT:
            name = screens.get(one.device, one.device)
            told[one.device] = Text(zh=name, en=name)
        elif one.device in centre.kiosks:
            told[one.device] = centre.kiosks[one.device].place
    return told


def reason(line: DeviceLine, t: Words) -> str:
    """Say why a printer could not print, in its own word where the hall has none."""
    word = f"device.reason_{line.reason}"
    return t(word) if word in t else line.reason


def as_json(found: DeviceReport) -> dict[str, Any]:
    """Encode it for programs."""
    lines = [
        {**{name: value for name, value in vars(one).items() if name != "name"}, "name": one.name.model_dump()}
        for one in found.lines
    ]
    return {
        "span": found.span, "first_day": str(found.first), "last_day": str(found.last), "lines": lines,
        "as_of": found.as_of,
    }


def _line(
    trouble: str, device: str, reason: str, spells: list[DeviceSpell], names: Mapping[str, Text]
) -> DeviceLine:
    lasted = [one.ended_at - one.began_at for one in spells]
    name = names.get(device, Text(zh=device, en=device))
    still = any(one.open for one in spells)
    return DeviceLine(trouble, device, name, reason, len(spells), sum(lasted), max(lasted), still)
