"""Count how days went and how devices were from the lines of `hall events`, knowing nothing of the hall's code.

    hall events | python recount_course.py --zone Asia/Shanghai --first 2014-08-20 --last 2014-08-20 --what course

It follows docs/figures.md like recount.py, whose reading of visits and whose shares it uses.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))

from recount import Event, percent, strike_out, times, visit

ALERTS = ("screen_silent", "voice_missing", "calls_not_shown")


def waiting(waits: list[int]) -> dict[str, Any]:
    return {**times(waits), "within_15_min_percent": percent(sum(one <= 15 * 60_000 for one in waits), len(waits)),
            "within_20_min_percent": percent(sum(one <= 20 * 60_000 for one in waits), len(waits))}


def slot(visits: list[dict[str, Any]], calls: int) -> dict[str, Any]:
    waits = [one["waiting"] for one in visits if one["waiting"] is not None]
    return {"taken": len(visits), "calls": calls, "waiting": waiting(waits)}


def course(events: list[Event], zone: str, first: str, last: str) -> dict[str, Any]:
    """Count by half hour, by day, and by hour of a service."""
    told = strike_out([one for one in events if one.get("ticket")], "ticket")
    visits = [one for mine in told.values() if mine[0]["type"] == "issued" and (one := visit(mine))]

    def local(at: int) -> str:
        return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(zone)):%Y-%m-%d %H:%M}"

    def half_hour(text: str) -> str:
        return f"{text[11:14]}{'00' if text[14:16] < '30' else '30'}"

    here = [one for one in visits if first <= local(one["taken"])[:10] <= last]
    at = {id(one): (local(one["taken"]), local(one["taken"] + one["waiting"]) if one["waiting"] is not None else "")
          for one in here}

    def slots(name: Any) -> dict[Any, dict[str, Any]]:
        taken: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        calls: dict[Any, int] = defaultdict(int)
        for one in here:
            when, called = at[id(one)]
            taken[name(one, when)].append(one)
            if called:
                calls[name(one, called)] += 1
        return {key: slot(taken.get(key, []), calls.get(key, 0)) for key in {*taken, *calls}}

    days = slots(lambda one, when: when[:10])
    dates = [date.fromisoformat(first) + timedelta(days=n) for n in range(40)]
    heat = slots(lambda one, when: f"{one['service']} {int(when[11:13])}")
    return {
        "half_hours": slots(lambda one, when: half_hour(when)),
        "days": {str(one): days.get(str(one), slot([], 0)) for one in dates if str(one) <= last},
        "heat": {key: one for key, one in heat.items() if one["taken"]},
    }


def devices(events: list[Event], zone: str, first: str, last: str) -> dict[str, Any]:
    """Add up how often and how long each device was not well."""
    begins, ends = (
        int(datetime.combine(one, datetime.min.time(), ZoneInfo(zone)).timestamp() * 1000)
        for one in (date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    )
    # What each device is in, moment by moment; "" is well.
    told: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for one in events:
        if one["type"] == "kiosk_changed":
            state = {"ok": "", "silent": "kiosk_silent"}.get(one["state"], f"printer/{one['state']}")
            told[f"kiosk/{one['kiosk']}"].append((one["at"], state))
        elif one["type"] in ("alert_raised", "alert_cleared") and one["cause"] in ALERTS:
            wrong = one["cause"] if one["type"] == "alert_raised" else ""
            told[f"{one['cause']}/{one['subject']}"].append((one["at"], wrong))
    found: dict[str, list[int]] = defaultdict(list)
    for name, moments in told.items():
        changes = [moments[0], *(two for one, two in pairwise(moments) if one[1] != two[1])]
        ended = [*(at for at, _ in changes[1:]), events[-1]["at"]]
        for (began, state), end in zip(changes, ended, strict=True):
            lasted = min(end, ends, events[-1]["at"]) - max(began, begins)
            if state and lasted > 0:
                found[f"{state.partition('/')[0]}/{name.partition('/')[2]}/{state.partition('/')[2]}"].append(lasted)
    return {key: [len(lasted), sum(lasted), max(lasted)] for key, lasted in found.items()}


def main() -> None:
    asked = argparse.ArgumentParser()
    for name in ("--zone", "--first", "--last", "--what"):
        asked.add_argument(name, required=True)
    given = asked.parse_args()
    events = [json.loads(line) for line in sys.stdin]
    count = {"course": course, "devices": devices}[given.what]
    json.dump(count(events, given.zone, given.first, given.last), sys.stdout)


if __name__ == "__main__":
    main()
