"""The day so far: a process that followed it and one that comes up in the middle of it know the same."""

from __future__ import annotations

from hall.rules.visits import visits_of
from hall.rules.window_spells import Activity
from hall.web.today import Today
from tests.builders import Story, moment

MORNING = moment("06:00")


def test_who_followed_the_day_knows_what_one_knows_who_comes_up_in_it(centre: Story) -> None:
    followed = Today(centre.reading)
    centre.opens("east/1", {"tax": 0}, at="09:00")
    assert not list(followed.since(MORNING).visits)
    centre.takes("tax", at="09:05")
    centre.calls("east/1", at="09:10")
    centre.starts("east/1", at="09:11")
    centre.finishes("east/1", at="09:20")
    for known in (followed.since(MORNING), Today(centre.reading).since(MORNING)):
        assert {one.ticket: one for one in known.visits} == visits_of(centre.events())
        assert [one.activity for one in known.spells] == [Activity.IDLE, Activity.CALLED, Activity.SERVING]
        assert known.windows["east/1"].stage.activity == Activity.IDLE


def test_a_new_day_knows_nothing_of_yesterday(centre: Story) -> None:
    followed = Today(centre.reading)
    for number in range(5):
        centre.takes("tax", at=f"09:0{number}")
    assert len(list(followed.since(MORNING).visits)) == 5
    late = centre.takes("tax", at="15:00")
    for known in (followed.since(moment("15:00")), Today(centre.reading).since(moment("15:00"))):
        assert [one.ticket for one in known.visits] == [late]


def test_a_new_queue_server_begins_a_day_anew(centre: Story) -> None:
    followed = Today(centre.reading)
    for number in range(5):
        centre.takes("tax", at=f"09:0{number}")
    assert len(list(followed.since(MORNING).visits)) == 5
    centre.redis.flushdb()
    first = centre.takes("tax", at="09:30")
    assert [one.ticket for one in followed.since(MORNING).visits] == [first]


def test_a_new_queue_server_is_told_by_what_happened_and_not_by_how_much(centre: Story) -> None:
    followed = Today(centre.reading)
    centre.takes("tax", at="09:00")
    assert [one.service for one in followed.since(MORNING).visits] == ["tax"]
    centre.redis.flushdb()
    centre.takes("deeds", at="09:30")
    centre.takes("cars", at="09:31")
    assert [one.service for one in followed.since(MORNING).visits] == ["deeds", "cars"]
