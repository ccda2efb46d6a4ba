"""Tell the story of one ticket in words (一张号票的经过): enough to settle "I was never called"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from hall.directory import Centre
from hall.web.language import Words


def of_ticket(events: Iterable[Mapping[str, str]], wanted: str) -> list[Mapping[str, str]]:
    """Pick the events of a ticket, named by its id or its number; of several days' the latest."""
    mine = [event for event in events if wanted in (event.get("ticket"), event.get("number"))]
    latest = mine[-1].get("ticket") if mine else None
    return [event for event in mine if event.get("ticket") == latest]


def tell(events: Iterable[Mapping[str, str]], centre: Centre, t: Words) -> Iterator[str]:
    """Say each event of one ticket as a line: when, and what happened by whom."""
    calls = 0
    for event in events:
        calls = {"called": 1, "recalled": calls + 1}.get(event["type"], calls)
        key = f"story.{event['type']}"
        # The same event may have a sentence of its own for one of its reasons.
        known = [one for one in (f"{key}_{event.get('reason', '')}", key, "story.other") if one in t]
        sentence = t(known[0], **_data(event, centre, t, calls))
        yield f"{_clock(event['at'], centre.zone)}  {sentence}"


def _data(event: Mapping[str, str], centre: Centre, t: Words, calls: int) -> dict[str, object]:
    service = centre.services.get(event.get("service", ""))
    waited = int(event.get("waited_ms", 0)) // 1000
    return {
        **event,
        "calls": calls,
        "actor": event.get("actor") or t("story.by_hall"),
        "service": t(service.name) if service else event.get("service", ""),
        "standing": _word(t, "standings", event.get("standing", "")),
        "reason": _word(t, "reasons", event.get("reason", "")),
        "outcome": _word(t, "outcomes", event.get("outcome", "")),
        "window": _window(event.get("window", ""), centre, t),
        "waited": t("story.minutes", minutes=waited // 60, seconds=waited % 60),
        "early": t("story.early") if event.get("early") else "",
        "until": _clock(event.get("until_at", "0"), centre.zone),
        "slot": _clock(event.get("slot_at", "0"), centre.zone),
        "copy": event.get("copy", ""),
        "times": event.get("times", ""),
        "act": event.get("act", ""),
        "state": event.get("state", ""),
    }


def _word(t: Words, table: str, code: str) -> str:
    key = f"story.{table}.{code}"
    return t(key) if key in t else code


def _window(name: str, centre: Centre, t: Words) -> str:
    place = centre.windows.get(name)
    if place is None:
        return name
    return t("place.window", hall=t(centre.halls[place.hall].name), window=place.number)


def _clock(at: str, zone: str) -> str:
    return f"{datetime.fromtimestamp(int(at) / 1000, ZoneInfo(zone)):%H:%M:%S}"
