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
#: Nobody calls in the very second: somebody who waits so short a time makes no pause (ms).
NOTICED_MS = 30_000
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
    """Know when somebody waited for any of some services."""

    def __init__(self, waits: Iterable[Wait]) -> None:
        self._waits: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for wait in waits:
            self._waits[wait.service].append((wait.from_at, wait.until_at))
        self._known: dict[frozenset[str], list[tuple[int, int]]] = {}

    def times(self, services: Collection[str], from_at: int, until_at: int) -> list[tuple[int, int]]:
        """Return from when until when somebody waited between two moments, in order."""
        known = self._merged(frozenset(services))
        first = bisect_right(known, from_at, key=lambda time: time[1])
        found = []
        for begin, end in known[first:]:
            if begin >= until_at:
                break
            found.append((max(begin, from_at), min(end, until_at)))
        return found

    def _merged(self, services: frozenset[str]) -> list[tuple[int, int]]:
        if services not in self._known:
            merged: list[tuple[int, int]] = []
            for begin, end in sorted(time for service in services for time in self._waits.get(service, ())):
                if merged and begin <= merged[-1][1]:
                    merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
                else:
                    merged.append((begin, end))
            self._known[services] = merged
        return self._known[services]


def own_time(visitors: Sequence[AtWindow], turns: Turns, services: Collection[str], waiting: Waiting) -> OwnTime:
    """Look through one window's day; its visitors are in the order of their calls."""
    found: list[tuple[int, bool]] = list(turns)
    longer: dict[int, int] = {}
    for free_at, until_at, before in _free(visitors, turns):
        times = waiting.times(services, free_at, until_at)
        if before and times == [(free_at, until_at)] and until_at - free_at <= PAPERS_MS:
            longer[before.called_at] = until_at - free_at
            continue
        for begin, end in times:
            if end - begin >= NOTICED_MS:
                found += [(begin, False), (end, True)]
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
