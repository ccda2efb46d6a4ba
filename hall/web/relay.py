"""Carry news to the screens (转播): one reader of the stream a process, whole pictures to the rooms that changed.

A screen joins its room first and then gets its first picture, so nothing falls between the two. A picture is made
once a room; a lost one heals with the next. Screens hear a beat every two seconds while the queue server answers,
so that one who hears nothing knows that it shows the past.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from threading import Event
from time import monotonic
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import SocketIO, join_room
from redis.exceptions import RedisError

from hall.rules.refusals import Refusal
from hall.store.events import Events
from hall.web.language import pick, words
from hall.web.opened import the_hall
from hall.web.people import Person, no_longer_so, who_connects

log = logging.getLogger("hall.relay")
#: Seconds between two beats; a screen is stale after two and a half of them.
BEAT_SECONDS = 2.0
#: After so many beats the tokens of all who are connected are read again: one that was taken away ends within 5 s.
BEATS_OF_TRUST = 2
#: Tokens read at once: a thousand screens' in one go would let every call wait for them.
TOKENS_AT_ONCE = 100
#: Seconds between two tries to reach a queue server that is away.
RETRY_SECONDS = 0.2
#: Seconds until the next look at rooms that had to wait for their calm.
FLUSH_SECONDS = 0.05


@dataclass(frozen=True)
class Picture:
    """Hold what one room shows: the number of the last event it knows, a fragment of a page, and the same as data."""

    as_of: int
    html: str
    json: Mapping[str, Any]


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


@dataclass(frozen=True)
class Speaker:
    """Hold who is at the other end of one socket: the person of its token, the key of what it watches, its own id."""

    person: Person
    key: str
    sid: str


@dataclass(frozen=True)
class Watcher:
    """Hold one socket and the room in which it is."""

    speaker: Speaker
    room: tuple[str, str, str]


class Relay:
    """Send pictures to the screens that this process serves."""

    def __init__(self, app: Any, socketio: SocketIO, events: Events) -> None:
        self._app = app
        self._socketio = socketio
        self._events = events
        self._shows: dict[str, Show] = {}
        self._rooms: Counter[tuple[str, str, str]] = Counter()
        self._watchers: dict[tuple[str, str], Watcher] = {}
        self._dirty: set[tuple[str, str, str]] = set()
        self._drawn_at: dict[tuple[str, str, str], float] = {}
        self._news = Event()
        self._last = 0
        self._heard_at = 0.0

    def add(self, show: Show) -> None:
        """Serve one kind of screen at its namespace."""
        self._shows[show.namespace] = show
        self._socketio.on_event("connect", lambda auth=None: self._on_connect(show, auth), show.namespace)
        self._socketio.on_event("refresh", lambda *_: self._on_refresh(show), show.namespace)
        self._socketio.on_event("disconnect", lambda *_: self._on_disconnect(show), show.namespace)

    def start(self) -> None:
        """Begin to read the stream; to be called once a process, after it has forked."""
        self._socketio.start_background_task(self._follow)
        self._socketio.start_background_task(self._draw)
        self._socketio.start_background_task(self._beat)

    def hang_up(self) -> None:
        """Let every screen go, so that it dials again; when the process is told to stop."""
        for namespace, sid in list(self._watchers):
            self._socketio.server.disconnect(sid, namespace=namespace)

    def speaker(self, namespace: str) -> Speaker | None:
        """Return who sent the message that is being handled now; None when its socket has gone meanwhile."""
        watcher = self._watchers.get((namespace, _sid()))
        return watcher.speaker if watcher else None

    def _on_connect(self, show: Show, auth: Any) -> None:
        given = auth if isinstance(auth, dict) else {}
        key = show.key(given)
        language = pick(request.headers.get("Accept-Language", ""), given.get("language"))
        try:
            person = who_connects(auth)
            admitted = show.admit(person, key)
        except Refusal as refusal:
            raise Refused(refusal.code) from refusal
        except RedisError as fault:
            raise Refused("STORE_OUT_OF_REACH") from fault
        if not admitted:
            raise Refused("NOT_ALLOWED")
        room = (show.namespace, key, language)
        join_room(_name(room))
        self._rooms[room] += 1
        self._watchers[(show.namespace, _sid())] = Watcher(Speaker(person, key, _sid()), room)
        self._send_first(show, room)

    def _on_refresh(self, show: Show) -> None:
        watcher = self._watchers.get((show.namespace, _sid()))
        if watcher:
            self._send_first(show, watcher.room)

    def _send_first(self, show: Show, room: tuple[str, str, str]) -> None:
        """Send one screen its picture; with the queue server away it has its room, and gets it when there is one."""
        try:
            self._send(show, room, to=_sid())
        except RedisError:
            self._dirty.add(room)

    def _on_disconnect(self, show: Show) -> None:
        watcher = self._watchers.pop((show.namespace, _sid()), None)
        if watcher:
            room = watcher.room
            self._rooms[room] -= 1
            if self._rooms[room] <= 0:
                del self._rooms[room]
                self._drawn_at.pop(room, None)

    def _send(self, show: Show, room: tuple[str, str, str], to: str) -> None:
        with self._app.app_context():
            picture = show.picture(room[1], room[2])
        body = {"as_of": picture.as_of, "html": picture.html, "json": picture.json}
        self._socketio.emit("view", body, to=to, namespace=show.namespace)

    def _follow(self) -> None:
        """Read the stream from where this process stopped, through every fault of the queue server."""
        ready = False
        while True:
            try:
                if not ready:
                    newest = self._events.last()
                    self._catch_up()
                    # A shorter stream than the one known is a new system: everything may have changed.
                    if newest < self._last or not self._last:
                        self._last = newest
                        self._dirty.update(self._rooms)
                    ready = True
                news = self._events.after(self._last)
                self._heard_at = monotonic()
                for event in news:
                    self._last = int(event["seq"])
                    self._mark(event)
            except RedisError as fault:
                log.warning("the stream is out of reach: %s", fault)
                ready = False
                self._socketio.sleep(RETRY_SECONDS)
            except Exception:
                # One event that cannot be understood must not leave every screen of this process in the past.
                log.exception("the news could not be read")
                self._socketio.sleep(RETRY_SECONDS)
            if self._dirty:
                self._news.set()

    def _catch_up(self) -> None:
        """Work by the configuration in force; another one may change everything that is shown."""
        with self._app.app_context():
            if the_hall().in_force.catch_up():
                self._dirty.update(self._rooms)

    def _mark(self, event: Mapping[str, str]) -> None:
        if event["type"] == "config_changed":
            self._catch_up()
            self._dirty.update(self._rooms)
        for show in self._shows.values():
            with self._app.app_context():
                named = show.touched(event)
                touched = None if named is None else set(named)
            mine = (room for room in self._rooms if room[0] == show.namespace)
            self._dirty.update(room for room in mine if touched is None or room[1] in touched)

    def _draw(self) -> None:
        """Send a new picture to every changed room; one greenlet does it, which keeps them in order."""
        while True:
            self._news.wait(timeout=None if not self._dirty else FLUSH_SECONDS)
            self._news.clear()
            for room in list(self._dirty):
                try:
                    self._draw_room(room)
                except RedisError:
                    self._dirty.add(room)
                    self._socketio.sleep(RETRY_SECONDS)
                except Exception:
                    log.exception("the picture of %s could not be drawn", room)

    def _draw_room(self, room: tuple[str, str, str]) -> None:
        show = self._shows[room[0]]
        if monotonic() - self._drawn_at.get(room, 0.0) < show.calm_seconds:
            return
        self._dirty.discard(room)
        if room in self._rooms:
            self._drawn_at[room] = monotonic()
            self._send(show, room, to=_name(room))

    def _beat(self) -> None:
        for number in count(1):
            if monotonic() - self._heard_at < 2 * BEAT_SECONDS:
                for namespace in self._shows:
                    self._socketio.emit("beat", {"as_of": self._last}, namespace=namespace)
                self._tell_who_is_present()
            if number % BEATS_OF_TRUST == 0:
                self._hang_up_on_strangers()
            self._socketio.sleep(BEAT_SECONDS)

    def _hang_up_on_strangers(self) -> None:
        """Let go of everybody whose token was taken away; what she dials next is asked for a token anew."""
        people = list({watcher.speaker.person for watcher in self._watchers.values()})
        try:
            for start in range(0, len(people), TOKENS_AT_ONCE):
                with self._app.app_context():
                    strangers = no_longer_so(people[start : start + TOKENS_AT_ONCE])
                for (namespace, sid), watcher in list(self._watchers.items()):
                    if watcher.speaker.person in strangers:
                        self._socketio.server.disconnect(sid, namespace=namespace)
        except RedisError as fault:
            log.warning("nobody's token could be read again: %s", fault)

    def _tell_who_is_present(self) -> None:
        for show in self._shows.values():
            here = {room[1] for room in self._rooms if room[0] == show.namespace}
            if show.present and here:
                try:
                    with self._app.app_context():
                        show.present(here)
                except RedisError as fault:
                    log.warning("nobody could be told who is present: %s", fault)


def fragment(app: Any, template: str, language: str, **context: Any) -> str:
    """Draw a fragment of a page in a language."""
    text: str = app.jinja_env.get_template(template).render(t=words(language), **context)
    return text


def by_field(field: str) -> Callable[[Mapping[str, Any]], str]:
    """Return a `Show.key` that takes one field of the client's `auth` as it stands."""
    return lambda auth: str(auth.get(field, ""))


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _name(room: tuple[str, str, str]) -> str:
    return "|".join(room)
