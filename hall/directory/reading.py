"""Build the centre from its folder (读取配置), or name every fault in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hall.directory.centre import (
    Agency,
    Area,
    Bulletin,
    Centre,
    Hall,
    Kiosk,
    Mode,
    Screen,
    ScreenKind,
    Service,
    Window,
)
from hall.directory.checking import SIGN, STANDARD, check, groups, services
from hall.directory.entries import CentreEntry
from hall.directory.faults import ConfigFaults, Fault, Findings
from hall.directory.gathering import CENTRE, Gathered, gather, load, policy_of
from hall.directory.policy import Policy
from hall.rules.admission import Hours
from hall.rules.times import MINUTE_MS


def read(folder: Path) -> Centre:
    """Read a configuration folder into a centre; ConfigFaults lists everything that is wrong with it."""
    findings = Findings()
    gathered = _gathered(folder, findings)
    if findings.sorted() or gathered is None or gathered.centre is None:
        raise ConfigFaults(findings.sorted())
    return _centre(gathered, gathered.centre)


def centre_id(folder: Path) -> str:
    """Read the centre's id alone, also from a folder that has faults elsewhere; ConfigFaults where there is none."""
    findings = Findings()
    head = load(folder, CENTRE, findings) or {}
    if not isinstance(head.get("id"), str):
        findings.add(CENTRE, "id", "is missing")
        raise ConfigFaults(findings.sorted())
    return str(head["id"])


def faults(folder: Path) -> tuple[Fault, ...]:
    """List every fault of a configuration folder, by file and key; empty when it is sound."""
    findings = Findings()
    _gathered(folder, findings)
    return findings.sorted()


def read_policy(file: Path) -> Policy:
    """Read one file of settings by itself, as a replay does; ConfigFaults when it has faults."""
    findings = Findings()
    policy = policy_of(load(file.parent, file.name, findings), file.name, findings)
    if findings.sorted():
        raise ConfigFaults(findings.sorted())
    return policy


def _gathered(folder: Path, findings: Findings) -> Gathered | None:
    if not folder.is_dir():
        findings.add(str(folder), "", "there is no such configuration folder")
        return None
    gathered = gather(folder, findings)
    check(gathered, findings)
    return gathered


def _centre(gathered: Gathered, head: CentreEntry) -> Centre:
    all_hours = _hours(gathered, head)
    all_services = _services(gathered, all_hours)
    windows = _windows(gathered, all_services)
    return Centre(
        id=head.id,
        name=head.name,
        note=head.note,
        zone=head.zone,
        public_url=head.public_url,
        hours=all_hours[STANDARD],
        halls=_halls(gathered, windows),
        areas={id: Area(id=id, **dict(area)) for id, area in gathered.areas.sound.items()},
        agencies=_agencies(gathered, windows),
        services=all_services,
        windows=windows,
        kiosks=_kiosks(gathered),
        screens=_boards(gathered) | _signs(gathered, windows),
        bulletins={id: Bulletin(id=id, **dict(bulletin)) for id, bulletin in gathered.bulletins.sound.items()},
        policy=gathered.policy,
    )


def _hours(gathered: Gathered, head: CentreEntry) -> Mapping[str, Hours]:
    closed = frozenset(day.isoformat() for day in head.closed)
    made_up = frozenset(day.isoformat() for day in head.made_up)
    return {name: Hours(table.week, closed, made_up) for name, table in gathered.timetables.sound.items()}


def _services(gathered: Gathered, all_hours: Mapping[str, Hours]) -> dict[str, Service]:
    return {
        name: Service(
            id=name,
            name=entry.name,
            agency=office.id,
            hall=office.hall,
            area=entry.area,
            mode=entry.mode,
            series=entry.series,
            minutes=entry.minutes,
            cv=entry.cv,
            hours=all_hours[entry.hours],
            bookable=entry.bookable,
            popular=entry.popular,
            guide=entry.guide,
            identify=entry.identify,
            quota=entry.quota,
            online=entry.online,
            online_url=entry.online_url,
            matters=tuple(entry.matters),
            succeeds=tuple(entry.succeeds),
        )
        for office, name, entry in services(gathered)
    }


def _windows(gathered: Gathered, all_services: Mapping[str, Service]) -> dict[str, Window]:
    usual = gathered.policy.discipline.handicap_minutes
    found: list[Window] = []
    for office, _, group in groups(gathered):
        serves = dict.fromkeys(group.serves, 0)
        serves |= {name: usual if minutes is None else minutes for name, minutes in group.helps.items()}
        reach = {name: minutes * MINUTE_MS for name, minutes in serves.items() if all_services[name].mode is Mode.QUEUE}
        found += (
            Window(
                hall=office.hall, number=number, agency=office.id, area=group.area, serves=serves, reach=reach
            )
            for number in group.numbers
        )
    order = list(gathered.halls.sound)
    found.sort(key=lambda window: (order.index(window.hall), window.number))
    return {window.id: window for window in found}


def _halls(gathered: Gathered, windows: Mapping[str, Window]) -> dict[str, Hall]:
    return {
        id: Hall(
            id=id,
            name=hall.name,
            window_count=hall.windows,
            agencies=tuple(dict.fromkeys(window.agency for window in windows.values() if window.hall == id)),
            areas=tuple(name for name, area in gathered.areas.sound.items() if area.hall == id),
        )
        for id, hall in gathered.halls.sound.items()
    }


def _agencies(gathered: Gathered, windows: Mapping[str, Window]) -> dict[str, Agency]:
    offices = {office.id: office for office in gathered.offices}
    found: dict[str, Agency] = {}
    for id in dict.fromkeys(window.agency for window in windows.values()):
        head = offices[id].head
        assert head is not None, "a centre is built of sound files only"
        found[id] = Agency(id=id, hall=offices[id].hall, name=head.name, short=head.short, matters=tuple(head.matters))
    return found


def _kiosks(gathered: Gathered) -> dict[str, Kiosk]:
    return {
        id: Kiosk(id=id, hall=gathered.areas.sound[kiosk.area].hall, area=kiosk.area, place=kiosk.place)
        for id, kiosk in gathered.kiosks.sound.items()
    }


def _boards(gathered: Gathered) -> dict[str, Screen]:
    return {
        id: Screen(id=id, kind=ScreenKind.BOARD, **board.model_dump(exclude_none=True))
        for id, board in gathered.boards.sound.items()
    }


def _signs(gathered: Gathered, windows: Mapping[str, Window]) -> dict[str, Screen]:
    """Hang one sign over each window of a hall that has signs."""
    return {
        (id := f"{SIGN}{window.hall}-{window.number}"): Screen(
            id=id, kind=ScreenKind.SIGN, area=window.area, window=window.id, **size.model_dump()
        )
        for hall, size in gathered.signs.sound.items()
        for window in windows.values()
        if window.hall == hall
    }
