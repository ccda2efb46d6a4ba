"""Make loads of the example hall for the managers' page: a morning under full load, a night, everything broken."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from hall.directory import Centre, Mode, Text
from hall.reports import alerts, devices_now, live
from hall.reports.doing import of_advice
from hall.reports.loads import Day
from hall.reports.under_way import UnderWay
from hall.reports.weekdays import Usual
from hall.reports.wrong import Wrong
from hall.rules.advising import Act, Advice
from hall.rules.tally import Facts, Tallies
from hall.rules.ticket import State, Ticket
from hall.rules.times import MINUTE_MS
from hall.rules.window import Window, WindowState
from hall.store.reading import Waiting
from hall.store.records import KioskState
from hall.store.whole_hall import Alert
from hall.web.language import Phrase
from hall.web.on_display import OnDisplay, ScreenNow, VoiceNow
from tests.builders import moment
from tests.pages.making import ticket

NOW = moment("10:42")
#: How the windows of a busy morning stand, in a hundred.
STAGES = {"serving": 62, "called": 8, "free": 12, "paused": 6, "closed": 12}
NUMBERS = ("A012", "KH004", "C007", "AB5001", "RK014")


def busy(centre: Centre, seed: int = 7, **more: object) -> live.LoadView:
    """Return a morning under full load."""
    chance = Random(seed)
    windows, visitors = _windows(centre, chance)
    queues = [one for one in centre.services.values() if one.mode is Mode.QUEUE]
    waiting = {
        one.id: Waiting(count, NOW - chance.randrange(1, 52) * MINUTE_MS)
        for one in queues
        if (count := max(0, chance.randrange(-4, 19)))
    }
    usual = Counter({one.id: chance.randrange(40, 220) for one in queues})
    day = Day(_tallies([one.id for one in queues], chance), Usual(4, usual), giving=frozenset(one.id for one in queues))
    view = live.view(windows, visitors, waiting, centre, NOW, 4711, day)
    return replace(view, **{"devices": _devices(centre), **more})


def night(centre: Centre) -> live.LoadView:
    """Return an empty hall: no window open, nobody there, nothing known of other days."""
    return live.view({}, {}, {}, centre, NOW, 1)


def everything(centre: Centre) -> Wrong:
    """Return what is wrong in six areas at once for two causes, and at every kiosk: more lines than anybody can do."""
    areas = list(centre.areas)[:3]
    found = [Alert("calls_not_shown", area, NOW - 4 * MINUTE_MS) for area in areas]
    found += [Alert("voice_missing", area, NOW - 9 * MINUTE_MS) for area in areas]
    found += [Alert("kiosk_silent", kiosk, NOW - 2 * MINUTE_MS) for kiosk in centre.kiosks]
    return Wrong(alerts.view(found, alerts.Around(centre, {}, {}, {}, {}, {}, NOW)))


def short_of_windows(centre: Centre) -> Wrong:
    """Return five agencies short of windows, each with its press and more to say of it; two windows are asked."""
    firsts = {one.agency: one for one in reversed(centre.services.values()) if one.mode is Mode.QUEUE}
    short = list(firsts.values())[:5]
    found = [Alert(cause, one.id, NOW - 9 * MINUTE_MS, figure) for one in short
             for cause, figure in (("expected_very_long", "48"), ("queue_long", "17"))]
    advised = [
        (advice, of_advice(advice, (one.id,), centre))
        for one in short
        for advice in (Advice(Act.OPEN, one.id, centre.who_reach(one.id)[0], 14),)
    ]
    dos = {advice.service: do for advice, do in advised}
    asked = tuple(
        UnderWay(f"asked-{n}", Phrase("advice.asked_open", {"at": "10:40", "window": f"{n}"}), "王丽", dos[short[0].id])
        for n in (3, 5)
    )
    around = alerts.Around(centre, {}, {}, {one.id: (one.id,) for one in short}, dos, {}, NOW)
    return Wrong(alerts.view(found, around), tuple(advised), asked)


def _windows(centre: Centre, chance: Random) -> tuple[dict[str, Window], dict[str, Ticket]]:
    windows, visitors = {}, {}
    for place in centre.windows.values():
        stage = chance.choices(list(STAGES), list(STAGES.values()))[0]
        since = NOW - chance.randrange(0, 34) * MINUTE_MS
        state = {"paused": WindowState.PAUSED, "closed": WindowState.CLOSED}.get(stage, WindowState.OPEN)
        name = f"ticket-{place.id}"
        if stage in ("serving", "called"):
            number = chance.choice(NUMBERS)
            visitors[name] = ticket(
                number, id=name, state=State(stage), window=place.id, called_at=since, started_at=since
            )
        reason = "lunch" if stage == "paused" else ""
        here = name if name in visitors else ""
        windows[place.id] = Window(place.id, state, here, since, reason, dict(place.reach))
    return windows, visitors


def _tallies(services: list[str], chance: Random) -> Tallies:
    tallies = Tallies()
    for _ in range(1400):
        came_at, waited = NOW - chance.randrange(100 * MINUTE_MS), int(chance.gammavariate(2, 6) * MINUTE_MS)
        called = came_at + waited < NOW
        service = chance.choice(services)
        rated = chance.choices([5, 4, 3, 2, 1], [70, 18, 6, 4, 2])[:called and chance.random() < 0.2]
        tallies.move(None, Facts(service, came_at, waited if called else None, not called, int(called), tuple(rated)))
    return tallies


def _devices(centre: Centre) -> devices_now.Devices:
    states = ["paper_end", "ok", "ok", "ok", "cover_open", "ok", "ok", "ok", "ok"]
    heard = {
        name: KioskState(name, state, "near_end" if n == 2 else "ok", 9_000 * n, "0.2.0", NOW - 3_000 * n * n)
        for n, (name, state) in enumerate(zip(centre.kiosks, states, strict=False))
    }
    hangs = next(iter(centre.areas.values())).name
    screens = (
        ScreenNow("s1", "东厅入口大屏", hangs, ("silent",), NOW - 7 * MINUTE_MS, 0),
        ScreenNow("s2", "西厅 3 号柱", hangs, ("behind", "clock"), NOW - 2_000, 4_200),
        *(ScreenNow(f"s{n}", f"屏 {n}", hangs, (), NOW - 1_000, 0) for n in range(3, 15)),
    )
    voices = tuple(
        VoiceNow(area.id, area.name, True, n != 1, (0, 0, 9, 2)[n % 4], (0, 0, 41_000, 8_400)[n % 4], 40 * n,
                 {"first_arrived": n % 3, "repeat_late": 4 * n})
        for n, area in enumerate(centre.areas.values())
    )
    return devices_now.view(heard, OnDisplay(screens, voices), centre, NOW)


def long_names(centre: Centre) -> Centre:
    """Return the hall with agencies as long as their names can get, on signs too."""
    agencies = {
        one.id: one.model_copy(update={"short": Text(zh=f"{one.name.zh}驻大厅联合办理处", en=f"{one.name.en} (Joint)")})
        for one in centre.agencies.values()
    }
    return centre.model_copy(update={"agencies": agencies})
