"""The doors of the voice: screens ask for their turn over their socket, and load clips that the hall has recorded."""

from __future__ import annotations

import logging
import re
from typing import Any

from apiflask import APIBlueprint
from flask import Blueprint, Response, send_file
from flask_socketio import SocketIO
from redis.exceptions import RedisError
from werkzeug.exceptions import NotFound

from hall.display import saying, sentences, speaking, voice
from hall.display.speaking import WAIT_AGAIN_MS, Asked
from hall.display.voices import Voices
from hall.web.answers import as_json
from hall.web.opened import the_hall
from hall.web.people import Role, open_to
from hall.web.relay import Relay
from hall.web.shown import VoiceShown, refusals

log = logging.getLogger("hall.voice")
doors = APIBlueprint("voice", __name__, url_prefix="/api/v1/areas", tag="display")
pages = Blueprint("voice_pages", __name__)
#: A screen names itself by this for as long as its page is open.
SPEAKER = re.compile(r"[0-9a-f]{16,40}")
#: Clips that a screen could not play and tells at once; more than this is a screen without any sound.
FAILED_AT_ONCE = 20
#: Seconds for which a browser keeps a recorded clip before it asks whether there is a newer one.
CLIP_SECONDS = 60


@doors.get("/<area>/voice")
@open_to(Role.MANAGER, Role.GUIDE, Role.PROGRAM)
@doors.output(VoiceShown)
@doors.doc(responses=refusals(401, 403, 404))
def voice_json(area: str) -> Response:
    """Tell whether a screen speaks in an area, and how many sentences were left out by which reason."""
    hall = the_hall()
    hall.area(area)
    floor = speaking.from_text(hall.presence.voice(area))
    speaks = bool(floor.speaker) and hall.reading.now() < floor.until
    return as_json({"speaks": speaks, "sentences": floor.count, "left_out": floor.memory.left_out})


@pages.get("/voice/clips")
@open_to()
def clips_json() -> Response:
    """List the clips that screens load beforehand, so that no call waits for one."""
    hall = the_hall()
    mine = saying.Voice.of(hall)
    yao = mine.used.get("yao") == "1"
    found = [mine.clips.tone("chime"), mine.clips.tone("window")]
    for language in voice.LANGUAGES:
        for name in sentences.needed(hall.centre, language, yao):
            found += [mine.clips.clip(language, one, mine.used) for one in (name, voice.QUICK + name)]
    return as_json({"clips": list(dict.fromkeys(one.url for one in found if one))})


@pages.get("/voice/<recorded>/<language>/<name>.wav")
@open_to()
def recorded_clip(recorded: str, language: str, name: str) -> Response:
    """Send a clip that the hall has recorded; everybody in it hears it anyway."""
    file = Voices(the_hall().settings.data).path(recorded, language, name)
    if file is None:
        raise NotFound()
    return send_file(file.resolve(), mimetype="audio/wav", max_age=CLIP_SECONDS, conditional=True)


def show(socketio: SocketIO, relay: Relay) -> None:
    """Let screens of an area take turns."""

    def speak(message: Any) -> dict[str, Any]:
        """Give a screen its turn: `{speaker, ended, failed}` → `{word, again_ms, speaks_ms, turn, language, clips}`."""
        area, known = _listening(relay)
        told = message if isinstance(message, dict) else {}
        name = told.get("speaker")
        if area is None or not isinstance(name, str) or not SPEAKER.fullmatch(name):
            return {"word": False, "again_ms": WAIT_AGAIN_MS}
        _note_failed(area, told.get("failed"))
        try:
            return saying.Voice.of(the_hall()).ask(area, Asked(name, known, str(told.get("ended", ""))))
        except RedisError as fault:
            log.warning("the voice of %s has to wait for the queue server: %s", area, fault)
            return {"word": False, "again_ms": WAIT_AGAIN_MS}

    def begin(message: Any) -> dict[str, Any]:
        """Hear that a screen begins its sentence: `{speaker, turn}` → `{go}`; without `go` it asks again."""
        area, _ = _listening(relay)
        told = message if isinstance(message, dict) else {}
        if area is None:
            return {"go": False}
        try:
            go = saying.Voice.of(the_hall()).begin(area, str(told.get("speaker")), str(told.get("turn")), _named(relay))
        except RedisError as fault:
            # The beginning may have been written and only its answer lost: a refusal would silence it for ever.
            log.warning("the voice of %s has to ask again: %s", area, fault)
            return {}
        return {"go": go}

    socketio.on_event("speak", speak, "/display")
    socketio.on_event("begin", begin, "/display")


def _listening(relay: Relay) -> tuple[str | None, bool]:
    """Return in which area the wall hangs that asks now, and whether the hall knows that screen."""
    speaker = relay.speaker("/display")
    if speaker is None or speaker.key not in the_hall().centre.areas:
        return None, False
    return speaker.key, speaker.person.role is not None


def _named(relay: Relay) -> str:
    """Return the name of the screen that speaks now, '' for one without a token."""
    speaker = relay.speaker("/display")
    return speaker.person.name if speaker and speaker.person.role is Role.SCREEN else ""


def _note_failed(area: str, failed: Any) -> None:
    names = [one[:120] for one in failed[:FAILED_AT_ONCE] if isinstance(one, str)] if isinstance(failed, list) else []
    if names:
        log.warning("a screen of %s could not play %s", area, ", ".join(names))
