"""Name the acts after a visit: rating it, rating it again, following a low rating up (see acts.py)."""

from __future__ import annotations

from typing import Any

from hall.store.rating import NewRating
from tests.builders import Story
from tests.store.acts import Act, Press, Wrong, called, nothing, served
from tests.store.further_acts import TOMORROW, finish_a_part_of_a_chain

TODAY = TOMORROW - 1
#: Tomorrow evening, as a call-back is due then.
DUE = {"call_back_by": 1_408_636_800_000, "settle_by": 1_410_364_800_000}


def rating(level: int = 5, turn: int = 1, ticket: str = "tax-1", day: int = TODAY, **known: Any) -> NewRating:
    """Describe how somebody rates her visit of today."""
    low = DUE if level <= 2 else {}
    return NewRating(ticket=ticket, turn=turn, level=level, day=day, days=1, **{**low, **known})


def rates(centre: Story, level: int = 5, **known: Any) -> None:
    """Let a visitor rate what was finished."""
    centre.tickets.rate(centre.press(), rating(level, **known))


def rate(centre: Story) -> Press:
    served(centre)
    return lambda press: centre.tickets.rate(press, rating(5, reasons=("quick", "friendly")))


def rate_low(centre: Story) -> Press:
    served(centre)
    return lambda press: centre.tickets.rate(press, rating(1, reasons=("slow",), contact="139 0000 0000"))


def rate_between_two_services(centre: Story) -> Press:
    finish_a_part_of_a_chain(centre)(centre.press())
    return lambda press: centre.tickets.rate(press, rating(4))


def rated(centre: Story) -> None:
    """The visitor was served and rated it."""
    served(centre)
    rates(centre)


def rated_low(centre: Story) -> None:
    """The visitor was served, and not well."""
    served(centre)
    rates(centre, 2, contact="139 0000 0000")


def rate_again(centre: Story) -> Press:
    rated_low(centre)
    return lambda press: centre.tickets.rate_again(press, "tax-1", 1, 4, ("clear",))


def call_back(centre: Story) -> Press:
    rated_low(centre)
    return lambda press: centre.tickets.follow_up(press, "tax-1", 1, "called_back")


def called_back(centre: Story) -> None:
    """She was called back."""
    rated_low(centre)
    centre.tickets.follow_up(centre.press(), "tax-1", 1, "called_back")


def settle(centre: Story) -> Press:
    called_back(centre)
    return lambda press: centre.tickets.follow_up(press, "tax-1", 1, "settled", "solved")


def settled(centre: Story) -> None:
    """It is settled, and she has rated again."""
    called_back(centre)
    centre.tickets.follow_up(centre.press(), "tax-1", 1, "settled", "explained")
    centre.tickets.rate_again(centre.press(), "tax-1", 1, 4)


RATING_ACTS = (
    Act("rate", rate, ("rated",)),
    Act("rate", rate_low, ("rated", "follow_up_opened")),
    Act("rate", rate_between_two_services, ("rated",)),
    Act("rate_again", rate_again, ("rated_again",)),
    Act("follow_up", call_back, ("follow_up_called_back",)),
    Act("follow_up", settle, ("follow_up_settled",)),
)

RATING_WRONG = (
    Wrong("TICKET_UNKNOWN", "rate", nothing, lambda c, p: c.tickets.rate(p, rating())),
    Wrong("NOTHING_TO_RATE", "rate", called, lambda c, p: c.tickets.rate(p, rating())),
    Wrong("NOTHING_TO_RATE", "rate", served, lambda c, p: c.tickets.rate(p, rating(turn=2))),
    Wrong("RATED_BEFORE", "rate", rated, lambda c, p: c.tickets.rate(p, rating(4))),
    Wrong("RATING_TOO_LATE", "rate", served, lambda c, p: c.tickets.rate(p, rating(day=TODAY + 2))),
    Wrong("NOTHING_TO_RATE", "rate_again", served, lambda c, p: c.tickets.rate_again(p, "tax-1", 1, 4)),
    Wrong("RATED_BEFORE", "rate_again", settled, lambda c, p: c.tickets.rate_again(p, "tax-1", 1, 4)),
    Wrong("FOLLOW_UP_UNKNOWN", "follow_up", rated, lambda c, p: c.tickets.follow_up(p, "tax-1", 1, "called_back")),
    Wrong("NOT_POSSIBLE", "follow_up", called_back, lambda c, p: c.tickets.follow_up(p, "tax-1", 1, "called_back")),
    Wrong("NOT_POSSIBLE", "follow_up", settled, lambda c, p: c.tickets.follow_up(p, "tax-1", 1, "settled", "solved")),
)
