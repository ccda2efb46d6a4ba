"""Offer what can be done (处置): one press, what it will do and gain; the doors that it goes through are others'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hall.directory import Centre, Text
from hall.rules.advising import Act, Advice
from hall.web.language import Phrase, Words

#: How long a notice stands that an alert has led to, in minutes: until those who sit there have heard it.
NOTICE_MINUTES = 5


@dataclass(frozen=True)
class Do:
    """Hold one press: `words` are on its button, `said` says what it will do, `path` and `body` send it.

    `minutes` is by how much less people will wait, None where nobody can say.
    """

    kind: str
    words: Phrase
    said: Phrase
    path: str
    body: Mapping[str, Any] = field(default_factory=dict)
    minutes: int | None = None

    def as_json(self, t: Words) -> dict[str, Any]:
        """Encode the press for programs, with its words in the reader's language."""
        told = {"kind": self.kind, "path": f"/api/v1{self.path}", "body": dict(self.body)}
        return {**told, "words": t(self.words), "gain_minutes": self.minutes}


def of_advice(advice: Advice, together: Sequence[str], centre: Centre) -> Do:
    """Return the press that follows an advice (按建议处置), for one of the services that the same windows serve."""
    service = centre.services[advice.service]
    one = one_phrase(service.id, together, centre)
    if advice.act is Act.STOP:
        path = f"/services/{service.id}/stop-numbers"
        return Do("stop", Phrase("advice.do_stop"), Phrase("advice.stop", {"service": one}), path)
    if advice.act is Act.NOTICE:
        said = Phrase("advice.notice", {"area": centre.areas[service.area].name})
        return notice("papers-ready", [service.area], said)
    place = window_phrase(advice.window, centre)
    # A window that opens serves all of them, one that is lent only the one that it is lent to.
    name = one if advice.act is Act.LEND else all_phrase(together, centre)
    data = {"window": place, "service": name, "n": advice.minutes}
    key = f"advice.{advice.act}" + ("" if advice.minutes else "_only")
    words = Phrase(f"advice.do_{advice.act}", {"window": place})
    if advice.act is Act.LEND:
        path, body = f"/windows/{advice.window}/lend", {"service": service.id}
        return Do("lend", words, Phrase(key, data), path, body, advice.minutes)
    return replace(ask("open", advice.window, service.id, words, Phrase(key, data)), minutes=advice.minutes)


def ask(wish: str, window: str, service: str, words: Phrase, said: Phrase) -> Do:
    """Return the press that asks something of a window (请办)."""
    body = {"wish": wish} | ({"service": service} if service else {})
    return Do(f"ask_{wish}", words, said, f"/windows/{window}/ask", body)


def notice(name: str, areas: list[str], said: Phrase) -> Do:
    """Return the press that has a notice spoken (通知播报)."""
    body = {"notice": name, "areas": areas, "minutes": NOTICE_MINUTES}
    return Do("notice", Phrase("advice.do_notice"), said, "/notices", body)


def all_phrase(together: Sequence[str], centre: Centre) -> Text | Phrase:
    """Name the services that the same windows serve, by the first of them and how many they are."""
    name = centre.services[together[0]].name
    return Phrase("alert.together", {"name": name, "n": len(together)}) if len(together) > 1 else name


def one_phrase(service: str, together: Sequence[str], centre: Centre) -> Text | Phrase:
    """Name one of them so that it is known by the name of all."""
    name, first = centre.services[service].name, centre.services[together[0]].name
    if service == together[0]:
        return name
    return Phrase("alert.one_of", {"service": name, "name": first, "n": len(together)})


def window_phrase(window: str, centre: Centre) -> Phrase:
    """Name a window by its hall and number."""
    place = centre.windows[window]
    return Phrase("place.window", {"hall": centre.halls[place.hall].name, "window": place.number})
