"""Run a hall whose time may go faster than ours, and pages whose sound card is a fake that notes what it plays."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from redis import Redis
from werkzeug.serving import make_server

from hall.app import Program, create_app
from hall.display.voice import QUICK
from hall.settings import Settings
from hall.web import relay
from tests.builders import Story, moment
from tests.display.conftest import LENGTHS

#: What a page gets before its own scripts: quick time, and sound that is only written down. The card stands still
#: for as long as a story sets `cardStandsAt`.
FAKES = """(() => {
  const [faster, lengths, blocked, broken] = %s;
  const real = performance.now.bind(performance), began = real();
  performance.now = () => began + (real() - began) * faster;
  for (const name of ["setTimeout", "setInterval"]) {
    const slow = window[name].bind(window);
    window[name] = (run, ms, ...more) => slow(run, (ms || 0) / faster, ...more);
  }
  const fetched = window.fetch.bind(window);
  window.fetch = async (url, how) => {
    if (!String(url).startsWith("/static/voice/")) return fetched(url, how);
    return { ok: !broken.some((one) => url.includes(one)), status: 404, arrayBuffer: async () => ({ url }) };
  };
  window.played = [];
  window.AudioContext = class {
    state = blocked ? "suspended" : "running";
    destination = {};
    get currentTime() { return window.cardStandsAt ?? performance.now() / 1000; }
    createGain() { return { gain: {}, connect() {} }; }
    async resume() {
      if (blocked && !navigator.userActivation.hasBeenActive) return;
      this.state = "running";
      this.onstatechange?.();
    }
    async decodeAudioData({ url }) {
      const name = url.split("/").at(-1).split(".")[0];
      return { url, duration: (lengths[name.split("-")[0]] ?? 400) / 1000 };
    }
    createBufferSource() {
      const node = {
        connect() {},
        start(at) {
          node.note = { url: node.buffer.url, start: at, end: at + node.buffer.duration };
          window.played.push(node.note);
        },
        stop: () => { node.note.end = Math.max(node.note.start, Math.min(node.note.end, this.currentTime)); },
      };
      return node;
    }
  };
})();"""


class LoudHall:
    """Hold a hall on quick time: its address, and the story that is told in it."""

    def __init__(self, redis: Redis, url: str, faster: int) -> None:
        self.redis, self._faster, self._began = redis, faster, time.monotonic()
        self.story = Story(redis)
        self.program: Program = create_app(Settings(always_open=True), url, self.now, async_mode="threading")
        self.address = ""

    def now(self) -> int:
        """Return the hall's time: it begins at 9:00 and goes as fast as was asked."""
        return moment("9:00") + int((time.monotonic() - self._began) * 1000 * self._faster)

    def fakes(self, *, blocked: bool = False, broken: tuple[str, ...] = ()) -> str:
        """Return the script for a page; `blocked` wants a touch before any sound, `broken` names clips that fail."""
        return FAKES % json.dumps([self._faster, {**LENGTHS, "chime": 900}, blocked, broken])

    def people(self, count: int) -> list[str]:
        """Let so many people wait, and as many windows be open; return the windows."""
        windows = [f"east/{n}" for n in range(1, count + 1)]
        self.story.clock.now = self.now()
        for window in windows:
            self.story.takes("tax")
            self.story.opens(window)
        return windows

    def calls(self, window: str) -> str:
        """Call the next visitor; return the number."""
        self.story.clock.now = self.now()
        ticket = self.story.calls(window)
        assert ticket
        return self.story.number(ticket)

    def takes_back(self, window: str) -> None:
        """Undo the call that this window made last."""
        self.story.tickets.undo(self.story.press(), window)


@contextmanager
def loud_hall(redis: Redis, url: str, monkeypatch: pytest.MonkeyPatch, faster: int = 1) -> Iterator[LoudHall]:
    """Serve such a hall on a free port; `faster` says how much faster than ours its time goes.

    A screen that hears no answer for two of its seconds asks again, and one that hears none for eight has lost the
    word: the faster the time, the less a busy machine may do beside.
    """
    monkeypatch.setattr(relay, "BEAT_SECONDS", relay.BEAT_SECONDS / faster)
    hall = LoudHall(redis, url, faster)
    server = make_server("127.0.0.1", 0, hall.program.app, threaded=True)
    hall.address = f"http://127.0.0.1:{server.server_port}"
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    closed, events = Event(), hall.program.relay._events
    follow = events.after

    def until_closed(seq: int) -> list[dict[str, str]]:
        """Follow the stream for as long as this hall is open; its reader would go on after the test."""
        if closed.is_set():
            Event().wait()
        return follow(seq)

    events.after = until_closed  # type: ignore[method-assign]
    hall.program.relay.start()
    yield hall
    closed.set()
    hall.program.relay.hang_up()
    server.shutdown()
    serving.join()


def sentences(played: list[dict[str, Any]]) -> list[str]:
    """Return from the clips that were played which number was called to which window in Chinese, such as "A001 1"."""
    found, number = [], ""
    for one in played:
        language, name = one["url"].removesuffix(".ogg").split("/")[-2:]
        if language != "zh":
            continue
        # When many wait, the same is said quicker, in clips of their own.
        kind, _, rest = name.removeprefix(QUICK).partition("-")
        if kind in ("please", "next"):
            number = rest
        elif kind in ("digit", "last"):
            number += rest
        elif kind == "window":
            found.append(f"{number} {rest.rpartition('-')[2]}")
    return found
