"""What strangers may not do: read who was called, fill the store, lead people elsewhere, break the program."""

from __future__ import annotations

import pytest

from hall.web.pages import own_path
from tests.api import Api


def test_a_wall_does_not_give_away_whose_number_it_shows(api: Api) -> None:
    ticket = api.post("/tickets", {"service": "tax"}, role="kiosk").json
    window = api.get("/services/tax").json["windows"][0]
    api.post(f"/windows/{window}/open", role="clerk")
    api.post(f"/windows/{window}/call-next", role="clerk")
    page = api.client.get(f"/board/{ticket['area']}", headers={"Accept": "text/html"})
    assert ticket["number"] in page.text
    assert ticket["id"] not in page.text


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "evil", "", None]
)
def test_a_sign_in_leads_nowhere_else(target: str | None) -> None:
    assert own_path(target) == "/"


def test_a_sign_in_leads_to_a_page_of_this_hall() -> None:
    assert own_path("/window/east/12?lang=en") == "/window/east/12?lang=en"


def test_a_body_nested_without_end_is_malformed(api: Api) -> None:
    answer = api.client.post(
        "/api/v1/tickets", data="[" * 60_000, headers={"Authorization": f"Bearer {api.token('kiosk')}"}
    )
    assert answer.status_code == 400


def test_a_press_without_a_key_is_not_kept_for_days(api: Api) -> None:
    for _ in range(3):
        api.post("/tickets/nobody/cancel", key=None)
    redis = api.handles.redis
    kept = [redis.ttl(name) for name in redis.scan_iter(match="*request:*")]
    assert len(kept) == 3 and all(0 < seconds <= 60 for seconds in kept)


def test_a_key_with_no_body_and_with_an_empty_one_is_the_same_press(api: Api) -> None:
    window = api.get("/services/tax").json["windows"][0]
    first = api.post(f"/windows/{window}/open", role="clerk", key="the-same-key")
    again = api.post(f"/windows/{window}/open", {}, role="clerk", key="the-same-key")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json


def test_a_day_that_is_none_is_invalid(api: Api) -> None:
    assert api.get("/slots?service=tax&day=2014-13-45").status_code == 422
