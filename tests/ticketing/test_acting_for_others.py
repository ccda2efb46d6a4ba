"""Who acts for others (代办人) takes numbers for several principals, up to the hall's limit at once."""

from __future__ import annotations

from threading import Thread

from werkzeug.test import TestResponse

from tests.api import Api, refused, said


def person(number: int, kind: str = "phone") -> dict[str, str]:
    """Tell apart somebody as a kiosk does."""
    return {"kind": kind, "digest": f"{number:032x}", "mask": "139******78" if kind == "phone" else f"110{'*' * 13}2X"}


def takes_for(api: Api, principal: int, agent: int = 99, *, language: str = "zh-CN") -> TestResponse:
    """An agent takes a number for somebody."""
    body = {"service": "licences", "person": person(principal), "agent": person(agent)}
    return api.post("/tickets", body, role="kiosk", headers={"Accept-Language": language})


def test_an_agent_takes_numbers_for_three_and_is_told_why_there_is_no_fourth(strict: Api) -> None:
    numbers = [said(takes_for(strict, principal), 201)["number"] for principal in (1, 2, 3)]
    no = refused(takes_for(strict, 4), 409, "AGENT_LIMIT")
    assert (no["limit"], no["numbers"]) == (3, numbers)
    assert "代办" in no["title"]
    english = refused(takes_for(strict, 4, language="en"), 409, "AGENT_LIMIT")
    assert "for others" in english["title"]
    assert [event["type"] for event in strict.events()] == ["issued"] * 3, "the refusal counts no number"


def test_a_number_that_is_done_or_given_back_makes_room_for_the_next(strict: Api) -> None:
    first, *_ = [said(takes_for(strict, principal), 201)["id"] for principal in (1, 2, 3)]
    said(strict.post(f"/tickets/{first}/cancel"))
    said(takes_for(strict, 4), 201)
    strict.opens("west/1")
    strict.calls("west/1")
    refused(takes_for(strict, 5), 409, "AGENT_LIMIT")
    said(strict.act("west/1", "finish"))
    assert said(takes_for(strict, 5), 201)["number"] == "L005"


def test_a_principal_has_one_number_whoever_takes_it(strict: Api) -> None:
    said(takes_for(strict, 1), 201)
    refused(takes_for(strict, 1, agent=98), 409, "ALREADY_WAITING")
    refused(strict.post("/tickets", {"service": "licences", "person": person(1)}, role="kiosk"), 409, "ALREADY_WAITING")


def test_his_own_number_is_none_that_he_takes_for_others(strict: Api) -> None:
    own = said(takes_for(strict, 99, agent=99), 201)
    assert own["agent"] is None
    for principal in (1, 2, 3):
        assert said(takes_for(strict, principal), 201)["agent"] == "139******78"
    said(takes_for(strict, 4, agent=98), 201)


def test_who_acts_for_others_is_told_apart_as_the_service_tells_people_apart(strict: Api) -> None:
    by_card = {"service": "licences", "person": person(1), "agent": person(99, "id")}
    refused(strict.post("/tickets", by_card, role="kiosk"), 409, "PERSON_NEEDED")
    nobody = {"service": "licences", "agent": person(99)}
    refused(strict.post("/tickets", nobody, role="kiosk"), 409, "PERSON_NEEDED")
    refused(strict.post("/tickets", nobody, role="guide"), 403, "NOT_ALLOWED")


def test_a_service_that_asks_nobody_asks_no_agent_either(strict: Api) -> None:
    for _ in range(5):
        assert strict.takes("tax", agent=person(99))["agent"] is None


def test_one_press_heard_twice_is_one_number_of_his(strict: Api) -> None:
    body = {"service": "licences", "person": person(1), "agent": person(99)}
    first, again = (said(strict.post("/tickets", body, role="kiosk", key="pressed-once"), 201) for _ in range(2))
    assert first["number"] == again["number"] == "L001"
    said(takes_for(strict, 2), 201)
    said(takes_for(strict, 3), 201)


def test_at_five_kiosks_at_once_he_gets_no_more_than_at_one(strict: Api) -> None:
    strict.token("kiosk")
    answers: list[int] = []
    each = [Thread(target=lambda who=who: answers.append(takes_for(strict, who).status_code)) for who in range(1, 6)]
    for one in each:
        one.start()
    for one in each:
        one.join()
    assert sorted(answers) == [201, 201, 201, 409, 409]
