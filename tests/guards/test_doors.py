"""Read every route: each says who may use it, and each POST of the queue counts a press once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hall.rules.refusals import by_code
from hall.web.language import LANGUAGES, words
from hall.web.people import Role
from tests.api import Programs

#: Routes that the frameworks bring: pictures and styles, and the published document.
FRAMEWORKS = frozenset({"static", "openapi.spec"})


def routes(programs: Programs) -> Iterator[tuple[str, set[str], Any]]:
    """Walk over our own routes: address, methods, view."""
    app = programs.always_open.app
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in FRAMEWORKS:
            yield rule.rule, rule.methods or set(), app.view_functions[rule.endpoint]


def test_every_route_says_who_may_use_it(programs: Programs) -> None:
    assert [path for path, _, view in routes(programs) if not hasattr(view, "open_to")] == []


def test_whatever_anybody_may_do_is_on_this_list(programs: Programs) -> None:
    anybody = {path for path, methods, view in routes(programs) if "POST" in methods and not view.open_to}
    assert anybody == {
        "/sign-in", "/sign-out",
        # Whoever holds the ticket's id, or the appointment's code.
        "/t/<ticket>/cancel", "/api/v1/tickets/<ticket>/cancel", "/api/v1/tickets/<ticket>/defer",
        "/t/<ticket>/rating", "/api/v1/tickets/<ticket>/rating",
        "/api/v1/appointments/<code>/cancel",
        "/api/v1/appointments",
    }


def test_screens_and_programs_change_nothing(programs: Programs) -> None:
    for path, methods, view in routes(programs):
        if "POST" in methods:
            assert not view.open_to & {Role.SCREEN, Role.PROGRAM}, path


def test_nothing_is_changed_by_a_get(programs: Programs) -> None:
    for path, methods, _ in routes(programs):
        assert not {"PUT", "DELETE", "PATCH"} & methods, path


def test_every_refusal_has_its_words_in_both_languages_and_no_word_is_left_over() -> None:
    # What is no refusal of ours: HTTP's own, and the two that are our fault.
    others = {
        "BAD_REQUEST", "NOT_FOUND", "METHOD_NOT_ALLOWED", "UNPROCESSABLE_ENTITY", "UNPROCESSABLE_CONTENT",
        "REQUEST_ENTITY_TOO_LARGE", "STORE_OUT_OF_REACH", "LEDGER_OUT_OF_REACH", "INTERNAL_SERVER_ERROR", "OTHER",
    }
    for language in LANGUAGES:
        said = {key.removeprefix("refusal.") for key in words(language) if key.startswith("refusal.")}
        assert set(by_code()) <= said
        assert said - set(by_code()) <= others
