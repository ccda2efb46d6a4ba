"""Watch the screens (屏幕巡查): calls that no screen shows, screens that are silent, areas that have lost their voice.

A call and a screen's report leave a deadline; whoever sweeps looks then whether all is well. A look that is late, or
done twice, or by two processes, finds the same and settles it once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from hall.rules.ticket import State
from hall.store.alerting import Verdict
from hall.store.screens import SILENT_MS
from hall.store.tickets import Tickets
from hall.ticketing.one_by_one import by_itself
from hall.web.opened import Opened

#: A call has to be on a screen of its area after this long; the same as SHOWN_WITHIN_MS in calling.lua.
SHOWN_WITHIN_MS = 1_000
#: Ends the name of a deadline by which something that is wrong is looked at again.
AGAIN = ":again"
#: What may be switched off while the hall is not in use, and how often it is looked at meanwhile.
OFF_AT_NIGHT = ("screen", "sound")
OFF_LOOK_MS = 30_000
#: An alert of a wall ends this long after the last call that was not shown.
WALL_CALM_MS = 10_000


def look(hall: Opened, tickets: Tickets, due: Iterable[str]) -> None:
    """Look at whatever these deadlines name; those of other kinds are left alone."""
    walls: dict[str, list[str]] = defaultdict(list)
    for item in due:
        kind, _, name = item.partition(":")
        if kind == "wall":
            walls[name.partition(":")[0]].append(item)
        elif kind in _LOOKS:
            with by_itself(item):
                _look_at(hall, tickets, item)
    for area, items in walls.items():
        with by_itself(f"wall:{area}"):
            tickets.settle_alerts(items, f"wall:{area}{AGAIN}", _wall(hall, area))


def _look_at(hall: Opened, tickets: Tickets, item: str) -> None:
    """Look at what one deadline names. What is switched off for the night is no fault; no report will ask for the look
    in the morning, so it is looked at again and again."""
    kind, _, name = item.partition(":")
    # Each report puts the deadline of its screen off; the look at what is wrong already must not wait for that.
    name = name.removesuffix(AGAIN)
    again, verdict = f"{kind}:{name}{AGAIN}", _LOOKS[kind](hall, name)
    now = hall.reading.now()
    if verdict.bad and kind in OFF_AT_NIGHT and not hall.is_in_use(now):
        verdict = replace(verdict, bad=False, good_at=now)
        tickets.settle_alerts([item], again, [verdict], OFF_LOOK_MS, always=True)
    else:
        tickets.settle_alerts([item], again, [verdict])


def _wall(hall: Opened, area: str) -> list[Verdict]:
    """Say whether calls of an area are shown. Where a board is assigned only such boards count: a phone is no wall.

    An area without any screen, as in a hall of programs alone, is told quietly and once.
    """
    calls = hall.reading.calls(area)
    assigned = any(place == area for place, _ in hall.presence.walls().values())
    seen_at = hall.presence.wall_seen(area, own=assigned)
    there = assigned or seen_at > 0
    late = [
        (one.id, one.called_at)
        for one in calls.rows
        if one.state is State.CALLED and one.called_at <= calls.now - SHOWN_WITHIN_MS
    ]
    unshown = hall.presence.unshown(late, own=assigned) if there else []
    # Well is a wall whose calls are all shown; one without calls is as well as it was when a screen last showed one.
    good_at = calls.now if late or not there else seen_at
    return [
        Verdict(f"calls_not_shown:{area}", bool(unshown), good_at, WALL_CALM_MS),
        Verdict(f"area_without_screen:{area}", not there, calls.now, quiet=True),
    ]


def _screen(hall: Opened, name: str) -> Verdict:
    """Say whether a paired screen is heard; one that was revoked is missed no more."""
    found, now = hall.presence.screen(name), hall.reading.now()
    if found is None or found.revoked:
        return Verdict(f"screen_silent:{name}", False, now)
    return Verdict(f"screen_silent:{name}", now - found.heard_at >= SILENT_MS, found.heard_at)


def _sound(hall: Opened, area: str) -> Verdict:
    """Say whether an area that has a screen with sound has one that speaks for it."""
    now, heard_at = hall.reading.now(), hall.presence.leader_heard(area)
    wanted = any(place == area and sound for place, sound in hall.presence.walls().values())
    if not wanted:
        return Verdict(f"voice_missing:{area}", False, now)
    return Verdict(f"voice_missing:{area}", now - heard_at >= SILENT_MS, heard_at)


def _webhook(hall: Opened, name: str) -> Verdict:
    """Say whether the receiver of a webhook was given up."""
    found = hall.presence.webhook(name)
    return Verdict(f"webhook_paused:{name}", bool(found and found.paused_at), hall.reading.now())


_LOOKS: Mapping[str, Callable[[Opened, str], Verdict]] = {"screen": _screen, "sound": _sound, "webhook": _webhook}
