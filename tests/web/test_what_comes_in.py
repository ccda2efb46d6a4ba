"""Send bodies with the wrong types: JSON has its own, and what is no boolean or integer is told so and does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api import Api, refused, said

FINISHED = ("start", "finish")


@pytest.mark.parametrize("wrong", [
    {"printer": "yes"}, {"printer": "true"}, {"printer": 1}, {"printer": 0.0}, {"service": 7}, {"then": "tax"},
    {"person": {"kind": "id", "digest": 7, "mask": "110******11"}},
])
def test_a_kiosk_that_says_yes_in_words_gets_no_number(api: Api, wrong: dict[str, Any]) -> None:
    problem = refused(
        api.post("/tickets", {"service": "tax", **wrong}, role="kiosk"), 422, "UNPROCESSABLE_ENTITY"
    )
    assert next(iter(wrong)) in "".join(problem["detail"]["json"]), "she who wrote the program is told where it is"
    assert api.events() == []


@pytest.mark.parametrize("minutes", ["20", 20.5, True, None, [20]])
def test_minutes_in_words_put_off_nobody_s_turn(api: Api, minutes: Any) -> None:
    she = api.takes("tax")["id"]
    refused(api.post(f"/tickets/{she}/defer", {"minutes": minutes}), 422, "UNPROCESSABLE_ENTITY")
    assert said(api.get(f"/tickets/{she}"))["callable_at"] is None


@pytest.mark.parametrize("minutes", ["20", "2e1", "20.0"])
def test_twenty_minutes_are_twenty_however_json_writes_them(api: Api, minutes: str) -> None:
    she = api.takes("tax")["id"]
    body = {"data": f'{{"minutes": {minutes}}}', "content_type": "application/json"}
    assert said(api.post(f"/tickets/{she}/defer", **body))["callable_at"]


@pytest.mark.parametrize("level", ["5", True, 4.5])
def test_a_level_in_words_rates_nobody(api: Api, level: Any) -> None:
    api.opens("east/1")
    she = api.takes("tax")["id"]
    api.calls("east/1")
    for act in FINISHED:
        said(api.act("east/1", act))
    refused(api.post(f"/tickets/{she}/rating", {"level": level}), 422, "UNPROCESSABLE_ENTITY")
    said(api.post(f"/tickets/{she}/rating", {"level": 5, "reasons": []}))


def test_a_slot_in_words_is_not_booked(strict: Api) -> None:
    slot = said(strict.get("/slots?service=tax"))["slots"][0]["slot_at"]
    for wrong in (str(slot), slot + 0.5):
        asked = {"service": "tax", "slot_at": wrong}
        refused(strict.post("/appointments", asked, role="guide"), 422, "UNPROCESSABLE_ENTITY")
    said(strict.post("/appointments", {"service": "tax", "slot_at": slot}, role="guide"), 201)


def test_every_door_reads_its_body_by_the_types_that_the_document_publishes(api: Api) -> None:
    document = said(api.get("/openapi.json"))
    there = {"ticket": api.takes("tax")["id"], "hall": "east", "number": "1", "service": "tax", "code": "NOBODY22"}
    typed = []
    for path, operations in document["paths"].items():
        door = operations.get("post", {})
        for name in typed_fields(document, door):
            address = re.sub(r"{(\w+)}", lambda one: there.get(one[1], "none"), path)
            answer = api.post(address, {name: "1"}, role=(door.get("x-roles") or ["manager"])[0])
            problem = refused(answer, 422, "UNPROCESSABLE_ENTITY")
            assert name in problem["detail"]["json"], f"{path} takes text for {name}"
            typed.append((path, name))
    assert len(typed) > 15


def typed_fields(document: Any, door: Any) -> Iterator[str]:
    """Name the fields of a door's body that are booleans or numbers."""
    body = door.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    found = document["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], body)
    for name, one in found.get("properties", {}).items():
        if {"boolean", "integer", "number"} & {kind.get("type") for kind in (one, *one.get("anyOf", ()))}:
            yield name


def test_words_of_a_few_and_days_are_text_in_json_too(api: Api) -> None:
    ticket = said(api.post(
        "/tickets", {"service": "tax", "standing": "priority", "reason": "elderly"}, role="guide"), 201)
    assert (ticket["standing"], ticket["reason"]) == ("priority", "elderly")


def test_an_address_is_text_by_nature(api: Api) -> None:
    api.takes("tax")
    answer = api.get("/events?after=0&limit=1", role="manager")
    assert answer.status_code == 200 and answer.get_data(as_text=True).count("\n") == 1


@pytest.mark.parametrize("body", ["[]", '"tax"', "7", "true", "null"])
def test_a_body_that_is_no_object_is_refused_and_never_our_fault(api: Api, body: str) -> None:
    answer = api.post("/tickets", role="kiosk", data=body, content_type="application/json")
    refused(answer, 422, "UNPROCESSABLE_ENTITY")


@pytest.mark.parametrize("depth", [100, 300, *range(500, 1100, 10), 2000, 20_000])
def test_a_body_of_any_depth_is_refused_and_never_our_fault(api: Api, depth: int) -> None:
    body = '{"service":"tax","then":' + "[" * depth + "]" * depth + "}"
    answer = api.post("/tickets", role="kiosk", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)


def test_half_of_a_letter_is_refused_and_never_our_fault(api: Api) -> None:
    answer = api.post("/tickets", role="kiosk", data='{"service":"\\ud800"}', content_type="application/json")
    refused(answer, 422, "UNPROCESSABLE_ENTITY")
    assert api.events() == []
