"""Which screens an act changes (消息): also those that somebody leaves, or from which something is taken down."""

from __future__ import annotations

import pytest
from flask_socketio import SocketIOTestClient

from hall.display import showing
from hall.rules.times import MINUTE_MS
from hall.store.tickets import Onward
from tests.api import Api, said
from tests.builders import Story, wait_until
from tests.store.further_acts import CARS

HALLS = {"east-a": "east", "west-a": "west"}
BOTH = {"east-a", "west-a", "queue:east-a", "queue:west-a", "overview:east", "overview:west"}


def changed(centre: Story, type: str) -> set[str]:
    """Say which walls, queues and overviews the last event of a type changes."""
    event = [one for one in centre.events() if one["type"] == type][-1]
    return {one for one in showing.touched(event, HALLS) or () if not one.startswith("window:")}


@pytest.fixture
def called(centre: Story) -> str:
    """Let somebody be called in the east."""
    centre.opens("east/12", at="9:00")
    she = centre.takes("tax", at="9:01", then=(Onward("cars", "west", "west-a", 0),))
    centre.calls("east/12")
    return she


def test_who_is_sent_to_another_hall_leaves_the_wall_of_the_first_one_and_an_undo_brings_her_back(
    centre: Story, called: str
) -> None:
    centre.tickets.transfer(centre.press(), "east/12", CARS)
    assert changed(centre, "transferred") == BOTH
    centre.tickets.undo(centre.press(), "east/12")
    assert changed(centre, "undone") == BOTH


def test_who_goes_on_along_her_chain_leaves_the_wall_of_the_first_hall(centre: Story, called: str) -> None:
    centre.finishes("east/12")
    assert changed(centre, "transferred") == BOTH
    centre.tickets.undo(centre.press(), "east/12")
    assert changed(centre, "undone") == BOTH


def test_who_missed_her_call_and_comes_back_to_another_hall_leaves_the_strip_of_the_first_one(
    centre: Story, called: str
) -> None:
    centre.misses("east/12", at="9:05")
    centre.tickets.rejoin(centre.press(), called, CARS)
    assert changed(centre, "rejoined") == BOTH


def test_who_stays_in_her_hall_changes_nothing_in_the_other_one(centre: Story, called: str) -> None:
    centre.tickets.transfer(centre.press(), "east/12", Onward("deeds", "east", "east-a", 0))
    assert changed(centre, "transferred") == {"east-a", "queue:east-a", "overview:east"}
    assert "from_area" not in centre.events()[-1]


@pytest.mark.parametrize("minutes", [0, 5])
def test_a_notice_that_is_taken_down_or_given_elsewhere_leaves_every_wall_on_which_it_stood(
    centre: Story, minutes: int
) -> None:
    centre.tickets.give_notice(centre.press(), "lunch", ["east-a"], 5 * MINUTE_MS)
    centre.tickets.give_notice(centre.press(), "lunch", ["west-a"], minutes * MINUTE_MS)
    assert showing.touched(centre.events()[-1], HALLS) is None


def test_a_call_that_was_taken_back_leaves_the_bar_by_itself_when_its_half_minute_is_over(api: Api) -> None:
    program = api.program
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    said(api.act("east/1", "undo"))
    api.clock.now += 29_999
    wall = SocketIOTestClient(program.app, program.socketio, namespace="/display", auth={"area": "east-a"})
    easel = program.relay._easels["/display"]

    def bars() -> list[str]:
        return [one["args"][0]["json"]["led"] for one in wall.get_received("/display") if one["name"] == "view"]

    easel.look()
    assert bars() == ["请A001号稍候"]
    api.clock.now += 2
    shown: list[str] = []

    def is_free() -> bool:
        easel.look()
        shown.extend(bars())
        return bool(shown)

    wait_until(is_free, "the picture without the call that was taken back")
    assert shown == ["请留意叫号"]
    assert easel.patience is None, "what stands there now is right until something happens"
