"""Tell how screens and voices are now (屏幕与语音状况): what the managers' page shows of them."""

from __future__ import annotations

from hall.directory import Area
from hall.display import announcing, line, roster, speaking
from hall.display.saying import Voice, shown_calls
from hall.store.reading import Calls
from hall.web.on_display import OnDisplay, ScreenNow, VoiceNow
from hall.web.opened import Opened


def tell(hall: Opened) -> OnDisplay:
    """Read how every paired screen and every area's voice is."""
    now = hall.reading.now()
    return OnDisplay(_screens(hall, now), _voices(hall, now))


def _screens(hall: Opened, now: int) -> tuple[ScreenNow, ...]:
    paired, newest = hall.presence.screens(), hall.presence.newest_calls(hall.centre.areas)
    view = roster.view(paired, (), newest, hall.centre, now, hall.reading.as_of(), line.VERSION)
    return tuple(
        ScreenNow(one.id, one.name, one.place, one.faults, one.heard_at, one.lag_ms) for one in view.screens
    )


def _voices(hall: Opened, now: int) -> tuple[VoiceNow, ...]:
    areas = hall.centre.areas
    walls, voice = hall.reading.calls_of(areas), Voice.of(hall)
    wanted = {area for area, sound in hall.presence.walls().values() if sound}
    texts = hall.presence.voices(areas)
    return tuple(
        _voice(hall, now, area, walls[name], texts[name], voice, name in wanted) for name, area in areas.items()
    )


def _voice(hall: Opened, now: int, area: Area, wall: Calls, text: str, voice: Voice, wanted: bool) -> VoiceNow:
    floor = speaking.from_text(text)
    speaks = bool(floor.speaker) and now < floor.until
    unsaid, unsaid_ms = 0, 0
    if speaks or wanted:
        # Without a voice nobody waits for it: the screens say everything.
        unsaid, unsaid_ms = announcing.backlog(shown_calls(wall, hall), floor.memory, voice.length)
    return VoiceNow(area.id, area.name, wanted, speaks, unsaid, unsaid_ms, floor.count, floor.memory.left_out)
