"""Make spells of devices (设备故障时段) out of events: from when to when a kiosk, printer or screen was not well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Event = Mapping[str, str]
#: Events that tell of devices.
TELLING = ("kiosk_changed", "alert_raised", "alert_cleared")


class Trouble(StrEnum):
    """Name what is not well (故障种类)."""

    #: A kiosk is not heard of.
    KIOSK_SILENT = "kiosk_silent"
    #: A kiosk cannot print; the reason is the printer's own.
    PRINTER = "printer"
    SCREEN_SILENT = "screen_silent"
    #: No screen speaks in an area that has one with sound.
    VOICE_MISSING = "voice_missing"
    #: A call was on no screen of its area.
    CALLS_NOT_SHOWN = "calls_not_shown"


@dataclass(frozen=True)
class DeviceSpell:
    """Hold one time without a break in which a device was not well; `open` when it still was at the log's end."""

    trouble: str
    device: str
    reason: str
    began_at: int
    ended_at: int
    open: bool = False


def spells_of(events: Iterable[Event], until: int) -> Iterator[DeviceSpell]:
    """Yield the spells of one log from its events in their order; what is not over by then ends `until`."""
    now: dict[tuple[str, str], tuple[str, str, int]] = {}
    for event in events:
        for key, trouble, reason in _stands(event):
            was = now.get(key)
            if (trouble, reason) == (was[:2] if was else ("", "")):
                continue
            at = int(event["at"])
            if was:
                yield DeviceSpell(was[0], key[1], was[1], was[2], at)
                del now[key]
            if trouble:
                now[key] = (trouble, reason, at)
    for (_, device), (trouble, reason, began) in now.items():
        yield DeviceSpell(trouble, device, reason, began, until, open=True)


def _stands(event: Event) -> Iterator[tuple[tuple[str, str], str, str]]:
    """Yield what an event says of a device: its key, the trouble it is in or '', and the reason."""
    kind = event["type"]
    if kind == "kiosk_changed":
        state = event["state"]
        if state == "silent":
            yield ("kiosk", event["kiosk"]), Trouble.KIOSK_SILENT, ""
        else:
            yield ("kiosk", event["kiosk"]), Trouble.PRINTER if state != "ok" else "", "" if state == "ok" else state
    elif kind in ("alert_raised", "alert_cleared") and event["cause"] in tuple(Trouble):
        wrong = kind == "alert_raised"
        yield (event["cause"], event["subject"]), event["cause"] if wrong else "", ""
