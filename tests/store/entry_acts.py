"""Name the acts without a number: who goes online, who is shown the windows, groups that come (see acts.py)."""

from __future__ import annotations

from hall.rules.entries import Entry
from hall.store.group_visits import NewGroupVisit
from tests.builders import Story, moment
from tests.store.acts import Act, Press, Wrong, nothing


def school(visit: str = "visit-1") -> NewGroupVisit:
    """Describe a class of a school that looks at the hall from 10 to 11."""
    return NewGroupVisit(visit, "第一小学", 32, "east", moment("10:00"), moment("11:00"), "咨询台")


def deflect(centre: Story) -> Press:
    return lambda press: centre.tickets.count_entry(press, Entry.DEFLECTED, "tax", "east")


def guide(centre: Story) -> Press:
    return lambda press: centre.tickets.count_entry(press, Entry.GUIDED, "tax", "east")


def book_group_visit(centre: Story) -> Press:
    return lambda press: centre.tickets.book_group_visit(press, school())


def booked(centre: Story) -> None:
    """A class has said that it comes."""
    centre.at("9:00")
    centre.tickets.book_group_visit(centre.press(), school())


def cancel_group_visit(centre: Story) -> Press:
    booked(centre)
    return lambda press: centre.tickets.cancel_group_visit(press, "visit-1")


def cancelled(centre: Story) -> None:
    """The class comes not."""
    booked(centre)
    centre.tickets.cancel_group_visit(centre.press(), "visit-1")


def over(centre: Story) -> None:
    """The class has come and gone."""
    booked(centre)
    centre.at("11:00")


ENTRY_ACTS = (
    Act("count_entry", deflect, ("deflected",)),
    Act("count_entry", guide, ("guided",)),
    Act("book_group_visit", book_group_visit, ("group_visit_booked",)),
    Act("cancel_group_visit", cancel_group_visit, ("group_visit_cancelled",)),
)

ENTRY_WRONG = (
    Wrong("GROUP_VISIT_OVER", "book_group_visit", over, lambda c, p: c.tickets.book_group_visit(p, school("visit-2"))),
    Wrong("GROUP_VISIT_UNKNOWN", "cancel_group_visit", nothing,
          lambda c, p: c.tickets.cancel_group_visit(p, "visit-1")),
    Wrong("GROUP_VISIT_CANCELLED", "cancel_group_visit", cancelled,
          lambda c, p: c.tickets.cancel_group_visit(p, "visit-1")),
    Wrong("GROUP_VISIT_OVER", "cancel_group_visit", over, lambda c, p: c.tickets.cancel_group_visit(p, "visit-1")),
)
