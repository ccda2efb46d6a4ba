"""Carry news to the screens (转播): one reader of the stream a process, whole pictures to the rooms that changed.

A screen enters its room first and then gets its first picture, so nothing falls between the two. A lost picture heals
with the next. Screens hear a beat every two seconds while the queue server answers, so that one who hears nothing knows
that it shows the past. `easel` draws, `lines` carries, `rooms` knows who watches what.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from itertools import count
from time import monotonic
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import SocketIO
from redis.exceptions import RedisError

from hall.rules.refusals import Refusal
from hall.store.events import Events
from hall.web.easel import RETRY_SECONDS, Easel, fragment
from hall.web.language import pick
from hall.web.lines import Lines, newest
from hall.web.opened import the_hall
from hall.web.people import no_longer_so, who_connects
from hall.web.rooms import Picture, Room, Rooms, Show, Speaker, Watcher, by_field

#: What the doors of a place need to push their pictures.
__all__ = ["Picture", "Relay", "Show", "Speaker", "by_field", "fragment"]

log = logging.getLogger("hall.relay")
#: Seconds between two beats; a screen is stale after two and a half of them.
BEAT_SECONDS = 2.0
#: After so many beats the tokens of all who are connected are read again: one that was taken away ends within 5 s.
BEATS_OF_TRUST = 2
#: Tokens read at once: a thousand screens' in one go would let every call wait for them.
TOKENS_AT_ONCE = 100
#: Seconds for screens to hear the goodbye and hang up themselves.
GOODBYE_SECONDS = 0.5


class Relay:
    """Send pictures to the screens that this process serves."""

    def __init__(self, app: Flask, socketio: SocketIO, events: Events) -> None:
        self._app = app
        self._socketio = socketio
        self._events = events
        self._lines = Lines(socketio)
        self._rooms = Rooms()
        self._easels: dict[str, Easel] = {}
        self._last = 0
        self._heard_at = 0.0
        app.extensions["hall.relay"] = self

    def add(self, show: Show) -> None:
        """Serve one kind of screen at its namespace."""
        self._easels[show.namespace] = Easel(self._app, show, self._rooms)
        self._socketio.on_event("connect", lambda auth=None: self._on_connect(show, auth), show.namespace)
        self._socketio.on_event("refresh", lambda *_: self._on_refresh(show), show.namespace)
        self._socketio.on_event("disconnect", lambda *_: self._rooms.leave(show.namespace, _sid()), show.namespace)

    def start(self) -> None:
        """Begin to read the stream; to be called once a process, after it has forked."""
        self._socketio.start_background_task(self._follow)
        self._socketio.start_background_task(self._beat)
        for easel in self._easels.values():
            self._socketio.start_background_task(easel.run)

    def hang_up(self) -> None:
        """Let every screen go, so that it dials again; when the process is told to stop."""
        for watcher in self._rooms:
            self._let_go(watcher)
        # A program that does not hear the goodbye must not hold up the end of this process.
        self._socketio.sleep(GOODBYE_SECONDS)
        self._lines.cut_all()

    def speaker(self, namespace: str) -> Speaker | None:
        """Return who sent the message that is being handled now; None when its socket has gone meanwhile."""
        watcher = self._rooms.who(namespace, _sid())
        return watcher.speaker if watcher else None

    def figures(self) -> dict[str, tuple[str, int]]:
        """Tell how this process serves its screens, by name: what it is, how many; what ends in _total only grows."""
        drawn = sum(easel.drawn for easel in self._easels.values())
        return {
            "relay_lines": ("Open lines to screens, consoles and phones of this process.", self._lines.open),
            "relay_backlog_packets": ("Packets that wait for slow lines; of each, no more than the newest.",
                                      self._lines.waiting),
            "relay_lines_cut_total": ("Lines that were cut because they took nothing any more.", self._lines.cut),
            "relay_pictures_drawn_total": ("Pictures that were drawn, each once for its room.", drawn),
            "relay_last_event": ("Number of the last event that this process has carried to its screens.", self._last),
        }

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
        # From here to the answer of python-socketio no other greenlet runs, so the picture comes after it.
        line = self._lines.of(_sid(), show.namespace)
        watcher = Watcher(Speaker(person, key, _sid()), Room(show.namespace, key, language), line)
        self._rooms.enter(watcher)
        self._easels[show.namespace].welcome(watcher)

    def _on_refresh(self, show: Show) -> None:
        watcher = self._rooms.who(show.namespace, _sid())
        if watcher:
            self._easels[show.namespace].welcome(watcher)

    def _let_go(self, watcher: Watcher) -> None:
        self._socketio.server.disconnect(watcher.speaker.sid, namespace=watcher.room.namespace)

    def _follow(self) -> None:
        """Read the stream from where this process stopped, through every fault of the queue server."""
        ready = False
        while True:
            try:
                if not ready:
                    newest_event = self._events.last()
                    self._catch_up()
                    # A shorter stream than the one known is a new system: everything may have changed.
                    if newest_event < self._last or not self._last:
                        self._last = newest_event
                        self._all_changed()
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

    def _catch_up(self) -> None:
        """Work by the configuration in force; another one may change everything that is shown."""
        with self._app.app_context():
            if the_hall().in_force.catch_up():
                self._all_changed()

    def _all_changed(self) -> None:
        for namespace, easel in self._easels.items():
            easel.changed(self._rooms.of(namespace))

    def _mark(self, event: Mapping[str, str]) -> None:
        if event["type"] == "config_changed":
            self._catch_up()
            self._all_changed()
        for namespace, easel in self._easels.items():
            with self._app.app_context():
                named = easel.show.touched(event)
                touched = None if named is None else set(named)
            rooms = self._rooms.of(namespace)
            easel.changed(room for room in rooms if touched is None or room.key in touched)

    def _beat(self) -> None:
        """Tell everybody that the hall lives; look after those who take nothing, and those who lost their token."""
        for number in count(1):
            try:
                if monotonic() - self._heard_at < 2 * BEAT_SECONDS:
                    self._send_beat()
                    self._tell_who_is_present()
                self._lines.cut_the_stuck()
                if number % BEATS_OF_TRUST == 0:
                    self._hang_up_on_strangers()
            except RedisError as fault:
                log.warning("who is present and who may be could not be asked: %s", fault)
            except Exception:
                # A process without its beat would let all its screens say that they show the past.
                log.exception("a beat failed")
            self._socketio.sleep(BEAT_SECONDS)

    def _send_beat(self) -> None:
        beats = {name: newest("beat", {"as_of": self._last}, name) for name in self._easels}
        for watcher in self._rooms:
            watcher.line.put(beats[watcher.room.namespace])

    def _tell_who_is_present(self) -> None:
        for namespace, easel in self._easels.items():
            here = {room.key for room in self._rooms.of(namespace)}
            if easel.show.present and here:
                with self._app.app_context():
                    easel.show.present(here)

    def _hang_up_on_strangers(self) -> None:
        """Let go of everybody whose token was taken away; when she dials again she is asked for a token anew."""
        people = list({watcher.speaker.person for watcher in self._rooms})
        for start in range(0, len(people), TOKENS_AT_ONCE):
            with self._app.app_context():
                strangers = no_longer_so(people[start : start + TOKENS_AT_ONCE])
            for watcher in self._rooms if strangers else ():
                if watcher.speaker.person in strangers:
                    self._let_go(watcher)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
