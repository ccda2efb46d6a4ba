"""The hall of 2014 as `config/` holds it: the counts of its own description, and pools as large as life."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pydantic import ValidationError

from hall.directory import Centre, Mode, ScreenKind, Service, faults

CONFIG = Path(__file__).parents[2] / "config"


def queue_services(centre: Centre) -> list[Service]:
    return [service for service in centre.services.values() if service.mode is Mode.QUEUE]


def direct_services(centre: Centre) -> list[Service]:
    return [service for service in centre.services.values() if service.mode is Mode.DIRECT]


def test_the_configuration_has_no_fault() -> None:
    assert faults(CONFIG) == ()


@pytest.mark.parametrize(("hall", "agencies", "windows"), [("east", 9, 58), ("west", 25, 70)])
def test_the_halls_are_as_large_as_their_description_says(
    centre: Centre, hall: str, agencies: int, windows: int
) -> None:
    assert len(centre.halls[hall].agencies) == agencies
    numbers = [window.number for window in centre.windows.values() if window.hall == hall]
    assert numbers == list(range(1, windows + 1))
    assert centre.halls[hall].window_count == windows


def test_agencies_and_windows_stand_in_the_order_of_the_halls(centre: Centre) -> None:
    assert list(centre.windows)[:2] == ["east/1", "east/2"]
    assert list(centre.windows)[57:59] == ["east/58", "west/1"]
    assert centre.halls["east"].agencies[:3] == ("market-supervision", "state-tax", "local-tax")
    assert centre.halls["west"].areas == ("west-a", "west-b", "west-c", "west-d")


def test_the_agencies_that_the_description_names_are_there(centre: Centre) -> None:
    short = {hall: {centre.agencies[id].short.zh for id in centre.halls[hall].agencies} for hall in centre.halls}
    assert {"经贸信息委", "市场监管局", "国税", "地税", "海关"} <= short["east"]
    assert {"发改委", "规划国土委", "交委", "人居环境委"} <= short["west"]
    assert "建筑工务署" not in short["east"] | short["west"]


def test_there_are_more_than_120_services_of_both_kinds(centre: Centre) -> None:
    assert len(queue_services(centre)) >= 100
    assert len(direct_services(centre)) >= 25


def test_every_service_is_reached_by_as_many_windows_as_in_life(centre: Centre) -> None:
    pools = {service.id: len(centre.windows_of(service.id)) for service in queue_services(centre)}
    assert all(2 <= pool <= 12 for pool in pools.values())
    assert min(pools.values()) == 2
    assert max(pools.values()) == 12
    assert all(1 <= len(centre.windows_of(service.id)) <= 3 for service in direct_services(centre))


def test_windows_serve_several_services_and_some_help_a_neighbour(centre: Centre) -> None:
    several = [window for window in centre.windows.values() if len(window.reach) > 1]
    assert len(several) > 100
    helping = [
        window
        for window in centre.windows.values()
        if any(centre.services[id].agency != window.agency for id, minutes in window.serves.items() if minutes)
    ]
    assert len(helping) >= 12


def test_a_series_belongs_to_one_service_and_busy_ones_have_one_letter(centre: Centre) -> None:
    series = [service.series for service in queue_services(centre)]
    assert len(set(series)) == len(series)
    assert not set("".join(series)) & set("IO")
    assert all(re.fullmatch("[A-Z]{1,2}", letters) for letters in series)
    assert all(len(service.series) == 1 for service in queue_services(centre) if service.popular) is False
    busiest = max(queue_services(centre), key=lambda service: len(centre.windows_of(service.id)))
    assert len(busiest.series) == 1


def test_no_two_letters_of_an_area_sound_alike(centre: Centre) -> None:
    letters: dict[str, set[str]] = defaultdict(set)
    for service in queue_services(centre):
        letters[service.area] |= set(service.series)
    assert len(letters) == 8
    for area, used in letters.items():
        assert len(used & set("BCDEGPTV")) <= 1, area
        assert len(used & set("MN")) <= 1, area


def test_standard_times_are_plausible_and_opening_hours_have_lunch(centre: Centre) -> None:
    assert all(3 <= service.minutes <= 25 for service in centre.services.values())
    assert centre.hours.week[0] == ((540, 720), (810, 1050))
    assert centre.hours.week[5:] == ((), ())
    assert len({service.hours for service in centre.services.values()}) >= 3


def test_many_services_can_be_booked_and_a_dozen_are_on_the_first_page(centre: Centre) -> None:
    assert sum(service.bookable for service in centre.services.values()) >= 40
    assert sum(service.popular for service in centre.services.values()) == 12


def test_every_guide_is_complete_in_both_languages(centre: Centre) -> None:
    for service in centre.services.values():
        guide = service.guide
        texts = (service.name, *guide.materials, guide.conditions, guide.time_limit, guide.basis)
        assert guide.materials, service.id
        for text in texts:
            assert re.search("[\u4e00-\u9fff]", text.zh), (service.id, text.zh)
            assert not re.search("[\u4e00-\u9fff]", text.en), (service.id, text.en)
        assert re.fullmatch("[a-z]{3,}", service.matters[0]), f"{service.id} has no pinyin initials"


def test_an_agency_is_searched_by_its_initials_too(centre: Centre) -> None:
    assert all(re.fullmatch("[a-z]{2,}", agency.matters[0]) for agency in centre.agencies.values())


def test_no_service_name_stands_twice(centre: Centre) -> None:
    for language in ("zh", "en"):
        names = Counter(service.name.get(language) for service in centre.services.values())
        assert [name for name, times in names.items() if times > 1] == []


def test_kiosks_boards_and_signs_are_everywhere(centre: Centre) -> None:
    assert 8 <= len(centre.kiosks) <= 10
    assert {kiosk.hall for kiosk in centre.kiosks.values()} == {"east", "west"}
    assert 40 <= len(centre.screens) <= 200
    boards = [screen for screen in centre.screens.values() if screen.kind is ScreenKind.BOARD]
    signs = [screen for screen in centre.screens.values() if screen.kind is ScreenKind.SIGN]
    assert {board.area for board in boards} == set(centre.areas)
    assert [sign.window for sign in signs] == list(centre.windows)
    assert all(centre.windows[str(sign.window)].area == sign.area for sign in signs)


def test_the_profile_says_that_it_is_an_example_and_has_no_telephone_numbers(centre: Centre) -> None:
    assert centre.note.zh == "2014年示例"
    for file in CONFIG.rglob("*.toml"):
        text = file.read_text("utf-8")
        assert not re.search(r"\d{7,}|\d{3,4}-\d{4,}|12345", re.sub(r"\d{4}-\d{2}-\d{2}", "", text)), file
    for file in (CONFIG / "agencies").rglob("*.toml"):
        assert file.read_text("utf-8").startswith("# 2014年示例"), file


def test_reach_is_in_ms_and_leaves_out_direct_services(centre: Centre) -> None:
    window = centre.windows["east/22"]
    assert window.serves["tax-device"] == 0
    assert "tax-device" not in window.reach
    assert window.reach["invoice-purchase"] == 0
    assert window.reach["local-return"] == 5 * 60_000
    assert centre.windows["west/44"].reach["environment-acceptance"] == 10 * 60_000


def test_the_windows_of_a_service_are_its_own_and_not_its_helpers(centre: Centre) -> None:
    assert [window.id for window in centre.windows_of("tax-proof")] == ["east/28", "east/29", "east/30", "east/31"]
    assert centre.windows_of("tax-proof") is centre.windows_of("tax-proof")
    with pytest.raises(KeyError):
        centre.windows_of("no-such-service")


def test_the_services_of_an_agency_are_listed_in_its_order(centre: Centre) -> None:
    assert [service.id for service in centre.services_of("ethnic-religious")] == ["ethnic-status", "worship-place"]
    with pytest.raises(KeyError):
        centre.services_of("no-such-agency")


def test_words_are_given_in_the_readers_language(centre: Centre) -> None:
    name = centre.halls["east"].name
    assert [name.get(language) for language in ("zh", "zh-CN", "ZH-Hant", "en", "fr")] == [
        "东厅", "东厅", "东厅", "East Hall", "East Hall",
    ]  # fmt: skip


def test_a_centre_cannot_be_changed(centre: Centre) -> None:
    with pytest.raises(ValidationError):
        centre.zone = "UTC"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        centre.services["talent-intake"].minutes = 1  # type: ignore[misc]
