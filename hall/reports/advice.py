"""Advise managers what to do now (调度建议): for each service that too few windows serve, the act that gains most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hall.directory import Service
from hall.reports.doing import Do, of_advice
from hall.rules import staffing
from hall.rules.advising import Act, Advice, Helper, advise
from hall.rules.alarms import PRESSURE, Cause
from hall.rules.times import MINUTE_MS
from hall.rules.window import PauseReason, WindowState
from hall.rules.wishes import WishKind, is_open
from hall.store.whole_hall import Alert, Wish
from hall.web.language import Words
from hall.web.situation import LATELY_MS, Seen

#: A window that pauses for these has nobody who could take up service again.
AWAY = frozenset({PauseReason.LUNCH, PauseReason.TECHNICAL})
#: Numbers are stopped where no window helps and this is wrong: who comes now would wait too long anyhow.
GRAVE = frozenset({Cause.UNATTENDED, Cause.EXPECTED_VERY_LONG, Cause.WORK_LEFT})


def under_pressure(seen: Seen, alerts: Iterable[Alert]) -> dict[str, list[Cause]]:
    """Return what too few windows serve, the gravest first: the first service of these windows, and what is wrong."""
    found: dict[str, list[Cause]] = {}
    known = (one for one in alerts if one.cause in PRESSURE and one.subject in seen.together)
    for one in sorted(known, key=lambda one: (PRESSURE.index(Cause(one.cause)), one.since)):
        found.setdefault(seen.first_of(one.subject), []).append(Cause(one.cause))
    return found


def advice_for(seen: Seen, alerts: Iterable[Alert], wishes: Mapping[str, Wish]) -> dict[str, Advice]:
    """Advise on each shortage, by the first service of its windows, for the one of them where most people wait.

    A window is advised once, where it is needed most; one that was asked to open counts as coming.
    """
    stopped = seen.hall.reading.no_numbers()
    found: dict[str, Advice] = {}
    asked = {
        name
        for name, wish in wishes.items()
        if name in seen.windows and wish.wish == WishKind.OPEN and is_open(wish.wish, "", seen.windows[name])
    }
    taken = set(asked)
    for first, causes in under_pressure(seen, alerts).items():
        service = max(seen.together[first], key=seen.waiting)
        helpers = [one for one in helpers_of(seen, service) if one.window not in taken]
        may_stop = service not in stopped and bool(GRAVE & set(causes))
        coming = len(asked & set(seen.hall.centre.who_reach(service)))
        best = advise(service, queue_of(seen, service, coming), helpers, may_stop=may_stop)
        if best.window or not coming:
            found[first] = best
            taken.add(best.window)
    return found


def queue_of(seen: Seen, service: str, coming: int = 0) -> staffing.Queue:
    """Return the queue of a service as it stands: other services count as far as their windows serve this one too.

    So many windows are `coming` besides those that are open.
    """
    pool = seen.pools.get(service, ())
    rivals = {service, *(other for window in pool for other in window.reach)}
    parts = [(one, sum(one in window.reach for window in pool), len(seen.pools.get(one, ()))) for one in sorted(rivals)]
    entry, came = seen.hall.centre.services[service], seen.arrivals_per_hour
    # Where no window is open all who wait there wait for the first that opens.
    parts = parts if pool else [(one, 1, 1) for one in seen.together[service]]
    return staffing.Queue(
        waiting=sum(seen.waiting(one) * both / all_ for one, both, all_ in parts if all_),
        arrivals_per_hour=sum(came.get(one, 0.0) * both / all_ for one, both, all_ in parts if all_),
        service_minutes=seen.cycle_minutes(entry),
        cv=entry.cv,
        windows=len(pool) + coming,
        free=sum(not window.ticket for window in pool) + coming,
    )


def needed(seen: Seen) -> dict[str, int]:
    """Return how many windows each service needs by those who came in the half hour whose work is here now."""
    until = {one.id: seen.now - round(_lag_minutes(seen, one) * MINUTE_MS) for one in seen.services}
    return {
        one.id: staffing.windows_needed(seen.came_per_hour(one.id, until[one.id]), seen.cycle_minutes(one))
        for one in seen.services
    }


def helpers_of(seen: Seen, service: str) -> Iterator[Helper]:
    """List the windows that could serve: closed and paused ones that reach the service, idle ones it may be lent."""
    centre = seen.hall.centre
    together = seen.together[service]
    people = sum(map(seen.waiting, together))
    for name in centre.who_reach(service):
        window, place = seen.windows[name], centre.windows[name]
        away = window.state is WindowState.PAUSED and window.reason in AWAY
        if window.state is WindowState.OPEN or window.ticket or place.withdrawn or away:
            continue
        wanted = sum(map(seen.waiting, place.reach))
        share = people / wanted if wanted else 1.0
        yield Helper(name, Act.OPEN, share, name in seen.staffed, place.reach[service])
    entry, handicap_ms = centre.services[service], centre.policy.discipline.handicap_minutes * MINUTE_MS
    for name, window in seen.windows.items():
        place = centre.windows[name]
        same = (place.agency, place.hall) == (entry.agency, entry.hall) and service not in place.reach
        if not same or window.state is not WindowState.OPEN or window.ticket or service in window.reach:
            continue
        if not any(map(seen.waiting, window.reach)):
            yield Helper(name, Act.LEND, min(1.0, seen.idle_ms.get(name, 0) / LATELY_MS), True, handicap_ms)


def as_json(advice: Advice, do: Do, t: Words) -> dict[str, Any]:
    """Encode one advice for programs, with its words in the reader's language."""
    told = {"act": str(advice.act), "service": advice.service, "window": advice.window or None}
    return {**told, "gain_minutes": advice.minutes, "title": t(do.said), "do": do.as_json(t)}


def told(seen: Seen, alerts: Iterable[Alert], wishes: Mapping[str, Wish]) -> dict[str, tuple[Advice, Do]]:
    """Return every advice with what is pressed for it, by the first service of the windows."""
    found = advice_for(seen, alerts, wishes)
    return {first: (one, of_advice(one, seen.together[first], seen.hall.centre)) for first, one in found.items()}


def _lag_minutes(seen: Seen, service: Service) -> float:
    return staffing.lag(seen.cycle_minutes(service), service.cv)
