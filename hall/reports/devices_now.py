"""Show how the devices are (设备状况): kiosks and their paper, screens, and how loaded each area's voice is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hall.directory import Centre, Text
from hall.store.at_kiosks import SILENT_MS
from hall.store.records import KioskState
from hall.web.on_display import OnDisplay, ScreenNow, VoiceNow

#: What a kiosk that can print says of itself.
FINE = ("ok", "near_end")
#: A voice that needs longer than this for those who were not called yet is behind (播报积压), in ms.
BEHIND_MS = 12_000
#: A kiosk tells its paper in mm; people think of a roll in metres.
METRE_MM = 1000


@dataclass(frozen=True)
class Kiosk:
    """Hold one kiosk; `state` is ok, near_end (of its paper), a printer's fault, silent, or unheard.

    `used_metres` is the paper used of its roll: how long a roll is the hall is not told.
    """

    id: str
    place: Text
    state: str
    used_metres: int
    heard_at: int

    @property
    def restarts(self) -> bool:
        """Say that its page may be let begin anew: it is not well, and hears of it with the answer to its heartbeat."""
        return self.bad and self.state != "silent"

    @property
    def bad(self) -> bool:
        """Say that nobody can take a number there, though somebody should."""
        return self.state not in (*FINE, "unheard")


@dataclass(frozen=True)
class Voice:
    """Hold one area's voice; `state` is silent (nobody speaks), behind, speaking or quiet."""

    told: VoiceNow

    @property
    def state(self) -> str:
        """Say how loaded it is."""
        if not self.told.speaks:
            return "silent"
        if self.told.unsaid_ms > BEHIND_MS:
            return "behind"
        return "speaking" if self.told.unsaid else "quiet"

    @property
    def first_left_out(self) -> int:
        """Count calls that were never said: the visitor had come, or was missed, before the voice came to her."""
        return sum(count for why, count in self.told.left_out.items() if why.startswith("first_"))

    @property
    def left_out(self) -> int:
        """Count repeats and translations that came too late to be said."""
        return sum(self.told.left_out.values()) - self.first_left_out

    @property
    def bad(self) -> bool:
        """Say that an area that is to be called by voice is not, or much too late."""
        return self.state == "behind" or (self.told.wanted and self.state == "silent")


@dataclass(frozen=True)
class Devices:
    """Hold every device, what is wrong first."""

    kiosks: tuple[Kiosk, ...] = ()
    screens: tuple[ScreenNow, ...] = ()
    voices: tuple[Voice, ...] = ()

    @property
    def known_kiosks(self) -> tuple[Kiosk, ...]:
        """Return the kiosks that were ever heard."""
        return tuple(one for one in self.kiosks if one.state != "unheard")

    @property
    def good_kiosks(self) -> int:
        """Count the kiosks at which one can take a number."""
        return sum(not one.bad for one in self.known_kiosks)

    @property
    def faulty_screens(self) -> tuple[ScreenNow, ...]:
        """Return the screens with which something is wrong."""
        return tuple(one for one in self.screens if one.faults)

    @property
    def faults(self) -> Mapping[str, int]:
        """Count the screens by each fault."""
        return Counter(fault for one in self.screens for fault in one.faults)

    @property
    def sounding(self) -> tuple[Voice, ...]:
        """Return the areas that are called by voice, or should be."""
        return tuple(one for one in self.voices if one.told.wanted or one.told.speaks)

    @property
    def bad(self) -> int:
        """Count what somebody should see to."""
        kiosks = sum(one.bad for one in self.kiosks)
        return kiosks + len(self.faulty_screens) + sum(one.bad for one in self.voices)


def view(kiosks: Mapping[str, KioskState], shown: OnDisplay, centre: Centre, now: int) -> Devices:
    """Build the picture of all devices; `kiosks` are those of the configuration that were heard."""
    known = [_kiosk(one.id, one.place, kiosks.get(one.id), now) for one in centre.kiosks.values()]
    return Devices(
        kiosks=tuple(sorted(known, key=lambda one: (not one.bad, one.state != "near_end", one.state == "unheard"))),
        screens=shown.screens,
        voices=tuple(sorted(map(Voice, shown.voices), key=lambda one: (not one.bad, -one.told.unsaid_ms))),
    )


def as_json(devices: Devices) -> dict[str, Any]:
    """Encode the devices for programs."""
    return {
        "kiosks": [
            {"id": one.id, "state": one.state, "paper_used_metres": one.used_metres, "heard_at": one.heard_at or None}
            for one in devices.kiosks
        ],
        "screens": {"paired": len(devices.screens), "faulty": len(devices.faulty_screens), **_screens(devices.screens)},
        "voices": [
            {
                "area": one.told.area, "state": one.state, "unsaid": one.told.unsaid, "unsaid_ms": one.told.unsaid_ms,
                "sentences": one.told.sentences, "left_out": dict(one.told.left_out),
            }
            for one in devices.voices
        ],
    }


def _kiosk(name: str, place: Text, heard: KioskState | None, now: int) -> Kiosk:
    if heard is None:
        return Kiosk(name, place, "unheard", 0, 0)
    state = heard.state if heard.state != "ok" else heard.paper
    silent = now - heard.heard_at >= SILENT_MS
    return Kiosk(name, place, "silent" if silent else state, heard.paper_mm // METRE_MM, heard.heard_at)


def _screens(screens: Iterable[ScreenNow]) -> dict[str, Any]:
    some = list(screens)
    return {
        "faults": dict(Counter(fault for one in some for fault in one.faults)),
        "worst_lag_ms": max((one.lag_ms for one in some), default=0),
    }
