"""Read the folder's files entry by entry, so that one broken entry does not hide the faults of the others."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from hall.directory.centre import slug
from hall.directory.entries import (
    AgencyEntry,
    AreaEntry,
    BoardEntry,
    BulletinEntry,
    CentreEntry,
    HallEntry,
    KioskEntry,
    ServiceEntry,
    SignEntry,
    Timetable,
    WindowsEntry,
)
from hall.directory.faults import Findings, dotted
from hall.directory.policy import Policy

CENTRE = "centre.toml"
POLICY = "policy.toml"
SCREENS = "screens.toml"
KIOSKS = "kiosks.toml"
#: The only file that may be missing: a hall without bulletins shows none.
BULLETINS = "bulletins.toml"
AGENCIES = "agencies"

Entry = TypeVar("Entry", bound=BaseModel)


@dataclass
class Shelf(Generic[Entry]):
    """Hold the sound entries of one kind by id, and the ids of all that are written down, broken ones too.

    `readable` is False when the file itself could not be read, and nobody knows what it names.
    """

    sound: dict[str, Entry] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    readable: bool = True

    @property
    def whole(self) -> bool:
        """Say whether every entry is sound, so that what is not there is really missing."""
        return self.readable and len(self.sound) == len(self.named)

    def lacks(self, name: str) -> bool:
        """Say whether `name` is surely unknown; a reference to a broken entry is not a second fault."""
        return self.readable and name not in self.named


@dataclass
class Office:
    """Hold one agency's file: where it lies and what it says."""

    file: str
    hall: str
    id: str
    services: Shelf[ServiceEntry]
    windows: Shelf[WindowsEntry]
    head: AgencyEntry | None


@dataclass
class Gathered:
    """Hold all that could be read, for `checking` to compare and `reading` to build the centre from."""

    policy: Policy
    halls: Shelf[HallEntry]
    areas: Shelf[AreaEntry]
    timetables: Shelf[Timetable]
    centre: CentreEntry | None
    kiosks: Shelf[KioskEntry]
    boards: Shelf[BoardEntry]
    signs: Shelf[SignEntry]
    bulletins: Shelf[BulletinEntry]
    offices: list[Office]

    def lacks_service(self, name: str) -> bool:
        """Say whether surely no agency offers a service of this id."""
        return all(office.services.lacks(name) for office in self.offices)


def gather(folder: Path, findings: Findings) -> Gathered:
    """Read every file under the folder; what is missing, not TOML or badly shaped is a finding."""
    centre = load(folder, CENTRE, findings)
    screens = load(folder, SCREENS, findings)
    kiosks = load(folder, KIOSKS, findings)
    bulletins = load(folder, BULLETINS, findings) if (folder / BULLETINS).exists() else {}
    gathered = Gathered(
        policy=policy_of(load(folder, POLICY, findings), POLICY, findings),
        halls=_shelf(centre, "halls", HallEntry, CENTRE, findings),
        areas=_shelf(centre, "areas", AreaEntry, CENTRE, findings),
        timetables=_shelf(centre, "hours", Timetable, CENTRE, findings),
        centre=_head(centre, CentreEntry, CENTRE, findings),
        kiosks=_shelf(kiosks, "kiosks", KioskEntry, KIOSKS, findings),
        boards=_shelf(screens, "boards", BoardEntry, SCREENS, findings),
        signs=_shelf(screens, "signs", SignEntry, SCREENS, findings),
        bulletins=_shelf(bulletins, "bulletins", BulletinEntry, BULLETINS, findings),
        offices=[_office(folder, path, findings) for path in sorted((folder / AGENCIES).glob("*/*.toml"))],
    )
    for table, file in ((screens, SCREENS), (kiosks, KIOSKS), (bulletins, BULLETINS)):
        for key in table or {}:
            findings.add(file, key, "unknown key")
    return gathered


def load(folder: Path, file: str, findings: Findings) -> dict[str, Any] | None:
    """Read one TOML file; None, and a finding, when that is not possible."""
    try:
        return tomllib.loads((folder / file).read_text("utf-8"))
    except FileNotFoundError:
        findings.add(file, "", "the file is missing")
    except OSError as error:
        findings.add(file, "", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        findings.add(file, "", f"is not UTF-8 text (byte {error.start})")
    except tomllib.TOMLDecodeError as error:
        findings.add(file, "", f"is not TOML: {error}")
    return None


def policy_of(table: dict[str, Any] | None, file: str, findings: Findings) -> Policy:
    """Check the settings; the default ones stand in for a file with faults."""
    return _checked(Policy, table or {}, file, "", findings) or Policy()


def _checked(kind: type[Entry], raw: object, file: str, key: str, findings: Findings) -> Entry | None:
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        findings.add_invalid(file, key, error)
        return None


def _head(table: dict[str, Any] | None, kind: type[Entry], file: str, findings: Findings) -> Entry | None:
    # Read last: what the shelves have not taken out of the table is its head.
    return None if table is None else _checked(kind, table, file, "", findings)


def _shelf(table: dict[str, Any] | None, key: str, kind: type[Entry], file: str, findings: Findings) -> Shelf[Entry]:
    """Take one table of entries out of a file's table and check each by itself."""
    shelf: Shelf[Entry] = Shelf(readable=table is not None)
    raw = {} if table is None else table.pop(key, {})
    if not isinstance(raw, dict):
        findings.add(file, key, "must be a table of entries, each with its id")
        return Shelf(readable=False)
    for name, content in raw.items():
        shelf.named.add(name)
        _check_id(name, file, dotted(key, name), findings)
        entry = _checked(kind, content, file, dotted(key, name), findings)
        if entry is not None:
            shelf.sound[name] = entry
    return shelf


def _check_id(name: str, file: str, key: str, findings: Findings) -> None:
    try:
        slug(name)
    except ValueError as error:
        findings.add(file, key, str(error))


def _office(folder: Path, path: Path, findings: Findings) -> Office:
    """Read one agency's file; its folder names the hall, its own name is the agency's id."""
    file = path.relative_to(folder).as_posix()
    table = load(folder, file, findings)
    _check_id(path.stem, file, "", findings)
    return Office(
        file=file,
        hall=path.parent.name,
        id=path.stem,
        services=_shelf(table, "services", ServiceEntry, file, findings),
        windows=_groups(table, file, findings),
        head=_head(table, AgencyEntry, file, findings),
    )


def _groups(table: dict[str, Any] | None, file: str, findings: Findings) -> Shelf[WindowsEntry]:
    """Take the groups of windows out of an agency's table and check each by itself."""
    groups = [] if table is None else table.pop("windows", [])
    if not isinstance(groups, list):
        findings.add(file, "windows", "must be written as [[windows]], one for each group")
        return Shelf(readable=False)
    shelf: Shelf[WindowsEntry] = Shelf(readable=table is not None)
    for index, content in enumerate(groups):
        key = dotted("windows", index)
        shelf.named.add(key)
        entry = _checked(WindowsEntry, content, file, key, findings)
        if entry is not None:
            shelf.sound[key] = entry
    return shelf
