"""Publish what the doors take and give as an OpenAPI document: models of `asked` and `shown`, roles, the key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from apiflask import APIFlask

from hall.web.shown import Problem, refusals

#: The header by which the same press is known again; `changing.this_press` reads it.
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Names a press: the same key and body again is the same press, and gives the same answer.",
    "required": False,
    "schema": {"type": "string", "minLength": 8, "maxLength": 64, "pattern": "^[!-~]{8,64}$"},
}
#: Every door may be shown a token that nobody has, and find the queue server away for a moment.
ANY_DOOR = refusals(401, 503)


def describe(app: APIFlask) -> None:
    """Let the program publish its document at the address that it was made with."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_404_RESPONSE=False,
    )
    app.security_schemes = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "For devices and programs: `hall token`."},
        "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "For people who signed in."},
    }

    @app.spec_processor
    def complete(document: dict[Any, Any] | str) -> dict[Any, Any] | str:
        assert isinstance(document, dict), "the document is made as JSON"
        document["servers"] = [{"url": "/"}]
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for method, operation, roles in _operations(app, document):
            if roles:
                operation["security"] = [{"bearer": []}, {"session": []}]
                operation["x-roles"] = sorted(roles)
                operation["responses"] |= {str(status): one for status, one in refusals(403).items()}
            if method == "post":
                operation["parameters"] = [*operation.get("parameters", []), KEY]
            operation["responses"] |= {str(status): one for status, one in ANY_DOOR.items()}
        return document


def _operations(app: APIFlask, document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], frozenset[str]]]:
    """Walk over the document's operations, each with the roles to which its door is open."""
    views = {
        (rule.rule, method.lower()): app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    # The document writes /windows/{number} where the door says /windows/<int:number>.
    doors = {
        (_as_published(path), method): frozenset(map(str, getattr(view, "open_to", ())))
        for (path, method), view in views.items()
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                yield method, operation, doors.get((path, method), frozenset())


def _as_published(path: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)
