"""Say what somebody reads aloud for a clip (录音提示): the recording page shows it, one sentence after the other."""

from __future__ import annotations

from hall.directory import Centre
from hall.web.language import Phrase


def prompt(name: str, centre: Centre) -> Phrase:
    """Word what is to be read for a clip."""
    kind, _, rest = name.partition("-")
    if kind in ("please", "next", "letter"):
        return Phrase(f"recording.piece_{kind}", {"letter": rest})
    if kind in ("digit", "last"):
        digit, _, yao = rest.partition("-")
        return Phrase(f"recording.piece_{kind}{'_yao' if yao else ''}", {"digit": digit})
    if kind == "window" and rest:
        hall, _, number = rest.rpartition("-")
        if not hall:
            return Phrase("recording.piece_window_any", {"window": number})
        named = centre.halls[hall].name if hall in centre.halls else hall
        return Phrase("recording.piece_window_of", {"hall": named, "window": number})
    if kind == "hall":
        return Phrase("recording.piece_hall", {"hall": centre.halls[rest].name if rest in centre.halls else rest})
    if kind == "notice":
        return Phrase(f"notice.{rest}")
    return Phrase(f"recording.piece_{kind}")
