"""Replay a past day on the real engine as it was and with one thing changed (如果当天), side by side.

The day comes from the ledger, today's from the stream. A replay has a private queue server of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hall.directory import Centre
from hall.replay import Replay, private_server
from hall.rules.comparing import Comparison, Pair, Wait, booked_percent, compare, difference, recorded, replayed
from hall.rules.discipline import Discipline
from hall.rules.past_day import Event, PastDay, past_day
from hall.rules.times import MINUTE_MS
from hall.rules.what_if import ADDED, Between, WhatIf, replay_input
from hall.store.ledger.asking import LedgerAway
from hall.store.ledger.history import History
from hall.web.today import Today

#: Hears how much of the work is done, 0 to 100.
Progress = Callable[[int], None]
#: After so many lines of a replay somebody hears how far it is.
TELL_AFTER = 200


class CannotBeAsked(Exception):
    """A question that cannot be replayed: `why` is its word in the catalogues."""

    def __init__(self, why: str, **data: object) -> None:
        super().__init__(f"{why} {data or ''}".strip())
        self.why, self.data = why, data


def answer(
    day: date, asked: Mapping[str, Any], centre: Centre, wanted: Centre | None, events: Iterable[Event],
    tell: Progress = lambda _: None,
) -> dict[str, Any]:
    """Replay a day twice and compare; `wanted` is a configuration that is not yet in force, where one is asked for."""
    began_at = _midnight(day, centre.zone)
    usual = {one.id: one.minutes * MINUTE_MS for one in centre.services.values()}
    reaches = {name: window.reach for name, window in centre.windows.items()}
    past = past_day(events, began_at, reaches, usual)
    if not past.visitors:
        raise CannotBeAsked("nobody_came", day=str(day))
    changed, rules = what_if_of(asked, centre, wanted), centre.policy.rules
    was = _replay(past, replay_input(past, rules, reaches), centre, lambda n: tell(n // 2))
    would = _replay(past, replay_input(past, rules, reaches, changed), centre, lambda n: tell(50 + n // 2))
    return {
        "day": str(day), "asked": dict(asked), "rules": _rules(rules), "asked_rules": _rules(changed.rules or rules),
        "changed_windows": sum(reach != reaches.get(name) for name, reach in changed.reaches.items()),
        **_told(past, recorded(past), was, would),
    }


def events_of(day: date, zone: str, now: int, history: History, today: Today) -> list[dict[str, str]]:
    """Return what happened on a day: from the ledger, or from the stream what that has not recorded."""
    from_at, until_at = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    if until_at <= now:
        try:
            if found := history.events(from_at, until_at):
                return found
        except LedgerAway:
            # A hall without a ledger has the last days on its stream.
            pass
    return list(today.events(from_at, until_at))


def what_if_of(asked: Mapping[str, Any], centre: Centre, wanted: Centre | None = None) -> WhatIf:
    """Understand a question: minutes for the rules, clock times for windows; what is not named stays as it was."""
    rules = (wanted or centre).policy.rules
    minutes = {"ha": "appointment_ms", "hp": "priority_ms", "e": "early_ms", "g": "grace_ms"}
    told = {field: asked[name] * MINUTE_MS for name, field in minutes.items() if asked.get(name) is not None}
    handicap = asked.get("handicap")
    agency = asked.get("agency")
    return WhatIf(
        rules=replace(rules, **told),
        handicap_ms=None if handicap is None else handicap * MINUTE_MS,
        reaches={name: window.reach for name, window in wanted.windows.items()} if wanted else {},
        windows=tuple(_between(one, centre) for one in asked.get("windows", ())),
        earlier_ms=int(asked.get("earlier") or 0) * MINUTE_MS,
        shifts=frozenset(name for name, one in centre.windows.items() if agency and one.agency == agency),
    )


def _between(asked: Mapping[str, Any], centre: Centre) -> Between:
    """Understand one window for a while: closed, or open for a service; none named is one more than the hall has."""
    window, service = asked.get("window") or ADDED, asked.get("service")
    from_ms, until_ms = _clock(asked["from"]), _clock(asked["until"])
    if from_ms >= until_ms:
        raise CannotBeAsked("ends_before", until=asked["until"])
    if window != ADDED and window not in centre.windows:
        raise CannotBeAsked("no_window", window=window)
    if service and service not in centre.services:
        raise CannotBeAsked("no_service", service=service)
    if window == ADDED and not service:
        raise CannotBeAsked("no_service", service="")
    return Between(window, from_ms, until_ms, {service: 0} if service else None)


def _clock(text: str) -> int:
    hour, _, minute = text.partition(":")
    return (int(hour) * 60 + int(minute)) * MINUTE_MS



def _midnight(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp() * 1000)


def _replay(past: PastDay, lines: list[dict[str, Any]], centre: Centre, tell: Progress) -> dict[str, Wait]:
    told = []
    with private_server() as url:
        for line in Replay(url, centre.policy, estimates=False).run(lines):
            told.append(line)
            if len(told) % TELL_AFTER == 0:
                # A line of the input makes about three of the output: it joins, is called, ends.
                tell(min(99, 100 * len(told) // (3 * len(lines))))
    return replayed(past, told)


def _rules(rules: Discipline) -> dict[str, int]:
    """Return the rules in minutes, by their short names."""
    found = {"ha": rules.appointment_ms, "hp": rules.priority_ms, "e": rules.early_ms, "g": rules.grace_ms}
    return {name: ms // MINUTE_MS for name, ms in found.items()}


def _told(
    past: PastDay, real: Mapping[str, Wait], was: Mapping[str, Wait], would: Mapping[str, Wait]
) -> dict[str, Any]:
    found: Comparison = compare(past, was, would)
    honest = difference(past, real, was)
    sides = {"was": found.on_time_was, "would": found.on_time_would}
    return {
        "visitors": sum(not one.again for one in past.visitors),
        "not_replayed": dict(past.not_replayed),
        "booked_percent": booked_percent(past),
        "honest": dict(zip(("real_ms", "replayed_ms", "off_by_ms"), honest, strict=True)) if honest else None,
        "total": _pair(found.total),
        "standings": [_pair(one) for one in found.standings],
        "services": [_pair(one) for one in found.services],
        "on_time": {name: {**asdict(one), "percent": one.percent} for name, one in sides.items()},
        "pays": [_pair(one) for one in found.pays],
        "gains": [_pair(one) for one in found.gains],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {**asdict(pair), "longer_ms": pair.longer_ms}
