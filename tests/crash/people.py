"""Be kiosks and clerks who press everything there is to press, each with one key until there is an answer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any

from tests.crash.history import Heard, History, Press, request_of

#: One try: path, role, body, key → what came back, or None when nothing did.
Send = Callable[[str, str, dict[str, Any], str], Heard | None]
#: Of the presses that were answered, how many are pressed once more.
PRESSED_AGAIN = 0.1
#: Services and windows of the small hall of the tests.
SERVICES = ("tax", "tax", "tax", "deeds", "cars")
QUARTER_MS = 15 * 60_000


class Somebody:
    """Press with a key of one's own until the hall answers, and write everything down."""

    def __init__(self, name: str, seed: int, send: Send, tokens: dict[str, str], history: History,
                 patient: Callable[[], bool]) -> None:
        self.chance = Random(f"{seed}-{name}")
        self._name = f"{name}-{seed}"
        self._send = send
        self._tokens = tokens
        self._history = history
        self._patient = patient
        self._presses = count(1)

    def press(self, act: str, path: str, role: str, body: dict[str, Any] | None = None, window: str = "") -> Heard:
        """Press until there is an answer; an impatient end is an answer of status 0."""
        key = f"{self._name}-{next(self._presses):06d}"
        press = Press(request_of(self._tokens[role], path, key), act, path, role, key, body or {}, window)
        self._history.add(press)
        self._until_answered(press)
        if press.answers and self.chance.random() < PRESSED_AGAIN:
            self._until_answered(press)
        return press.answer or Heard(0, {})

    def _until_answered(self, press: Press) -> None:
        while self._patient():
            press.tries += 1
            heard = self._send(press.path, press.role, press.body, press.key)
            if heard:
                press.answers.append(heard)
                return


class Visitors(Somebody):
    """Take numbers at a kiosk, and then leave, come later or come back."""

    def __init__(self, *given: Any, now: Callable[[], int], missed: list[str]) -> None:
        super().__init__(*given)
        self._now = now
        self._missed = missed
        self._mine: list[str] = []

    def step(self) -> None:
        """Do one thing."""
        draw = self.chance.random()
        if draw < 0.12:
            self._books_and_checks_in()
        elif draw < 0.24 and self._mine:
            self._changes_her_mind(self.chance.choice(self._mine[-6:]))
        elif draw < 0.32 and self._missed:
            who = self._missed.pop()
            self.press("rejoin", f"/tickets/{who}/rejoin", "kiosk")
        else:
            body = {"service": self.chance.choice(SERVICES), "printer": self.chance.random() < 0.6}
            self._holds(self.press("take", "/tickets", "kiosk", body))

    def _holds(self, heard: Heard) -> None:
        one = heard.ticket
        if not heard.done or not one:
            return
        self._mine.append(one["id"])
        if one["state"] == "reserved":
            outcome = "failed" if self.chance.random() < 0.05 else "confirmed"
            self.press("printed", f"/tickets/{one['id']}/printed", "kiosk", {"outcome": outcome})

    def _books_and_checks_in(self) -> None:
        slot = (self._now() // QUARTER_MS + 1) * QUARTER_MS
        booked = self.press("book", "/appointments", "kiosk", {"service": "tax", "slot_at": slot})
        if booked.done:
            code = booked.body["code"]
            self._holds(self.press("check-in", f"/appointments/{code}/check-in", "kiosk", {"printer": True}))

    def _changes_her_mind(self, who: str) -> None:
        act = self.chance.choice(["cancel", "defer", "standing", "reprint"])
        asks: dict[str, dict[str, Any]] = {
            "defer": {"minutes": 10}, "standing": {"standing": "priority", "reason": "elderly"}
        }
        role = "clerk" if act == "standing" else "kiosk"
        self.press(act, f"/tickets/{who}/{act}", role, asks.get(act, {}))


class Clerk(Somebody):
    """Work at one window with every button that it has."""

    ALONE = ("call-next",) * 12 + ("undo", "undo", "return", "call-this", "pause")
    WITH_HER = (("finish-and-call-next",) * 8 + ("finish", "finish", "no-show", "no-show", "start", "start", "recall")
                + ("transfer", "hold", "undo", "undo", "pause"))

    def __init__(self, *given: Any, window: str, missed: list[str]) -> None:
        super().__init__(*given)
        self._window = window
        self._missed = missed
        self._visitor = ""
        self._held: list[str] = []
        self._seen: list[str] = []
        self._open = False

    def step(self) -> None:
        """Press one button that makes sense as far as she knows."""
        if not self._open:
            self._does("open")
            return
        act = self.chance.choice(self.WITH_HER if self._visitor else self.ALONE)
        asked: dict[str, Any] = {}
        if act in ("finish-and-call-next", "finish", "recall", "start") and self.chance.random() < 0.5:
            asked["ticket"] = self._visitor
        if act == "no-show":
            asked["early"] = True
        if act == "transfer":
            asked["service"] = self.chance.choice(["tax", "deeds", "cars"])
            asked["end_of_line"] = self.chance.random() < 0.3
        if act == "pause" and self._visitor:
            asked["visitor"] = self.chance.choice(["send_back", "no_show"])
        if act == "return":
            if not self._held:
                return
            asked["ticket"] = self._held.pop()
        if act == "call-this":
            waiting = self.press("take", "/tickets", "kiosk", {"service": "tax"}).ticket
            asked = {"ticket": waiting["id"] if waiting else "nobody", "reason": "特呼"}
        self._does(act, asked)

    def _does(self, act: str, asked: dict[str, Any] | None = None) -> None:
        heard = self.press(act, f"/windows/{self._window}/{act}", "clerk", asked, self._window)
        code = heard.body.get("code", "")
        if not heard.done:
            self._learns(code, heard.body)
            return
        one = heard.ticket
        self._open = act != "pause"
        if act == "no-show":
            self._missed.append(self._visitor)
        if act == "hold":
            self._held.append(self._visitor)
        if act in ("call-next", "call-this", "finish-and-call-next", "undo"):
            self._visitor = one["id"] if one else ""
        elif act in ("no-show", "hold", "finish", "transfer", "pause"):
            self._visitor = ""

    def _learns(self, code: str, body: dict[str, Any]) -> None:
        """See from a refusal how things are."""
        if code == "WINDOW_NOT_OPEN":
            self._open = False
        elif code in ("WINDOW_BUSY", "STALE"):
            self._visitor = body.get("ticket", "")
        elif code == "WINDOW_EMPTY":
            self._visitor = ""
