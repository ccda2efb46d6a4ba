"""Tell managers what is wrong (告警): one line a cause, where, since when, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hall.directory import Centre, Text
from hall.store.whole_hall import Alert
from hall.web.language import Phrase, Words

#: What somebody has to see to, and where its act is; every other cause is only worth knowing.
ALARMS: Mapping[str, str] = {
    "calls_not_shown": "/manage/screens", "screen_silent": "/manage/screens", "voice_missing": "/manage/screens",
    "webhook_paused": "/manage/webhooks",
}
#: Causes that are about a screen; all others but the next are about an area.
ABOUT_SCREENS = frozenset({"screen_silent"})
#: Causes that are about a program.
ABOUT_PROGRAMS = frozenset({"webhook_paused"})


@dataclass(frozen=True)
class AlertView:
    """Hold one alert as it is shown; alerts of one cause about several places are one line of a page."""

    id: str
    cause: str
    level: str
    since: int
    subject: str
    name: Text | str

    @property
    def title(self) -> Phrase:
        """Say what is wrong."""
        return Phrase(f"alert.{self.cause}", {"name": self.name})

    @property
    def todo(self) -> Phrase:
        """Say what to do."""
        return Phrase(f"alert.{self.cause}_todo")

    @property
    def act(self) -> str:
        """Return the page where that is done, or ''."""
        return ALARMS.get(self.cause, "")


def view(found: Iterable[Alert], centre: Centre, screens: Mapping[str, str]) -> tuple[AlertView, ...]:
    """Put alerts into words (告警画面), alarms first. `screens` are the names of screens by id."""
    lines = [
        AlertView(
            id=f"{one.cause}:{one.subject}", cause=one.cause, since=one.since, subject=one.subject,
            level="alarm" if one.cause in ALARMS else "note", name=_name(one, centre, screens),
        )
        for one in found
    ]
    return tuple(sorted(lines, key=lambda one: (one.level, one.since)))


def by_cause(lines: Iterable[AlertView]) -> list[list[AlertView]]:
    """Gather what has one cause: forty screens that were switched off together are one line."""
    found: dict[str, list[AlertView]] = {}
    for one in lines:
        found.setdefault(one.cause, []).append(one)
    return list(found.values())


def as_json(line: AlertView, t: Words) -> dict[str, Any]:
    """Encode an alert for programs, with its words in the reader's language."""
    about_screen = line.cause in ABOUT_SCREENS
    return {
        "id": line.id, "cause": line.cause, "level": line.level, "since": line.since,
        "area": None if about_screen or line.cause in ABOUT_PROGRAMS else line.subject,
        "screen": line.subject if about_screen else None,
        "title": t(line.title), "todo": t(line.todo),
    }


def _name(alert: Alert, centre: Centre, screens: Mapping[str, str]) -> Text | str:
    if alert.cause in ABOUT_SCREENS:
        return screens.get(alert.subject, alert.subject)
    area = centre.areas.get(alert.subject)
    return area.name if area else alert.subject
