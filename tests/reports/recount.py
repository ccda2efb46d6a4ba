"""Count a report's figures again from the lines of `hall events`, knowing nothing of the hall's code.

    hall events | python recount.py --zone Asia/Shanghai --first 2014-08-20 --last 2014-08-20 --by service

It follows the definitions in docs/figures.md and works otherwise than the ledger: what was undone is struck out of the
list before anything is counted, times are cut at midnights alone, and a percentile is picked out of the sorted list.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

Event = dict[str, Any]
ENDS = {"finished": "finished", "no_show": "no_show", "cancelled": "cancelled", "expired": "expired"}
AWAY = {"finished", "no_show", "transferred", "held", "sent_back"}


def strike_out(events: list[Event], name: str) -> dict[str, list[Event]]:
    """Sort events by ticket or window, without those that were taken back."""
    kept: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        mine = kept[event.get(name, "")]
        if event["type"] != "undone":
            mine.append(event)
            continue
        first = next((n for n, one in enumerate(mine) if one.get("request") == event.get("undoes")), len(mine))
        # What followed the act at its visitor went with it, but for copies on paper and what she said of it.
        mine[first:] = [one for one in mine[first:] if one["type"] in ("reprinted", "rated", "rated_again")]
    return kept


def visit(mine: list[Event]) -> dict[str, Any] | None:
    """Tell what became of one number; None when it was never on paper."""
    first = mine[0]
    calls = [one for one in mine if one["type"] == "called"]
    taken = int(first.get("taken_at", first["at"]))
    told: dict[str, Any] = {
        "taken": taken, "service": first["service"], "outcome": "", "standing": first["standing"],
        "window": calls[-1]["window"] if calls else "", "clerk": calls[-1].get("actor", "") if calls else "",
        "waiting": calls[0]["at"] - taken if calls else None, "walking": None, "serving": None,
        "late": calls[0]["at"] - first.get("slot_at", 0) if calls else None,
        "calls": len(calls),
        "recalls": sum(one["type"] == "recalled" for one in mine),
        "special_calls": sum(one.get("out_of_order") == "true" for one in calls),
        "transfers": sum(one["type"] == "transferred" and one.get("reason") != "configuration" for one in mine),
        "expected": expected(mine),
    }
    begun = called = None
    for one in mine:
        told["standing"] = one.get("standing", told["standing"])
        kind = one["type"]
        if kind == "called":
            called, begun = one["at"], None
        elif kind == "started":
            begun = one["at"]
            told["walking"] = (told["walking"] or 0) + begun - called
        elif begun is not None and (kind in AWAY or kind == "expired"):
            told["serving"], begun = (told["serving"] or 0) + one["at"] - begun, None
        if kind in ENDS:
            told["outcome"] = ENDS[kind]
        elif kind == "rejoined":
            told["outcome"] = ""
        if one.get("reason") == "print_failed":
            return None
    return told


def finished_services(mine: list[Event]) -> list[dict[str, Any]]:
    """Tell which services were finished with one visitor, and the level that she gave, 0 for none."""
    taken = int(mine[0].get("taken_at", mine[0]["at"]))
    levels = {one["turn"]: one["level"] for one in mine if one["type"] == "rated"}
    found: list[dict[str, Any]] = []
    window = clerk = ""
    for one in mine:
        if one["type"] == "called":
            window, clerk = one["window"], one.get("actor", "")
        chain = one["type"] == "transferred" and one.get("reason") == "chain"
        if one["type"] == "finished" or chain:
            found.append({"taken": taken, "service": one["from" if chain else "service"], "window": window,
                          "clerk": clerk, "level": levels.get(len(found) + 1, 0)})
    return found


def entries(events: list[Event]) -> list[dict[str, Any]]:
    """Tell what was done without a number: what, for which service, when, and how many people came in a group."""
    cancelled = {one["visit"] for one in events if one["type"] == "group_visit_cancelled"}
    found = []
    for one in events:
        if one["type"] in ("deflected", "guided", "notice_given"):
            found.append({"what": one["type"], "service": one.get("service", ""), "taken": one["at"], "persons": 0})
        elif one["type"] == "group_visit_booked" and one["visit"] not in cancelled:
            found.append({"what": one["type"], "service": "", "taken": one["from_at"], "persons": one["persons"]})
    return found


def expected(mine: list[Event]) -> list[int] | None:
    """Tell what wait was expected when a number was taken, if it still was the same wait when it ended."""
    for one in mine:
        if one["type"] == "called":
            break
        if one["type"] in ("deferred", "standing_granted"):
            return None
    text = mine[0].get("expected")
    return [int(part) for part in text.split(",")] if text else None


def estimates(visits: list[dict[str, Any]]) -> dict[str, Any]:
    """Count how waits came true that were expected."""
    both = [(one["waiting"], one["expected"]) for one in visits if one["waiting"] is not None and one["expected"]]
    n = len(both)
    off = [median - waited for waited, (_, median, _) in both]
    bias = abs(sum(off)) // n * (1 if sum(off) > 0 else -1) if n else None
    return {
        "n": n,
        "waited_mean_ms": sum(waited for waited, _ in both) // n if n else None,
        "error_mean_ms": sum(abs(one) for one in off) // n if n else None,
        "bias_ms": bias,
        "inside_percent": percent(sum(low <= waited <= high for waited, (low, _, high) in both), n),
        "too_little_percent": percent(sum(waited - high > 600_000 for waited, (_, _, high) in both), n),
    }


def recount_estimates(events: list[Event], zone: str, first: str, last: str) -> dict[str, Any]:
    """Return the report card of the estimates: everything under "", each half hour, and each service."""
    there = ZoneInfo(zone)
    told = strike_out([one for one in events if one.get("ticket")], "ticket")
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in (visit(mine) for mine in told.values() if mine[0]["type"] == "issued"):
        local = datetime.fromtimestamp(one["taken"] / 1000, there) if one else None
        if one and local and first <= f"{local:%Y-%m-%d}" <= last and one["waiting"] is not None and one["expected"]:
            for name in ("", f"{local:%H}:{local.minute // 30 * 30:02d}", one["service"]):
                groups[name].append(one)
    return {name: estimates(groups[name]) for name in {"", *groups}}


def percent(part: int, whole: int) -> float | None:
    if not whole:
        return None
    return float((Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def times(values: Iterable[int | None]) -> dict[str, int | None]:
    known = sorted(one for one in values if one is not None)
    n = len(known)
    if not n:
        return {"n": 0, "mean_ms": None, "p50_ms": None, "p90_ms": None}
    median, p90 = known[(n + 1) // 2 - 1], known[(9 * n + 9) // 10 - 1]
    return {"n": n, "mean_ms": sum(known) // n, "p50_ms": median, "p90_ms": p90}


def ratings(done: list[dict[str, Any]]) -> dict[str, Any]:
    """Count how finished services were rated."""
    rated = [one["level"] for one in done if one["level"]]
    happy = sum(one in (3, 4, 5) for one in rated)
    return {"finished_services": len(done), "rated": len(rated), "satisfied": happy,
            "low": sum(one in (1, 2) for one in rated), "satisfied_percent": percent(happy, len(rated)),
            "unrated_percent": percent(len(done) - len(rated), len(done))}


def entered(entries: list[dict[str, Any]], whole: bool) -> dict[str, Any]:
    """Count what was done without a number."""
    count = {what: sum(one["what"] == what for one in entries)
             for what in ("deflected", "guided", "notice_given", "group_visit_booked")}
    return {"deflected": count["deflected"], "guided": count["guided"],
            "notices": count["notice_given"] if whole else None,
            "group_visits": count["group_visit_booked"] if whole else None,
            "group_persons": sum(one["persons"] for one in entries) if whole else None}


def figures(visits: list[dict[str, Any]], windows: dict[str, int] | None) -> dict[str, Any]:
    """Count one group of visits."""
    called = [one for one in visits if one["waiting"] is not None]
    booked = [one for one in called if one["standing"] == "appointment"]
    waits = [one["waiting"] for one in called]
    walked = times(one["walking"] for one in visits)
    ended = {name: sum(one["outcome"] == name for one in visits) for name in (*ENDS, "lost")}
    return {
        "taken": len(visits), "called": len(called), **ended,
        "no_show_percent": percent(ended["no_show"], len(called)),
        "waiting": {**times(waits),
                    "within_15_min_percent": percent(sum(one <= 900_000 for one in waits), len(waits)),
                    "within_20_min_percent": percent(sum(one <= 1_200_000 for one in waits), len(waits))},
        "appointments": {"n": len(booked),
                         "within_10_min_percent": percent(sum(one["late"] <= 600_000 for one in booked), len(booked))},
        "service_time": times(one["serving"] for one in visits),
        "walking": {"n": walked["n"], "mean_ms": walked["mean_ms"]},
        **{name: sum(one[name] for one in visits) for name in ("calls", "recalls", "special_calls", "transfers")},
        "special_call_percent": percent(
            sum(one["special_calls"] for one in visits), sum(one["calls"] for one in visits)),
        "windows": None if windows is None else {
            **{f"{name}_ms": windows[name] for name in ("serving", "called", "idle", "paused")},
            "idle_percent": percent(windows["idle"], windows["idle"] + windows["serving"] + windows["called"]),
        },
    }


def what_it_does(mine: list[Event]) -> str:
    """Tell what a window does after these events, which hold nothing that was taken back."""
    state, ticket, serving = "closed", "", False
    for one in mine:
        kind = one["type"]
        if kind.startswith("window_") and kind != "window_services":
            state = kind.removeprefix("window_")
        elif kind == "called":
            ticket, serving = one["ticket"], False
        elif kind == "started":
            serving = True
        elif kind in AWAY and one["ticket"] == ticket:
            ticket = ""
    if ticket:
        return "serving" if serving else "called"
    return {"open": "idle", "opened": "idle", "paused": "paused", "closed": ""}[state]


def window_times(events: list[Event], zone: ZoneInfo) -> dict[tuple[str, str], dict[str, int]]:
    """Add up what each window did on each day, as far as it is over."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for window, mine in sorted(strike_nothing(events).items()):
        does, reason, since = "", "", 0
        for n, event in enumerate(mine, 1):
            kept = strike_out(mine[:n], "window")[window]
            now = what_it_does(kept)
            why = next((one.get("reason", "") for one in reversed(kept) if one["type"].startswith("window_")), "")
            if (now, why) == (does, reason):
                continue
            while does and since < event["at"]:
                local = datetime.fromtimestamp(since / 1000, zone)
                midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
                until = min(int(midnight.timestamp() * 1000), event["at"])
                found[window, f"{local:%Y-%m-%d}"][does] += until - since
                since = until
            does, reason, since = now, why, event["at"]
    return found


def strike_nothing(events: list[Event]) -> dict[str, list[Event]]:
    mine: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.get("window"):
            mine[event["window"]].append(event)
    return mine


def recount(events: list[Event], zone: str, first: str, last: str, by: str) -> dict[str, Any]:
    """Return the figures of everything under "" and those of each group under its name."""
    there = ZoneInfo(zone)
    told = strike_out([one for one in events if one.get("ticket")], "ticket")
    whole = [mine for mine in told.values() if mine[0]["type"] == "issued"]

    def within(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in found
                if first <= f"{datetime.fromtimestamp(one['taken'] / 1000, there):%Y-%m-%d}" <= last]

    here = within(one for mine in whole if (one := visit(mine)))
    done = within(one for mine in whole for one in finished_services(mine))
    free = within(entries(events))
    spent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (window, day), does in window_times(events, there).items():
        for name, ms in does.items() if first <= day <= last else ():
            spent[window][name] += ms
            spent[""][name] += ms
    groups = {one[by] for one in here + done if one[by]} | (set(spent) - {""} if by == "window" else set())
    if by == "service":
        groups |= {one["service"] for one in free if one["service"]}
    lines = {}
    for name in sorted(groups):
        lines[name] = figures([one for one in here if one[by] == name], spent[name] if by == "window" else None)
        lines[name]["ratings"] = ratings([one for one in done if one[by] == name])
        mine = [one for one in free if one["service"] == name]
        lines[name]["entries"] = entered(mine, False) if by == "service" else None
    total = {**figures(here, spent[""]), "ratings": ratings(done), "entries": entered(free, True)}
    return {"": total, **lines}


def main() -> None:
    asked = argparse.ArgumentParser()
    for name in ("--zone", "--first", "--last", "--by"):
        asked.add_argument(name, required=True)
    given = asked.parse_args()
    events = [json.loads(line) for line in sys.stdin]
    if given.by == "estimate":
        json.dump(recount_estimates(events, given.zone, given.first, given.last), sys.stdout)
        return
    json.dump(recount(events, given.zone, given.first, given.last, given.by), sys.stdout)


if __name__ == "__main__":
    main()
