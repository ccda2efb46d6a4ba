"""Draw the way to a window: you are here, where to go, in words and on a plan that is true to the configuration."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from hall.rules.slip import Wording
from kiosk.known import Place, read_centre
from kiosk.plan import HEIGHT, WIDTH, plan_of, way
from kiosk.words import Words

ZH, EN = Words("zh"), Words("en")


def hall(id: str, zh: str, en: str, sizes: dict[str, int]) -> dict[str, object]:
    """Describe a hall whose areas have so many windows each."""
    windows, number = [], 0
    for area, count in sizes.items():
        for _ in range(count):
            number += 1
            windows.append({"id": f"{id}/{number}", "number": number, "area": area})
    names = dict(zip(sizes, "甲乙丙丁", strict=False))
    areas = [{"id": area, "name": {"zh": f"{zh}{name}区", "en": f"{en}, area {name}"}} for area, name in names.items()]
    return {"id": id, "name": {"zh": zh, "en": en}, "agencies": [], "windows": windows, "areas": areas}


CENTRE = read_centre({"halls": [
    hall("east", "东厅", "East Hall", {"east-a": 14, "east-b": 17, "east-c": 13, "east-d": 14}),
    hall("west", "西厅", "West Hall", {"west-a": 5}),
]})
IN_B = replace(CENTRE, here=Place("east", "east-b", Wording("")))


@pytest.mark.parametrize(("windows", "says"), [
    (("east/15", "east/16"), "窗口就在这里：东厅乙区"),
    (("east/57",), "窗口在东厅丁区，沿窗口号从小到大走"),
    (("east/3",), "窗口在东厅甲区，沿窗口号从大到小走"),
    (("west/2",), "窗口在西厅甲区，请先到西厅"),
])
def test_the_way_is_told_in_words(windows: tuple[str, ...], says: str) -> None:
    assert way(windows, IN_B, ZH) == says


def test_a_kiosk_that_does_not_know_its_place_claims_none() -> None:
    plan = plan_of(["east/3"], CENTRE, ZH)
    assert plan and plan.here is None and plan.route == "" and plan.way == "窗口在东厅甲区"


def test_every_window_of_the_hall_is_on_the_plan_and_only_the_right_ones_stand_out() -> None:
    plan = plan_of(["east/13", "east/14"], IN_B, ZH)
    assert plan is not None
    assert sorted(cell.number for cell in plan.cells) == list(range(1, 59))
    assert [cell.number for cell in plan.cells if cell.goal] == [13, 14]
    assert [block.name for block in plan.blocks if block.goal] == ["甲区"]
    assert [block.windows for block in plan.blocks] == ["1–14号", "15–31号", "45–58号", "32–44号"]


def test_nothing_of_the_plan_is_outside_of_it_or_upon_another_window() -> None:
    for hall_id, goal in (("east", "east/40"), ("west", "west/1")):
        plan = plan_of([goal], IN_B, EN)
        assert plan is not None and plan.here is not None
        for wall in (0, 1):
            cells = sorted((cell for cell in plan.cells if bool(cell.y) == bool(wall)), key=lambda cell: cell.x)
            assert all(cell.x >= 0 and cell.x + cell.width <= WIDTH for cell in cells), hall_id
            assert all(left.x + left.width <= right.x + 0.3 for left, right in pairwise(cells))
        assert 0 < plan.here[0] < WIDTH and 0 < plan.here[1] < HEIGHT


def test_who_comes_from_the_other_hall_is_shown_where_she_comes_in() -> None:
    plan = plan_of(["west/2"], IN_B, ZH)
    assert plan and plan.here_says == "从东厅过来" and plan.here and plan.here[0] < 100
    assert plan.route.startswith("M36")


def test_a_hall_without_windows_has_no_plan() -> None:
    assert plan_of([], IN_B, ZH) is None and plan_of(["north/1"], IN_B, ZH) is None
