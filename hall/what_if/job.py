"""Answer what if as a job (后台任务), because a day takes the engine some seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from hall.directory import ConfigFaults, read
from hall.store.ledger.history import History
from hall.store.ledger.opening import open_ledger, url_of
from hall.web.jobs import JobFailed, Made, Work
from hall.web.today import Today
from hall.what_if.answering import CannotBeAsked, answer, events_of


def ask(work: Work, day: str, asked: Mapping[str, Any]) -> Made:
    """Replay a day as it was and otherwise, and write the comparison; with `folder` by the folder's configuration."""
    work.tell(1, "reading")
    history = History(open_ledger(url_of(work.settings.ledger_url, work.settings.data)))
    on, now = date.fromisoformat(day), work.reading.now()
    try:
        wanted = read(work.settings.config) if asked.get("folder") else None
        events = events_of(on, work.centre.zone, now, history, Today(work.reading))
        found = answer(on, asked, work.centre, wanted, events, lambda done: work.tell(max(1, done), "replaying"))
    except ConfigFaults as no:
        raise JobFailed("folder_faulty") from no
    except CannotBeAsked as no:
        raise JobFailed(no.why) from no
    work.part.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return Made(f"what-if-{day}.json", "application/json")
