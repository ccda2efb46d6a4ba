"""List the pages that managers and guides work with (管理页面), for the one header that all of these pages share."""

from __future__ import annotations

from dataclasses import dataclass

from hall.web.people import Role, caller

_BOTH = frozenset({Role.MANAGER, Role.GUIDE})
_MANAGER = frozenset({Role.MANAGER})


@dataclass(frozen=True)
class Place:
    """Hold one page: its word, its address, who may open it, whether it stands first, and a key that leads there."""

    word: str
    path: str
    roles: frozenset[Role] = _MANAGER
    first: bool = False
    key: str = ""

    def is_at(self, path: str) -> bool:
        """Say whether this address is of this page or of one of its views."""
        return path == self.path or (self.path != "/manage" and path.startswith(f"{self.path}/"))


PLACES = (
    Place("desk", "/desk", frozenset({Role.GUIDE}), first=True),
    Place("live", "/manage", first=True),
    Place("reports", "/manage/reports", first=True),
    Place("what_if", "/manage/what-if", first=True),
    Place("plan", "/manage/plan", first=True),
    Place("notices", "/manage/notices", _BOTH),
    Place("group_visits", "/manage/group-visits", _BOTH),
    Place("follow_ups", "/manage/follow-ups"),
    Place("screens", "/manage/screens"),
    Place("recording", "/recording"),
    Place("configuration", "/manage/configuration"),
    Place("webhooks", "/manage/webhooks"),
    Place("wall", "/manage/wall", key="w"),
)
#: Where staff work that needs no place in a header: the consoles.
CONSOLES = "/window"
#: So few fit into every header, and need no menu.
FEW = 4


def places(role: Role | None) -> tuple[list[Place], list[Place]]:
    """Return what somebody may open: the places that always show, and those of the menu."""
    hers = [one for one in PLACES if role in one.roles]
    if len(hers) <= FEW:
        return hers, []
    return [one for one in hers if one.first], [one for one in hers if not one.first]


def is_for_staff(path: str) -> bool:
    """Say whether an address is one that only staff open, by which a page is also told that knows not who asks."""
    return any(path == one or path.startswith(f"{one}/") for one in (CONSOLES, *(place.path for place in PLACES)))


def places_of_caller() -> tuple[list[Place], list[Place]]:
    """Return the places of whoever asks for a page."""
    return places(caller().role)
