"""Know who watches what (谁在看什么): each kind of screen, the rooms of those who see the same, who is in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from hall.web.lines import Line, OrdinaryLine
from hall.web.people import Person


@dataclass(frozen=True)
class Picture:
    """Hold what one room shows: the number of the last event it knows, a fragment of a page, and the same as data.

    From `good_until` on, in ms, another one is right without any event; None: it holds until something happens.
    """

    as_of: int
    html: str
    json: Mapping[str, Any]
    good_until: int | None = None


@dataclass(frozen=True)
class Show:
    """Hold one kind of screen. `key` reads from the client's `auth` which one it wants, as a word for the room.

    `admit` refuses who may not see it and raises for one that does not exist; `touched` lists which change with an
    event, or None for all of them; `picture` draws one in a language; `calm_seconds` is the least time between two.
    `present` is told now and then which are looked at here.
    """

    namespace: str
    key: Callable[[Mapping[str, Any]], str]
    admit: Callable[[Person, str], bool]
    touched: Callable[[Mapping[str, str]], Iterable[str] | None]
    picture: Callable[[str, str], Picture]
    calm_seconds: float = 0.0
    present: Callable[[set[str]], None] | None = None


class Room(NamedTuple):
    """Name those who see the same picture: one kind of screen, one key, one language."""

    namespace: str
    key: str
    language: str


@dataclass(frozen=True)
class Speaker:
    """Hold who is at the other end of one socket: the person of its token, the key of what it watches, its own id."""

    person: Person
    key: str
    sid: str


@dataclass(frozen=True)
class Watcher:
    """Hold one socket: who it is, the room in which it is, and its line."""

    speaker: Speaker
    room: Room
    line: Line | OrdinaryLine


class Rooms:
    """Hold every watcher that this process serves."""

    def __init__(self) -> None:
        self._watchers: dict[tuple[str, str], Watcher] = {}
        self._rooms: dict[Room, dict[str, Watcher]] = {}

    def enter(self, watcher: Watcher) -> None:
        """Let one in."""
        self._watchers[(watcher.room.namespace, watcher.speaker.sid)] = watcher
        self._rooms.setdefault(watcher.room, {})[watcher.speaker.sid] = watcher

    def leave(self, namespace: str, sid: str) -> None:
        """Forget one that went; a room ends with its last."""
        watcher = self._watchers.pop((namespace, sid), None)
        if watcher:
            room = self._rooms[watcher.room]
            del room[sid]
            if not room:
                del self._rooms[watcher.room]

    def who(self, namespace: str, sid: str) -> Watcher | None:
        """Return the watcher of a socket, None when it has gone."""
        return self._watchers.get((namespace, sid))

    def of(self, namespace: str) -> list[Room]:
        """Return the rooms of one kind of screen."""
        return [room for room in self._rooms if room.namespace == namespace]

    def inside(self, room: Room) -> list[Watcher]:
        """Return who is in a room now."""
        return list(self._rooms.get(room, {}).values())

    def __contains__(self, room: object) -> bool:
        return room in self._rooms

    def __iter__(self) -> Iterator[Watcher]:
        return iter(list(self._watchers.values()))


def by_field(field: str) -> Callable[[Mapping[str, Any]], str]:
    """Return a `Show.key` that takes one field of the client's `auth` as it stands."""
    return lambda auth: str(auth.get(field, ""))
