"""Tell managers what is wrong (告警): one line a cause and place, where, since when, and the one act that mends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hall.directory import Centre, Text
from hall.reports.doing import Do, all_phrase, ask, notice, one_phrase, window_phrase
from hall.rules.alarms import PRESSURE, Cause, Limits
from hall.store.whole_hall import Alert
from hall.web.language import Phrase, Words, clock

#: Where screens are seen to, and what is seen to on a page of its own.
SCREENS = "/manage/screens"
SEEN_TO: Mapping[str, str] = {
    "calls_not_shown": SCREENS, "screen_silent": SCREENS, "voice_missing": SCREENS,
    Cause.BAD_RATING: "/manage/follow-ups", "webhook_paused": "/manage/webhooks",
}
ABOUT_SCREENS = frozenset({"screen_silent"})
ABOUT_WINDOWS = frozenset({Cause.WINDOW_IDLE, Cause.VISIT_LONG})
ABOUT_KIOSKS = frozenset({Cause.KIOSK_SILENT, Cause.KIOSK_FAULT})
#: What is about a program, and about no place.
ABOUT_PROGRAMS = frozenset({"webhook_paused"})
#: What somebody has to see to, the gravest first; every other cause is only worth knowing.
ALARMS = (Cause.UNATTENDED, "calls_not_shown", *(one for one in Cause if one is not Cause.UNATTENDED),
          "screen_silent", "voice_missing", "webhook_paused")


@dataclass(frozen=True)
class AlertView:
    """Hold one line: `ids` are the alerts of one place that it stands for, the gravest first, `also` what the others
    say; `do` is the one press that mends it, `see` the page where it is mended, or ''.

    A `level` of "alarm" is for a manager to see to, "note" for others or only worth knowing. Who has acknowledged it,
    and when, is '' and 0 while nobody has.
    """

    ids: tuple[str, ...]
    cause: str
    level: str
    since: int
    subject: str
    name: Text | Phrase | str
    title: Phrase
    todo: Phrase
    figure: str = ""
    also: tuple[Phrase, ...] = ()
    do: Do | None = None
    see: str = ""
    acknowledged: Phrase | None = None
    acknowledged_by: str = ""
    acknowledged_at: int = 0

    @property
    def id(self) -> str:
        """Return its name: the gravest cause and the place."""
        return self.ids[0]


@dataclass(frozen=True)
class Around:
    """Hold what alerts are put into words with: the centre, the names of screens and of tickets' numbers by id, which
    services have the same windows, what is advised for the first of them, for which service an idle window is wanted,
    and the moment."""

    centre: Centre
    screens: Mapping[str, str]
    numbers: Mapping[str, str]
    together: Mapping[str, tuple[str, ...]]
    advised: Mapping[str, Do]
    wanted: Mapping[str, str]
    now: int


def view(found: Iterable[Alert], around: Around) -> tuple[AlertView, ...]:
    """Put alerts into words (告警画面): what nobody has acknowledged first, then the gravest, then the longest."""
    groups: dict[tuple[str, str], list[Alert]] = {}
    for one in sorted(found, key=_grave):
        kind, place = one.cause, one.subject
        if one.cause in PRESSURE:
            kind, place = "pressure", _first(one, around)
        groups.setdefault((kind, place), []).append(one)
    lines = [_line(group, around) for group in groups.values()]
    return tuple(sorted(lines, key=lambda one: (one.level, bool(one.acknowledged_at), _rank(one.cause), one.since)))


def by_cause(lines: Iterable[AlertView]) -> list[list[AlertView]]:
    """Gather what has one cause and no act of its own: forty screens that were switched off together are one line."""
    found: dict[str, list[AlertView]] = {}
    for one in lines:
        found.setdefault(one.id if one.do or one.cause in PRESSURE else one.cause, []).append(one)
    return list(found.values())


def as_json(line: AlertView, t: Words) -> dict[str, Any]:
    """Encode an alert for programs, with its words in the reader's language."""
    about = _about(line.cause)
    seen = {"by": line.acknowledged_by, "at": line.acknowledged_at} if line.acknowledged_at else None
    return {
        "id": line.id, "ids": list(line.ids), "cause": line.cause, "level": line.level, "since": line.since,
        **{kind: line.subject if kind == about else None for kind in KINDS},
        "figure": line.figure or None, "title": t(line.title), "also": [t(one) for one in line.also],
        "todo": t(line.todo), "acknowledged": seen, "act": line.do.as_json(t) if line.do else None,
    }


#: What is wrong with all services of the same windows alike.
POOLED = frozenset({Cause.UNATTENDED, Cause.EXPECTED_LONG, Cause.EXPECTED_VERY_LONG})
#: What an alert can be about.
KINDS = ("area", "screen", "service", "window", "hall", "ticket", "kiosk")


def _about(cause: str) -> str:
    if cause in PRESSURE:
        return "service"
    if cause in ABOUT_WINDOWS:
        return "window"
    if cause in ABOUT_KIOSKS:
        return "kiosk"
    if cause in ABOUT_SCREENS:
        return "screen"
    if cause in ABOUT_PROGRAMS:
        return ""
    return {Cause.NO_SHOWS.value: "hall", Cause.BAD_RATING.value: "ticket"}.get(cause, "area")


def _line(group: list[Alert], around: Around) -> AlertView:
    """Make one line of the alerts of one place; it is acknowledged when all of them are."""
    first = group[0]
    do = None if _is_over(first) else _do(first, around)
    seen = min(group, key=lambda one: one.acknowledged_at)
    todo = do.said if do else Phrase("alert.over_todo" if _is_over(first) else f"alert.{first.cause}_todo")
    return AlertView(
        ids=tuple(one.id for one in group), cause=first.cause, since=min(one.since for one in group),
        level=_level(first, around), subject=first.subject, name=_name(first, around), title=_title(first, around),
        todo=todo, figure=first.figure,
        also=tuple(_also(one, first, around) for one in group[1:] if not _said_already(one, group)),
        do=do, see=SEEN_TO.get(first.cause, ""),
        acknowledged=_acknowledged(seen, around), acknowledged_by=_who(seen.acknowledged_by),
        acknowledged_at=seen.acknowledged_at,
    )


def _acknowledged(seen: Alert, around: Around) -> Phrase | None:
    if not seen.acknowledged_at:
        return None
    at = clock(seen.acknowledged_at, around.centre.zone)
    return Phrase("alert.acknowledged", {"name": _who(seen.acknowledged_by), "at": at})


def _also(one: Alert, first: Alert, around: Around) -> Phrase:
    """Say what else is wrong at a place, by the name of the service where it is another one of the same windows."""
    said = Phrase(f"alert.{one.cause}_also", _data(one))
    if one.subject == first.subject:
        return said
    service = around.centre.services.get(one.subject)
    return Phrase("alert.of", {"name": service.name if service else one.subject, "said": said})


def _first(alert: Alert, around: Around) -> str:
    """Return the first service of the same windows."""
    return around.together.get(alert.subject, (alert.subject,))[0]


def _said_already(one: Alert, group: list[Alert]) -> bool:
    """Say whether another alert of the same place says as much: above 40 minutes is also above 20; or it is over."""
    causes = {other.cause for other in group}
    longer = [other for other in group if other.cause == one.cause and _size(other) > _size(one)]
    if one.cause == Cause.QUEUE_LONG:
        # Where nobody serves them the line begins with how many wait.
        longer += [other for other in group if other.cause == Cause.UNATTENDED and _size(other) == _size(one)]
    return _is_over(one) or bool(longer) or (one.cause == Cause.EXPECTED_LONG and Cause.EXPECTED_VERY_LONG in causes)


def _is_over(alert: Alert) -> bool:
    """Say that nothing of a shortage is left: its alert stays only until it has been calm for a while."""
    return alert.cause in PRESSURE and alert.figure == "0"


def _size(alert: Alert) -> int:
    return int(alert.figure) if alert.figure.isdigit() else 0


def _level(alert: Alert, around: Around) -> str:
    """Say for whom it is: an idle window is for its clerk first, then for the guide, then for the manager."""
    limits: Limits = around.centre.policy.limits
    early = alert.cause == Cause.WINDOW_IDLE and around.now < alert.since + limits.manager_after_ms
    return "note" if early or alert.cause not in ALARMS else "alarm"


def _do(alert: Alert, around: Around) -> Do | None:
    """Return the one press that mends it, or None where somebody has to go and look."""
    centre, subject = around.centre, alert.subject
    if alert.cause in PRESSURE:
        return around.advised.get(_first(alert, around))
    if alert.cause in ABOUT_WINDOWS and subject in centre.windows:
        wish = "call" if alert.cause == Cause.WINDOW_IDLE else "help"
        place = {"window": window_phrase(subject, centre)}
        wanted = around.wanted.get(subject, "") if wish == "call" else ""
        if wanted and wanted not in centre.windows[subject].reach:
            said = Phrase("advice.lend_only", {**place, "service": centre.services[wanted].name})
            return Do("lend", Phrase("advice.do_lend", place), said, f"/windows/{subject}/lend", {"service": wanted})
        return ask(wish, subject, "", Phrase(f"advice.do_{wish}", place), Phrase(f"advice.{wish}", place))
    if alert.cause == Cause.NO_SHOWS and subject in centre.halls:
        hall = centre.halls[subject]
        return notice("watch-screens", list(hall.areas), Phrase("advice.watch_screens", {"hall": hall.name}))
    if alert.cause in ABOUT_KIOSKS:
        # One that nobody hears can be told nothing from here, and no press mends a printer: somebody has to go there.
        said = Phrase(f"advice.look_{alert.cause}", {"place": _name(alert, around)})
        return Do("ask_look", Phrase("advice.do_look"), said, f"/kiosks/{subject}/ask-to-look")
    return None


def _title(alert: Alert, around: Around) -> Phrase:
    word = "over" if _is_over(alert) else alert.cause
    return Phrase(f"alert.{word}", {"name": _name(alert, around), **_data(alert)})


def _data(alert: Alert) -> dict[str, object]:
    return {"n": _size(alert)} if alert.figure.isdigit() else {}


def _name(alert: Alert, around: Around) -> Text | Phrase | str:
    centre, subject = around.centre, alert.subject
    if alert.cause in ABOUT_SCREENS:
        return around.screens.get(subject, subject)
    if alert.cause in ABOUT_WINDOWS and subject in centre.windows:
        return window_phrase(subject, centre)
    if alert.cause == Cause.BAD_RATING:
        return around.numbers.get(subject, subject)
    if alert.cause in ABOUT_KIOSKS:
        return centre.kiosks[subject].place if subject in centre.kiosks else subject
    together = around.together.get(subject)
    if alert.cause in PRESSURE and together:
        return all_phrase(together, centre) if alert.cause in POOLED else one_phrase(subject, together, centre)
    places: Mapping[str, Any] = {**centre.areas, **centre.halls, **centre.services}
    found = places.get(subject)
    return found.name if found else subject


def _grave(alert: Alert) -> tuple[bool, int, int]:
    return _is_over(alert), _rank(alert.cause), alert.since


def _rank(cause: str) -> int:
    return ALARMS.index(cause) if cause in ALARMS else len(ALARMS)


def _who(actor: str) -> str:
    """Return the name of an actor without the role."""
    return actor.partition(":")[2] or actor
