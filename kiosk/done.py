"""Say what the page after a touch shows (取号结果页): the number, where to wait, how long; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hall.rules.slip import STANDINGS, Wording, expected_between, place_en, place_zh
from kiosk.journal import Story
from kiosk.known import Centre, Known, told_of
from kiosk.words import Words


@dataclass(frozen=True)
class DonePage:
    """Hold the page after a touch (取号结果)."""

    number: str
    service: str
    unverified: bool
    standing: str
    copy: str
    wait: str
    ahead: str
    expected: str
    slot: str
    has_qr: bool
    needs: str


def done_page(story: Story, known: Known | None, centre: Centre | None, words: Words) -> DonePage:
    """Show what a touch led to; the hall may be gone meanwhile, then names that are not known are left out."""
    ticket = story.ticket or {}
    standing = ticket.get("standing") or ""
    needs = ticket.get("needs") or ()
    slot_at = ticket.get("slot_at")
    service = known.services.get(ticket["service"]) if known else None
    return DonePage(
        number=ticket["number"],
        service=words.name(service.name) if service else "",
        unverified=story.outcome != "confirmed",
        standing=words(f"standing.{standing}") if standing in STANDINGS else "",
        copy=words("done.copy", n=story.copy) if story.copy > 1 else "",
        wait=words("done.wait", place=_place(ticket["hall"], ticket["area"], centre, words)),
        ahead=_ahead(ticket.get("ahead"), words, known=bool(told_of(ticket))),
        expected=_expected(told_of(ticket), centre, words),
        slot=words("done.slot", slot=f"{_moment(slot_at, centre):%H:%M}") if slot_at else "",
        has_qr=bool(ticket.get("track_url")),
        needs=words("done.needs", needs=words("comma").join(words(f"needs.{one}") for one in needs)) if needs else "",
    )


def _place(hall: str, area: str, centre: Centre | None, words: Words) -> str:
    """Name where to wait, the hall always with it."""
    halls, areas = (centre.halls, centre.areas) if centre else ({}, {})
    hall_name, area_name = halls.get(hall, Wording(hall)), areas.get(area, Wording(area))
    return place_en(hall_name, area_name) if words.language == "en" else place_zh(hall_name, area_name)


def _ahead(ahead: int | None, words: Words, *, known: bool) -> str:
    """Say how many are before her, as the slip does: without a `known` wait no window is open to call her."""
    if ahead is None:
        return ""
    if ahead == 0:
        return words("done.next" if known else "done.nobody")
    return words("tile.queue", n=ahead)


def _expected(told: dict[str, int], centre: Centre | None, words: Words) -> str:
    """Say when the call is expected, as the slip does."""
    if not told or centre is None:
        return ""
    start, end = expected_between(told["at"], told["low"], told["high"], centre.zone)
    if start <= _moment(told["at"], centre):
        return words("done.before", end=f"{end:%H:%M}")
    return words("done.expected", start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def _moment(at: int, centre: Centre | None) -> datetime:
    """Turn ms since 1970 into the hall's local time."""
    return datetime.fromtimestamp(at / 1000, centre.zone if centre else None)
