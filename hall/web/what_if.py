"""Show what a past day would have been (如果当天): the comparison that a job has left, in words, on whichever page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hall.directory import Centre
from hall.rules import admission
from hall.rules.times import MINUTE_MS
from hall.rules.what_if import ADVISED, BOOKED_MUCH, PRESETS
from hall.store.errands import ErrandState
from hall.web.jobs import JobView, folder_of
from hall.web.language import Phrase, Said
from hall.web.opened import Opened

#: What a job of this kind is called.
JOB = "what_if"
#: A closed hall looks back so many days for one on which it was open.
LOOK_BACK_DAYS = 31
#: A bar's whole length, in units of the drawing.
BAR = 100


@dataclass(frozen=True)
class Row:
    """Hold one line of the comparison: a group's figures as they were and would be, and its two bars, 0 to 100."""

    name: Said
    was: Mapping[str, Any]
    would: Mapping[str, Any]
    longer: str
    way: str
    was_bar: int
    would_bar: int


@dataclass(frozen=True)
class ComparisonView:
    """Hold a comparison as a page shows it."""

    day: str
    changes: tuple[Phrase, ...]
    visitors: int
    honest: Phrase | None
    left_out: tuple[Phrase, ...]
    total: Row
    on_time: Mapping[str, Any]
    standings: tuple[Row, ...]
    services: tuple[Row, ...]
    pays: tuple[Phrase, ...]
    gains: tuple[Phrase, ...]
    advice: Phrase | None


def result(hall: Opened, job: JobView | None) -> ComparisonView | None:
    """Return what a job has found, None while it has found nothing."""
    if job is None or job.name != JOB or job.state is not ErrandState.DONE:
        return None
    file = folder_of(hall.settings) / job.id
    return view(json.loads(file.read_text("utf-8")), hall.centre) if file.is_file() else None


def last_open_day(hall: Opened) -> date:
    """Return the last day before today on which the hall was open, yesterday where it never is."""
    today = hall.local(hall.reading.now()).date()
    before = (today - timedelta(days=ahead) for ahead in range(1, LOOK_BACK_DAYS))
    return next((day for day in before if admission.spans(hall.centre.hours, day)), today - timedelta(days=1))


def view(found: Mapping[str, Any], centre: Centre) -> ComparisonView:
    """Put a comparison into words."""
    pairs = [*found["standings"], *found["services"]]
    longest = max((one[side]["mean"] or 0 for one in pairs for side in ("was", "would")), default=0)
    return ComparisonView(
        day=found["day"],
        changes=tuple(_changes(found, centre)),
        visitors=found["visitors"],
        honest=_honest(found["honest"]),
        left_out=tuple(Phrase(f"what_if.not_{name}", {"n": n}) for name, n in found["not_replayed"].items()),
        total=_row(found["total"], centre, longest),
        on_time=found["on_time"],
        standings=tuple(_row(one, centre, longest) for one in found["standings"]),
        services=tuple(_row(one, centre, longest) for one in sorted(found["services"], key=_felt)),
        pays=(*_still_there(found["total"]), *(_who(one, centre) for one in found["pays"])),
        gains=tuple(_who(one, centre) for one in found["gains"]),
        advice=_advice(found),
    )


def _felt(pair: Mapping[str, Any]) -> int:
    """Put those first of whom the change is felt most: by how much, and by how many."""
    longer, people = int(pair["longer_ms"]), int(pair["would"]["n"])
    return -abs(longer) * people


def minutes(ms: int | None) -> str:
    """Tell a time in minutes with one decimal, a dash where there is none."""
    return "–" if ms is None else f"{ms / MINUTE_MS:.1f}"


def _row(pair: Mapping[str, Any], centre: Centre, longest: int) -> Row:
    longer = pair["longer_ms"]
    way = "same" if abs(longer) < MINUTE_MS / 20 else "longer" if longer > 0 else "shorter"
    was, would = (BAR * (pair[side]["mean"] or 0) // (longest or 1) for side in ("was", "would"))
    told = "0.0" if way == "same" else f"{longer / MINUTE_MS:+.1f}"
    return Row(_name(pair, centre), pair["was"], pair["would"], told, way, min(BAR, was), min(BAR, would))


def _name(pair: Mapping[str, Any], centre: Centre) -> Said:
    if pair["kind"] == "service":
        known = centre.services.get(pair["name"])
        return known.name if known else Phrase("what_if.plain", {"name": pair["name"]})
    return Phrase(f"what_if.standing_{pair['name']}") if pair["kind"] == "standing" else Phrase("what_if.everybody")


def _who(pair: Mapping[str, Any], centre: Centre) -> Phrase:
    by = {"by": minutes(abs(pair["longer_ms"])), "n": pair["would"]["n"], "p90": minutes(pair["would"]["p90"])}
    return Phrase("what_if.who", {"name": _name(pair, centre), **by})


def _still_there(total: Mapping[str, Any]) -> Iterator[Phrase]:
    """Say who is in no mean wait because she is never called: a change that leaves people standing looks good else."""
    more = total["would"]["never"] - total["was"]["never"]
    if more > 0:
        yield Phrase("what_if.never_more", {"n": more})


def _honest(found: Mapping[str, int] | None) -> Phrase | None:
    if found is None:
        return None
    told = {name: minutes(found[f"{name}_ms"]) for name in ("real", "replayed", "off_by")}
    return Phrase("what_if.honest", told)


def _changes(found: Mapping[str, Any], centre: Centre) -> Iterator[Phrase]:
    """Say what was otherwise."""
    asked = found["asked"]
    for name, was in found["rules"].items():
        if found["asked_rules"][name] != was:
            yield Phrase(f"what_if.changed_{name}", {"was": was, "to": found["asked_rules"][name]})
    if asked.get("handicap") is not None:
        yield Phrase("what_if.changed_handicap", {"to": asked["handicap"]})
    if found["changed_windows"]:
        yield Phrase("what_if.changed_reaches", {"n": found["changed_windows"]})
    if asked.get("earlier"):
        agency = centre.agencies.get(asked.get("agency", ""))
        whose: Said = agency.name if agency else Phrase("what_if.all_windows")
        word = "earlier" if asked["earlier"] > 0 else "later"
        yield Phrase(f"what_if.changed_{word}", {"whose": whose, "n": abs(asked["earlier"])})
    for one in asked.get("windows", ()):
        yield _window_changed(one, centre)


def _window_changed(asked: Mapping[str, str], centre: Centre) -> Phrase:
    place = centre.windows.get(asked.get("window", ""))
    told: dict[str, object] = {"begin": asked["from"], "end": asked["until"]}
    if place:
        told |= {"hall": centre.halls[place.hall].name, "window": place.number}
    if "service" not in asked:
        return Phrase("what_if.changed_closed", told)
    told["service"] = centre.services[asked["service"]].name
    return Phrase("what_if.changed_lent" if place else "what_if.changed_added", told)


def _advice(found: Mapping[str, Any]) -> Phrase | None:
    """Advise the balanced preset where much is booked and appointments have a greater head start."""
    booked = found["booked_percent"] or 0
    if booked <= BOOKED_MUCH or found["asked_rules"]["ha"] <= PRESETS[ADVISED][0]:
        return None
    return Phrase("what_if.advice", {"percent": booked, "ha": PRESETS[ADVISED][0]})
