"""Name the acts of kiosks that were cut off (see acts.py)."""

from __future__ import annotations

from typing import Any

from hall.rules.leases import LEASED_FROM
from hall.store.at_kiosks import KioskSays, LeasedTicket
from tests.builders import ZONE_OFFSET_MS, Story
from tests.store.acts import Act, Press, Wrong


def day_of(centre: Story) -> int:
    """Return the ordinal of the story's day, whose midnight is that of the clock on the wall."""
    return (centre.clock.now + ZONE_OFFSET_MS) // 86_400_000


def leased(centre: Story, **known: Any) -> LeasedTicket:
    """Describe a number that the kiosk gave while it was cut off."""
    usual = {"id": "leased-ticket-0001", "service": "tax", "hall": "east", "area": "east-a", "series": "A",
             "count": LEASED_FROM + 1, "kiosk": "kiosk-1", "place": 0, "day": day_of(centre),
             "offset_ms": ZONE_OFFSET_MS, "taken_at": centre.clock.now, "outcome": "confirmed"}
    return LeasedTicket(**{**usual, **known})


def heard(centre: Story) -> None:
    """The kiosk was heard, and has its lease."""
    centre.tickets.hear_kiosk(KioskSays("kiosk-1"), day_of(centre))


def take_leased(centre: Story) -> Press:
    heard(centre)
    new = leased(centre)
    return lambda press: centre.tickets.take_leased(press, new)


def take_leased_again(centre: Story) -> Press:
    heard(centre)
    new = leased(centre)
    centre.tickets.take_leased(centre.press(), new)
    return lambda press: centre.tickets.take_leased(press, new)


KIOSK_ACTS = (Act("take_leased", take_leased, ("issued",)), Act("take_leased", take_leased_again, ()))


def given(centre: Story) -> None:
    """The kiosk gave its first leased number to somebody."""
    heard(centre)
    centre.tickets.take_leased(centre.press(), leased(centre, id="somebody-else-0001"))


def _leased(**known: Any) -> Any:
    return lambda c, p: c.tickets.take_leased(p, leased(c, **known))


KIOSK_WRONG = (
    Wrong("LEASE_UNKNOWN", "take_leased", lambda centre: None, _leased()),
    Wrong("LEASE_UNKNOWN", "take_leased", heard, _leased(place=1)),
    Wrong("LEASE_UNKNOWN", "take_leased", heard, _leased(day=1)),
    Wrong("LEASE_UNKNOWN", "take_leased", heard, _leased(kiosk="kiosk-2")),
    Wrong("LEASE_UNKNOWN", "take_leased", given, _leased()),
)
