"""What a day would have been with one thing changed, side by side with how it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from hall.directory import read
from hall.web.language import Phrase
from hall.web.what_if import view
from hall.what_if.answering import CannotBeAsked, answer
from hall.what_if.command import what_if
from tests.api import CONFIG
from tests.builders import DAY, Story
from tests.what_if.worked import the_day

THE_DAY = date(*DAY)


def asked(events: list[dict[str, str]], **question: Any) -> dict[str, Any]:
    return answer(THE_DAY, question, read(CONFIG), None, events)


def of(found: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    return next(one for one in found[kind] if one["name"] == name)


@pytest.mark.slow
def test_a_question_about_a_day_is_answered_by_the_engine(centre: Story) -> None:
    events = the_day(centre, seed=4)

    as_it_was = asked(events)
    assert as_it_was["honest"]["off_by_ms"] == 0 and as_it_was["pays"] == as_it_was["gains"] == []
    assert as_it_was["total"]["was"] == as_it_was["total"]["would"]

    much_booked = {**as_it_was, "booked_percent": 52.0}
    assert view(much_booked, read(CONFIG)).advice == Phrase("what_if.advice", {"percent": 52.0, "ha": 60})
    assert view({**much_booked, "booked_percent": 45.0}, read(CONFIG)).advice is None
    assert view({**much_booked, "asked_rules": {**as_it_was["rules"], "ha": 60}}, read(CONFIG)).advice is None

    one_more = asked(events, windows=[{"service": "tax", "from": "10:00", "until": "11:00"}])
    tax = of(one_more, "services", "tax")
    assert tax["would"]["p90"] < tax["was"]["p90"] and tax["longer_ms"] < 0
    assert "tax" in [one["name"] for one in one_more["gains"]] and one_more["pays"] == []

    no_head_start = asked(events, ha=0)
    assert no_head_start["pays"][0]["name"] == "appointment"
    assert no_head_start["on_time"]["would"]["kept"] < no_head_start["on_time"]["was"]["kept"]
    assert of(no_head_start, "standings", "walk_in")["longer_ms"] < 0

    shut = asked(events, windows=[{"window": "west/1", "from": "9:30", "until": "10:30"}])
    assert next(one["name"] for one in shut["pays"] if one["kind"] == "service") == "cars"
    at_home = asked(events, windows=[{"window": "west/1", "from": "9:30", "until": "23:00"}])
    missing = at_home["total"]["would"]["never"]
    assert missing > 5 and view(at_home, read(CONFIG)).pays[0] == Phrase("what_if.never_more", {"n": missing})
    earlier = asked(events, earlier=30)
    assert earlier["total"]["longer_ms"] < 0, "who opens half an hour earlier finds no queue at nine"


def test_what_cannot_be_asked_is_said(centre: Story) -> None:
    centre.takes("tax", at="9:00")
    wrong = [
        ({"windows": [{"service": "tax", "from": "11:00", "until": "10:00"}]}, "ends_before"),
        ({"windows": [{"window": "east/99", "from": "10:00", "until": "11:00"}]}, "no_window"),
        ({"windows": [{"service": "passports", "from": "10:00", "until": "11:00"}]}, "no_service"),
        ({"windows": [{"from": "10:00", "until": "11:00"}]}, "no_service"),
    ]
    for question, why in wrong:
        with pytest.raises(CannotBeAsked) as no:
            asked(centre.events(), **question)
        assert no.value.why == why
    with pytest.raises(CannotBeAsked) as no:
        asked([])
    assert no.value.why == "nobody_came"


@pytest.mark.parametrize("wrong", ["east/12@10-11", "east/12@25:00-26:00", "east/12@10:00"])
def test_the_command_refuses_a_time_that_no_clock_shows(wrong: str) -> None:
    answered = CliRunner().invoke(what_if, ["--close", wrong])
    assert answered.exit_code == 2 and wrong in answered.output
