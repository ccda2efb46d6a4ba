"""Put into words what became of a press (叫号键的话), in Chinese or English; the words are in words/*.toml."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from datetime import datetime, tzinfo
from importlib.resources import files
from typing import Any

from hall.rules.discipline import Why
from hall.rules.times import MINUTE_MS
from pad.bar import JOINT, Kind, Said
from pad.line import HallAway, HallSaysNo, Picture

#: Language tag → catalogue.
LANGUAGES: Mapping[str, str] = {"zh-CN": "zh", "en": "en"}


def catalogue(name: str) -> dict[str, str]:
    """Read the words of a catalogue as `section.key` → sentence."""
    text = (files("pad") / "words" / f"{name}.toml").read_text(encoding="utf-8")
    return {f"{section}.{key}": said for section, table in tomllib.loads(text).items() for key, said in table.items()}


class Saying:
    """Say things to a clerk in one language; times of day are those of `zone`, or of this PC."""

    def __init__(self, language: str, zone: tzinfo | None = None) -> None:
        self.language = language
        self._words = catalogue(LANGUAGES[language])
        self._zone = zone

    def plain(self, key: str, kind: Kind, **data: object) -> Said:
        """Say one sentence of the catalogue."""
        return Said(self._words[key].format(**data), kind)

    def now(self, picture: Picture) -> Said:
        """Say how the window stands."""
        key = f"now.{picture.visitor or picture.state}"
        text = self._words[key].format(number=picture.number) if key in self._words else picture.state
        return Said(text, Kind.DONE)

    def again(self, picture: Picture) -> Said:
        """Say how the window stands after a press that nobody knows the end of."""
        return self.plain("now.again", Kind.ASK, now=self.now(picture).text)

    def done(self, act: str, seen: Picture, ticket: Mapping[str, Any] | None) -> Said:
        """Say that an act was done; `ticket` is the answer's, `seen` who was there before."""
        calls = act in ("call-next", "finish-and-call-next")
        if calls and not ticket:
            # Who put her turn off or walks over waits all the same, so it is not said that nobody does.
            nobody = "nobody_yet" if seen.waiting else "nobody"
            return self.plain(f"done.{act}_{nobody}", Kind.NOBODY, seen=seen.number)
        key = "done.undo_there" if act == "undo" and ticket else f"done.{act}"
        text = self._words[key].format(number=(ticket or {}).get("number", seen.number))
        if calls and ticket:
            return Said(JOINT.join((text, self.why(ticket))), Kind.CALLED)
        if act == "recall" and ticket:
            text = JOINT.join((text, self._words["done.recall_times"].format(n=ticket.get("calls", ""))))
        return Said(text, Kind.DONE)

    def why(self, ticket: Mapping[str, Any]) -> str:
        """Say why it is this one (为什么是这一位)."""
        why, reason = str(ticket.get("why") or Why.WAITED), ticket.get("reason")
        if why in (Why.APPOINTMENT_DUE, Why.APPOINTMENT_EARLY) and ticket.get("slot_at"):
            slot = datetime.fromtimestamp(int(ticket["slot_at"]) / 1000, self._zone)
            return self._words["why.appointment"].format(at=f"{slot.hour}:{slot.minute:02d}")
        if why == Why.PRIORITY and f"why.priority_{reason}" in self._words:
            return self._words[f"why.priority_{reason}"]
        if why != Why.WAITED and f"why.{why}" in self._words:
            return self._words[f"why.{why}"]
        minutes = (int(ticket.get("called_at") or 0) - int(ticket.get("issued_at") or 0)) // MINUTE_MS
        return self._words["why.waited"].format(n=minutes) if minutes > 0 else self._words["why.just_came"]

    def refused(self, no: HallSaysNo, seen: Picture) -> Said:
        """Say that the hall refused, in its own sentence."""
        if no.code == "TOO_EARLY":
            seconds = math.ceil(int(no.data.get("wait_ms") or 0) / 1000)
            return self.plain("no.early", Kind.ASK, n=seconds, number=seen.number)
        if no.code == "HALL_STOPPED":
            return self.plain("no.stopped", Kind.WARN, reason=no.data.get("reason", ""))
        if no.status in (401, 403):
            return self.plain("no.sign_in" if no.status == 401 else "no.not_allowed", Kind.WARN)
        return self.plain("no.refused", Kind.WARN, title=no.title)

    def away(self, away: HallAway) -> Said:
        """Say that no answer came in time, and whether the act may have happened."""
        return self.plain("line.unsure" if away.maybe_done else "line.lost", Kind.WARN)
