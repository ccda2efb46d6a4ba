"""Some services give one number a person (实名取号): a second one is refused, and nobody's number is kept in full."""

from __future__ import annotations

import pytest

from hall.rules import identity
from tests.api import Api, refused, said
from tests.builders import read_whole

PHONE = "13912345678"
CARD = "11010519491231002X"


def take(api: Api, role: str = "kiosk", **known: str) -> object:
    return api.post("/tickets", {"service": "licences", **known}, role=role)


def test_a_second_number_of_the_same_person_is_refused_and_names_the_first(strict: Api) -> None:
    first = said(take(strict, phone=PHONE), 201)
    body = refused(take(strict, phone=PHONE), 409, "ALREADY_WAITING")
    assert (body["number"], body["ticket"], body["state"]) == (first["number"], first["id"], "waiting")
    assert said(take(strict, phone="13987654321"), 201)["number"] == "L002"


def test_the_refusal_counts_no_number(strict: Api) -> None:
    take(strict, phone=PHONE)
    take(strict, phone=PHONE)
    assert [event["type"] for event in strict.events()] == ["issued"]


@pytest.mark.parametrize("end", ["cancelled", "finished"])
def test_who_is_done_may_take_a_number_again(strict: Api, end: str) -> None:
    ticket = said(take(strict, phone=PHONE), 201)["id"]
    if end == "cancelled":
        said(strict.post(f"/tickets/{ticket}/cancel"))
    else:
        strict.opens("west/1")
        strict.calls("west/1")
        refused(take(strict, phone=PHONE), 409, "ALREADY_WAITING")
        said(strict.act("west/1", "finish"))
    assert said(take(strict, phone=PHONE), 201)["number"] == "L002"


def test_a_kiosk_has_to_ask_and_a_guide_may_do_without(strict: Api) -> None:
    assert refused(take(strict), 409, "PERSON_NEEDED")["identify"] == "phone"
    assert said(take(strict, role="guide"), 201)["mask"] is None


def test_a_service_that_asks_nobody_keeps_nothing_of_a_person(strict: Api) -> None:
    for _ in range(2):
        assert strict.takes("tax", phone=PHONE)["mask"] is None


def test_what_may_be_shown_is_a_mask(strict: Api) -> None:
    assert said(take(strict, phone=PHONE), 201)["mask"] == "139******78"


@pytest.mark.parametrize(
    "wrong", [{"phone": "1391234567"}, {"phone": "23912345678"}, {"card": CARD[:-1] + "1"}, {"card": "1"}]
)
def test_a_slip_of_the_finger_is_told_before_a_number_is_made(strict: Api, wrong: dict[str, str]) -> None:
    assert take(strict, **wrong).status_code == 422  # type: ignore[attr-defined]
    assert strict.events() == []


def test_the_number_of_a_person_is_nowhere_in_the_store(strict: Api) -> None:
    said(take(strict, phone=PHONE), 201)
    refused(take(strict, phone=PHONE), 409, "ALREADY_WAITING")
    redis = strict.handles.redis
    kept = []
    for name in redis.scan_iter():
        with redis.pipeline() as pipe:
            read_whole(pipe, name, {"zset": "zset", "hash": "hash", "stream": "stream"}.get(redis.type(name), "string"))
            kept.append(f"{name} {pipe.execute()}")
    assert kept and not any(PHONE in one for one in kept)


def test_cards_and_phones_are_told_from_slips_of_the_finger() -> None:
    assert identity.is_card(CARD) and not identity.is_card("110105194912310021")
    assert identity.is_phone(PHONE) and not identity.is_phone("12912345678")
    assert identity.mask(CARD) == "110*************2X"
