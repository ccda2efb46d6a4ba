"""Plan a change of the configuration in mid-day (改配置): what it does to people who hold a number, seen beforehand.

Nobody loses her place: who waits for a service that is no more waits for its successor; where it has none, the windows
that reached it serve those who wait to the end and nobody new is let in (停止受理), and a window that is taken
away finishes with its visitors first. A change that would leave somebody with no window is not possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hall.directory.centre import Area, Centre, Mode, Service, Window

#: What of the centre is compared entry by entry, besides services and windows, and what as a whole.
_TABLES = ("halls", "areas", "agencies", "kiosks", "screens")
#: What follows from other entries, and is told with them.
_DERIVED = frozenset({"reach", "withdrawn", "withdrawn_at", "succeeds"})
_WHOLE = ("name", "note", "public_url", "hours")


@dataclass(frozen=True)
class Needed:
    """Hold who needs what now: how many people hold a number for each service, now or later on their ticket, how many
    appointments each has from now on, and which windows have a visitor or somebody who stepped aside."""

    people: Mapping[str, int] = field(default_factory=dict)
    booked: Mapping[str, int] = field(default_factory=dict)
    windows: frozenset[str] = frozenset()

    def wants(self, service: str) -> bool:
        """Say whether anybody still needs a service."""
        return bool(self.people.get(service) or self.booked.get(service))


@dataclass(frozen=True)
class Effect:
    """Hold one thing that a change does, before it is said in words: its kind, and what it concerns."""

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """Hold a planned change: the centre as it will be, what becomes of what is no more, and each effect.

    `moves` maps a service to its successor; `leaving` are windows that stop calling, `gone_windows` those of them that
    are dropped at once. `stranded` counts the people who would wait where no window calls: then it cannot be done.
    """

    centre: Centre
    effects: tuple[Effect, ...]
    moves: Mapping[str, str]
    gone: tuple[str, ...]
    leaving: tuple[str, ...]
    gone_windows: tuple[str, ...]
    gone_areas: tuple[str, ...]
    stranded: Mapping[str, int]


def plan(old: Centre, wanted: Centre, needed: Needed, now: int) -> Change:
    """Plan the change from the configuration in force to the one that is wanted, at a moment in ms."""
    missing = [one for one in old.services.values() if _is_queue(one) and not _is_queue(wanted.services.get(one.id))]
    moves = {one.id: heir for one in missing if (heir := wanted.heir_of(one.id))}
    kept: dict[str, tuple[Service, dict[str, int]]] = {}
    gone, stranded = [], {}
    for service in missing:
        if service.id in moves:
            continue
        reached_by = _still_reached_by(service.id, old, wanted)
        if service.id not in wanted.services and reached_by and _stays(service, needed, now, old):
            kept[service.id] = (_withdrawn(service, reached_by, wanted, now), reached_by)
        elif needed.wants(service.id):
            stranded[service.id] = needed.people.get(service.id, 0) + needed.booked.get(service.id, 0)
        else:
            gone.append(service.id)
    leaving = tuple(name for name in old.windows if name not in wanted.windows)
    busy = tuple(name for name in leaving if name in needed.windows)
    centre = _together(old, wanted, kept, busy)
    return Change(
        centre=centre,
        effects=tuple(_effects(old, wanted, needed, moves, tuple(kept))),
        moves=moves,
        gone=tuple(gone),
        leaving=leaving,
        gone_windows=tuple(name for name in leaving if name not in busy),
        gone_areas=tuple(name for name in old.areas if name not in centre.areas),
        stranded=stranded,
    )


def without_withdrawn(centre: Centre) -> Centre:
    """Return a centre as its files have it: nothing in it is only there for those who still need it."""
    out = {one.id for one in centre.services.values() if one.withdrawn_at}
    windows = {
        name: one.model_copy(update={
            "serves": {id: minutes for id, minutes in one.serves.items() if id not in out},
            "reach": {id: handicap for id, handicap in one.reach.items() if id not in out},
        })
        for name, one in centre.windows.items()
        if not one.withdrawn
    }
    services = {id: one for id, one in centre.services.items() if id not in out}
    return Centre.model_validate({**dict(centre), "services": services, "windows": windows})


def _is_queue(service: Service | None) -> bool:
    return service is not None and service.mode is Mode.QUEUE


def _still_reached_by(service: str, old: Centre, wanted: Centre) -> dict[str, int]:
    """List the windows, with their handicap in minutes, that can serve a service to its end: they stay, and stay with
    their agency."""
    return {
        name: window.serves[service]
        for name, window in old.windows.items()
        if service in window.serves and name in wanted.windows and wanted.windows[name].agency == window.agency
    }


def _stays(service: Service, needed: Needed, now: int, old: Centre) -> bool:
    """Say whether a withdrawn service is still needed; who missed her call may come back for some time."""
    since = service.withdrawn_at or now
    return needed.wants(service.id) or now < since + max(1, old.policy.times.rejoin_within_ms)


def _withdrawn(service: Service, reached_by: Mapping[str, int], wanted: Centre, now: int) -> Service:
    area = service.area if service.area in wanted.areas else wanted.windows[next(iter(reached_by))].area
    return service.model_copy(update={
        "withdrawn_at": service.withdrawn_at or now, "area": area, "bookable": False, "popular": False,
    })


def _together(
    old: Centre, wanted: Centre, kept: Mapping[str, tuple[Service, dict[str, int]]], busy: tuple[str, ...]
) -> Centre:
    """Join what is wanted with what is still needed of the configuration before."""
    services = {**_with_forebears(old, wanted), **{id: service for id, (service, _) in kept.items()}}
    windows = dict(wanted.windows)
    for service, (_, reached_by) in kept.items():
        for name, minutes in reached_by.items():
            window = windows[name]
            windows[name] = window.model_copy(update={
                "serves": {**window.serves, service: minutes},
                "reach": {**window.reach, service: old.windows[name].reach[service]},
            })
    for name in busy:
        windows[name] = old.windows[name].model_copy(update={"serves": {}, "reach": {}, "withdrawn": True})
    areas: dict[str, Area] = {windows[name].area: old.areas[windows[name].area] for name in busy}
    left: list[Service | Window] = [*services.values(), *windows.values()]
    agencies, halls = [one.agency for one in left], [one.hall for one in left]
    return Centre.model_validate({
        **dict(wanted),
        "services": services,
        "windows": windows,
        "areas": {**areas, **wanted.areas},
        "agencies": {**{id: old.agencies[id] for id in agencies if id not in wanted.agencies}, **wanted.agencies},
        "halls": {**{id: old.halls[id] for id in halls if id not in wanted.halls}, **wanted.halls},
    })


def _with_forebears(old: Centre, wanted: Centre) -> dict[str, Service]:
    """Return the wanted services, each with all that it has ever replaced: appointments are booked for days ahead."""
    named = {before for service in wanted.services.values() for before in service.succeeds}
    found = {}
    for id, service in wanted.services.items():
        line = [old.services[one].succeeds for one in (id, *service.succeeds) if one in old.services]
        more = [one for before in line for one in before if one not in named and one not in wanted.services]
        found[id] = service.model_copy(update={"succeeds": tuple(dict.fromkeys((*service.succeeds, *more)))})
    return found


def _effects(
    old: Centre, wanted: Centre, needed: Needed, moves: Mapping[str, str], kept: tuple[str, ...]
) -> Iterator[Effect]:
    yield from _services(old, wanted, needed, moves, kept)
    yield from _windows(old, wanted, needed)
    for table in _TABLES:
        was, now = getattr(old, table), getattr(wanted, table)
        changed = [id for id in (*was, *(id for id in now if id not in was)) if was.get(id) != now.get(id)]
        if changed:
            yield Effect(f"{table}_changed", {"ids": changed})
    whole = [name for name in _WHOLE if getattr(old, name) != getattr(wanted, name)]
    if whole:
        yield Effect("centre_changed", {"fields": whole})
    was, now = _flat(old.policy.model_dump()), _flat(wanted.policy.model_dump())
    for key in was:
        if was[key] != now[key]:
            yield Effect("setting_changed", {"setting": key, "was": was[key], "to": now[key]})


def _services(
    old: Centre, wanted: Centre, needed: Needed, moves: Mapping[str, str], kept: tuple[str, ...]
) -> Iterator[Effect]:
    for id, service in old.services.items():
        people = needed.people.get(id, 0)
        data = {"service": service.name, "id": id, "people": people, "booked": needed.booked.get(id, 0)}
        if id in moves:
            yield Effect("service_succeeded", {**data, "to": wanted.services[moves[id]].name})
        elif id not in wanted.services:
            # One that was withdrawn before, and still is, is no news.
            if not service.withdrawn_at:
                yield Effect("service_withdrawn" if id in kept else "service_dropped", data)
            elif id not in kept and not needed.wants(id):
                yield Effect("service_over", data)
        elif service.withdrawn_at:
            yield Effect("service_added", {"service": wanted.services[id].name, "id": id})
        elif fields := _differing(service, wanted.services[id]):
            yield Effect("service_changed", {**data, "service": wanted.services[id].name, "fields": fields})
    for id, service in wanted.services.items():
        if id not in old.services and id not in moves.values():
            yield Effect("service_added", {"service": service.name, "id": id})


def _windows(old: Centre, wanted: Centre, needed: Needed) -> Iterator[Effect]:
    """Tell of each window that keeps its visitors, and of all others together."""
    changed: dict[tuple[str, ...], list[str]] = defaultdict(list)
    dropped: list[str] = []
    over: list[str] = []
    for name, window in old.windows.items():
        if name not in wanted.windows and name not in needed.windows:
            (over if window.withdrawn else dropped).append(name)
        elif name not in wanted.windows and not window.withdrawn:
            yield Effect("window_withdrawn", {"id": name, "hall": old.halls[window.hall].name, "window": window.number})
        elif name in wanted.windows and (fields := _differing(_as_in_files(window, old), wanted.windows[name])):
            changed[tuple(fields)].append(name)
    for alike, ids in changed.items():
        yield Effect("windows_changed", {"ids": ids, "fields": list(alike)})
    added = [name for name in wanted.windows if name not in old.windows]
    for kind, names in (("windows_dropped", dropped), ("windows_over", over), ("windows_added", added)):
        if names:
            yield Effect(kind, {"ids": names})


def _as_in_files(window: Window, centre: Centre) -> Window:
    offered = {id for id in window.serves if not centre.services[id].withdrawn_at}
    return window.model_copy(update={
        "serves": {id: minutes for id, minutes in window.serves.items() if id in offered},
        "reach": {id: handicap for id, handicap in window.reach.items() if id in offered},
    })


def _differing(one: Service | Window, other: Service | Window) -> list[str]:
    names = [name for name in type(one).model_fields if name not in _DERIVED]
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in settings.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found
