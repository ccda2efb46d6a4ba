"""Show what was done about alerts and holds still (处置中), each with the press that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hall.reports.doing import Do, window_phrase
from hall.rules.window import WindowState
from hall.rules.wishes import is_open
from hall.store.at_kiosks import is_to_be_looked_at
from hall.store.whole_hall import Wish
from hall.web.language import Phrase, Words, clock
from hall.web.notices import catalogue
from hall.web.situation import Seen


@dataclass(frozen=True)
class UnderWay:
    """Hold one thing that was done: what it is, by whom and when, and how it is ended."""

    id: str
    said: Phrase
    by: str
    end: Do


def under_way(seen: Seen, wishes: dict[str, Wish]) -> tuple[UnderWay, ...]:
    """List what holds still: windows that were asked, kiosks that are to be looked at, windows that are lent, services
    whose numbers are stopped, notices."""
    return (*_asked(seen, wishes), *_looked_at(seen), *_lent(seen), *_stopped(seen), *_notices(seen))


def _asked(seen: Seen, wishes: dict[str, Wish]) -> Iterator[UnderWay]:
    centre = seen.hall.centre
    for name, wish in wishes.items():
        if name not in centre.windows or not is_open(wish.wish, wish.ticket, seen.windows[name]):
            continue
        at = clock(wish.asked_at, centre.zone)
        said = Phrase(f"advice.asked_{wish.wish}", {"window": window_phrase(name, centre), "at": at})
        end = Do("ask_no_more", Phrase("advice.do_ask_no_more"), said, f"/windows/{name}/ask-no-more")
        yield UnderWay(f"asked-{name}", said, wish.asked_by.partition(":")[2], end)


def _looked_at(seen: Seen) -> Iterator[UnderWay]:
    centre = seen.hall.centre
    for name, kiosk in seen.hall.reading.kiosks().items():
        if is_to_be_looked_at(kiosk, seen.now):
            place = centre.kiosks[name].place if name in centre.kiosks else name
            said = Phrase("advice.asked_look", {"place": place, "at": clock(kiosk.asked_at, centre.zone)})
            path = f"/kiosks/{name}/ask-to-look-no-more"
            end = Do("look_no_more", Phrase("advice.do_ask_no_more"), said, path)
            yield UnderWay(f"looked-at-{name}", said, kiosk.asked_by.partition(":")[2], end)


def _lent(seen: Seen) -> Iterator[UnderWay]:
    centre = seen.hall.centre
    for name, window in seen.windows.items():
        for service in window.lent if window.state is not WindowState.CLOSED else ():
            if service not in centre.services:
                continue
            data = {"window": window_phrase(name, centre), "service": centre.services[service].name}
            said = Phrase("advice.lent", data)
            path = f"/windows/{name}/take-back"
            end = Do("take_back", Phrase("advice.do_take_back"), said, path, {"service": service})
            yield UnderWay(f"lent-{name}-{service}", said, "", end)


def _stopped(seen: Seen) -> Iterator[UnderWay]:
    centre = seen.hall.centre
    for service, (at, by) in seen.hall.reading.no_numbers().items():
        if service in centre.services:
            data = {"service": centre.services[service].name, "at": clock(at, centre.zone)}
            said = Phrase("advice.stopped", data)
            end = Do("resume", Phrase("advice.do_resume"), said, f"/services/{service}/resume-numbers")
            yield UnderWay(f"stopped-{service}", said, by.partition(":")[2], end)


def _notices(seen: Seen) -> Iterator[UnderWay]:
    given = seen.hall.reading.notices(seen.now)
    known = catalogue(seen.hall.settings.data) if given else {}
    for one in given:
        if one.notice in known:
            at = clock(one.given_at, seen.hall.centre.zone)
            said = Phrase("advice.said", {"at": at, "notice": known[one.notice].words})
            end = Do("take_down", Phrase("advice.do_take_down"), said, "/notices", {"notice": one.notice, "minutes": 0})
            yield UnderWay(f"notice-{one.key}", said, "", end)


def as_json(one: UnderWay, t: Words) -> dict[str, Any]:
    """Encode it for programs, with its words in the reader's language."""
    return {"id": one.id, "title": t(one.said), "by": one.by, "end": one.end.as_json(t)}
