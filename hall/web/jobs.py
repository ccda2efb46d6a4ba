"""Begin long work (后台任务) from any page or door, tell how far it is, and give its file away.

    job = jobs.begin("visits", {"first": "2014-08-01", …})      in the place that offers it, which then leads to a page
    page("reports.html", job=jobs.view(request.args.get("job")), …)    that has {% include "_job.html" %}

`hall.working` names what the job's name stands for; its function gets a `Work`, writes one file and returns `Made`.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from apiflask import APIBlueprint
from flask import Blueprint, Response, current_app, render_template, request, send_file
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from hall.directory import Centre
from hall.rules.refusals import Refusal, RequestReused, Unknown
from hall.settings import Settings
from hall.store.errands import Errand, Errands, ErrandState
from hall.store.presence import Presence
from hall.store.reading import Reading
from hall.web.answers import as_json, reader
from hall.web.opened import the_hall
from hall.web.pages import own_path
from hall.web.people import Role, caller, name_of_press, open_to
from hall.web.shown import REFUSALS, JobShown

doors = APIBlueprint("jobs", __name__, url_prefix="/api/v1/jobs", tag="jobs")
pages = Blueprint("job_pages", __name__)
_ID = re.compile(r"[0-9a-f]{32}")
#: A file as it is, whatever its type.
FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file", "content": {"application/octet-stream": {}}}}
OVER = (ErrandState.DONE, ErrandState.FAILED, ErrandState.CANCELLED)


class UnknownJob(Unknown):
    """No job has this id, or its day is over and its result is gone."""

    code = "JOB_UNKNOWN"


class JobNotDone(Refusal):
    """A job that is not done has no result."""

    code = "JOB_NOT_DONE"


@dataclass(frozen=True)
class Work:
    """Hold what a job works with: the hall, the file that it writes, and `tell(0..100, word)` for the progress bar."""

    settings: Settings
    centre: Centre
    reading: Reading
    presence: Presence
    part: Path
    tell: Callable[[int, str], None]


@dataclass(frozen=True)
class Made:
    """Hold what a job has made: what its file is called when it is taken along, and its media type."""

    name: str
    type: str


class JobFailed(Exception):
    """A job cannot be done, for a reason that the reader understands: `job.fault_<word>` of the catalogue."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class JobView:
    """Hold a job as a page shows it; `alone` when it waits and no worker is there to do it."""

    id: str
    name: str
    state: ErrandState
    done: int
    word: str
    fault: str
    alone: bool
    #: Where the page is that shows it, to lead back to after a press without JavaScript.
    back: str = ""

    @property
    def over(self) -> bool:
        """Say whether nothing more will come of it."""
        return self.state in OVER


def folder_of(settings: Settings) -> Path:
    """Return where results lie; all processes of one hall see the same folder."""
    return settings.data / "jobs"


def begin(name: str, arguments: Mapping[str, Any]) -> JobView:
    """Hand over a job; the same press again is the same job."""
    press = name_of_press() or uuid.uuid4().hex
    errand = hashlib.sha256(json.dumps([caller().id, request.path, press]).encode()).hexdigest()[:32]
    known = _errands().begin(errand, name, arguments)
    if (known.name, dict(known.arguments)) != (name, dict(arguments)):
        raise RequestReused()
    return _view(known)


def view(errand: str | None, back: str = "") -> JobView | None:
    """Return a job to show on a page, None when none is named or its day is over."""
    known = _errands().look(errand) if errand and _ID.fullmatch(errand) else None
    return _view(known, back) if known else None


def _view(known: Errand, back: str = "") -> JobView:
    alone = known.state is ErrandState.WAITING and not _errands().somebody_works()
    return JobView(known.id, known.name, known.state, known.done, known.word, known.fault, alone, back)


def _known(errand: str) -> Errand:
    known = _errands().look(errand) if _ID.fullmatch(errand) else None
    if known is None:
        raise UnknownJob(job=errand)
    return known


def _errands() -> Errands:
    return cast(Errands, current_app.extensions["hall.errands"])


def job_json(job: JobView) -> dict[str, Any]:
    """Encode a job for programs."""
    told = {name: value for name, value in asdict(job).items() if name != "back"}
    fault = reader()(f"job.fault_{job.fault}") if job.fault else None
    result = f"/api/v1/jobs/{job.id}/result" if job.state is ErrandState.DONE else None
    return {**told, "fault": job.fault or None, "title": fault, "result_url": result}


@doors.get("/<job>")
@open_to(Role.MANAGER)
@doors.output(JobShown)
@doors.doc(responses=REFUSALS)
def look(job: str) -> Response:
    """Tell how far a job is (进度)."""
    return as_json(job_json(_view(_known(job))))


@doors.get("/<job>/result")
@open_to(Role.MANAGER)
@doors.doc(responses=FILE | REFUSALS)
def result(job: str) -> Response:
    """Give the file that a job has made, for a day."""
    known = _known(job)
    if known.state is not ErrandState.DONE:
        raise JobNotDone(state=str(known.state))
    file = folder_of(the_hall().settings) / known.id
    if not file.is_file():
        raise UnknownJob(job=job)
    answer = send_file(
        file.resolve(), mimetype=known.result["type"], as_attachment=True, download_name=known.result["name"]
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@doors.post("/<job>/cancel")
@open_to(Role.MANAGER)
@doors.output(JobShown)
@doors.doc(responses=REFUSALS)
def cancel(job: str) -> Response:
    """Let a job be; one that is over stays as it is."""
    _errands().cancel(_known(job).id)
    return as_json(job_json(_view(_known(job))))


@pages.get("/manage/jobs/<job>")
@open_to(Role.MANAGER)
def part(job: str) -> Response:
    """Give the part of a page that shows a job, as `job.js` asks for it."""
    t = reader()
    shown = _view(_known(job), own_path(request.args.get("back")))
    html = render_template("_job.html", t=t, job=shown)
    return Response(html, headers={"Cache-Control": "no-store"})


@pages.post("/manage/jobs/<job>/cancel")
@open_to(Role.MANAGER)
def cancel_from_page(job: str) -> AnyResponse:
    """Let a job be, from a plain form."""
    _errands().cancel(_known(job).id)
    return redirect(own_path(request.form.get("back")), 303)
