"""Find the time in which a window did not call although somebody waited (窗口自用时间): it is the clerk's own.

A short one after a visitor is her papers, and counts to that visitor; in any other the window does not call, as if it
had paused. So a replay, in which windows call at once, is of the clerks that the day had.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

#: As long as this after a visitor, a clerk sees to that visitor's papers (ms).
PAPERS_MS = 3 * 60_000
NEVER = 1 << 62

Turns = Sequence[tuple[int, bool]]


@dataclass(frozen=True)
class Wait:
    """Hold who waited for a service, from when until when in ms; NEVER where nobody knows the end."""

    service: str
    from_at: int
    until_at: int


@dataclass(frozen=True)
class AtWindow:
    """Hold one visitor at a window, from her call until she left it; 0 where she is still there."""

    called_at: int
    left_at: int


@dataclass(frozen=True)
class OwnTime:
    """Hold what was found at one window: its turns with the pauses that nobody pressed, and by how much longer each
    visitor, named by her call's moment, kept it busy."""

    turns: tuple[tuple[int, bool], ...]
    longer: Mapping[int, int]


class Waiting:
    """Know at every moment whether somebody waited for one of some services."""

    def __init__(self, waits: Iterable[Wait]) -> None:
        self._starts: dict[str, list[int]] = defaultdict(list)
        self._ends: dict[str, list[int]] = defaultdict(list)
        for wait in waits:
            self._starts[wait.service].append(wait.from_at)
            self._ends[wait.service].append(wait.until_at)
        for some in (*self._starts.values(), *self._ends.values()):
            some.sort()

    def first(self, services: Collection[str], from_at: int, until_at: int) -> int | None:
        """Return the first moment from one to before another at which somebody waited, None when nobody did."""
        found = [at for service in services if (at := self._first(service, from_at)) is not None and at < until_at]
        return min(found, default=None)

    def _first(self, service: str, at: int) -> int | None:
        starts, ends = self._starts.get(service, []), self._ends.get(service, [])
        begun = bisect_right(starts, at)
        if begun > bisect_right(ends, at):
            return at
        return starts[begun] if begun < len(starts) else None


def own_time(visitors: Sequence[AtWindow], turns: Turns, services: Collection[str], waiting: Waiting) -> OwnTime:
    """Look through one window's day; its visitors are in the order of their calls."""
    found: list[tuple[int, bool]] = list(turns)
    longer: dict[int, int] = {}
    for free_at, until_at, before in _free(visitors, turns):
        since = waiting.first(services, free_at, until_at)
        if since is None:
            continue
        if before and since == free_at and until_at - free_at <= PAPERS_MS:
            longer[before.called_at] = until_at - free_at
        else:
            found += [(since, False), (until_at, True)]
    return OwnTime(tuple(_joined(found)), longer)


def _free(visitors: Sequence[AtWindow], turns: Turns) -> Iterator[tuple[int, int, AtWindow | None]]:
    """Yield when the open window had nobody: from when until when, and who was there just before."""
    ends = [at for at, _ in turns[1:]] + [NEVER]
    for (opened_at, opens), closed_at in zip(turns, ends, strict=True):
        mine = [one for one in visitors if opened_at <= one.called_at < closed_at] if opens else []
        free_at, before = opened_at, None
        # Somebody who was there when it paused is served on.
        for one in visitors:
            if one.called_at < opened_at < one.left_at:
                free_at = one.left_at
        for one in mine:
            if one.called_at > free_at:
                yield free_at, one.called_at, before
            free_at, before = one.left_at or NEVER, one
        # After the last one of a day that has not ended nobody knows yet when she calls again.
        if opens and free_at < closed_at < NEVER:
            yield free_at, closed_at, None


def _joined(turns: Iterable[tuple[int, bool]]) -> Iterator[tuple[int, bool]]:
    """Put turns in order; of those at one moment the last counts, and none says what is so already."""
    last: dict[int, bool] = {}
    # Where a pause of her own ends as the window closes, it stays closed.
    for at, opens in sorted(turns, key=lambda turn: turn[0]):
        last[at] = last[at] and opens if at in last else opens
    now = False
    for at, opens in last.items():
        if opens != now:
            yield at, opens
        now = opens
