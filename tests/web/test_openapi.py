"""Hold the published OpenAPI document against what the doors really do: schemathesis makes requests of all kinds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.api import Api, said

#: What every answer must be: no fault of ours, a status and a body that the document announces.
HONEST = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
#: Who asks at which doors; the first that fits.
ROLES = (
    ("/tickets", "kiosk"), ("/appointments", "kiosk"), ("/windows", "clerk"), ("/areas", "screen"), ("/", "manager")
)

#: Addresses that exist; schemathesis finds those that do not by itself.
EXISTS = {"hall": "east", "number": 1, "service": "tax", "area": "east-a", "code": "NOBODY22"}


#: What a supervisor and Prometheus ask, outside of /api/v1.
WATCHED = ("/healthz", "/readyz", "/metrics")


@pytest.fixture
def document(api: Api) -> Any:
    """Load the document as a program would, while a hall works."""
    # It takes two seconds to import, which those who leave this test out need not wait for.
    import schemathesis

    api.opens("east/1")
    for _ in range(3):
        api.takes("tax")
    api.calls("east/1")
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api.program.app)


def ask_one_door(api: Api, operation: Any) -> None:
    """Make requests of all kinds at one door: at addresses that exist, at any, and such as cannot be meant."""
    from schemathesis import GenerationMode, checks

    honest = [getattr(checks, name) for name in HONEST]
    role = next(role for root, role in ROLES if operation.path.removeprefix("/api/v1").startswith(root))
    headers = {"Authorization": f"Bearer {api.token(role)}"}
    names = {one.name for one in operation.path_parameters}
    real = {name: one for name, one in {**EXISTS, "ticket": api.takes("tax")["id"]}.items() if name in names}
    requests = operation.as_strategy(path_parameters=real) | operation.as_strategy()
    if operation.body or operation.query or operation.path_parameters:
        requests |= operation.as_strategy(GenerationMode.NEGATIVE)

    @settings(max_examples=max(6, settings().max_examples // 4), deadline=None,
              phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=requests)
    def any_request(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=honest)

    any_request()


@pytest.mark.slow
def test_every_door_answers_as_the_document_says(api: Api, document: Any) -> None:
    doors = [found.ok() for found in document.get_all_operations()]
    assert len(doors) > 25
    for door in doors:
        # One of the doors stops the whole hall, one its numbers; the next one is asked of a hall that goes on.
        api.post("/centre/resume", role="manager")
        api.post("/services/tax/resume-numbers", role="manager")
        ask_one_door(api, door)


def test_the_document_names_every_door_with_its_roles_and_its_key(api: Api) -> None:
    document = said(api.get("/openapi.json"))
    assert document["openapi"].startswith("3.1")
    doors = {(path, method): one for path, found in document["paths"].items() for method, one in found.items()}
    rules = {
        (rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}"), method.lower())
        for rule in api.program.app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.rule.startswith(("/api/v1/", *WATCHED)) and not rule.rule.endswith("openapi.json")
    }
    assert set(doors) == rules
    for (path, method), door in doors.items():
        keys = [one["name"] for one in door.get("parameters", []) if one["in"] == "header"]
        assert keys == (["Idempotency-Key"] if method == "post" else []), path
        assert any(status.startswith("2") for status in door["responses"]), f"{path} says what it gives"
        assert door["summary"], path
    assert doors["/api/v1/tickets", "post"]["x-roles"] == ["guide", "kiosk"]
    assert "security" not in doors["/api/v1/services", "get"]
    figures = doors["/metrics", "get"]["responses"]
    assert list(figures["200"]["content"]) == ["text/plain"] and "403" in figures
