"""The recording page (录音向导): a hall records its own voice or dialect, clip by clip, and its own notices.

It changes nothing of the queue: recordings are files, and which voice is used is a setting of the screens.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from hall.directory import Text
from hall.display import voice
from hall.display.prompts import prompt
from hall.display.sentences import needed
from hall.display.voices import NAME, RECORDING_BYTES, Voices, has_built_in, has_cantonese
from hall.web import notices
from hall.web.answers import as_json
from hall.web.language import LANGUAGES, Phrase, words
from hall.web.notices import OWN
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to

pages = Blueprint("recording_pages", __name__)
#: What a hall's first own voice is called when nobody names it.
FIRST = "ours"
#: Characters of a notice of the hall's own: what fits on a wall and into half a minute.
NOTICE_CHARACTERS = 120
_TAGS = {folder: tag for tag, folder in LANGUAGES.items()}


@dataclass(frozen=True)
class Piece:
    """Hold one clip to record: its name, what is read for it, and whether it is recorded already."""

    name: str
    words: str
    done: bool


@pages.get("/recording")
@open_to()
def recording_page() -> AnyResponse:
    """Lead a manager through the recording; what is done is kept, so that one goes on another day."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/recording", 303)
    hall = the_hall()
    voices = Voices(hall.settings.data)
    recorded, language = request.args.get("voice", ""), request.args.get("language", voice.LANGUAGES[0])
    if language not in voice.LANGUAGES or (recorded and not NAME.fullmatch(recorded)):
        raise NotFound()
    known = voices.recorded()
    recorded = recorded or (known[0] if known else FIRST)
    pieces = _pieces(hall, voices, recorded, language)
    return page(
        "recording.html",
        voice=recorded,
        spoken=language,
        languages=voice.LANGUAGES,
        pieces=[vars(one) for one in pieces],
        done=sum(one.done for one in pieces),
        known=known,
        used=hall.presence.voice_used(),
        built_in=has_built_in(),
        cantonese=has_cantonese(),
    )


@pages.post("/recording/<recorded>/<language>/<name>")
@open_to(Role.MANAGER)
def keep(recorded: str, language: str, name: str) -> Response:
    """Keep one recording, as the page has trimmed and levelled it; one that is no sound is refused."""
    hall = the_hall()
    voices = Voices(hall.settings.data)
    if not NAME.fullmatch(recorded) or language not in voice.LANGUAGES or name not in _names(hall, recorded, language):
        raise NotFound()
    request.max_content_length = RECORDING_BYTES
    return as_json({"ms": voices.keep(recorded, language, name, request.get_data())})


@pages.post("/recording/use")
@open_to(Role.MANAGER)
def use() -> AnyResponse:
    """Set which voice speaks a language, whether Chinese is Cantonese, and how the digit 1 is said."""
    hall = the_hall()
    allowed = {"", *Voices(hall.settings.data).recorded()}
    chosen = {language: request.form.get(language, "") for language in voice.LANGUAGES}
    chinese = request.form.get("chinese", "")
    if not set(chosen.values()) <= allowed or (chinese and not (chinese == voice.CANTONESE and has_cantonese())):
        raise NotFound()
    hall.presence.use_voice(**chosen, chinese=chinese, yao="1" if request.form.get("yao") else "")
    return redirect("/recording", 303)


@pages.post("/recording/notices")
@open_to(Role.MANAGER)
def write_notice() -> AnyResponse:
    """Write a notice of the hall's own; it is recorded next."""
    zh, en = (" ".join(request.form.get(one, "").split())[:NOTICE_CHARACTERS] for one in voice.LANGUAGES)
    if zh or en:
        notices.write_own(the_hall().settings.data, zh or en, en)
    return redirect(f"/recording?voice={OWN}", 303)


def _names(hall: Opened, recorded: str, language: str) -> tuple[str, ...]:
    """List the clips of a voice: of the hall's own notices, or of everything that can be said here."""
    if recorded == OWN:
        return tuple(one.id for one in notices.own(hall.settings.data))
    # Both ways to say 1 are recorded, so that the setting may change later.
    both = (*needed(hall.centre, language, False), *needed(hall.centre, language, True))
    return tuple(dict.fromkeys(both))


def _pieces(hall: Opened, voices: Voices, recorded: str, language: str) -> list[Piece]:
    t, done = words(_TAGS[language]), voices.has(recorded, language)
    own = {one.id: one.words for one in notices.own(hall.settings.data)}

    def read(name: str) -> Phrase | Text:
        return own[name] if name in own else prompt(name, hall.centre)

    return [Piece(name, t(read(name)), name in done) for name in _names(hall, recorded, language)]
