"""Draw the pictures of one kind of screen (画架): each once a room, whoever looks, and send it to all in the room.

One greenlet does it, so each socket gets its pictures in the order in which they were drawn. Those who came since the
last one get a picture of their own at once, together: a thousand screens that dial at one moment are a few drawings.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from threading import Event
from time import monotonic, sleep
from typing import Any

from flask import Flask
from redis.exceptions import RedisError

from hall.web.language import words
from hall.web.lines import newest
from hall.web.opened import the_hall
from hall.web.rooms import Picture, Room, Rooms, Show, Watcher

log = logging.getLogger("hall.relay")
#: Seconds between two tries to reach a queue server that is away.
RETRY_SECONDS = 0.2
#: Seconds until the next look at rooms that had to wait for their calm.
FLUSH_SECONDS = 0.05
#: Seconds that a picture lives at least, though it says that it is over: two clocks may differ by a little.
LEAST_LIFE_SECONDS = 0.1
#: Screens that are written to in a row; then presses have their turn, so that a full wall keeps no clerk waiting.
SENT_IN_A_ROW = 100


class Easel:
    """Draw for one show."""

    def __init__(self, app: Flask, show: Show, rooms: Rooms) -> None:
        self.show = show
        self.drawn = 0
        self._app = app
        self._rooms = rooms
        self._changed: set[Room] = set()
        self._newcomers: dict[Room, dict[str, Watcher]] = {}
        self._drawn_at: dict[Room, float] = {}
        self._good_until: dict[Room, float] = {}
        self._news = Event()

    def changed(self, rooms: Iterable[Room]) -> None:
        """Note rooms whose picture is old now."""
        self._changed.update(rooms)
        self._news.set()

    def welcome(self, watcher: Watcher) -> None:
        """Note one who needs a whole picture now; with the queue server away it comes when there is one."""
        self._newcomers.setdefault(watcher.room, {})[watcher.speaker.sid] = watcher
        self._news.set()

    def run(self) -> None:
        """Draw whatever changed, for ever."""
        while True:
            self._news.wait(timeout=self.patience)
            self._news.clear()
            self.look()

    @property
    def patience(self) -> float | None:
        """Return the seconds until the next look; None when there is nothing to do before news come."""
        if self._changed or self._newcomers:
            return FLUSH_SECONDS
        return max(0.0, min(self._good_until.values()) - monotonic()) if self._good_until else None

    def look(self) -> None:
        """Draw whatever changed, and whatever is over by now."""
        self._drawn_at = {room: at for room, at in self._drawn_at.items() if room in self._rooms}
        self._good_until = {room: at for room, at in self._good_until.items() if room in self._rooms}
        over = [room for room, at in self._good_until.items() if at <= monotonic()]
        for room in over:
            del self._good_until[room]
        self._changed.update(over)
        for room in list(self._changed):
            self._serve_newcomers()
            self._try(room)
        self._serve_newcomers()

    def _serve_newcomers(self) -> None:
        """Draw for those who came: nobody of them waits until all others have been drawn."""
        for room in list(self._newcomers):
            self._try(room)

    def _try(self, room: Room) -> None:
        newcomers = self._newcomers.pop(room, {})
        due = room in self._changed and self._is_calm(room)
        if due:
            self._changed.discard(room)
        try:
            if due:
                self._drawn_at[room] = monotonic()
                self._send(room, self._rooms.inside(room))
            elif newcomers:
                self._send(room, newcomers.values())
        except RedisError as fault:
            log.warning("the picture of %s has to wait: %s", room, fault)
            self._changed.add(room)
            self._drawn_at.pop(room, None)
            sleep(RETRY_SECONDS)
        except Exception:
            # One picture that cannot be drawn must not keep all others from their screens.
            log.exception("the picture of %s could not be drawn", room)

    def _is_calm(self, room: Room) -> bool:
        return monotonic() - self._drawn_at.get(room, 0.0) >= self.show.calm_seconds

    def _send(self, room: Room, watchers: Collection[Watcher]) -> None:
        """Draw and make ready once, and write it to each; who left while it was drawn gets nothing."""
        if not watchers:
            return
        with self._app.app_context():
            picture: Picture = self.show.picture(room.key, room.language)
            self._note_end(room, picture)
        self.drawn += 1
        body = {"as_of": picture.as_of, "html": picture.html, "json": picture.json}
        packet = newest("view", body, room.namespace)
        for number, watcher in enumerate(watchers, 1):
            watcher.line.put(packet)
            if number % SENT_IN_A_ROW == 0:
                sleep(0)

    def _note_end(self, room: Room, picture: Picture) -> None:
        """Know when this picture is over (有效期): the hall's clock tells how long, this machine's own counts."""
        self._good_until.pop(room, None)
        if picture.good_until is not None:
            left = (picture.good_until - the_hall().reading.now()) / 1000
            self._good_until[room] = monotonic() + max(left, LEAST_LIFE_SECONDS)


def fragment(app: Any, template: str, language: str, **context: Any) -> str:
    """Draw a fragment of a page in a language."""
    text: str = app.jinja_env.get_template(template).render(t=words(language), **context)
    return text
