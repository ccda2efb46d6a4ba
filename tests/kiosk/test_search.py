"""Find a service by what one types, in the example hall with its 150 services."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.directory import read as read_config
from hall.rules.slip import Wording
from kiosk.known import Agency, Centre, Known, Service
from kiosk.known import read_centre as centre_of
from kiosk.search import common_words, readings, search, sounds_like


def example() -> Known:
    """Give the example hall as a kiosk knows it."""
    told = read_config(Path("config"))
    agencies = {one.id: Agency(one.id, one.hall, Wording(one.name.zh, one.name.en),
                               Wording(one.short.zh, one.short.en)) for one in told.agencies.values()}
    empty = centre_of({"halls": []})
    centre = Centre(empty.name, empty.note, empty.zone, "", {}, {}, agencies)
    services = {one.id: Service(
        id=one.id, name=Wording(one.name.zh, one.name.en), agency=one.agency, hall=one.hall, area=one.area,
        direct=one.mode == "direct", open=True, full=False, popular=one.popular, waiting=0, low=None, high=None,
        closes_in=None, opens_at="", windows=(), materials=(), conditions=Wording(""), time_limit=Wording(""),
        matters=one.matters) for one in told.services.values()}
    return Known(centre, services, 0)


HALL = example()


def first(query: str, count: int = 1) -> list[str]:
    """Give the ids of the first services that are found."""
    return [found.service.id for found in search(query, HALL)[:count]]


@pytest.mark.parametrize("typed", [
    "内资企业设立登记", "内资企业设立", "nzqysldj", "nzqysl", "neiziqiyesheli", "neizqysl", "注册公司", "zcgs",
    "zhucegongsi", "开公司", "kgs", "我要注册公司", "registration of a domestic", "Domestic company",
])
def test_starting_a_company_is_found_whatever_one_types(typed: str) -> None:
    assert "company-setup" in first(typed, 3)


def test_the_name_itself_comes_before_other_words_and_the_agency() -> None:
    assert first("发票")[0].startswith("invoice")
    assert first("食品流通许可") == ["food-licence"]


def test_a_word_that_is_found_elsewhere_is_told_with_the_result() -> None:
    found = next(one for one in search("zcgs", HALL) if one.service.id == "company-setup")
    assert found.by == "注册公司"
    assert search("内资企业设立", HALL)[0].by == ""


def test_an_agency_finds_its_services() -> None:
    agencies = {found.service.agency for found in search("海关", HALL)}
    assert "customs" in agencies
    assert any(found.service.agency == "customs" for found in search("hg", HALL))


def test_all_words_of_the_query_count() -> None:
    both = first("食品 许可", 5)
    assert "food-licence" in both and len(search("食品 海关", HALL)) < len(search("食品", HALL))


def test_a_character_is_found_by_each_of_its_readings() -> None:
    for typed in ("yinhang", "yinxing", "yh", "yx"):
        assert sounds_like(typed, "银行"), typed
    assert not sounds_like("jr", "银行")


def test_nothing_typed_finds_nothing_and_offers_everyday_words() -> None:
    assert search("", HALL) == [] == search("   ", HALL)
    words = common_words(HALL.services.values(), 8)
    assert len(words) == 8 and all(search(word, HALL) for word in words)


@pytest.mark.slow
def test_every_name_of_the_example_can_be_typed_in_pinyin_initials() -> None:
    for service in HALL.services.values():
        signs = [sign for sign in service.name.zh if sign in readings()]
        initials = "".join(readings()[sign][0][0] for sign in signs)
        if len(signs) == len(service.name.zh):
            assert service.id in first(initials, 5), (service.name.zh, initials)


@given(st.text(max_size=60))
def test_no_query_is_a_fault(query: str) -> None:
    assert len(search(query, HALL)) <= len(HALL.services)
