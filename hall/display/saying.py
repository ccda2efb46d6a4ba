"""Give each screen that speaks its next sentence (播报): what is to be said is read, decided and put into clips."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from hall.display import announcing, speaking
from hall.display.announcing import Call, Decision, Fate, Kind, Memory, Notice, Utterance
from hall.display.sentences import names_of
from hall.display.speaking import SPEAKS_ON_MS, Asked, Given
from hall.display.voices import Clip, Voices
from hall.rules.ticket import State, Ticket
from hall.store.reading import Calls
from hall.web import notices
from hall.web.opened import Opened

log = logging.getLogger("hall.voice")
#: What became of somebody whose call is on the wall no more, by her state.
FATES = {
    State.SERVING: Fate.ARRIVED, State.FINISHED: Fate.ARRIVED, State.HELD: Fate.ARRIVED, State.MISSED: Fate.MISSED,
}


@dataclass(frozen=True)
class Voice:
    """Hold what an area's voice needs: the hall, the clips, and which recorded voice is used for a language."""

    hall: Opened
    clips: Voices
    used: dict[str, str]

    @classmethod
    def of(cls, hall: Opened) -> Voice:
        """Return the voice of a hall as it is set now."""
        return cls(hall, Voices(hall.settings.data), hall.presence.voice_used())

    def ask(self, area: str, asked: Asked) -> dict[str, Any]:
        """Give a screen its turn in an area, as JSON for its page."""
        hall = self.hall

        def turn(text: str) -> tuple[str, tuple[Given, int]]:
            floor, now = speaking.from_text(text), hall.reading.now()
            floor, told = speaking.ask(floor, asked, now, lambda memory: self._next(area, memory, now), self.length)
            return speaking.to_text(floor), (told, max(0, floor.until + SPEAKS_ON_MS - now))

        told, speaks_ms = hall.presence.take_turn(area, turn)
        answer: dict[str, Any] = {"word": told.has_word, "again_ms": told.again_ms}
        if told.has_word:
            answer["speaks_ms"] = speaks_ms
        if told.utterance:
            clips = self.sentence(told.utterance)
            answer |= {"turn": told.turn, "language": told.utterance.language, "clips": [vars(one) for one in clips]}
        return answer

    def begin(self, area: str, speaker: str, turn: str, screen: str = "") -> bool:
        """Let a screen begin its sentence, and note who was called by it; `screen` is its name, '' if it has none."""
        hall = self.hall

        def begins(text: str) -> tuple[str, tuple[bool, list[tuple[str, int]], int]]:
            floor, now = speaking.from_text(text), hall.reading.now()
            floor, may = speaking.begin(floor, speaker, turn, now)
            covers = floor.turn.covers.items() if may and floor.turn else ()
            calls = [(key.split(" ")[1], nth) for key, nth in covers if key.startswith(f"{Kind.CALL} ")]
            return speaking.to_text(floor), (may, calls, now)

        may, called, now = hall.presence.take_turn(area, begins)
        for ticket, nth in called:
            try:
                hall.presence.spoken(ticket, nth, screen, now)
            except RedisError as fault:
                # Better said without a proof than proved and never said.
                log.warning("no proof that %s was called by voice: %s", ticket, fault)
        return may

    def length(self, utterance: Utterance) -> int:
        """Return how long a sentence takes, in ms."""
        return sum(one.ms for one in self.sentence(utterance))

    def sentence(self, utterance: Utterance) -> list[Clip]:
        """Return the clips of a sentence in their order; a piece that nobody has is told and left out."""
        language = utterance.language
        try:
            names = names_of(utterance, self.used.get("yao") == "1")
        except ValueError as fault:
            # A number that cannot be said must not keep all the others waiting.
            log.warning("a sentence stays on the screens alone: %s", fault)
            return []
        found = [(name, self.clips.clip(language, name, self.used)) for name in names]
        missing = [name for name, clip in found if clip is None]
        if missing:
            log.warning("no clip says %s in %s", ", ".join(missing), language)
        chime = self.clips.tone("chime") if utterance.chime else None
        return [one for one in (chime, *(clip for _, clip in found)) if one]

    def _next(self, area: str, memory: Memory, now: int) -> Decision:
        hall = self.hall
        calls = list(known_calls(hall.reading.calls(area), memory, hall))
        given = notices.standing(hall.reading.notices(now), area, hall.settings.data)
        told = [Notice(f"{Kind.NOTICE} {one.key}", one.notice, one.given_at, what.urgent) for one, what in given]
        return announcing.decide(calls, told, memory, now, self.length)


def known_calls(wall: Calls, memory: Memory, hall: Opened) -> Iterable[Call]:
    """Return the calls of a wall, and of those that it shows no more what became of them."""
    yield from shown_calls(wall, hall)
    shown = {one.id: one for one in wall.rows if one.window in hall.centre.windows}
    before = [key.split(" ")[1:] for key in memory.heard if key.startswith(f"{Kind.CALL} ")]
    asked = [(name, int(at)) for name, at in before if name not in shown or shown[name].pressed_at != int(at)]
    found = hall.reading.tickets(dict.fromkeys(name for name, _ in asked))
    back = {ticket.id for ticket, _ in wall.taken_back}
    for name, pressed_at in asked:
        if name in found:
            yield _call(found[name], pressed_at, _fate(found[name], pressed_at, name in back), hall)


def shown_calls(wall: Calls, hall: Opened) -> Iterable[Call]:
    """Return the calls of a wall."""
    for ticket in wall.rows:
        if ticket.window in hall.centre.windows:
            fate = Fate.CALLED if ticket.state is State.CALLED else Fate.ARRIVED
            yield _call(ticket, ticket.pressed_at, fate, hall)


def _fate(ticket: Ticket, pressed_at: int, taken_back: bool) -> Fate:
    if taken_back and ticket.state is State.WAITING:
        return Fate.TAKEN_BACK
    if ticket.state is State.CALLED:
        return Fate.CALLED if ticket.pressed_at == pressed_at else Fate.ELSEWHERE
    return FATES.get(ticket.state, Fate.ELSEWHERE)


def _call(ticket: Ticket, pressed_at: int, fate: Fate, hall: Opened) -> Call:
    place = hall.centre.windows.get(ticket.window)
    return Call(
        ticket.id,
        ticket.number,
        place.hall if place else "",
        place.number if place else 0,
        pressed_at,
        ticket.called_at,
        ticket.calls,
        fate,
    )

