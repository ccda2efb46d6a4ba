"""Judge the work of the hall every few seconds (巡查): what is wrong is raised, what is well again is cleared.

One deadline for the whole centre leads to it; whichever web process sweeps first looks, and the others find it done.
"""

from __future__ import annotations

from hall.rules.alarms import Cause, Finding, judge
from hall.store.alerting import Verdict
from hall.store.tickets import Tickets
from hall.web.opened import Opened
from hall.web.situation import see, situation

#: The deadline of the next look.
LOOK = "load:hall"
#: A shortage of windows grows over minutes: looking more often would only cost.
LOOK_MS = 10_000


def look(hall: Opened, tickets: Tickets, now: int) -> None:
    """Look if it is time; the first sweep of a centre is the first look."""
    if hall.reading.due_at(LOOK) > now:
        return
    if hall.reading.stopped():
        # Everybody waits and no window may call: what was wrong stays, and nothing of it is anybody's fault.
        tickets.settle_alerts([LOOK], LOOK, [], LOOK_MS, always=True)
        return
    kept = set(hall.reading.alerts_kept())
    found = {one.id: one for one in judge(situation(see(hall)), hall.centre.policy.limits)}
    # What is well and was so before needs no word; what is not seen any more, such as a window that calls, is well.
    verdicts = [_verdict(one, now) for one in found.values() if one.bad or one.id in kept]
    gone = [name for name in kept - set(found) if name.partition(":")[0] in tuple(Cause)]
    verdicts += [Verdict(name, bad=False, good_at=now) for name in gone]
    tickets.settle_alerts([LOOK], LOOK, verdicts, LOOK_MS, always=True)


def _verdict(one: Finding, now: int) -> Verdict:
    return Verdict(
        one.id, one.bad, now if one.well else 0, calm_ms=one.calm_ms, hold_ms=one.hold_ms, figure=one.figure
    )
