"""Say no to whoever books a group visit (团队接待); like `refusals`."""

from __future__ import annotations

from hall.rules.refusals import Refusal, Unknown


class UnknownGroupVisit(Unknown):
    """No group visit has this id."""

    code = "GROUP_VISIT_UNKNOWN"


class GroupVisitOver(Refusal):
    """The moment at which a group should come, or came, is over."""

    code = "GROUP_VISIT_OVER"


class GroupVisitCancelled(Refusal):
    """The group visit was cancelled before."""

    code = "GROUP_VISIT_CANCELLED"


class EntryNotOffered(Refusal):
    """This service cannot be done in that way: it is not online, or it needs a number."""

    code = "ENTRY_NOT_OFFERED"
