"""Check who may do what: bearer tokens of devices and programs, sessions of people."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.api import Api, refused, said

TAKING = ("/tickets", {"service": "tax"})


@pytest.mark.parametrize("header", ["Bearer nobody", "Bearer", "Bearer ", "Basic a2lvc2s6", "kiosk", ""])
def test_a_token_that_nobody_has_is_refused(api: Api, header: str) -> None:
    answer = api.post(*TAKING, headers={"Authorization": header})
    refused(answer, 401, "SIGN_IN_NEEDED")


def test_a_wrong_token_is_refused_even_where_nobody_needs_one(api: Api) -> None:
    refused(api.get("/services", headers={"Authorization": "Bearer nobody"}), 401, "SIGN_IN_NEEDED")


@pytest.mark.parametrize(("role", "allowed"), [
    ("kiosk", True), ("guide", True), ("clerk", False), ("screen", False), ("manager", False), ("program", False)
])
def test_kiosks_and_guides_give_numbers_and_nobody_else(api: Api, role: str, allowed: bool) -> None:
    answer = api.post(*TAKING, role=role)
    if allowed:
        said(answer, 201)
    else:
        problem = refused(answer, 403, "NOT_ALLOWED")
        assert problem["role"] == role


def test_only_the_digest_of_a_token_is_kept(api: Api) -> None:
    token = api.token("kiosk")
    kept = str([(name, api.handles.redis.hgetall(name)) for name in api.handles.redis.scan_iter("*token*")])
    assert token not in kept


def test_the_event_names_who_acted_and_not_with_which_token(api: Api) -> None:
    ticket = api.takes("tax")
    api.post(f"/tickets/{ticket['id']}/cancel")
    assert [event["actor"] for event in api.events()] == ["kiosk:kiosk-1", "visitor"]
    assert api.token("kiosk") not in str(api.events())


# people, with a session in a cookie


@pytest.fixture
def browser(api: Api) -> FlaskClient:
    """Open a browser in which the clerk of east/1 is signed in."""
    browser: FlaskClient = api.program.app.test_client()
    answer = browser.post("/sign-in", data={"token": api.token("clerk", "east/1"), "next": "/window/east/1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/window/east/1")
    return browser


def csrf_of(browser: FlaskClient) -> str:
    """Read the token against forged requests off the page, as the page's script does."""
    page = browser.get("/window/east/1").get_data(as_text=True)
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found, "the page carries its token"
    return found.group(1)


def test_a_clerk_who_signed_in_works_from_her_page(browser: FlaskClient) -> None:
    answer = browser.post("/api/v1/windows/east/1/open", headers={"X-CSRFToken": csrf_of(browser)})
    assert answer.status_code == 200


def test_a_post_by_cookie_without_its_csrf_token_is_refused(api: Api, browser: FlaskClient) -> None:
    for headers in ({}, {"X-CSRFToken": "forged"}):
        refused(browser.post("/api/v1/windows/east/1/open", headers=headers), 403, "PAGE_EXPIRED")
    assert api.events() == []


def test_the_csrf_token_of_another_session_is_no_use(api: Api, browser: FlaskClient) -> None:
    other = api.program.app.test_client()
    other.post("/sign-in", data={"token": api.token("clerk", "east/1")})
    answer = browser.post("/api/v1/windows/east/1/open", headers={"X-CSRFToken": csrf_of(other)})
    refused(answer, 403, "PAGE_EXPIRED")


def test_a_clerk_of_one_window_does_not_see_the_console_of_another(browser: FlaskClient) -> None:
    answer = browser.get("/window/east/2")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/window/east/2")


def test_who_signed_out_is_nobody(browser: FlaskClient) -> None:
    token = csrf_of(browser)
    assert browser.post("/sign-out", headers={"X-CSRFToken": token}).status_code == 303
    answer = browser.post("/api/v1/windows/east/1/open", headers={"X-CSRFToken": token})
    refused(answer, 401, "SIGN_IN_NEEDED")


def test_a_wrong_token_at_the_sign_in_is_told_and_signs_nobody_in(api: Api) -> None:
    browser = api.program.app.test_client()
    assert browser.post("/sign-in", data={"token": "wrong"}).status_code == 403
    refused(browser.get("/api/v1/load"), 401, "SIGN_IN_NEEDED")


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
def test_the_sign_in_leads_nowhere_else(api: Api, target: str) -> None:
    browser = api.program.app.test_client()
    answer = browser.post("/sign-in", data={"token": api.token("manager"), "next": target})
    assert answer.headers["Location"] == "/"


def test_the_session_s_cookie_is_for_our_own_pages_alone(api: Api) -> None:
    answer = api.program.app.test_client().post("/sign-in", data={"token": api.token("manager")})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
