"""Show the guide's desk (咨询台): the ticket in hand, what may be done with it, what went wrong in the hall lately."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hall.directory import Centre, Mode, Service, Text
from hall.rules.discipline import Standing, Why, why
from hall.rules.numbering import DIGITS
from hall.rules.ticket import Move, State, Ticket
from hall.rules.waiting import Range
from hall.store.records import Appointment, KioskState
from hall.web.language import SOON_SECONDS, Phrase, clock, duration, in_words

#: Milliseconds for which an alarm stands on the desk: longer ago, the visitor has come by herself.
ALARM_MS = 30 * 60_000
#: A number of today, as people say it: leading zeros may be left out.
NUMBER = re.compile(r"([A-Z]{1,2})(\d{1,5})")
#: What may be the code of an appointment.
CODE = re.compile(r"[0-9A-Z]{4,24}")
#: States in which paper may be asked for again, as `reprint.lua` has them.
REPRINTABLE = frozenset({State.RESERVED, State.WAITING, State.CALLED})
STATE_OF_WINDOW = frozenset({"window_opened", "window_paused", "window_closed"})
AT_A_WINDOW = frozenset({State.CALLED, State.SERVING, State.HELD})


@dataclass(frozen=True)
class Wanted:
    """Hold what a guide typed or scanned, read in every way that it can be meant; '' where it cannot."""

    ticket: str = ""
    number: str = ""
    code: str = ""


@dataclass(frozen=True)
class Fact:
    """Hold one line of a card: the key of its label, and what is said."""

    label: str
    said: Phrase | Text


@dataclass(frozen=True)
class Card:
    """Hold what the desk has in hand: a ticket, or with `code` an appointment that is not checked in.

    `acts` are what may be done with it now; `track_url` is what its QR says, '' where the hall has no address.
    """

    id: str
    code: str
    title: str
    state: str
    tag: str
    guidance: Phrase
    service_name: Text
    agency_name: Text
    hall_name: Text
    facts: tuple[Fact, ...]
    needs: tuple[str, ...]
    acts: tuple[str, ...]
    track_url: str = ""


@dataclass(frozen=True)
class Alarm:
    """Hold one thing that went wrong: `number` is the ticket's, or ''; `place` is a kiosk or a window."""

    id: str
    kind: str
    at: str
    number: str
    place: Phrase | Text


@dataclass(frozen=True)
class DeskView:
    """Hold what the desk shows of the hall: why all of it is stopped, or '', and the alarms, the newest first."""

    stopped: str
    alarms: tuple[Alarm, ...]
    as_of: int


@dataclass(frozen=True)
class Choice:
    """Hold one service to choose: `search` are the words that find it; `windows` where a direct one is served."""

    id: str
    name: Text
    agency_name: Text
    hall_name: Text
    search: str
    windows: tuple[int, ...]


def wanted(text: str) -> Wanted:
    """Read what was typed or scanned (查找): a number, the code of an appointment, or the QR of a slip."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if "/t/" in plain:
        return Wanted(ticket=plain.rpartition("/t/")[2].partition("?")[0])
    short = re.sub(r"[\s-]", "", plain).upper()
    number = NUMBER.fullmatch(short)
    return Wanted(
        number=number[1] + number[2].zfill(DIGITS) if number else "",
        code=short if CODE.fullmatch(short) else "",
    )


def ticket_card(
    ticket: Ticket, ahead: int, estimate: tuple[int, int] | None, url: str, centre: Centre, now: int
) -> Card:
    """Build the card of a ticket (号票信息); `estimate` is the range of waiting in seconds."""
    service = centre.services[ticket.service]
    return Card(
        id=ticket.id,
        code="",
        title=ticket.number,
        state=ticket.state.value,
        tag="" if ticket.standing is Standing.WALK_IN else ticket.standing.value,
        guidance=_guidance(ticket, centre),
        service_name=service.name,
        agency_name=centre.agencies[service.agency].short,
        hall_name=centre.halls[ticket.hall].name,
        facts=(*_waiting(ticket, ahead, estimate, centre, now), *_past(ticket, centre)),
        needs=ticket.needs,
        acts=acts(ticket),
        track_url=f"{url.rstrip('/')}/t/{ticket.id}" if url else "",
    )


def appointment_card(found: Appointment, centre: Centre, now: int) -> Card:
    """Build the card of an appointment (预约信息) whose visitor has no number yet."""
    service = centre.services[found.service]
    zone = ZoneInfo(centre.zone)
    day, today = (datetime.fromtimestamp(at / 1000, zone).date() for at in (found.slot_at, now))
    slot = Phrase("desk.clock", {"at": clock(found.slot_at, centre.zone)})
    if day != today:
        slot = Phrase("desk.day", {"month": day.month, "day": day.day, "at": slot})
    return Card(
        id="",
        code=found.code,
        title=found.code,
        state=found.state,
        tag=Standing.APPOINTMENT.value,
        guidance=Phrase(f"desk.say_{found.state}"),
        service_name=service.name,
        agency_name=centre.agencies[service.agency].short,
        hall_name=centre.halls[found.hall].name,
        facts=(Fact("desk.fact_slot", slot), Fact("desk.fact_area", centre.areas[service.area].name)),
        needs=(),
        acts=("check-in",) if found.state == "booked" else (),
    )


def acts(ticket: Ticket) -> tuple[str, ...]:
    """List what a guide may do with a ticket now (可办操作)."""
    waits = ticket.state in (State.WAITING, State.RESERVED)
    possible = {
        "standing": waits and ticket.standing is Standing.WALK_IN,
        "rejoin": ticket.may(Move.REJOIN),
        "reprint": ticket.state in REPRINTABLE,
        "cancel": ticket.may(Move.CANCEL),
    }
    return tuple(act for act, may in possible.items() if may)


def view(
    events: Sequence[Mapping[str, str]], kiosks: Iterable[KioskState], stopped: str, centre: Centre, as_of: int,
    windows: Iterable[Alarm] = (),
) -> DeskView:
    """Build the picture of what went wrong lately (异常提醒) from the newest events, oldest first, of the kiosks that
    are not well now and of the `windows` to go to."""
    issued = {event["ticket"]: event.get("actor", "") for event in events if event["type"] == "issued"}
    last = {event["window"]: event["seq"] for event in events if event["type"] in STATE_OF_WINDOW}
    alarms = [*windows, *(_of_kiosk(one, centre) for one in kiosks if one.state != "ok" or one.paper != "ok")]
    for event in reversed(events):
        kind = _kind(event)
        # A window that was opened again, paused by its clerk or closed is lost no more.
        if not kind or (kind == "window_lost" and last[event["window"]] != event["seq"]):
            continue
        place = _place(event, issued.get(event.get("ticket", ""), ""), centre)
        alarms.append(Alarm(event["seq"], kind, clock(int(event["at"]), centre.zone), event.get("number", ""), place))
    return DeskView(stopped, tuple(alarms), as_of)


def choices(centre: Centre) -> tuple[Choice, ...]:
    """List all services to choose from (选择事项), the popular ones first, those without a number last."""
    services = sorted(centre.services.values(), key=lambda one: (one.mode is Mode.DIRECT, not one.popular))
    return tuple(_choice(service, centre) for service in services)


def _choice(service: Service, centre: Centre) -> Choice:
    agency = centre.agencies[service.agency]
    names = (service.name, agency.short, agency.name)
    found_by = [*(one for name in names for one in (name.zh, name.en)), *service.matters, *agency.matters]
    direct = centre.windows_of(service.id) if service.mode is Mode.DIRECT else ()
    return Choice(
        id=service.id,
        name=service.name,
        agency_name=agency.short,
        hall_name=centre.halls[service.hall].name,
        # A bar before each word, so that the page can tell a word's beginning from its middle.
        search="".join(f"|{one.lower()}" for one in dict.fromkeys(found_by)),
        windows=tuple(window.number for window in direct),
    )


def _guidance(ticket: Ticket, centre: Centre) -> Phrase:
    """Say what the guide tells the visitor: where to go, or what became of her number."""
    if ticket.state not in AT_A_WINDOW:
        return Phrase(f"desk.say_{ticket.state}", {"area": centre.areas[ticket.area].name})
    window = centre.windows.get(ticket.window)
    if window is None:
        return Phrase(f"desk.state_{ticket.state}")
    place = Phrase("place.window", {"hall": centre.halls[window.hall].name, "window": window.number})
    return Phrase(f"desk.say_{ticket.state}", {"window": place})


def _waiting(
    ticket: Ticket, ahead: int, estimate: tuple[int, int] | None, centre: Centre, now: int
) -> list[Fact]:
    """Say how many are ahead, how long it may take and why; nothing of it once she waits no more."""
    if ticket.state not in (State.WAITING, State.RESERVED):
        return [Fact("desk.fact_why", _why(ticket, Why(ticket.why), centre))] if ticket.why else []
    facts = [Fact("desk.fact_ahead", Phrase("desk.people", {"n": ahead}) if ahead else Phrase("desk.nobody_ahead"))]
    if estimate:
        soon = estimate[1] <= SOON_SECONDS
        facts.append(Fact("desk.fact_wait", Phrase("desk.soon") if soon else in_words(*estimate)))
        if ticket.waits_longer(now, Range(*estimate)):
            facts.append(Fact("desk.fact_told", Phrase("desk.longer")))
    facts.append(Fact("desk.fact_why", _why(ticket, why(ticket.place, now, centre.policy.rules), centre, now)))
    if ticket.callable_at > now:
        at = Phrase("desk.clock", {"at": clock(ticket.callable_at, centre.zone)})
        facts.append(Fact("desk.fact_callable", at))
    return facts


def _past(ticket: Ticket, centre: Centre) -> list[Fact]:
    """Say when the number was taken, for which slot, how often it was called, and which copy is out."""
    moments = {"taken": ticket.issued_at, "slot": ticket.slot_at, "called": ticket.called_at}
    facts = [
        Fact(f"desk.fact_{name}", Phrase("desk.clock", {"at": clock(at, centre.zone)}))
        for name, at in moments.items()
        if at
    ]
    if ticket.calls > 1:
        facts.append(Fact("desk.fact_calls", Phrase("desk.times", {"n": ticket.calls})))
    if ticket.copy > 1:
        facts.append(Fact("desk.fact_copy", Phrase("desk.copy", {"n": ticket.copy})))
    return facts


def _why(ticket: Ticket, code: Why, centre: Centre, now: int = 0) -> Phrase:
    """Explain a place in words (为什么); who was called has waited until then."""
    if code in (Why.APPOINTMENT_DUE, Why.APPOINTMENT_EARLY):
        return Phrase(f"why.{code}", {"at": clock(ticket.slot_at, centre.zone)})
    if code is Why.PRIORITY:
        return Phrase(f"why.priority_{ticket.reason}" if ticket.reason else "why.priority")
    if code is Why.WAITED:
        until = now or ticket.first_called_at
        return Phrase("why.waited", {"time": duration((until - ticket.issued_at) // 1000)})
    return Phrase(f"desk.why_{code}")


def _of_kiosk(one: KioskState, centre: Centre) -> Alarm:
    """Show a kiosk that is not well (取号机异常); what stops its numbers comes before paper that will soon end."""
    kind = f"kiosk_{one.state}" if one.state != "ok" else f"kiosk_{one.paper}"
    return Alarm(f"kiosk-{one.id}-{kind}", kind, clock(one.heard_at, centre.zone), "", kiosk_place(one.id, centre))


def _kind(event: Mapping[str, str]) -> str:
    """Say which alarm an event is, '' for none."""
    reason = event.get("reason", "")
    if event["type"] == "confirmed" and event.get("outcome") == "unverified":
        return "paper_overdue" if reason == "overdue" else "paper_unverified"
    if event["type"] == "cancelled" and reason == "print_failed":
        return "paper_failed"
    return "window_lost" if event["type"] == "window_paused" and reason == "lost" else ""


def _place(event: Mapping[str, str], giver: str, centre: Centre) -> Phrase | Text:
    """Name the window that was lost, or the kiosk that gave the number; a sweep has no place of its own."""
    window = centre.windows.get(event.get("window", ""))
    if window:
        return Phrase("place.window", {"hall": centre.halls[window.hall].name, "window": window.number})
    kiosk = (giver or event.get("actor", "")).partition(":")[2]
    return kiosk_place(kiosk, centre) if kiosk else Phrase("desk.kiosk_unknown")


def kiosk_place(name: str, centre: Centre) -> Phrase | Text:
    """Say where a kiosk stands; one that the configuration does not know is named as it signed in."""
    return centre.kiosks[name].place if name in centre.kiosks else Phrase("desk.kiosk", {"name": name})
