"""Compare the entries of all files with one another: references, windows, series, pools.

Each function looks at one promise of the hall and names every place where it is broken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from hall.directory.centre import Mode
from hall.directory.entries import ServiceEntry, WindowsEntry
from hall.directory.faults import Findings, dotted
from hall.directory.gathering import AGENCIES, BULLETINS, CENTRE, KIOSKS, POLICY, SCREENS, Gathered, Office
from hall.rules.numbering import SOUND_ALIKE

#: The timetable that a service has when it names none; the centre's own hours.
STANDARD = "standard"
#: Window signs get their ids from the window, "sign-east-12"; a board may not take one of them.
SIGN = "sign-"


def check(gathered: Gathered, findings: Findings) -> None:
    """Name every fault that lies between entries."""
    for promise in (
        _places_exist,
        _agencies_are_one_place,
        _services_are_named_once,
        _services_have_one_heir,
        _series_are_their_own,
        _series_of_an_area_sound_different,
        _windows_exist_once,
        _windows_serve_their_agency,
        _windows_help_in_their_hall,
        _services_have_windows,
        _devices_and_bulletins_have_places,
        _day_ends_after_closing,
    ):
        promise(gathered, findings)


def services(gathered: Gathered) -> Iterator[tuple[Office, str, ServiceEntry]]:
    """Walk over all sound services with their office and id."""
    for office in gathered.offices:
        for name, entry in office.services.sound.items():
            yield office, name, entry


def groups(gathered: Gathered) -> Iterator[tuple[Office, str, WindowsEntry]]:
    """Walk over all sound groups of windows with their office and key."""
    for office in gathered.offices:
        for key, entry in office.windows.sound.items():
            yield office, key, entry


def _places_exist(gathered: Gathered, findings: Findings) -> None:
    for name, area in gathered.areas.sound.items():
        if gathered.halls.lacks(area.hall):
            findings.add(CENTRE, dotted("areas", name, "hall"), f"there is no hall {area.hall!r}")
    if gathered.timetables.lacks(STANDARD):
        findings.add(CENTRE, dotted("hours", STANDARD), "is missing: the opening hours of the centre")
    for office, key, group in groups(gathered):
        _area_is_in_the_hall(gathered, office, dotted(key, "area"), group.area, findings)
    for office, name, service in services(gathered):
        _area_is_in_the_hall(gathered, office, dotted("services", name, "area"), service.area, findings)
        if service.hours != STANDARD and gathered.timetables.lacks(service.hours):
            key = dotted("services", name, "hours")
            findings.add(office.file, key, f"{CENTRE} has no timetable {service.hours!r}")


def _area_is_in_the_hall(g: Gathered, office: Office, key: str, area: str, findings: Findings) -> None:
    if g.areas.lacks(area):
        findings.add(office.file, key, f"there is no area {area!r}")
    elif area in g.areas.sound and g.areas.sound[area].hall != office.hall:
        findings.add(office.file, key, f"area {area!r} is not in the {office.hall} hall")


def _agencies_are_one_place(gathered: Gathered, findings: Findings) -> None:
    if not gathered.offices:
        findings.add(AGENCIES, "", "there is no agency; each is one file, such as agencies/east/tax.toml")
    first: dict[str, str] = {}
    for office in gathered.offices:
        if gathered.halls.lacks(office.hall):
            findings.add(office.file, "", f"lies in a folder that is no hall: {office.hall!r}")
        if office.id in first:
            findings.add(office.file, "", f"agency {office.id!r} is already in {first[office.id]}")
        first.setdefault(office.id, office.file)
        if office.services.readable and not office.services.named:
            findings.add(office.file, "services", "the agency has no service")


def _services_are_named_once(gathered: Gathered, findings: Findings) -> None:
    first: dict[str, str] = {}
    for office in gathered.offices:
        for name in sorted(office.services.named):
            if name in first:
                findings.add(office.file, dotted("services", name), f"is already in {first[name]}")
            first.setdefault(name, office.file)


def _services_have_one_heir(gathered: Gathered, findings: Findings) -> None:
    """Let people who wait for a service that is no more know where they stand: it has one successor."""
    first: dict[str, str] = {}
    for office, name, service in services(gathered):
        place = dotted("services", name, "succeeds")
        for before in service.succeeds:
            if not gathered.lacks_service(before):
                findings.add(office.file, place, f"{before!r} is still a service of its own")
            if before in first:
                findings.add(office.file, place, f"{before!r} is already succeeded by {first[before]!r}")
            first.setdefault(before, name)


def _series_are_their_own(gathered: Gathered, findings: Findings) -> None:
    """Keep a number unambiguous in the whole centre: one series, one service."""
    first: dict[str, str] = {}
    for office, name, service in services(gathered):
        if service.series and service.series in first:
            message = f"{service.series} is already the series of {first[service.series]!r}"
            findings.add(office.file, dotted("services", name, "series"), message)
        first.setdefault(service.series, name)


def _series_of_an_area_sound_different(gathered: Gathered, findings: Findings) -> None:
    """Keep letters that sound alike out of one area: nobody there may mistake B012 for D012."""
    heard: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for office, name, service in services(gathered):
        for index, alike in enumerate(SOUND_ALIKE):
            letters = heard[service.area, index]
            for letter in alike.intersection(service.series):
                letters.setdefault(letter, name)
                other = min(letters, key=lambda known: list(letters).index(known))
                if other != letter:
                    message = f"{letter} sounds like {other} of {letters[other]!r} in area {service.area!r}"
                    findings.add(office.file, dotted("services", name, "series"), message)


def _windows_exist_once(gathered: Gathered, findings: Findings) -> None:
    first: dict[tuple[str, int], str] = {}
    for office, key, group in groups(gathered):
        size = gathered.halls.sound.get(office.hall)
        for number in group.numbers:
            place = dotted(key, "numbers")
            if size is not None and number > size.windows:
                findings.add(office.file, place, f"the {office.hall} hall has no window {number}")
            if (office.hall, number) in first:
                message = f"window {office.hall}/{number} is already in {first[office.hall, number]}"
                findings.add(office.file, place, message)
            first.setdefault((office.hall, number), f"{office.file} {key}")
    if all(office.windows.whole for office in gathered.offices):
        _no_window_is_left_out(gathered, set(first), findings)


def _no_window_is_left_out(gathered: Gathered, known: set[tuple[str, int]], findings: Findings) -> None:
    for hall, entry in gathered.halls.sound.items():
        left_out = [number for number in range(1, entry.windows + 1) if (hall, number) not in known]
        if left_out:
            numbers = ", ".join(map(str, left_out))
            findings.add(CENTRE, dotted("halls", hall, "windows"), f"belong to no agency: {numbers}")


def _windows_serve_their_agency(gathered: Gathered, findings: Findings) -> None:
    for office, key, group in groups(gathered):
        for name in group.serves:
            if gathered.lacks_service(name):
                findings.add(office.file, dotted(key, "serves"), f"there is no service {name!r}")
            elif office.services.lacks(name):
                message = f"{name!r} is a service of another agency; name it under helps"
                findings.add(office.file, dotted(key, "serves"), message)


def _windows_help_in_their_hall(gathered: Gathered, findings: Findings) -> None:
    known = {name: (office.hall, entry) for office, name, entry in services(gathered)}
    for office, key, group in groups(gathered):
        for name in group.helps:
            place = dotted(key, "helps", name)
            if gathered.lacks_service(name):
                findings.add(office.file, place, f"there is no service {name!r}")
            if name in group.serves:
                findings.add(office.file, place, "is served by these windows anyhow")
            hall, service = known.get(name, (office.hall, None))
            if hall != office.hall:
                findings.add(office.file, place, "its visitors wait in another hall")
            if service is not None and service.mode is Mode.DIRECT:
                findings.add(office.file, place, "has no queue that could be helped")


def _services_have_windows(gathered: Gathered, findings: Findings) -> None:
    for office in gathered.offices:
        served = {name for group in office.windows.sound.values() for name in group.serves}
        for name in office.services.sound:
            if office.windows.whole and name not in served:
                findings.add(office.file, dotted("services", name), "no window serves it")


def _devices_and_bulletins_have_places(gathered: Gathered, findings: Findings) -> None:
    for name, kiosk in gathered.kiosks.sound.items():
        if gathered.areas.lacks(kiosk.area):
            findings.add(KIOSKS, dotted("kiosks", name, "area"), f"there is no area {kiosk.area!r}")
    for name, board in gathered.boards.sound.items():
        if gathered.areas.lacks(board.area):
            findings.add(SCREENS, dotted("boards", name, "area"), f"there is no area {board.area!r}")
        if name.startswith(SIGN):
            findings.add(SCREENS, dotted("boards", name), f"an id with {SIGN!r} in front is that of a window")
    for name, bulletin in gathered.bulletins.sound.items():
        if bulletin.hall is not None and gathered.halls.lacks(bulletin.hall):
            findings.add(BULLETINS, dotted("bulletins", name, "hall"), f"there is no hall {bulletin.hall!r}")
    for hall in gathered.signs.named:
        if gathered.halls.lacks(hall):
            findings.add(SCREENS, dotted("signs", hall), f"there is no hall {hall!r}")


def _day_ends_after_closing(gathered: Gathered, findings: Findings) -> None:
    for name, timetable in gathered.timetables.sound.items():
        if timetable.latest_minute > gathered.policy.day.day_end_minute:
            at = gathered.policy.day.day_end_at
            findings.add(POLICY, "day.day_end_at", f"{at} is before {CENTRE} hours.{name} closes")
