"""What was written down is still there after a power failure, and says what is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import bench
from kiosk.journal import KEPT_DAYS, Journal, Step
from kiosk.touches import Touches


def journal(folder: Path, day: str = "2025-11-22") -> Journal:
    """Open a journal on a day."""
    return Journal(folder, lambda: 1, lambda: day)


def test_a_torn_last_line_hides_nothing_before_or_after_it(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.write(Step.ASKED, key="touch-1", body={})
    (file,) = tmp_path.glob("journal-*")
    with file.open("a") as torn:
        torn.write('{"step": "taken", "key": "tou')
    first.write(Step.ASKED, key="touch-2", body={})
    assert list(first.read().stories) == ["touch-1", "touch-2"]


def test_yesterday_is_read_and_the_day_before_yesterday_is_not(tmp_path: Path) -> None:
    for day in ("2025-11-20", "2025-11-21", "2025-11-22"):
        one = journal(tmp_path, day)
        one.write(Step.ASKED, key=f"touch-{day}", body={})
        one.close()
    assert list(journal(tmp_path).read().stories) == ["touch-2025-11-21", "touch-2025-11-22"]


def test_old_days_are_removed(tmp_path: Path) -> None:
    for day in range(10, 10 + KEPT_DAYS + 5):
        one = journal(tmp_path, f"2025-11-{day}")
        one.write(Step.NEW_ROLL)
        one.close()
    journal(tmp_path).close()
    assert len(list(tmp_path.glob("journal-*"))) == KEPT_DAYS


def test_a_story_is_open_until_the_hall_knows_its_end(tmp_path: Path) -> None:
    touches = Touches(journal(tmp_path))
    touches.asked("touch-1", {})
    touches.taken("touch-1", {"id": "t1", "number": "A001"})
    touches.sent("t1", 1)
    touches.printed("t1", 1, "confirmed", 170)
    assert [story.key for story in touches.open_ends()] == ["touch-1"]
    touches.reported("t1")
    assert touches.open_ends() == [] and touches.used_mm == 170


def test_a_touch_that_tries_again_is_open_again(tmp_path: Path) -> None:
    touches = Touches(journal(tmp_path))
    touches.asked("touch-1", {})
    touches.closed("touch-1")
    assert touches.open_ends() == []
    touches.asked("touch-1", {})
    assert [story.key for story in touches.open_ends()] == ["touch-1"]


#: What a text may hold that some programs take for the end of a line, and a journal must not.
BREAKS = ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r\n", "\n", "\r"]


@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_a_name_that_was_pasted_with_a_strange_mark_costs_nobody_her_number(tmp_path: Path, mark: str) -> None:
    """A service's name came out of a word processor; after a crash her touch is still known with its number."""
    touches = Touches(journal(tmp_path))
    touches.asked("touch-1", {})
    touches.taken("touch-1", {"id": "t1", "number": "A001", "service": f"税务{mark}窗口"})
    touches.sent("t1", 1)
    touches._journal.close()
    (story,) = Touches(journal(tmp_path)).all()
    assert story.ticket and (story.ticket["service"], story.sent) == (f"税务{mark}窗口", 1)


@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_a_measurement_finds_its_touches_beside_strange_marks_and_a_torn_line(tmp_path: Path, mark: str) -> None:
    touches = Touches(journal(tmp_path))
    touches.asked("touch-1", {"service": f"税务{mark}"})
    with next(tmp_path.glob("journal-*")).open("a") as torn:
        torn.write('{"step": "taken", "key": "tou')
    touches.taken("touch-1", {"id": "t1", "number": "A001", "service": f"税务{mark}窗口"})
    touches.sent("t1", 1)
    touches.printed("t1", 1, "confirmed", 170)
    assert [one.count for one in bench._parts(tmp_path, {"touch-1"})] == [1, 1, 1]
