"""The header of the managers' pages offers exactly what somebody may open."""

from __future__ import annotations

import re

import pytest

from hall.web.people import Role
from hall.web.places import PLACES, places
from tests.api import Api

OFFERED = re.compile(r'<a href="([^"]+)"( aria-current="page")?[^>]*>')


def offered(api: Api, path: str, role: str) -> dict[str, bool]:
    """Return where the header of a page leads, and whether it says that one is there."""
    header = api.get(path, role=role).text.partition("</header>")[0].partition('class="places"')[2]
    return {there: bool(here) for there, here in OFFERED.findall(header.partition("</nav>")[0])}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.GUIDE])
def test_each_page_offers_what_its_reader_may_open_and_marks_itself(api: Api, role: Role) -> None:
    hers = {one.path for one in PLACES if role in one.roles}
    for one in PLACES:
        answer = api.get(one.path, role=role)
        assert answer.status_code == (200 if one.path in hers else 303), one.path
        # A guide's desk and a TV have headers of their own.
        if one.path in hers - {"/desk", "/manage/wall"}:
            assert offered(api, one.path, role) == {path: path == one.path for path in hers}, one.path


def test_a_view_of_the_reports_is_still_the_reports(api: Api) -> None:
    for view in ("course", "heat", "devices", "estimate"):
        found = offered(api, f"/manage/reports/{view}", "manager")
        assert [path for path, here in found.items() if here] == ["/manage/reports"]


def test_few_places_need_no_menu() -> None:
    assert [one.word for one in places(Role.GUIDE)[0]] == ["desk", "notices", "group_visits"]
    shown, folded = places(Role.MANAGER)
    assert [one.word for one in shown] == ["live", "reports", "what_if", "plan"] and len(folded) == 8
    assert places(None) == ([], [])
