"""Check how the program answers when something is wrong: a problem with a code, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError
from werkzeug.exceptions import UnprocessableEntity

from hall.app import create_app
from hall.rules.refusals import by_code
from hall.settings import Settings
from hall.store.connection import for_commands
from hall.store.ledger.asking import LedgerAway
from hall.store.server import QueueServer
from hall.web.language import LANGUAGES, words
from tests.api import CONFIG, Api, refused, said


def test_the_process_is_alive_and_ready(api: Api) -> None:
    assert said(api.get("/healthz"))["status"] == "ok"
    api.takes("tax")
    assert said(api.get("/readyz"))["as_of"] == 1


@pytest.mark.parametrize(("headers", "query", "title"), [
    ({}, "", "没有这张号票"),
    ({"Accept-Language": "en"}, "", "There is no such ticket"),
    ({"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"}, "", "There is no such ticket"),
    ({"Accept-Language": "zh-CN"}, "", "没有这张号票"),
    ({"Accept-Language": "ug,ko"}, "", "没有这张号票"),
    ({"Accept-Language": "zh-CN"}, "?lang=en", "There is no such ticket"),
])
def test_a_problem_speaks_the_reader_s_language(api: Api, headers: dict[str, str], query: str, title: str) -> None:
    problem = refused(api.get(f"/tickets/nobody{query}", headers=headers), 404, "TICKET_UNKNOWN")
    assert problem["title"] == title


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_sentence_in_every_language(language: str) -> None:
    assert not [code for code in by_code() if f"refusal.{code}" not in words(language)]


def test_an_unknown_address_and_a_wrong_method_are_problems_too(api: Api) -> None:
    refused(api.get("/nowhere"), 404, "NOT_FOUND")
    answer = api.get("/appointments")
    refused(answer, 405, "METHOD_NOT_ALLOWED")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(("path", "code"), [
    ("/tickets/nobody", "TICKET_UNKNOWN"), ("/tickets?number=A999", "TICKET_UNKNOWN"),
    ("/services/fishing", "SERVICE_UNKNOWN"), ("/slots?service=fishing", "SERVICE_UNKNOWN"),
    ("/windows/east/99", "WINDOW_UNKNOWN"), ("/areas/roof/board", "AREA_UNKNOWN"),
])
def test_a_refusal_to_show_something_names_the_last_event_too(api: Api, path: str, code: str) -> None:
    api.takes("tax")
    role = "screen" if path.startswith("/areas") else "clerk"
    assert refused(api.get(path, role=role), 404, code)["as_of"] == 1


def test_who_may_not_ask_hears_nothing_of_the_hall(api: Api) -> None:
    api.takes("tax")
    assert "as_of" not in refused(api.get("/windows/east/1"), 401, "SIGN_IN_NEEDED")
    assert "as_of" not in refused(api.get("/state", role="kiosk"), 403, "NOT_ALLOWED")


def test_a_person_who_is_lost_gets_a_page(api: Api) -> None:
    answer = api.get("/board/roof", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert answer.status_code == 404 and answer.mimetype == "text/html"
    assert '<html lang="en"' in answer.get_data(as_text=True)
    nowhere = api.client.get("/nowhere", headers={"Accept": "text/html"})
    assert (nowhere.status_code, nowhere.mimetype) == (404, "text/html")


@pytest.mark.parametrize(("fault", "status", "said_so"), [
    (UnprocessableEntity(), 422, "check what was asked for"),
    (LedgerAway("no such table"), 503, "the recorder has not written its ledger"),
    (ConnectionError("refused"), 503, "tell your administrator"),
    (RuntimeError("the insides"), 500, "tell your administrator"),
])
def test_a_page_of_the_staff_that_fails_speaks_to_staff_and_not_to_visitors(
    api: Api, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, said_so: str
) -> None:
    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr(type(api.handles.reading), "calls_of", broken)
    monkeypatch.setattr(type(api.handles.reading), "wishes", broken)
    english = {"Accept": "text/html", "Accept-Language": "en"}
    staff = api.get("/manage", role="manager", headers=english)
    visitor = api.get("/board/east-a", headers=english)
    assert (staff.status_code, visitor.status_code) == (status, status)
    for_staff, for_visitors = (answer.get_data(as_text=True) for answer in (staff, visitor))
    assert said_so in for_staff and "guide desk" not in for_staff and "insides" not in for_staff
    assert said_so not in for_visitors


def test_a_fault_of_ours_says_so_without_its_insides(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the insides")

    monkeypatch.setattr(type(api.handles.reading), "waiting", broken)
    answer = api.get("/services")
    refused(answer, 500, "INTERNAL_SERVER_ERROR")
    assert "insides" not in answer.get_data(as_text=True)


def test_every_answer_carries_its_protecting_headers(api: Api) -> None:
    for path in ("/", "/services", "/nowhere", "/healthz"):
        headers = api.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


# the queue server is away


@pytest.fixture
def cut_off(folder: Path) -> Iterator[Api]:
    """Ask a web process whose queue server has stopped."""
    server = QueueServer(folder)
    server.start()
    program = create_app(Settings(config=CONFIG, always_open=True), server.url, async_mode="threading")
    program.app.extensions["tests.clock"] = _NoClock()
    api = Api(program)
    for role in ("kiosk", "clerk", "manager"):
        api.token(role)
    for_commands(server.url).flushall()
    server.stop()
    yield api


class _NoClock:
    now = 0


@pytest.mark.crash
def test_while_the_queue_server_is_away_a_program_is_told_to_try_again(cut_off: Api) -> None:
    answers = [
        cut_off.post("/tickets", {"service": "tax"}, role="kiosk"),
        cut_off.act("east/1", "call-next"),
        cut_off.get("/services"),
        cut_off.get("/readyz"),
        cut_off.get("/metrics"),
    ]
    for answer in answers:
        refused(answer, 503, "STORE_OUT_OF_REACH")
        assert int(answer.headers["Retry-After"]) > 0
    assert cut_off.get("/healthz").status_code == 200, "the process itself lives"


def test_the_entrance_opens_in_both_languages(api: Api) -> None:
    for language in ("zh-CN", "en"):
        assert api.get(f"/?lang={language}").status_code == 200
