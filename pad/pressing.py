"""Turn presses into acts (一次按键，一个动作): one at a time, each with a key of its own and a word of what came."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from hall.rules.window import PauseReason
from pad.acts import ABOUT_VISITOR, Act
from pad.bar import Bar, Kind, Said
from pad.line import HallAway, HallSaysNo, Line, Picture
from pad.saying import Saying

log = logging.getLogger("pad")
#: Seconds within which the same key again is the bounce of a contact or a key that repeats itself.
BOUNCE_SECONDS = 0.3
#: Seconds in which a second press of no-show means "yes, although it is early": long enough to read the line.
CONFIRM_SECONDS = 3.0


class Bounces:
    """Know a press from its echo (去抖动)."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def echo(self, key: str, at: float) -> bool:
        """Say whether a key that went down at `at` is an echo; a whole row of echoes is one press."""
        before = self._last.get(key)
        self._last[key] = at
        return before is not None and at - before < BOUNCE_SECONDS


class Pad:
    """Hold one window's pad (叫号键); presses come from one thread, each act runs in another."""

    def __init__(
        self, line: Line, bar: Bar, saying: Saying, pause: PauseReason, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._line = line
        self._bar = bar
        self._say = saying
        self._pause = pause
        self._clock = clock
        self._bounces = Bounces()
        self._under_way = threading.Lock()
        self._worker: threading.Thread | None = None
        #: What was at the window before a press whose end nobody knows.
        self._unsure: Picture | None = None
        #: Whom a second press of no-show would miss, and until when.
        self._asked: tuple[str, float] = ("", 0.0)

    def press(self, key: str, act: Act) -> None:
        """Take a key that went down; returns at once. An echo is nothing, a press too many gets a soft word."""
        at = self._clock()
        if self._bounces.echo(key, at):
            return
        if not self._under_way.acquire(blocking=False):
            self._bar.say(self._say.plain("no.busy", Kind.SOFT))
            return
        self._worker = threading.Thread(target=self._work, args=(act, at), name="press", daemon=True)
        self._worker.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the act under way has its answer, at most so long."""
        if self._worker:
            self._worker.join(seconds)

    def _work(self, act: Act, at: float) -> None:
        """Do one press from its beginning to its word, whatever happens."""
        try:
            said = self._do(act, at)
        except Exception:
            log.exception("a press failed")
            said = self._say.plain("no.fault", Kind.WARN)
        # The next press is free before its word is read, so that nobody who reads it is told to wait.
        self._under_way.release()
        self._bar.say(said)

    def _do(self, act: Act, at: float) -> Said:
        until = self._line.until()
        trying = Once(lambda: self._bar.say(self._say.plain("line.retrying", Kind.WARN)))
        seen = Picture("")
        try:
            seen = self._line.picture(until, trying)
            if (before := self._unsure) is not None:
                self._unsure = None
                if before != seen:
                    return self._say.again(seen)
            # A hall that is stopped has no next step: a call hears why.
            doing = (seen.primary or "call-next") if act is Act.NEXT else str(act)
            if doing in ABOUT_VISITOR and not seen.ticket:
                return self._say.plain("no.nobody_here", Kind.SOFT)
            body = self._body(doing, seen, at)
            return self._say.done(doing, seen, self._line.act(doing, body, uuid.uuid4().hex, until, trying))
        except HallAway as away:
            if away.maybe_done:
                self._unsure = seen
            return self._say.away(away)
        except HallSaysNo as no:
            if no.code == "TOO_EARLY":
                self._asked = (seen.ticket, self._clock() + CONFIRM_SECONDS)
            return self._say.refused(no, seen)

    def _body(self, doing: str, seen: Picture, at: float) -> dict[str, Any]:
        """Say what goes with an act: the visitor whom the clerk sees, the reason of a pause, a yes to an early miss."""
        if doing == "pause":
            return {"reason": str(self._pause)}
        if doing not in ABOUT_VISITOR:
            return {}
        asked, until = self._asked
        self._asked = ("", 0.0)
        early = doing == Act.NO_SHOW and asked == seen.ticket and at <= until
        return {"ticket": seen.ticket, **({"early": True} if early else {})}


class Once:
    """Do something the first time it is asked for."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do: Callable[[], None] | None = do

    def __call__(self) -> None:
        """Do it, or nothing."""
        do, self._do = self._do, None
        if do:
            do()
