"""Change the configuration in mid-day (改配置): what the folder says, what that would do, and putting it into force."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from hall.directory import Centre, Change, ConfigFaults, Fault, Needed, plan, read, without_withdrawn
from hall.rules.refusals import ConfigEffectChanged, ConfigFaulty, ConfigStrands, Refusal
from hall.store.records import Answer
from hall.store.tickets import NewConfiguration, Request, Tickets
from hall.web.in_force import InForce, version_of
from hall.web.opened import Opened

#: Hex digits that name what a folder says.
FOLDER_LENGTH = 12


@dataclass(frozen=True)
class Proposal:
    """Hold what the folder says now: its name, its faults, and the change it would be; None where it has faults."""

    folder: str
    faults: tuple[Fault, ...]
    change: Change | None
    planned_on: str = ""


def begin(in_force: InForce, tickets: Tickets) -> None:
    """Put the first configuration of a new centre into force; of two processes that begin at once one's counts."""
    text = in_force.centre.model_dump_json()
    tickets.change_configuration(None, NewConfiguration(version_of(text), text, first=True))
    in_force.catch_up()


def propose(hall: Opened) -> Proposal:
    """Read the folder and say what putting it into force would do now."""
    hall.in_force.catch_up()
    folder = hall.settings.config
    name = _name(folder)
    try:
        wanted = read(folder)
    except ConfigFaults as no:
        return Proposal(name, no.faults, None)
    if _name(folder) != name:
        # Somebody saved a file just now: what was read is neither the one nor the other.
        return propose(hall)
    found = _same_hall(hall.centre, wanted)
    version = hall.in_force.version
    return Proposal(name, found, None if found else _plan(hall, wanted), version)


def calls_otherwise(hall: Opened, proposal: Proposal) -> bool:
    """Say whether a proposal lets windows call in another order: other rules, or other services and handicaps."""
    if proposal.change is None:
        return False
    old, new = hall.centre, proposal.change.centre
    reaches = [{name: dict(one.reach) for name, one in centre.windows.items()} for centre in (old, new)]
    return old.policy.rules != new.policy.rules or reaches[0] != reaches[1]


def put_in_force(hall: Opened, tickets: Tickets, press: Request, seen: str | None) -> Answer:
    """Put what the folder says into force; `seen` names what was looked at before, another one is refused."""
    proposal = propose(hall)
    try:
        if proposal.change is None:
            raise ConfigFaulty(faults=[vars(one) for one in proposal.faults])
        if seen and seen != proposal.folder:
            raise ConfigEffectChanged(folder=proposal.folder)
        if proposal.change.stranded:
            raise ConfigStrands(services=dict(proposal.change.stranded))
    except Refusal as no:
        return tickets.refuse(press, no)
    return _change(hall, tickets, press, proposal.change, proposal.planned_on)


def tidy(hall: Opened, tickets: Tickets) -> bool:
    """Let go what a change left in place for those who needed it, once nobody does; for the sweep."""
    hall.in_force.catch_up()
    centre, version = hall.centre, hall.in_force.version
    left = [*centre.services.values(), *centre.windows.values()]
    if not any(getattr(one, "withdrawn_at", 0) or getattr(one, "withdrawn", False) for one in left):
        return False
    change = _plan(hall, without_withdrawn(centre))
    if not change.effects or change.stranded:
        return False
    _change(hall, tickets, None, change, version)
    return True


def _plan(hall: Opened, wanted: Centre) -> Change:
    now = hall.reading.now()
    leaving = [name for name in hall.centre.windows if name not in wanted.windows]
    needed = Needed(
        people=hall.reading.needed_by(),
        # Who comes at most so late has her appointment still.
        booked=hall.reading.booked_from(hall.centre.services, now - hall.centre.policy.rules.grace_ms),
        windows=hall.reading.with_visitors(leaving),
    )
    return plan(hall.centre, wanted, needed, now)


def _change(hall: Opened, tickets: Tickets, press: Request | None, change: Change, planned_on: str) -> Answer:
    centre = change.centre
    text = centre.model_dump_json()
    answer = tickets.change_configuration(
        press,
        NewConfiguration(
            version=version_of(text),
            text=text,
            planned_on=planned_on,
            grace_ms=centre.policy.rules.grace_ms,
            reaches={name: dict(one.reach) for name, one in centre.windows.items() if not one.withdrawn},
            leaving=change.leaving,
            gone_windows=change.gone_windows,
            moves=change.moves,
            gone=change.gone,
            gone_areas=change.gone_areas,
            places={id: {"hall": one.hall, "area": one.area} for id, one in centre.services.items()},
        ),
    )
    hall.in_force.catch_up()
    return answer


def _same_hall(old: Centre, wanted: Centre) -> tuple[Fault, ...]:
    """List what cannot be changed while people hold numbers of it."""
    fixed = [name for name in ("id", "zone") if getattr(old, name) != getattr(wanted, name)]
    return tuple(Fault("centre.toml", name, "cannot be changed while the hall runs") for name in fixed)


def _name(folder: Path) -> str:
    """Name what a folder says, so that it is put into force as it was seen."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*.toml")):
        found.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes() + b"\0")
    return found.hexdigest()[:FOLDER_LENGTH]
