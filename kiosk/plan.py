"""Draw the plan of a hall (大厅示意图): its windows in their order along the walls, where you are, the way; pure.

The configuration knows which windows stand in which waiting area, and in which area this kiosk stands, but no metres:
the plan is schematic and says so. Areas follow one another along the upper wall from left to right, then along the
lower wall back from right to left, as one walks past them; so windows are numbered around the hall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hall.rules.slip import Wording
from kiosk.known import Centre, Window
from kiosk.words import Words

#: Measures of the drawing, in its own units: a thousand across.
WIDTH, WALL, SEATS, AISLE = 1000, 66, 84, 96
HEIGHT = 2 * WALL + 2 * SEATS + AISLE
#: Between two areas along a wall, and at both ends of it.
GAP = 18
#: How far a seat block stays off the windows and the aisle.
AIR = 6


@dataclass(frozen=True)
class Cell:
    """Hold one window on the plan; `goal` is one to go to."""

    number: int
    x: float
    y: float
    width: float
    goal: bool


@dataclass(frozen=True)
class Block:
    """Hold one waiting area on the plan."""

    name: str
    windows: str
    x: float
    y: float
    width: float
    goal: bool


@dataclass(frozen=True)
class Plan:
    """Hold the drawing (示意图): `here` is where the kiosk stands or where one comes in, `route` the way from there."""

    title: str
    way: str
    cells: tuple[Cell, ...]
    blocks: tuple[Block, ...]
    here: tuple[float, float] | None
    here_says: str
    says_y: float
    route: str
    arrow: str


def plan_of(windows: Sequence[str], centre: Centre, words: Words) -> Plan | None:
    """Draw the way to these windows ("east/13"); nothing for windows in a hall that the kiosk has no plan of."""
    hall = windows[0].partition("/")[0] if windows else ""
    goals = {int(number) for one, _, number in (window.partition("/") for window in windows) if one == hall}
    areas = _areas(centre.windows.get(hall, ()))
    if not areas:
        return None
    # Half of the windows, as nearly as the areas allow, stand along each wall.
    total, upper = sum(map(len, areas.values())), 0
    walls: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    for area, numbers in areas.items():
        walls[0 if upper < total / 2 else 1][area] = numbers
        upper += len(numbers)
    blocks, cells = _walls(walls, goals, hall, centre, words)
    here, says = _here(hall, blocks, centre, words)
    route, arrow = _route(here, [cell for cell in cells if cell.goal])
    # The way goes up or down from where one stands; the words stand on the other side.
    says_y = here[1] + (44 if any(cell.goal and not cell.y for cell in cells) else -26) if here else 0
    return Plan(words("plan.title", hall=words.name(centre.halls.get(hall, Wording(hall)))),
                way(windows, centre, words), tuple(cells), tuple(blocks.values()), here, says, says_y, route, arrow)


def way(windows: Sequence[str], centre: Centre, words: Words) -> str:
    """Say the way in words: in which area the windows are, and whether one has to walk up or down their numbers."""
    hall, _, number = windows[0].partition("/")
    areas = _areas(centre.windows.get(hall, ()))
    area = next((area for area, numbers in areas.items() if int(number) in numbers), "")
    place, here = words.name(centre.areas.get(area, Wording(""))), centre.here
    hall_name = words.name(centre.halls.get(hall, Wording(hall)))
    if here is None or not place:
        return words("way.there", place=place or hall_name)
    if here.hall != hall:
        return words("way.other_hall", place=place, hall=hall_name)
    if here.area == area:
        return words("way.same", place=place)
    return words("way.up" if min(areas.get(here.area, [0])) < int(number) else "way.down", place=place)


def _areas(windows: Sequence[Window]) -> dict[str, list[int]]:
    """Sort the windows of a hall by waiting area, areas by their first window."""
    found: dict[str, list[int]] = {}
    for window in sorted(windows, key=lambda window: window.number):
        found.setdefault(window.area, []).append(window.number)
    return found


def _walls(walls: Sequence[dict[str, list[int]]], goals: set[int], hall: str, centre: Centre,
           words: Words) -> tuple[dict[str, Block], list[Cell]]:
    """Set the windows along both walls: to the right along the upper one, back to the left along the lower one."""
    blocks: dict[str, Block] = {}
    cells: list[Cell] = []
    prefix = words.name(centre.halls.get(hall, Wording(hall)))
    for lower, wall in enumerate(walls):
        if not wall:
            continue
        each = (WIDTH - GAP * (len(wall) + 1)) / sum(map(len, wall.values()))
        x = float(GAP)
        for area, numbers in reversed(wall.items()) if lower else wall.items():
            y = float(HEIGHT - WALL if lower else 0)
            for at, number in enumerate(reversed(numbers) if lower else numbers):
                cells.append(Cell(number, round(x + at * each, 1), y, round(each, 1), number in goals))
            name = words.name(centre.areas.get(area, Wording(area))).removeprefix(prefix).lstrip(" ,，")
            wide = each * len(numbers)
            blocks[area] = Block(name, words("plan.windows", first=numbers[0], last=numbers[-1]), round(x, 1),
                                 y - SEATS + AIR if lower else WALL + AIR, round(wide, 1), bool(goals & set(numbers)))
            x += wide + GAP
    return blocks, cells


def _here(hall: str, blocks: dict[str, Block], centre: Centre,
          words: Words) -> tuple[tuple[float, float] | None, str]:
    """Say where one stands: in the kiosk's area, or where one comes in from the hall it is in."""
    place, middle = centre.here, WALL + SEATS + AISLE / 2
    if place is None:
        return None, ""
    if place.hall == hall:
        block = blocks.get(place.area)
        return ((block.x + block.width / 2, middle), words("plan.here")) if block else (None, "")
    order = list(centre.halls)
    from_left = place.hall in order and hall in order and order.index(place.hall) < order.index(hall)
    name = words.name(centre.halls.get(place.hall, Wording(place.hall)))
    return (GAP * 2.0 if from_left else WIDTH - GAP * 2.0, middle), words("plan.from", hall=name)


def _route(here: tuple[float, float] | None, goals: Sequence[Cell]) -> tuple[str, str]:
    """Draw the way along the aisle to the nearest of the windows, and the head of its arrow."""
    if here is None or not goals:
        return "", ""
    x, y = here
    upper = goals[0].y == 0
    near = [cell for cell in goals if (cell.y == 0) == upper]
    nearest = min(near, key=lambda cell: abs(cell.x + cell.width / 2 - x))
    to = nearest.x + nearest.width / 2
    end, turn = (WALL + 16, 14) if upper else (HEIGHT - WALL - 16, -14)
    line = f"M{x:.0f} {y:.0f}H{to:.0f}V{end:.0f}"
    return line, f"{to - 14:.0f},{end:.0f} {to + 14:.0f},{end:.0f} {to:.0f},{end - turn:.0f}"
