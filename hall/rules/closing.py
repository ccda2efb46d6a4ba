"""Say when the last numbers of a day are out (限号): when what waits takes the window time that is left.

Services share windows. So a service is not held against its windows alone, but with everything else that these windows
have to do: what waits for services that can go nowhere else, against the time that these windows have left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Share of the window minutes left that is kept back before the last numbers, because service times scatter.
MARGIN = 0.10


@dataclass(frozen=True)
class Workload:
    """Hold what waits for one service: its windows, the minutes each of them has left today, its work in minutes."""

    windows: frozenset[str]
    minutes_left: float
    work: float


@dataclass(frozen=True)
class Together:
    """Hold windows that work together: the services that can go nowhere else, the minutes of work that wait for these,
    and the window minutes left for it."""

    services: tuple[str, ...]
    work: float
    minutes: float

    def takes(self, more: float) -> bool:
        """Say whether so many minutes of work more can still be done today, with a tenth in reserve."""
        return self.work + more <= self.minutes * (1 - MARGIN)

    @property
    def over(self) -> float:
        """Return by how many minutes the work is more than the time for it; below 0 there is time to spare."""
        return self.work - self.minutes


def together(services: Mapping[str, Workload]) -> list[Together]:
    """List what works together: the windows of each service, and all windows that are joined by shared services."""
    own = list(dict.fromkeys(one.windows for one in services.values()))
    found = []
    for windows in dict.fromkeys((*own, *joined(own))):
        bound = [name for name, one in services.items() if one.windows <= windows and (one.windows or not windows)]
        left = max(services[name].minutes_left for name in bound)
        found.append(Together(tuple(bound), sum(services[name].work for name in bound), left * len(windows)))
    return found


def closing(found: Iterable[Together], visits: Mapping[str, float]) -> set[str]:
    """Return the services that can give no number more; `visits` are the minutes that one visit of each takes."""
    return {name for one in found for name in one.services if not one.takes(visits[name])}


def joined(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Join sets that have something in common, until none have; each is then apart from all others."""
    found: list[frozenset[str]] = []
    for one in sets:
        met = [other for other in found if other & one]
        found = [*(other for other in found if not other & one), one.union(*met)]
    return found
