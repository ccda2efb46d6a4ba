"""Tell the story of one ticket in words (一张号票的经过): enough to settle "I was never called"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from hall.directory import Centre
from hall.store.proof import Mark, Proved
from hall.web.language import Words

#: Events that a screen is to show and to speak.
CALLS = frozenset({"called", "recalled"})
#: After every moment.
LAST = 10**15


def of_ticket(events: Iterable[Mapping[str, str]], wanted: str) -> list[Mapping[str, str]]:
    """Pick the events of a ticket, named by its id or its number; of several days' the latest."""
    mine = [event for event in events if wanted in (event.get("ticket"), event.get("number"))]
    latest = mine[-1].get("ticket") if mine else None
    return [event for event in mine if event.get("ticket") == latest]


def tell(
    events: Sequence[Mapping[str, str]], centre: Centre, t: Words, proved: Proved | None = None,
    screens: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Say each event of one ticket as a line: when, and what happened by whom.

    With what screens have `proved`, each call also tells on which it was shown and by which it was spoken; `screens`
    are their names by id.
    """
    calls = 0
    moments = [int(event["at"]) for event in events if event["type"] in CALLS]
    for event in events:
        calls = {"called": 1, "recalled": calls + 1}.get(event["type"], calls)
        key = f"story.{event['type']}"
        # The same event may have a sentence of its own for one of its reasons.
        known = [one for one in (f"{key}_{event.get('reason', '')}", key, "story.other") if one in t]
        sentence = t(known[0], **_data(event, centre, t, calls))
        yield f"{_clock(event['at'], centre.zone)}  {sentence}"
        if proved and event["type"] in CALLS:
            at = int(event["at"])
            until = min((one for one in moments if one > at), default=LAST)
            yield from (f"          {line}" for line in _proof(proved, at, until, centre, t, screens or {}))


def _proof(
    proved: Proved, at: int, until: int, centre: Centre, t: Words, screens: Mapping[str, str]
) -> Iterator[str]:
    """Say which screens showed the call of a moment, and which spoke it before the next one."""

    def told(marks: Iterable[Mark]) -> str:
        mine = [one for one in marks if at <= one.at < until]
        named = [(screens.get(one.screen, one.screen) or t("story.some_screen"), one.at) for one in mine]
        return t("board.comma").join(f"{name} {_clock(str(when), centre.zone, exact=True)}" for name, when in named)

    first = proved.firsts.get(at)
    if first is None:
        yield t("story.shown_nowhere")
    else:
        when = _clock(str(first), centre.zone, exact=True)
        yield t("story.shown", n=proved.counts.get(at, 0), first=when, screens=told(proved.shown) or t("story.unnamed"))
    spoken = told(proved.spoken)
    if spoken:
        yield t("story.spoken", screens=spoken)


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
        "act": _word(t, "acts", event.get("act", "")),
        "state": _word(t, "states", event.get("state", "")),
    }


def _word(t: Words, table: str, code: str) -> str:
    key = f"story.{table}.{code}"
    return t(key) if key in t else code


def _window(name: str, centre: Centre, t: Words) -> str:
    place = centre.windows.get(name)
    if place is None:
        return name
    return t("place.window", hall=t(centre.halls[place.hall].name), window=place.number)


def _clock(at: str, zone: str, *, exact: bool = False) -> str:
    text = f"{datetime.fromtimestamp(int(at) / 1000, ZoneInfo(zone)):%H:%M:%S.%f}"
    return text[:-5] if exact else text[:-7]
